"""What would happen if this dispute were sent now? The same rules as sending, with nothing stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from amiabil.actions.disputes import actor_of
from amiabil.actions.policies import Rules, rules_at
from amiabil.actions.surroundings import seen_from_outside
from amiabil.domain.access import Act, Subject, Viewer, demand
from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.arguments import EvidenceEntry, Submission
from amiabil.domain.disputes.evidence import required_to_file
from amiabil.domain.disputes.model import CaseOfOrder, Dispute
from amiabil.domain.disputes.opening import Filing
from amiabil.domain.terms import EvidenceKind, Reason
from amiabil.records import clock
from amiabil.records.case_rows import Pinned
from amiabil.records.complainants import suspension_of
from amiabil.records.order_sheets import OrderSheet, order_sheet

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Prospect:
    """An order of the viewer with what its other cases have taken, and the rules that hold now.

    ``suspended_until`` is until when complaints of its buyer are not dealt with, None when they are.
    """

    viewer: Viewer
    sheet: OrderSheet
    others: tuple[CaseOfOrder, ...]
    rules: Rules
    suspended_until: datetime | None = None

    def free_units(self) -> dict[str, int]:
        """How many units of each line no open case holds."""
        taken = {(unit.line, unit.number) for case in self.others if case.is_open for unit in case.units}
        free = {line.ref: 0 for line in self.sheet.facts.lines}
        for unit in money.order_units(self.sheet.facts):
            free[unit.line] += (unit.line, unit.number) not in taken
        return free

    def pinned(self, units: tuple[str, ...], reason: Reason | None) -> Pinned:
        """The policy that would hold for these lines and this reason."""
        return self.rules.for_order(self.sheet.facts, line_refs=units, reason=reason)

    def dispute(
        self, submission: Submission, *, at: datetime, gone: Collection[EvidenceKind] = ()
    ) -> Dispute:
        """The case as it would stand if everything required were shown and told, but for what is ``gone``.

        Raises the refusals of ``engine.submit``.
        """
        pinned = self.pinned(tuple(submission.units), submission.reason)
        required = required_to_file(pinned.policy, submission.reason)
        entries = tuple(
            EvidenceEntry(entry.kinds[0], str(place), gone=entry.kinds[0] in gone)
            for place, entry in enumerate(required)
        )
        filing = Filing(
            replace(submission, evidence=entries, answers=None),
            order=self.sheet.facts,
            policy=pinned.policy,
            calendar=pinned.calendar,
            others=self.others,
            actor=actor_of(self.viewer),
            at=at,
            id=_NOBODY,
            suspended_until=self.suspended_until,
            outages=self.rules.outages,
        )
        return engine.submit(filing).dispute

    def opens(self, units: Mapping[str, int], reason: Reason, *, at: datetime) -> Dispute:
        """The case these units and this reason would open, whatever is asked for.

        Raises the refusals of ``engine.submit``. ``offered`` of it are the remedies to choose from.
        """
        return self.dispute(Submission(units=dict(units), reason=reason), at=at)


def prospect(viewer: Viewer, order_ref: str) -> Prospect:
    """An order the viewer may open a dispute about. Raises ``NotFound`` or ``Forbidden``."""
    sheet = order_sheet(viewer, order_ref)
    demand(viewer, Act.OPEN_DISPUTE, Subject(sheet.buyer_id, sheet.shop_id), sight=Act.SEE_ORDER)
    now = clock.now()
    others, suspended = seen_from_outside(sheet.id), suspension_of(sheet.buyer_id, at=now)
    return Prospect(viewer, sheet, others, rules_at(now), suspended)
