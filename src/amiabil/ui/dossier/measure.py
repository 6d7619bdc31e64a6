"""The whole file of a measure and of the complaint about it: the same ZIP as that of a dispute."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _

from amiabil.actions import dossiers
from amiabil.actions.dossier_proof import FORMAT, RECORD
from amiabil.actions.dossiers import CollectedMeasure
from amiabil.domain.access import Viewer
from amiabil.domain.terms import PARTIES
from amiabil.foundation.codec import instant_text
from amiabil.records import clock, measures
from amiabil.records.paging import Page
from amiabil.records.scope import side_of
from amiabil.ui.dossier.contents import FileIn, files_in
from amiabil.ui.dossier.pack import DOCUMENT, GUIDE, PackedDossier, as_json, guide, zipped
from amiabil.ui.dossier.paper import items, long, proof, reasons, undrawn
from amiabil.ui.dossier.pdf import Block, Entry, Heading, Paper, Paragraph, Rows, draw
from amiabil.ui.dossier.record import chain, item
from amiabil.ui.dossier.sending import answer
from amiabil.ui.facts import Message, Row
from amiabil.ui.measures import shown, talk
from amiabil.ui.measures.seen import Seen
from amiabil.ui.reader import Reader
from amiabil.ui.words.measures import state_name

Document = dict[str, Any]


def pack_measure(viewer: Viewer, reference: str) -> PackedDossier:
    """The dossier of a measure as this viewer may have it now, in their language. Raises ``NotFound``."""
    collected = dossiers.collect_measure(viewer, reference)
    seen, ticket = _seen(viewer, collected), collected.ticket
    files = files_in(viewer, collected.evidence)
    texts = {
        DOCUMENT: draw(_paper(seen, files)),
        RECORD: as_json(_record(seen, collected, files)),
        GUIDE: guide().encode(),
    }
    return zipped(f"{ticket.reference}-v{ticket.chain.version}.zip", texts, files)


def measure_record(viewer: Viewer, reference: str, *, folder: str) -> tuple[Document, tuple[FileIn, ...]]:
    """The record of a measure for its reader, and the files this side has handed in, which lie in ``folder``.

    Raises ``NotFound``.
    """
    collected = dossiers.collect_measure(viewer, reference)
    own = [one for one in collected.evidence if one.owner_role == side_of(viewer)]
    files = files_in(viewer, own, folder=folder)
    return _record(_seen(viewer, collected), collected, files), files


def _seen(viewer: Viewer, collected: CollectedMeasure) -> Seen:
    ticket = collected.ticket
    reader = Reader.of(viewer, now=clock.now(), case_zone=ticket.zone)
    once = {one.type: one for one in collected.moments if one.type in measures.SAID_ONCE}
    return Seen(ticket, reader, once, Page(collected.moments, None), collected.evidence)


def send_measure(viewer: Viewer, reference: str) -> FileResponse:
    """The same as an answer. Raises ``NotFound``, ``RateLimited``."""
    return answer(viewer, lambda: pack_measure(viewer, reference))


# --- to read --------------------------------------------------------------------------------------------


def _paper(seen: Seen, files: Sequence[FileIn]) -> Paper:
    title = _("File of measure %(reference)s") % {"reference": seen.ticket.reference}
    blocks = (
        *_beginning(seen, title),
        *_statements(seen),
        *_history(seen),
        *items(
            seen.evidence, files, {seen.ticket.measure.against.value: seen.ticket.person_name}, seen.reader
        ),
        *proof(),
    )
    foot = f"{settings.AMIABIL_MARKETPLACE} · {seen.ticket.reference}"
    return Paper(title, foot, seen.reader.language, seen.reader.now, blocks, undrawn())


def _beginning(seen: Seen, title: str) -> Iterator[Block]:
    yield Heading(title, level=1)
    made = {"at": long(seen.reader, seen.reader.now), "zone": seen.reader.zone}
    yield Paragraph(_("As it stood on %(at)s. All times are those of %(zone)s.") % made, quiet=True)
    yield Rows(
        (
            Row(_("What it is about"), seen.ticket.subject, strong=True),
            Row(_("State"), state_name(seen.ticket.standing), strong=True),
            *shown.rows(seen),
        )
    )


def _statements(seen: Seen) -> Iterator[Block]:
    yield from reasons(shown.statement(seen))
    complaint = shown.complaint(seen)
    if complaint is not None:
        yield Heading(complaint.title)
        yield Paragraph(complaint.about, quiet=True)
        yield Paragraph(complaint.text)
    decision = shown.decision(seen)
    if decision is not None:
        yield from reasons(decision)


def _history(seen: Seen) -> Iterator[Block]:
    yield Heading(_("What has happened"))
    for moment in reversed(seen.moments.items):
        told = talk.entry(seen, moment)
        if told is None:
            continue
        at = long(seen.reader, moment.at)
        if isinstance(told, Message):
            yield Entry(" · ".join((at, told.person.name, told.about, told.audience.text)), told.text)
        else:
            yield Entry(at, told.text)


# --- for programs ---------------------------------------------------------------------------------------


def _record(seen: Seen, collected: CollectedMeasure, files: Sequence[FileIn]) -> Document:
    ticket, role = collected.ticket, seen.reader.viewer.side
    return {
        "format": FORMAT,
        "made_at": instant_text(seen.reader.now),
        "made_for": role.value if role is not None else "",
        "marketplace": settings.AMIABIL_MARKETPLACE,
        "case": _case(seen),
        "statement": _statement(seen, measures.RECORDED, automated=ticket.automated),
        "complaint": _complaint(seen),
        "history": [told for one in reversed(collected.moments) if (told := _moment(seen, one))],
        "evidence": [item(one, files) for one in collected.evidence],
        "chain": chain(ticket.case_id, collected.links),
    }


def _case(seen: Seen) -> Document:
    """The measure; who took part in it, and the marketplace's own reference, are the staff's to know."""
    ticket = seen.ticket
    policy = ticket.pinned.policy.policy
    facts = {
        "reference": ticket.reference,
        "version": ticket.chain.version,
        "subject": ticket.subject,
        "kind": ticket.measure.kind.value,
        "against": ticket.measure.against.value,
        "person": ticket.person_name,
        "state": ticket.state.value,
        "noticed_at": instant_text(ticket.measure.noticed_at),
        "complain_until": instant_text(ticket.complain_until),
        "policy": {"id": policy.id, "version": policy.version},
    }
    if seen.reader.viewer.side in PARTIES:
        return facts
    return facts | {"ref": ticket.ref, "decided_by": sorted(ticket.measure.decided_by)}


def _statement(seen: Seen, event_type: str, *, automated: bool) -> Document:
    told = seen.first(event_type)
    return {**(told.texts if told is not None else {}), "automated": automated}


def _complaint(seen: Seen) -> Document | None:
    complaint, told = seen.ticket.complaint, seen.first(measures.SUBMITTED)
    if complaint is None:
        return None
    ruled = complaint.ruled
    return {
        "text": told.texts.get("text") if told is not None else None,
        "state": complaint.state.value,
        "outcome": complaint.outcome.value if complaint.outcome is not None else None,
        "filed_at": instant_text(complaint.filed_at),
        "due_at": instant_text(complaint.until) if complaint.until is not None else None,
        "closed_at": instant_text(complaint.closed_at) if complaint.closed_at is not None else None,
        "decision": None
        if ruled is None
        else {
            "verdict": ruled.verdict.value,
            "decided_at": instant_text(ruled.at),
            "statement": _statement(seen, measures.DECIDED, automated=ruled.automated),
        },
    }


def _moment(seen: Seen, moment: Any) -> Document | None:
    """The moment as its reader is told of it; None for what is told to somebody else."""
    told = talk.entry(seen, moment)
    if told is None:
        return None
    facts = {
        "version": moment.version,
        "at": instant_text(moment.at),
        "type": moment.type,
        "by": moment.actor_role,
    }
    if isinstance(told, Message):
        return facts | {"who": told.person.name, "about": told.about, "text": told.text}
    return facts | {"text": told.text}
