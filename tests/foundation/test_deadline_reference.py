"""The deadline function against a clerk with a wall clock and a calendar: ten years, many zones.

The clerk never builds a local time: he walks along UTC, asks which local day it is, and notes when a new one
began. Then he counts days one by one. Source: disputes.md 3.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest

from amiabil.domain.policy import calendar
from amiabil.foundation.working_time import (
    Calendar,
    Place,
    Span,
    Unit,
    deadline,
    remaining,
    resume,
    start_of_day,
)

D, H, B, M, Y = Unit.DAYS, Unit.HOURS, Unit.BUSINESS_DAYS, Unit.MONTHS, Unit.YEARS
ZONES = {
    "Europe/Bucharest": 2020,
    "Europe/Berlin": 2020,
    "America/New_York": 2020,
    "Asia/Kathmandu": 2020,
    "Australia/Lord_Howe": 2020,
    "America/Santiago": 2016,
    "Africa/Cairo": 2020,
    "Africa/Casablanca": 2020,
    "Pacific/Chatham": 2020,
    "Pacific/Apia": 2006,
    "UTC": 2020,
}
"""The first of ten years; Apia left out a whole day in 2011, Cairo and Santiago skip midnights."""

ONE, QUARTER = timedelta(days=1), timedelta(minutes=15)


@dataclass(frozen=True)
class Clerk:
    """One zone and its holidays; ``begins`` is when each local day began, by the wall clock."""

    zone: str
    free: frozenset[date]
    begins: dict[date, datetime]

    def today(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def works(self, day: date) -> bool:
        return day.isoweekday() < 6 and day not in self.free

    def after(self, day: date) -> datetime:
        """When the day was over: the first instant of the next day there was."""
        day += ONE
        while day not in self.begins:
            day += ONE
        return self.begins[day]

    def end(self, start: datetime, span: Span) -> datetime:
        if span.unit is H:
            return start + span.count * timedelta(hours=1)
        day, left = self.today(start), span.count
        while left:
            day += ONE
            left -= 1 if span.unit is D or self.works(day) else 0
        while span.roll and span.unit is D and not self.works(day):
            day += ONE
        return self.after(day)

    def days_left(self, due_at: datetime, at: datetime, *, working: bool) -> int:
        day, count = self.today(at) + ONE, 0
        while self.after(day) <= due_at:
            count += 1 if self.works(day) or not working else 0
            day += ONE
        return count


@cache
def clerk(zone: str, years: int = 11) -> Clerk:
    """Walk along the years, a quarter of an hour at a time near midnight, by hours otherwise."""
    first = ZONES[zone]
    at, over = datetime(first, 1, 1, tzinfo=UTC) - ONE, datetime(first + years, 3, 1, tzinfo=UTC)
    begins: dict[date, datetime] = {}
    where, known = ZoneInfo(zone), date.min
    while at < over:
        later = at + timedelta(hours=1)
        if later.astimezone(where).date() > known:
            while at.astimezone(where).date() <= known:
                at += QUARTER
            known = at.astimezone(where).date()
            begins[known] = at
        else:
            at = later
    chance = Random(zone)
    days = sorted(begins)
    free = frozenset(chance.sample(days, len(days) // 25)) | calendar("RO").holidays
    return Clerk(zone, free, begins)


def a_span(chance: Random) -> Span:
    """Any length of the kind a policy may have."""
    unit = chance.choice([D, D, D, H, B])
    return Span(chance.choice([0, 1, 2, 3, 5, 7, 10, 14, 20, 30, 60]), unit, chance.random() < 0.5)


def starts(known: Clerk, chance: Random, days: list[date]) -> Iterator[datetime]:
    """An instant of each day: its first, its last, or one between."""
    for day in days:
        begun, over = known.begins[day], known.after(day)
        length = (over - begun) // timedelta(microseconds=1)
        yield chance.choice(
            [
                begun,
                over - timedelta(microseconds=1),
                begun + timedelta(microseconds=chance.randrange(length)),
            ]
        )


def compare(zone: str, days: list[date], *, seed: int = 0) -> None:
    """Every way the product counts, from an instant of each of these days."""
    known, chance = clerk(zone), Random(f"spans {zone} {seed}")
    place = Place(zone, Calendar("X", known.free))
    for start in starts(known, chance, days):
        span = a_span(chance)
        due = deadline(start, span, place)
        assert due == known.end(start, span), (zone, start, span)
        stop = start + (due - start) * chance.random()
        left = remaining(due, span, at=stop, place=place)
        again = stop + timedelta(hours=chance.randrange(2000))
        if span.unit is H:
            assert left.elapsed == due - stop
            assert resume(left, span, at=again, place=place) == again + (due - stop)
        elif stop < due:
            count = known.days_left(due, stop, working=span.unit is B)
            assert left.days == count, (zone, start, span, stop)
            new_end = known.end(again, Span(count, span.unit, span.roll))
            assert resume(left, span, at=again, place=place) == new_end, (zone, start, span, stop, again)


def ten_years(zone: str) -> list[date]:
    first = ZONES[zone]
    return [day for day in clerk(zone).begins if date(first, 1, 1) <= day < date(first + 10, 1, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_ten_years_of_deadlines_end_where_a_clerk_says(zone: str) -> None:
    for seed in range(5):
        compare(zone, ten_years(zone), seed=seed)


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES)
def test_every_day_of_ten_years_begins_when_the_wall_clock_says(zone: str) -> None:
    for day in ten_years(zone):
        assert start_of_day(day, zone) == clerk(zone).begins[day], (zone, day)


def test_the_days_around_changes_of_the_clock_end_where_a_clerk_says() -> None:
    """The short form for every save: two years of Bucharest."""
    known = clerk("Europe/Bucharest")
    compare("Europe/Bucharest", [day for day in known.begins if date(2026, 9, 1) <= day < date(2027, 5, 1)])


@pytest.mark.slow
@pytest.mark.parametrize("zone", ["Europe/Bucharest", "America/New_York", "Australia/Lord_Howe"])
def test_months_and_years_end_on_the_same_number_or_the_last_day(zone: str) -> None:
    """Rule 8, by asking of each following day whether it is the one."""
    known, chance = clerk(zone), Random(zone)
    place = Place(zone, Calendar("X", known.free))
    for start in starts(known, chance, [day for day in ten_years(zone) if day.year < ZONES[zone] + 8]):
        months, roll = chance.choice([1, 2, 12, 15, 24]), chance.random() < 0.5
        first = known.today(start)
        year, month = first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1
        day = date(year, month, 1)
        while day.day < first.day and (day + ONE).month == month:
            day += ONE
        while roll and not known.works(day):
            day += ONE
        by_years = months % 12 == 0 and chance.random() < 0.5
        span = Span(months // 12, Y, roll) if by_years else Span(months, M, roll)
        assert deadline(start, span, place) == known.after(day), (zone, start, span)
