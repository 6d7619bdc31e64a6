"""What gives whom a measure is against more time? A holiday declared later, and a time in which nobody could act.

As in a dispute (``lengthening``), both only lengthen: the months to complain, and the time to answer the reviewer.
The reviewer's own time is a duty of the platform and stays. Source: disputes.md 3.6 rule 7; docs/decisions/0044.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from amiabil.domain.disputes import clock, measures
from amiabil.domain.disputes.complaints import Bench, Complaint
from amiabil.domain.disputes.measures import Ending, MeasureState, MeasureStep, Standing
from amiabil.domain.disputes.missed_days import Lost
from amiabil.domain.disputes.model import SYSTEM, Event
from amiabil.domain.disputes.parts import Outage, Question, Running
from amiabil.domain.disputes.reports import CalendarChanged
from amiabil.domain.policy.lanes import ComplaintLane
from amiabil.domain.policy.model import OutageRule, Policy
from amiabil.domain.terms import Command, Timer
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import Fact
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Calendar, Place, Span, Unit, recalculated

Longer = Callable[[Running], datetime]
"""When something that runs ends from now on."""


@dataclass(frozen=True, slots=True)
class Under:
    """The rules a measure is pinned to."""

    months: ComplaintLane
    answer: Span
    outage: OutageRule
    place: Place

    @classmethod
    def of(cls, policy: Policy, calendar: Calendar) -> Under:
        """Those of a policy and a calendar."""
        lane, answer = policy.lanes.platform_complaint, policy.timers.info_request.span
        return cls(lane, answer, policy.limits.outage, Place(policy.zone, calendar))


def calendar_changed(
    standing: Standing, under: Under, given: CalendarChanged, *, at: datetime
) -> MeasureStep:
    """Holidays came or went: what runs is counted anew and only lengthened, what begins later counts by them.

    Told where a complaint is heard, and where an end moved.
    """
    old = under.place
    days = (old.calendar.holidays | set(given.added)) - set(given.removed)
    new = Place(old.zone, Calendar(given.calendar, days))

    def longer(running: Running) -> datetime:
        due_at = _end(running)
        over = due_at <= at
        return due_at if over else recalculated(due_at, running.started_at, running.span, old, new)

    data: dict[str, Fact] = {
        "calendar": given.calendar,
        "added": [day.isoformat() for day in sorted(given.added)],
        "removed": [day.isoformat() for day in sorted(given.removed)],
    }
    told = _Told(Command.CALENDAR_CHANGED.value, data, at, new)
    return _lengthened(standing, under, longer, told)


def outage_extended(
    standing: Standing, under: Under, outage: Outage, known: Sequence[Outage], *, at: datetime
) -> MeasureStep:
    """Nobody could act for a while: what they may do ends later, as the policy says. No event where nothing moves.

    ``known`` are the outages the measure was told of; none gives a day twice.
    """
    lost = Lost(outage, under.outage, known)
    if not lost.counts:
        return MeasureStep(standing.state, remind_at=standing.remind_at)
    data: dict[str, Fact] = {
        "started_at": instant_text(outage.started_at),
        "ended_at": instant_text(outage.ended_at),
    }
    told = _Told(Command.OUTAGE_EXTENDED.value, data, at)
    return _lengthened(standing, under, lambda running: lost.until(running, under.place), told)


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of it; ``place`` is the new one where the calendar has changed."""

    kind: str
    data: dict[str, Fact]
    at: datetime
    place: Place | None = None


def _lengthened(standing: Standing, under: Under, longer: Longer, told: _Told) -> MeasureStep:
    complaint = standing.complaint
    if complaint is None:
        return _months(standing, under, longer, told)
    if complaint.ruled is not None:
        return MeasureStep(standing.state)
    question = complaint.question
    moved: list[Fact] = []
    after = complaint if told.place is None else replace(complaint, place=told.place)
    if question is not None:
        due_at = max(longer(Running(question.asked_at, under.answer, question.due_at)), question.due_at)
        if due_at > question.due_at:
            moved.append(_moved(Ending.ANSWER, question.due_at, due_at))
            after = _answered_until(after, question, due_at, told.at)
    if after == complaint:
        return MeasureStep(standing.state)
    bench = Bench(replace(after, version=complaint.version + 1), told.at, SYSTEM)
    bench.record(told.kind, None, moved=moved, **told.data)
    step = bench.done(complaint)
    return MeasureStep(standing.state, step.complaint, step.events)


def _answered_until(complaint: Complaint, question: Question, due_at: datetime, at: datetime) -> Complaint:
    longer = replace(question, due_at=due_at)
    ahead = clock.reminders(Timer.INFO_REQUEST, question.asked_at, due_at)
    return replace(
        complaint,
        questions=tuple(longer if one == question else one for one in complaint.questions),
        reminders=tuple(one for one in ahead if one > at),
    )


def _months(standing: Standing, under: Under, longer: Longer, told: _Told) -> MeasureStep:
    measure, until = standing.measure, standing.until
    if until is None or standing.state is MeasureState.LIFTED:
        return MeasureStep(standing.state, remind_at=standing.remind_at)
    span = Span(under.months.months, Unit.MONTHS, roll=True)
    end = max(longer(Running(measure.noticed_at, span, until)), until)
    if end == until:
        return MeasureStep(standing.state, remind_at=standing.remind_at)
    remind_at = standing.remind_at
    if remind_at is not None:
        remind_at = measures.reminded_at(measure, under.months, until=end, at=told.at)
    data: dict[str, Fact] = {**told.data, "moved": [_moved(Ending.COMPLAINT, until, end)]}
    event = Event(told.kind, told.at, SYSTEM, standing.version + 1, data)
    return MeasureStep(standing.state, None, (event,), remind_at, end)


def _moved(ending: Ending, before: datetime, after: datetime) -> Fact:
    return {"timer": ending.value, "before": instant_text(before), "after": instant_text(after)}


def _end(running: Running) -> datetime:
    assert running.due_at is not None  # noqa: S101  (whoever asks has an end)
    return running.due_at
