"""What does the end of each timer do, and what comes next? The table of silence. Source: disputes.md 3.5."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from amiabil.domain.disputes import appeals, clock, course, evidence, mediation, negotiation, refunds, returns
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.parts import Firm, Refund, Running
from amiabil.domain.terms import Happening, Role, State, Timer
from amiabil.foundation.values import replace

ON_EXPIRY: Mapping[Timer, Callable[[Change], None]] = {
    Timer.SELLER_FIRST_ANSWER: negotiation.seller_was_silent,
    Timer.NEGOTIATION: negotiation.negotiation_is_over,
    Timer.EVIDENCE_WINDOW: lambda change: None,
    Timer.FIRST_DECISION: mediation.decision_is_overdue,
    Timer.INFO_REQUEST: mediation.answer_is_over,
    Timer.RECOMMENDATION: mediation.recommendation_is_over,
    Timer.APPEAL: appeals.appeal_time_is_over,
    Timer.APPEAL_DECISION: appeals.review_is_overdue,
    Timer.RETURN_LABEL: returns.label_is_overdue,
    Timer.RETURN_SHIP: returns.shipment_is_overdue,
    Timer.RETURN_LOST: returns.parcel_is_lost,
    Timer.INSPECTION: returns.refund_is_due,
    Timer.WITHDRAW_COOLING_OFF: course.cooling_off_is_over,
    Timer.REFUND_EXECUTION: refunds.refund_is_overdue,
    Timer.PERFORMANCE: course.promise_is_broken,
    Timer.LATE_EVIDENCE_REPLY: evidence.reply_is_over,
    Timer.STATUTORY_WITHDRAWAL: returns.legal_refund_is_overdue,
    Timer.STATUTORY_REPAIR: course.repair_is_overdue,
}
"""What follows the end of a timer; T4 is a proposal's, see ``negotiation.proposal_is_over``."""

RUN_ON = frozenset({Timer.FIRST_DECISION, Timer.APPEAL_DECISION, Timer.REFUND_EXECUTION, Timer.RETURN_SHIP})
"""Timers whose end does not end them: the duty goes on (or, for a withdrawal, the waiting)."""

_END, _RETRY, _REMIND = 0, 1, 2
_PLACES = {timer: place for place, timer in enumerate(clock.ORDER)}


class Due(NamedTuple):
    """Something that happens by itself: at an instant, in an order among what shares it.

    A tuple, for each step makes one of every timer.
    """

    at: datetime
    sort: int
    order: int
    timer: Timer | None = None
    refund: Refund | None = None
    role: Role | None = None


_IN_ORDER = itemgetter(0, 1, 2)
"""At, sort and order of what is due."""


def next_instant(dispute: Dispute) -> datetime | None:
    """When the next thing happens by itself; None when nothing will.

    The instant of what ``fire_next`` would do, found without making it: it is asked after each step.
    """
    if dispute.state is State.SUSPENDED:
        return None
    instants = [refund.retry_at for refund in dispute.refunds if refund.retry_at is not None]
    for _, _, running in _running(dispute):
        if running.due_at is None:
            continue
        if not running.ended:
            instants.append(_not_before(dispute, running.due_at))
        if running.reminders:
            instants.append(_not_before(dispute, running.reminders[0]))
    return min(instants, default=None)


def fire_next(change: Change) -> None:
    """Do the next thing that is due; ``change.at`` must be its instant."""
    found = _next(change.dispute)
    if found is None:
        return
    if found.sort == _REMIND and found.timer is not None:
        _remind(change, found.timer, found.role)
        return
    version = change.dispute.version + 1
    change.dispute = replace(change.dispute, version=version, firm=Firm.at(version))
    if found.refund is not None:
        refunds.retry(change, found.refund)
    elif found.timer is Timer.PROPOSAL:
        negotiation.proposal_is_over(change)
    elif found.timer is not None:
        _expire(change, found.timer)


def _expire(change: Change, timer: Timer) -> None:
    change.record(Happening.EXPIRED, timer=timer.value)
    if timer not in RUN_ON:
        clock.stop(change, timer)
    ON_EXPIRY[timer](change)


def _next(dispute: Dispute) -> Due | None:
    return min(_all(dispute), key=_IN_ORDER, default=None)


def _all(dispute: Dispute) -> Iterator[Due]:
    if dispute.state is State.SUSPENDED:
        return
    for timer, role, running in _running(dispute):
        if running.due_at is None:
            continue
        # Of a timer only what comes first: its end, unless a reminder is before it.
        ends = _not_before(dispute, running.due_at)
        if running.reminders:
            alert = _not_before(dispute, running.reminders[0])
            if running.ended or alert < ends:
                yield Due(alert, _REMIND, _PLACES[timer], timer, None, role)
                continue
        if not running.ended:
            yield Due(ends, _END, _PLACES[timer], timer)
    for refund in dispute.refunds:
        if refund.retry_at is not None:
            yield Due(refund.retry_at, _RETRY, 0, refund=refund)


def _running(dispute: Dispute) -> Iterator[tuple[Timer, Role | None, Running]]:
    """Every timer that may act by itself; during a cooling-off only T15."""
    if dispute.withdrawn_at is not None:
        cooling_off = dispute.timers.get(Timer.WITHDRAW_COOLING_OFF)
        if cooling_off is not None:
            yield Timer.WITHDRAW_COOLING_OFF, None, cooling_off
        return
    for role, proposal in dispute.proposals.items():
        if proposal.life is not None:
            yield Timer.PROPOSAL, role, proposal.life
    for timer, running in dispute.timers.items():
        yield timer, None, running


def _not_before(dispute: Dispute, at: datetime) -> datetime:
    """What fell due during a cooling-off that was undone happens at the undo."""
    return at if dispute.woken_at is None else max(at, dispute.woken_at)


def _remind(change: Change, timer: Timer, role: Role | None) -> None:
    if timer is Timer.PROPOSAL and role is not None:
        proposal = change.dispute.proposals[role]
        life = proposal.life
        if life is None:
            return
        shorter = replace(proposal, life=replace(life, reminders=life.reminders[1:]))
        change.dispute = replace(change.dispute, proposals={**change.dispute.proposals, role: shorter})
        change.record(Happening.REMINDER, timer=timer.value, by=role.value)
        return
    running = change.dispute.timers[timer]
    clock.set_running(change, timer, replace(running, reminders=running.reminders[1:]))
    change.record(Happening.REMINDER, timer=timer.value)
