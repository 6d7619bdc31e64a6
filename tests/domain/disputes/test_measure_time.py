"""More time for whom a measure is against: a holiday declared later and an outage move the months and the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from amiabil.domain.disputes import complaint_hearing, complaints, measure_time, measures
from amiabil.domain.disputes.complaints import Asked
from amiabil.domain.disputes.measure_time import Under
from amiabil.domain.disputes.measures import MeasureState, MeasureStep, Standing
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.disputes.reports import CalendarChanged
from amiabil.domain.policy.lanes import ComplaintLane
from amiabil.domain.policy.model import OutageRule
from amiabil.foundation.working_time import Span
from tests.domain.disputes.test_complaints import MEASURE, NOTICED, PLACE, RADU, filed

RULES = ComplaintLane()
UNDER = Under(RULES, Span(5, roll=True), OutageRule(), PLACE)
UNTIL = complaints.closes_at(MEASURE, RULES, PLACE)
"""Monday, 1 March 2027 is the last day: the 28th of February is a Sunday."""


def standing(remind_at: datetime | None = None) -> Standing:
    return Standing(MEASURE, MeasureState.IN_FORCE, 1, None, UNTIL, remind_at)


def asked() -> Standing:
    """A complaint with a question of Friday, 11 September 2026, due on Wednesday the 16th."""
    complaint = filed().complaint
    question = Asked("Which licence?", "A copy", UNDER.answer)
    at = datetime(2026, 9, 11, 9, tzinfo=UTC)
    step = complaint_hearing.ask(complaint, question, by=RADU, at=at)
    return Standing(MEASURE, MeasureState.IN_FORCE, step.complaint.version, step.complaint, UNTIL)


def declared(one: Standing, day: date, at: datetime) -> MeasureStep:
    return measure_time.calendar_changed(one, UNDER, CalendarChanged("RO", (day,)), at=at)


def test_a_holiday_on_the_last_day_of_the_months_moves_it_and_its_reminder() -> None:
    reminder = measures.reminded_at(MEASURE, RULES, until=UNTIL, at=NOTICED)
    step = declared(standing(reminder), date(2027, 3, 1), NOTICED + timedelta(days=30))
    assert step.until == UNTIL + timedelta(days=1) and reminder is not None
    assert step.remind_at == reminder + timedelta(days=1)
    assert [event.kind for event in step.events] == ["calendar_changed"]
    assert declared(standing(), date(2027, 2, 24), NOTICED).until is None
    assert declared(standing(), date(2027, 3, 1), UNTIL).until is None
    lifted = replace(standing(), state=MeasureState.LIFTED)
    assert not declared(lifted, date(2027, 3, 1), NOTICED).events


def test_a_holiday_on_the_last_day_of_an_answer_moves_it() -> None:
    one = asked()
    assert one.complaint is not None and one.complaint.question is not None
    due_at = one.complaint.question.due_at
    step = declared(one, date(2026, 9, 16), due_at - timedelta(days=2))
    assert step.complaint is not None and step.complaint.question is not None
    assert step.complaint.question.due_at == due_at + timedelta(days=1)
    assert step.complaint.version == one.version + 1 and step.events[0].data["moved"]
    told = (*filed().events, *complaint_events(one), *step.events)
    assert complaints.replay(told) == step.complaint
    later = complaints.deadline(due_at, UNDER.answer, step.complaint.place)
    assert date(2026, 9, 16) in step.complaint.place.calendar.holidays and later > due_at


def complaint_events(one: Standing) -> tuple[measures.Event, ...]:
    question = Asked("Which licence?", "A copy", UNDER.answer)
    at = datetime(2026, 9, 11, 9, tzinfo=UTC)
    return complaint_hearing.ask(filed().complaint, question, by=RADU, at=at).events


OUT = Outage(datetime(2027, 2, 28, 20, tzinfo=UTC), datetime(2027, 3, 3, 9, tzinfo=UTC))
"""From Sunday evening to Wednesday: two whole days, and the last one of the months is in it."""


def test_an_outage_gives_its_days_back_once() -> None:
    step = measure_time.outage_extended(standing(), UNDER, OUT, (), at=OUT.ended_at)
    assert step.until == datetime(2027, 3, 4, 22, tzinfo=UTC)
    again = measure_time.outage_extended(standing(), UNDER, OUT, (OUT,), at=OUT.ended_at)
    assert again == MeasureStep(MeasureState.IN_FORCE)
    short = Outage(OUT.started_at, OUT.started_at + timedelta(minutes=60))
    assert not measure_time.outage_extended(standing(), UNDER, short, (), at=OUT.ended_at).events


@pytest.mark.parametrize("hours", [2, 24])
def test_an_outage_moves_an_answer_but_never_the_time_of_the_reviewer(hours: int) -> None:
    one = asked()
    assert one.complaint is not None and one.complaint.question is not None
    due_at = one.complaint.question.due_at
    outage = Outage(due_at - timedelta(hours=hours), due_at + timedelta(hours=1))
    step = measure_time.outage_extended(one, UNDER, outage, (), at=outage.ended_at)
    assert step.complaint is not None and step.complaint.question is not None
    assert step.complaint.question.due_at == due_at + timedelta(days=2)
    heard = Standing(MEASURE, MeasureState.IN_FORCE, 2, filed().complaint, UNTIL)
    assert heard.complaint is not None and heard.complaint.due_at is not None
    away = Outage(heard.complaint.due_at - timedelta(days=2), heard.complaint.due_at + timedelta(days=1))
    assert not measure_time.outage_extended(heard, UNDER, away, (), at=away.ended_at).events
