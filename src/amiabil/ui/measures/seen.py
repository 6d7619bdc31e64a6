"""What does a page of a measure know? Everything it shows, read once, for one reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from amiabil.domain.access import Viewer
from amiabil.records import clock, evidence, measures, timeline
from amiabil.records.evidence import EvidenceRow
from amiabil.records.measures import Ticket
from amiabil.records.paging import Page
from amiabil.records.timeline import Moment
from amiabil.ui.reader import Reader

NOTHING_YET: Page[Moment] = Page((), None)


@dataclass(frozen=True, slots=True)
class Seen:
    """A measure as somebody looks at it: the newest of what has happened, and what was said once by type of event."""

    ticket: Ticket
    reader: Reader
    said: Mapping[str, Moment]
    moments: Page[Moment] = NOTHING_YET
    evidence: tuple[EvidenceRow, ...] = ()

    def first(self, event_type: str) -> Moment | None:
        """The event of this type, of those that happen once; None without one."""
        return self.said.get(event_type)


def look(viewer: Viewer, reference: str, *, after: str | None = None) -> Seen:
    """The measure as it is now. Four statements. Raises ``NotFound``, ``BadCursor``."""
    ticket = measures.ticket(viewer, reference)
    reader = Reader.of(viewer, now=clock.now(), case_zone=ticket.zone)
    return Seen(
        ticket,
        reader,
        timeline.first_of(viewer, ticket.case_id, measures.SAID_ONCE),
        timeline.moments(viewer, ticket.case_id, after=after),
        evidence.evidence_of(viewer, ticket.case_id),
    )
