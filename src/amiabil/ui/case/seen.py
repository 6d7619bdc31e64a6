"""What does a page of a case know? Everything it shows, read once, for one reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amiabil.domain.access import Subject, Viewer, may
from amiabil.domain.command_rights import act_of
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.outlook import Turn
from amiabil.domain.terms import Command, Role
from amiabil.records import case_files, clock, evidence, timeline
from amiabil.records.case_files import CaseFile
from amiabil.records.evidence import EvidenceRow
from amiabil.records.paging import Page
from amiabil.records.timeline import Moment
from amiabil.ui.case.door import Door
from amiabil.ui.reader import Reader


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as one reader sees it now. ``open`` are the commands open to them."""

    file: CaseFile
    moments: Page[Moment]
    evidence: tuple[EvidenceRow, ...]
    reader: Reader
    door: Door
    turn: Turn
    open: tuple[Command, ...]

    @property
    def dispute(self) -> Dispute:
        """The case itself."""
        return self.file.dispute

    @property
    def role(self) -> Role:
        """As whom the reader reads it: an administrator as the seller. A page is never shown to nobody."""
        return self.reader.viewer.side or Role.SYSTEM

    @property
    def actor(self) -> Role:
        """As whom the reader acts."""
        return self.reader.viewer.role or Role.SYSTEM

    @property
    def is_taken(self) -> bool:
        """Whether a mediator has the case."""
        return self.file.mediator_id is not None

    def last(self, kind: str, **facts: str) -> Moment | None:
        """The newest event of this kind with these facts; one statement where it is beyond the page of the history."""
        found = _newest(self.moments.items, kind, facts)
        if found is not None or self.moments.next is None:
            return found
        told = timeline.moments_of(self.reader.viewer, self.file.case_id, kind)
        return _newest(told, kind, facts)

    def can(self, command: Command) -> bool:
        """Whether this command is open to the reader now."""
        return command in self.open


def _newest(moments: Iterable[Moment], kind: str, facts: Mapping[str, str]) -> Moment | None:
    return next(
        (one for one in moments if one.type == kind and all(one.data.get(k) == v for k, v in facts.items())),
        None,
    )


def look(viewer: Viewer, reference: str, door: Door, *, after: str | None = None) -> Seen:
    """Read a case for its page and remember that it was read. Four statements. Raises ``NotFound``."""
    file = case_files.case_file(viewer, reference)
    moments = timeline.moments(viewer, file.case_id, after=after)
    items = evidence.evidence_of(viewer, file.case_id)
    if file.unread and viewer.role is not Role.AUDITOR:  # who audits changes nothing
        case_files.mark_read(viewer, file.case_id, file.seq)
    return seen(viewer, file, moments, items, door)


def seen(
    viewer: Viewer, file: CaseFile, moments: Page[Moment], items: Sequence[EvidenceRow], door: Door
) -> Seen:
    """The case as this viewer sees it at this instant."""
    now = clock.now()
    reader = Reader.of(viewer, now=now, case_zone=file.dispute.policy.zone)
    role = viewer.role or Role.SYSTEM
    taken = file.mediator_id is not None
    possible = engine.available_actions(file.dispute, role, at=now, taken=taken)
    there = file.erased_at is None  # nobody acts in what has been erased
    open_now = tuple(command for command in possible if there and may_take(viewer, file, command))
    return Seen(file, moments, tuple(items), reader, door, engine.turn(file.dispute), open_now)


def subject_of(file: CaseFile) -> Subject:
    """The case as the table of rights knows it."""
    return Subject(buyer_id=file.buyer_id, shop_id=file.shop_id, mediator_id=file.mediator_id)


def may_take(viewer: Viewer, file: CaseFile, command: Command) -> bool:
    """Whether the table of rights lets this viewer take this command, whatever the procedure says."""
    needed = act_of(command, viewer.role) if viewer.role else None
    return needed is None or may(viewer, needed, subject_of(file))
