"""Everything one reader may have of a case, read at one instant, to be taken away as a whole.

Source: disputes.md 5.7; reliability.md R4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from amiabil.domain.access import Viewer
from amiabil.records import case_files, chain_links, evidence, measures, tickets, timeline
from amiabil.records.case_files import CaseFile
from amiabil.records.chain_links import LinkRow
from amiabil.records.evidence import EvidenceRow
from amiabil.records.measures import Ticket
from amiabil.records.order_sheets import OrderSheet, order_sheet
from amiabil.records.tickets import TicketFile
from amiabil.records.timeline import Moment


@dataclass(frozen=True, slots=True)
class Collected:
    """A case as its reader may keep it. ``moments`` are newest first, as everywhere; ``links`` the whole chain."""

    file: CaseFile
    sheet: OrderSheet
    moments: tuple[Moment, ...]
    evidence: tuple[EvidenceRow, ...]
    links: tuple[LinkRow, ...]


def collect(viewer: Viewer, reference: str) -> Collected:
    """Read a case whole: five statements, and one more for every hundred moments. Raises ``NotFound``.

    Writers wait meanwhile, so that history, evidence and chain are those of one version.
    """
    with transaction.atomic():
        case_id = case_files.case_id_of(viewer, reference)
        chain_links.hold_still(case_id)
        file = case_files.case_file(viewer, reference)
        return Collected(
            file=file,
            sheet=order_sheet(viewer, file.order_ref),
            moments=tuple(_moments(viewer, case_id)),
            evidence=evidence.evidence_of(viewer, case_id),
            links=chain_links.links_of(viewer, case_id),
        )


@dataclass(frozen=True, slots=True)
class CollectedMeasure:
    """A measure of the platform as its reader may keep it, with the complaint about it."""

    ticket: Ticket
    moments: tuple[Moment, ...]
    evidence: tuple[EvidenceRow, ...]
    links: tuple[LinkRow, ...]


def collect_measure(viewer: Viewer, reference: str) -> CollectedMeasure:
    """Read a measure whole, as ``collect`` reads a case. Raises ``NotFound``."""
    with transaction.atomic():
        case_id = measures.ticket(viewer, reference).case_id
        chain_links.hold_still(case_id)
        return CollectedMeasure(
            ticket=measures.ticket(viewer, reference),
            moments=tuple(_moments(viewer, case_id)),
            evidence=evidence.evidence_of(viewer, case_id),
            links=chain_links.links_of(viewer, case_id),
        )


@dataclass(frozen=True, slots=True)
class CollectedTicket:
    """A request for help as its reader may keep it."""

    file: TicketFile
    moments: tuple[Moment, ...]
    links: tuple[LinkRow, ...]


def collect_ticket(viewer: Viewer, reference: str) -> CollectedTicket:
    """Read a request whole, as ``collect`` reads a case. Raises ``NotFound``."""
    with transaction.atomic():
        case_id = tickets.file_of(viewer, reference).case_id
        chain_links.hold_still(case_id)
        return CollectedTicket(
            file=tickets.file_of(viewer, reference),
            moments=tuple(_moments(viewer, case_id)),
            links=chain_links.links_of(viewer, case_id),
        )


def _moments(viewer: Viewer, case_id: UUID) -> Iterator[Moment]:
    after: str | None = None
    while True:
        found = timeline.moments(viewer, case_id, after=after)
        yield from found.items
        if found.next is None:
            return
        after = found.next
