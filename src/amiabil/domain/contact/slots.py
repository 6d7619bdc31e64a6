"""When can a call-back be booked? Slots of a door inside its opening hours, across holidays and changed clocks."""

from __future__ import annotations

from datetime import datetime, timedelta

from amiabil.domain.contact.directory import Slots
from amiabil.foundation.opening_hours import OpeningHours, open_times
from amiabil.foundation.working_time import local_day

MOST = 1500
"""Slots of one door that are looked at: 30 days of day and night in half hours."""

AGAIN_AFTER = timedelta(minutes=20)
"""Nobody answered: so much later the call stands in the list again."""

MOST_TRIES = 3
"""Calls nobody answers before the customer is asked to choose another time."""

REMIND_BEFORE = timedelta(hours=1)


def starts(hours: OpeningHours, slots: Slots, *, now: datetime) -> tuple[datetime, ...]:
    """The instants at which a call can begin, in order; each slot ends before its block does.

    Slots are counted in elapsed minutes from the opening of a block: when clocks change there are fewer or more.
    """
    first, length = now + timedelta(minutes=slots.lead_minutes), timedelta(minutes=slots.minutes)
    today = local_day(now, hours.zone)
    found: list[datetime] = []
    for opens, closes in open_times(hours, today, today + timedelta(days=slots.days)):
        at = opens
        while at + length <= closes and len(found) < MOST:
            if at >= first:
                found.append(at)
            at += length
    return tuple(found)
