"""Which days does a calendar have once the operator's declared days lie over those that ship?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from amiabil.foundation.working_time import Calendar


@dataclass(frozen=True, slots=True)
class DeclaredDay:
    """A day that is a holiday of a calendar, or (``works``) one that is none any more."""

    calendar: str
    day: date
    works: bool = False


def with_declared(calendar: Calendar, declared: Iterable[DeclaredDay]) -> Calendar:
    """The calendar with the days that were declared of it; the same one where there are none."""
    own = [one for one in declared if one.calendar == calendar.id]
    if not own:
        return calendar
    added = {one.day for one in own if not one.works}
    gone = {one.day for one in own if one.works}
    return Calendar(calendar.id, (calendar.holidays | added) - gone)
