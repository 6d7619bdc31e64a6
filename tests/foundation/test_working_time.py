"""Deadlines by table, and against a slow reference that counts days one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.policy import calendar
from amiabil.foundation.working_time import (
    Calendar,
    Place,
    Remaining,
    Span,
    Unit,
    day_deadline,
    deadline,
    last_day,
    next_working_day,
    recalculated,
    remaining,
    resume,
    start_of_day,
)

ROMANIA = Place("Europe/Bucharest", calendar("RO"))
D, H, B, M, Y = Unit.DAYS, Unit.HOURS, Unit.BUSINESS_DAYS, Unit.MONTHS, Unit.YEARS


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("why", "start", "span", "end"),
    [
        ("five days, rolled over a weekend", "2026-10-07T10:15+03:00", Span(5, D, True), "2026-10-12T21:00Z"),
        ("no roll ends on a Sunday", "2026-10-06T10:00+03:00", Span(5, D), "2026-10-11T21:00Z"),
        ("with roll on Monday", "2026-10-06T10:00+03:00", Span(5, D, True), "2026-10-12T21:00Z"),
        ("Saturday too", "2026-10-05T10:00+03:00", Span(5, D, True), "2026-10-12T21:00Z"),
        ("two holidays after a Sunday", "2026-11-25T10:00+02:00", Span(4, D, True), "2026-12-02T22:00Z"),
        ("the day of the event is not counted", "2026-11-24T22:00Z", Span(14, D, True), "2026-12-09T22:00Z"),
        (
            "a local day earlier a millisecond before",
            "2026-11-24T21:59:59.999Z",
            Span(14, D),
            "2026-12-08T22:00Z",
        ),
        ("across the end of summer time", "2026-10-21T23:30+03:00", Span(5, D, True), "2026-10-26T22:00Z"),
        ("across the start of summer time", "2027-03-25T12:00+02:00", Span(5, D, True), "2027-03-30T21:00Z"),
        ("hours do not care for summer time", "2026-10-24T12:00+03:00", Span(48, H), "2026-10-26T09:00Z"),
        ("nor for its start", "2027-03-27T12:00+02:00", Span(48, H), "2027-03-29T10:00Z"),
        ("hours never roll", "2026-10-09T12:00+03:00", Span(48, H, True), "2026-10-11T09:00Z"),
        ("working days skip a weekend", "2026-11-05T10:00+02:00", Span(3, B), "2026-11-10T22:00Z"),
        ("and holidays", "2026-11-27T10:00+02:00", Span(3, B), "2026-12-04T22:00Z"),
        ("no working day is the day itself", "2026-11-07T10:00+02:00", Span(0, B), "2026-11-07T22:00Z"),
        ("a month to the same number", "2026-10-15T10:00+03:00", Span(1, M), "2026-11-15T22:00Z"),
        ("a month to its last day", "2027-01-31T10:00+02:00", Span(1, M), "2027-02-28T22:00Z"),
        ("months over the year", "2026-11-30T10:00+02:00", Span(15, M), "2028-02-29T22:00Z"),
        ("two years from a leap day", "2028-02-29T10:00+02:00", Span(2, Y), "2030-02-28T22:00Z"),
        ("years roll when told", "2026-10-10T10:00+03:00", Span(2, Y, True), "2028-10-10T21:00Z"),
        ("years roll over a Sunday", "2025-12-03T10:00+02:00", Span(2, Y, True), "2027-12-03T22:00Z"),
    ],
)
def test_a_timer_ends_where_the_rules_say(why: str, start: str, span: Span, end: str) -> None:
    assert deadline(at(start), span, ROMANIA) == at(end), why


@pytest.mark.parametrize(
    ("why", "zone", "day", "begins"),
    [
        ("midnight that does not exist", "Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00Z"),
        ("midnight that comes twice", "America/Havana", date(2026, 11, 1), "2026-11-01T04:00Z"),
        ("a zone of three quarters of an hour", "Asia/Kathmandu", date(2026, 5, 1), "2026-04-30T18:15Z"),
        ("a day that was left out", "Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00Z"),
    ],
)
def test_a_day_begins_with_its_first_instant(why: str, zone: str, day: date, begins: str) -> None:
    assert start_of_day(day, zone) == at(begins), why


days = st.dates(date(2025, 1, 1), date(2028, 12, 31))
zones = st.sampled_from(["Europe/Bucharest", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "UTC"])
instants = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda n: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=n)
)
holidays = st.frozensets(days, max_size=40)
day_spans = st.builds(Span, st.integers(0, 120), st.sampled_from([D, B]), st.booleans())


def slow_end(start: datetime, span: Span, place: Place) -> datetime:
    """Rules 1, 3 and 4 as a clerk would count: one day at a time on the wall calendar."""
    day = start.astimezone(ZoneInfo(place.zone)).date()
    left = span.count
    while left:
        day = date.fromordinal(day.toordinal() + 1)
        weekend = day.isoweekday() in (6, 7)
        if span.unit is D or not (weekend or day in place.calendar.holidays):
            left -= 1
    while span.unit is D and span.roll and (day.isoweekday() in (6, 7) or day in place.calendar.holidays):
        day = date.fromordinal(day.toordinal() + 1)
    after = datetime.combine(date.fromordinal(day.toordinal() + 1), time(12), ZoneInfo(place.zone))
    moment = after.astimezone(UTC) - timedelta(hours=16)
    while moment.astimezone(ZoneInfo(place.zone)).date() <= day:
        moment += timedelta(minutes=15)
    return moment


@given(instants, day_spans, zones, holidays)
def test_the_function_agrees_with_counting_by_hand(
    start: datetime, span: Span, zone: str, free: frozenset[date]
) -> None:
    place = Place(zone, Calendar("X", free))
    assert deadline(start, span, place) == slow_end(start, span, place)


@given(instants, day_spans, zones, holidays)
def test_a_deadline_is_after_its_start_at_a_local_midnight(
    start: datetime, span: Span, zone: str, free: frozenset[date]
) -> None:
    end = deadline(start, span, Place(zone, Calendar("X", free)))
    assert end > start
    assert end.astimezone(ZoneInfo(zone)).time() == time(0)


@given(days, st.integers(0, 400), holidays)
def test_rolling_never_shortens_and_ends_on_a_working_day(
    first: date, count: int, free: frozenset[date]
) -> None:
    free_days = Calendar("X", free)
    plain = last_day(first, Span(count), free_days)
    rolled = last_day(first, Span(count, D, True), free_days)
    assert rolled >= plain
    assert free_days.is_working_day(rolled)
    assert next_working_day(rolled, free_days) == rolled


def test_a_suspended_day_timer_keeps_its_whole_days() -> None:
    span = Span(5, D, True)
    due = deadline(at("2026-11-05T10:00+02:00"), span, ROMANIA)
    left = remaining(due, span, at=at("2026-11-06T10:00+02:00"), place=ROMANIA)
    assert left == Remaining(days=4)
    assert resume(left, span, at=at("2026-11-12T09:00+02:00"), place=ROMANIA) == at("2026-11-16T22:00Z")


def test_a_suspended_day_timer_rolls_again_when_it_protects_a_party() -> None:
    assert resume(Remaining(days=2), Span(5), at=at("2026-11-12T09:00Z"), place=ROMANIA) == at(
        "2026-11-14T22:00Z"
    )
    rolled = resume(Remaining(days=2), Span(5, D, True), at=at("2026-11-12T09:00Z"), place=ROMANIA)
    assert rolled == at("2026-11-16T22:00Z")


def test_suspended_working_days_and_hours_keep_what_is_left() -> None:
    business, hours = Span(3, B), Span(48, H)
    due = deadline(at("2026-11-05T10:00+02:00"), business, ROMANIA)
    left = remaining(due, business, at=at("2026-11-06T10:00+02:00"), place=ROMANIA)
    assert left == Remaining(days=2)
    assert resume(left, business, at=at("2026-11-27T10:00+02:00"), place=ROMANIA) == at("2026-12-03T22:00Z")
    due = deadline(at("2026-11-05T10:00Z"), hours, ROMANIA)
    left = remaining(due, hours, at=at("2026-11-06T22:00Z"), place=ROMANIA)
    assert left == Remaining(elapsed=timedelta(hours=12))
    assert resume(left, hours, at=at("2026-12-01T00:00Z"), place=ROMANIA) == at("2026-12-01T12:00Z")


def test_an_overdue_timer_has_nothing_left() -> None:
    assert (
        remaining(at("2026-11-05T22:00Z"), Span(5), at=at("2026-11-09T22:00Z"), place=ROMANIA) == Remaining()
    )
    assert (
        remaining(at("2026-11-05T22:00Z"), Span(5, H), at=at("2026-11-09T22:00Z"), place=ROMANIA)
        == Remaining()
    )


@given(instants, st.integers(0, 30), st.integers(0, 40), st.booleans())
def test_suspending_and_resuming_on_the_same_day_changes_nothing(
    start: datetime, count: int, later: int, roll: bool
) -> None:
    span = Span(count, D, roll)
    due = deadline(start, span, ROMANIA)
    moment = min(start + timedelta(hours=later), due - timedelta(microseconds=1))
    left = remaining(due, span, at=moment, place=ROMANIA)
    assert resume(left, span, at=moment, place=ROMANIA) == due


def test_a_new_holiday_may_only_lengthen_a_running_deadline() -> None:
    start, span = at("2026-11-05T10:00+02:00"), Span(5, D, True)
    due = deadline(start, span, ROMANIA)
    longer = Place(ROMANIA.zone, Calendar("RO", ROMANIA.calendar.holidays | {date(2026, 11, 10)}))
    assert recalculated(due, start, span, ROMANIA, longer) == at("2026-11-11T22:00Z")
    assert recalculated(at("2026-11-20T22:00Z"), start, span, longer, ROMANIA) == at("2026-11-20T22:00Z")


def test_a_day_known_as_a_date_is_counted_alike() -> None:
    assert day_deadline(date(2026, 10, 8), Span(60, D, True), ROMANIA) == at("2026-12-07T22:00Z")


def test_a_year_without_data_has_weekends_only() -> None:
    assert calendar("RO").is_working_day(date(2031, 12, 25))
    assert not calendar("RO").is_working_day(date(2031, 12, 27))
