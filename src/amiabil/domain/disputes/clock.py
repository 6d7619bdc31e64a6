"""Which timers run, until when, and what reminds of them? Nothing here decides what an end does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.parts import Proposal, Running
from amiabil.domain.terms import Role, Timer
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Place, Span, deadline, remaining

DAY_BEFORE = timedelta(hours=24)

REMINDED = frozenset(
    {
        Timer.SELLER_FIRST_ANSWER,
        Timer.NEGOTIATION,
        Timer.PROPOSAL,
        Timer.EVIDENCE_WINDOW,
        Timer.INFO_REQUEST,
        Timer.RECOMMENDATION,
        Timer.APPEAL,
        Timer.RETURN_LABEL,
        Timer.RETURN_SHIP,
        Timer.INSPECTION,
        Timer.LATE_EVIDENCE_REPLY,
    }
)
"""The party deadlines that are reminded of. Source: disputes.md 3.5."""

OVERDUE = frozenset({Timer.FIRST_DECISION, Timer.APPEAL_DECISION, Timer.REFUND_EXECUTION})
"""Duties that go on after their end and are told as overdue since then; any other timer that has ended has no end."""

ORDER = (Timer.PROPOSAL, *(timer for timer in Timer if timer is not Timer.PROPOSAL))
"""Timers due at one instant fire in this order."""


def reminders(timer: Timer, started_at: datetime, due_at: datetime) -> tuple[datetime, ...]:
    """The instants of the reminders: at half time and 24 hours before, none before the start."""
    if timer not in REMINDED:
        return ()
    half, day_before = started_at + (due_at - started_at) / 2, due_at - DAY_BEFORE
    if day_before < started_at or day_before == half:
        return (half.astimezone(UTC),) if half >= started_at else ()
    return (min(half, day_before).astimezone(UTC), max(half, day_before).astimezone(UTC))


def running(timer: Timer, span: Span, *, at: datetime, place: Place) -> Running:
    """A timer started at this instant, with its end and reminders."""
    due_at = deadline(at, span, place)
    return Running(at, span, due_at, reminders(timer, at, due_at))


def start(change: Change, timer: Timer, span: Span) -> None:
    """Start a timer now, in place of one of the same name."""
    begun = running(timer, span, at=change.at, place=change.dispute.place)
    set_running(change, timer, begun)


def start_from(change: Change, timer: Timer, at: datetime, span: Span) -> None:
    """Start a timer that counts from an earlier instant; reminders whose time has passed are not sent."""
    begun = running(timer, span, at=at, place=change.dispute.place)
    ahead = tuple(instant for instant in begun.reminders if instant > change.at)
    set_running(change, timer, replace(begun, reminders=ahead))


def start_until(change: Change, timer: Timer, due_at: datetime, span: Span) -> None:
    """Start a timer now that ends at an instant which is known."""
    begun = Running(change.at, span, due_at, reminders(timer, change.at, due_at))
    set_running(change, timer, begun)


def set_running(change: Change, timer: Timer, state: Running) -> None:
    """Replace the state of a running timer."""
    change.dispute = replace(change.dispute, timers={**change.dispute.timers, timer: state})


def paused(running: Running, *, at: datetime, place: Place) -> Running:
    """The timer without an end, knowing what is left; one that does not run to an end stays as it is."""
    if running.due_at is None or running.ended:
        return running
    return replace(running, due_at=None, left=remaining(running.due_at, running.span, at=at, place=place))


def pause(change: Change, timer: Timer) -> None:
    """Let a timer rest; nothing happens when it does not run."""
    state = change.dispute.timers.get(timer)
    if state is not None:
        set_running(change, timer, paused(state, at=change.at, place=change.dispute.place))


def stop(change: Change, *timers: Timer) -> None:
    """End these timers without their consequence; those that do not run are left alone."""
    running = change.dispute.timers
    rest = {timer: state for timer, state in running.items() if timer not in timers}
    if len(rest) < len(running):
        change.dispute = replace(change.dispute, timers=rest)


def stop_all(change: Change, *, but: Iterable[Timer] = ()) -> None:
    """End every timer but these."""
    kept = frozenset(but)
    stop(change, *(timer for timer in change.dispute.timers if timer not in kept))


def runs(dispute: Dispute, timer: Timer) -> bool:
    """Whether the timer has begun and not ended; a paused one runs."""
    return timer in dispute.timers


def late_since(dispute: Dispute, timer: Timer) -> datetime | None:
    """When a duty that goes on was first due; None when it is in time."""
    state = dispute.timers.get(timer)
    return state.missed if state is not None else None


def due_of(dispute: Dispute, timer: Timer) -> datetime | None:
    """When the timer ends; None when it does not run, is paused, or is over and owes nothing more."""
    if timer is Timer.PROPOSAL:
        ends = [state.due_at for state in lives(dispute).values() if state.due_at is not None]
        return min(ends, default=None)
    state = dispute.timers.get(timer)
    if state is None or (state.ended and timer not in OVERDUE):
        return None
    return state.due_at


def lives(dispute: Dispute) -> dict[Role, Running]:
    """The lives of the current proposals, by whose they are; the buyer's first request has none."""
    return {role: proposal.life for role, proposal in dispute.proposals.items() if proposal.life is not None}


def capped_life(dispute: Dispute, proposal: Proposal) -> Proposal:
    """The proposal with its life (T4) counted anew: it ends with T3 at the latest while that runs."""
    rule = dispute.policy.timers.proposal
    due_at = deadline(proposal.made_at, rule.span, dispute.place)
    negotiation = due_of(dispute, Timer.NEGOTIATION)
    if negotiation is not None:
        due_at = min(due_at, negotiation)
    old = proposal.life
    if old is not None and old.due_at == due_at:
        return proposal
    alerts = reminders(Timer.PROPOSAL, proposal.made_at, due_at)
    return replace(proposal, life=Running(proposal.made_at, rule.span, due_at, alerts))


def recount_lives(change: Change) -> None:
    """Count the lives of the current proposals anew, after T3 has begun or ended.

    One whose life is over (it was agreed on, or decided) does not live again: it would end in the past.
    A life is never shortened here: after a suspension it ends later than counted from its making.
    Reminders whose time has passed are not sent again.
    """
    current = {}
    for role, proposal in change.dispute.proposals.items():
        old = proposal.life
        if old is None:
            current[role] = proposal
            continue
        counted = capped_life(change.dispute, proposal)
        life = counted.life
        if (
            life is not None
            and old.due_at is not None
            and life.due_at is not None
            and life.due_at < old.due_at
        ):
            counted = proposal
        elif life is not None and counted is not proposal:
            ahead = tuple(at for at in life.reminders if at > change.at)
            counted = replace(counted, life=replace(life, reminders=ahead))
        current[role] = counted
    change.dispute = replace(change.dispute, proposals=current)


def all_due(dispute: Dispute) -> dict[Timer, datetime]:
    """Every timer that runs now with its exclusive end, in the order of the specification."""
    if dispute.suspended_from is not None:
        return {}
    ends = {timer: due_of(dispute, timer) for timer in Timer}
    return {timer: due_at for timer, due_at in ends.items() if due_at is not None}
