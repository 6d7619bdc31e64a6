"""When does a deadline end? The one function every timer of the product is counted with.

All instants are UTC; every end is exclusive. Source of the rules: disputes.md 3.6 and Regulation 1182/71.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum, unique
from functools import lru_cache
from zoneinfo import ZoneInfo

from amiabil.foundation.values import quickly_made

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


@unique
class Unit(StrEnum):
    """What a span is counted in; hours are elapsed time, everything else is local days."""

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"
    MONTHS = "months"
    YEARS = "years"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The public holidays of a place; weekends are Saturday and Sunday everywhere.

    A year without holidays in the data has weekends only.
    """

    id: str
    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether this is neither a weekend nor a holiday."""
        return day.weekday() < _SATURDAY and day not in self.holidays


@quickly_made
@dataclass(frozen=True, slots=True)
class Span:
    """How long a timer runs; ``roll`` moves a last day that is no working day to the next one."""

    count: int
    unit: Unit = Unit.DAYS
    roll: bool = False


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of a suspended timer: whole local or working days, or elapsed time for hours."""

    days: int = 0
    elapsed: timedelta = timedelta(0)


@quickly_made
@dataclass(frozen=True, slots=True)
class Place:
    """Where days begin and which of them are working days: the case's zone and calendar."""

    zone: str
    calendar: Calendar


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local_day(at: datetime, zone: str) -> date:
    """The local date of an instant."""
    return at.astimezone(_zone(zone)).date()


@lru_cache(maxsize=4096)  # every day of a few years, in a few zones
def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a local day, in UTC; where midnight does not exist, the first that does."""
    return datetime.combine(day, time(), _zone(zone)).astimezone(UTC)


def last_day(first: date, span: Span, calendar: Calendar) -> date:
    """The last day of a day-based span whose day 0 is ``first``, after rolling (rules 1, 3, 4 and 8)."""
    if span.unit is Unit.BUSINESS_DAYS:
        return _business_days_later(first, span.count, calendar)
    if span.unit is Unit.DAYS:
        end = first + timedelta(days=span.count)
    else:
        end = _months_later(first, span.count * (12 if span.unit is Unit.YEARS else 1))
    return next_working_day(end, calendar) if span.roll else end


def next_working_day(day: date, calendar: Calendar) -> date:
    """This day when it is a working day, else the first working day after it."""
    while not calendar.is_working_day(day):
        day += _ONE_DAY
    return day


def deadline(start: datetime, span: Span, place: Place) -> datetime:
    """The exclusive UTC instant at which a timer started at ``start`` ends.

    Day-based spans end at the start of the day after their last day, local time; hours are elapsed time.
    """
    if span.unit is Unit.HOURS:
        return start.astimezone(UTC) + timedelta(hours=span.count)
    return day_deadline(local_day(start, place.zone), span, place)


def day_deadline(first: date, span: Span, place: Place) -> datetime:
    """Like ``deadline`` for a day-based span whose day 0 is known as a date."""
    end = last_day(first, span, place.calendar)
    return start_of_day(end + _ONE_DAY, place.zone)


def end_of_day(day: date, zone: str) -> datetime:
    """The exclusive end of a local day: the start of the next one."""
    return start_of_day(day + _ONE_DAY, zone)


def remaining(due_at: datetime, span: Span, *, at: datetime, place: Place) -> Remaining:
    """What a timer has left when it is suspended at ``at``; nothing when it was already due (rule 6)."""
    if span.unit is Unit.HOURS:
        return Remaining(elapsed=max(due_at - at, timedelta(0)))
    end = local_day(due_at, place.zone) - _ONE_DAY
    today = local_day(at, place.zone)
    if span.unit is Unit.BUSINESS_DAYS:
        between = (today + timedelta(days=n) for n in range(1, (end - today).days + 1))
        return Remaining(days=sum(place.calendar.is_working_day(day) for day in between))
    return Remaining(days=max((end - today).days, 0))


def resume(left: Remaining, span: Span, *, at: datetime, place: Place) -> datetime:
    """The new exclusive end of a timer suspended earlier and resumed at ``at`` (rule 6)."""
    if span.unit is Unit.HOURS:
        return at.astimezone(UTC) + left.elapsed
    unit = Unit.BUSINESS_DAYS if span.unit is Unit.BUSINESS_DAYS else Unit.DAYS
    return deadline(at, Span(left.days, unit, span.roll), place)


def recalculated(due_at: datetime, start: datetime, span: Span, old: Place, new: Place) -> datetime:
    """The end of a running timer under a corrected calendar, which may only lengthen it (rule 7).

    The same as counting anew from ``start`` when holidays came; a timer that has rested or was extended meanwhile
    keeps what it was given. Days that are holidays no more shorten nothing.
    """
    end = local_day(due_at, new.zone) - _ONE_DAY
    if span.unit is Unit.BUSINESS_DAYS:
        end = _business_days_later(end, _days_gone(start, end, old, new), new.calendar)
    elif span.roll and span.unit is not Unit.HOURS:
        end = next_working_day(end, new.calendar)
    else:
        return due_at
    return max(due_at, end_of_day(end, new.zone))


def _days_gone(start: datetime, end: date, old: Place, new: Place) -> int:
    """How many of the days a timer counted are working days no more."""
    first = local_day(start, new.zone)
    days = (first + timedelta(days=n) for n in range(1, (end - first).days + 1))
    return sum(old.calendar.is_working_day(day) and not new.calendar.is_working_day(day) for day in days)


def whole_days(start: datetime, end: datetime, zone: str) -> list[date]:
    """The local days of which every instant lies between the two, ``end`` excluded."""
    day = local_day(start, zone)
    if start_of_day(day, zone) < start:
        day += _ONE_DAY
    found = []
    while end_of_day(day, zone) <= end:
        found.append(day)
        day += _ONE_DAY
    return found


def with_days(due_at: datetime, span: Span, days: int, place: Place) -> datetime:
    """The exclusive end of a day-based timer that gets more days: working days where it counts those."""
    end = local_day(due_at, place.zone) - _ONE_DAY
    if span.unit is Unit.BUSINESS_DAYS:
        return end_of_day(_business_days_later(end, days, place.calendar), place.zone)
    return day_deadline(end, Span(days, Unit.DAYS, span.roll), place)


def _business_days_later(day: date, count: int, calendar: Calendar) -> date:
    while count > 0:
        day += _ONE_DAY
        count -= calendar.is_working_day(day)
    return day


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
