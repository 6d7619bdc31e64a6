"""What lengthens a deadline that runs? A holiday that is declared later, and a time in which nobody could act.

Both only ever lengthen. Each is told to the case as a command of the system, and its event says which deadlines moved,
from when to when. Source: disputes.md 3.6 rule 7 and reliability.md R3; docs/decisions/0040 and 0041.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from amiabil.domain.disputes import clock, errors
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.evidence import move_decision
from amiabil.domain.disputes.missed_days import Lost
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.parts import Outage, Running
from amiabil.domain.disputes.reports import CalendarChanged, OutageExtended
from amiabil.domain.terms import Command, Timer
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import Fact
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Calendar, Span, recalculated

OF_PARTIES = clock.REMINDED | {Timer.WITHDRAW_COOLING_OFF}
"""Timers that end something a party may do; duties of the platform, of couriers and of sellers to pay are none."""

REOPENING = "reopening"
"""How an event names the time in which a closed case may be reopened, which is no timer."""

Longer = Callable[[Timer | None, Running], datetime]
"""When a timer that runs ends from now on; None stands for the time to reopen."""


def calendar_changed(change: Change, given: CalendarChanged) -> None:
    """Holidays came or went: what runs is counted anew and only lengthened, what starts later counts by them.

    A timer that rests keeps its days and goes on by the new calendar. Raises ``CaseNotFound`` where the case counts
    by another one.
    """
    dispute, old = change.dispute, change.dispute.place
    if given.calendar != dispute.calendar.id:
        raise errors.CaseNotFound(calendar=given.calendar)
    holidays = (dispute.calendar.holidays | set(given.added)) - set(given.removed)
    change.dispute = replace(dispute, calendar=Calendar(given.calendar, holidays))
    new = change.dispute.place

    def longer(timer: Timer | None, running: Running) -> datetime:
        due_at = _end(running)
        over = due_at <= change.at
        return due_at if over else recalculated(due_at, running.started_at, running.span, old, new)

    ends = _ends(dispute)
    _lengthen(change, longer)
    change.record(
        Command.CALENDAR_CHANGED,
        calendar=given.calendar,
        added=[day.isoformat() for day in sorted(given.added)],
        removed=[day.isoformat() for day in sorted(given.removed)],
        moved=_moved(ends, _ends(change.dispute)),
    )


def outage_extended(change: Change, given: OutageExtended) -> None:
    """Nobody could act for a while: what a party may do ends later, as the policy says.

    Told at its end, what else fell due meanwhile happens then. An outage that the case knows gives nothing again, nor
    does a day of it. Raises ``TooEarly`` while it lasts.
    """
    dispute, outage = change.dispute, Outage(given.started_at, given.ended_at)
    if outage.ended_at > change.at:
        raise errors.TooEarly(opens=outage.ended_at)
    lost = _lost(dispute, outage)
    if lost.counts:
        _lengthen(change, _given_back(dispute, lost))
    moved = _moved(_ends(dispute), _ends(change.dispute))
    if moved:
        woken_at = change.at if outage.ended_at == change.at else dispute.woken_at
        change.dispute = replace(change.dispute, outages=(*dispute.outages, outage), woken_at=woken_at)
    change.record(
        Command.OUTAGE_EXTENDED,
        started_at=instant_text(outage.started_at),
        ended_at=instant_text(outage.ended_at),
        moved=moved,
    )


def concerns(dispute: Dispute, outage: Outage) -> bool:
    """Whether the outage would make any deadline of the case end later."""
    lost = _lost(dispute, outage)
    if not lost.counts:
        return False
    change = Change(dispute, outage.ended_at)
    _lengthen(change, _given_back(dispute, lost))
    return _ends(change.dispute) != _ends(dispute)


def _lost(dispute: Dispute, outage: Outage) -> Lost:
    return Lost(outage, dispute.policy.limits.outage, dispute.outages)


def _given_back(dispute: Dispute, lost: Lost) -> Longer:
    """What a party may do ends later, as the policy says; the time of others does not."""

    def longer(timer: Timer | None, running: Running) -> datetime:
        if not (timer is None or timer in OF_PARTIES):
            return _end(running)
        return lost.until(running, dispute.place)

    return longer


# --- what runs ----------------------------------------------------------------------------------------------


def _lengthen(change: Change, longer: Longer) -> None:
    """Let everything that runs end when ``longer`` says, if that is later, with reminders for the new end."""
    reply_until = clock.due_of(change.dispute, Timer.LATE_EVIDENCE_REPLY)
    _lengthen_questions(change, longer)
    for timer, running in list(change.dispute.timers.items()):
        if running.due_at is not None and not running.ended:
            clock.set_running(change, timer, _until(change, timer, running, _new_end(change, timer, longer)))
    if clock.due_of(change.dispute, Timer.LATE_EVIDENCE_REPLY) != reply_until:
        move_decision(change)
    _lengthen_lives(change, longer)
    dispute = change.dispute
    if dispute.reopen_until is not None and dispute.reopen_until > change.at:
        span = Span(dispute.policy.limits.reopen_days, roll=True)
        running = Running(dispute.closed_at or change.at, span, dispute.reopen_until)
        change.dispute = replace(dispute, reopen_until=max(longer(None, running), dispute.reopen_until))


def _new_end(change: Change, timer: Timer, longer: Longer) -> datetime:
    open_ones = [question.due_at for question in change.dispute.questions if question.open]
    if timer is Timer.INFO_REQUEST and open_ones:
        return min(open_ones)
    return longer(timer, change.dispute.timers[timer])


def _lengthen_questions(change: Change, longer: Longer) -> None:
    """T7 runs to the first end among the open questions, each of which counts from when it was asked."""
    if change.dispute.suspended_from is not None:
        return
    span = change.dispute.policy.timers.info_request.span
    asked = tuple(
        replace(q, due_at=max(longer(Timer.INFO_REQUEST, Running(q.asked_at, span, q.due_at)), q.due_at))
        if q.open
        else q
        for q in change.dispute.questions
    )
    change.dispute = replace(change.dispute, questions=asked)


def _lengthen_lives(change: Change, longer: Longer) -> None:
    """T4 of every current proposal; one ends with T3 at the latest while that runs."""
    most = clock.due_of(change.dispute, Timer.NEGOTIATION)
    proposals = {}
    for role, proposal in change.dispute.proposals.items():
        life = proposal.life
        if life is not None and life.due_at is not None:
            due_at = longer(Timer.PROPOSAL, life)
            life = _until(change, Timer.PROPOSAL, life, due_at if most is None else min(due_at, most))
        proposals[role] = replace(proposal, life=life)
    change.dispute = replace(change.dispute, proposals=proposals)


def _until(change: Change, timer: Timer, running: Running, due_at: datetime) -> Running:
    """The timer with a later end and the reminders still to come; with an earlier one it stays as it is."""
    if due_at <= _end(running):
        return running
    ahead = tuple(at for at in clock.reminders(timer, running.started_at, due_at) if at > change.at)
    return replace(running, due_at=due_at, reminders=ahead)


def _end(running: Running) -> datetime:
    assert running.due_at is not None  # noqa: S101  (those that rest are left out before)
    return running.due_at


# --- what moved -----------------------------------------------------------------------------------------------


def _ends(dispute: Dispute) -> dict[tuple[str, str], datetime]:
    """When what runs ends, by the timer's name and, for proposals, whose it is."""
    ends = {(timer.value, ""): running.due_at for timer, running in dispute.timers.items()}
    ends |= {(Timer.PROPOSAL.value, role.value): life.due_at for role, life in clock.lives(dispute).items()}
    ends[REOPENING, ""] = dispute.reopen_until
    return {key: due_at for key, due_at in ends.items() if due_at is not None}


def _moved(before: dict[tuple[str, str], datetime], after: dict[tuple[str, str], datetime]) -> list[Fact]:
    """The deadlines that end later: timer, whose proposal (T4), the ends before and after."""
    found: list[Fact] = []
    for (name, by), due_at in after.items():
        was = before.get((name, by), due_at)
        if was != due_at:
            ends: dict[str, Fact] = {"before": instant_text(was), "after": instant_text(due_at)}
            found.append({"timer": name, **({"by": by} if by else {}), **ends})
    return found
