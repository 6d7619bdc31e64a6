"""Slots lie inside opening hours, whatever holidays and clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.contact.directory import Slots
from amiabil.domain.contact.slots import starts
from amiabil.foundation.opening_hours import Block, OpeningHours, always, is_open, open_until

ZONE = "Europe/Bucharest"
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
OFFICE = OpeningHours(ZONE, ((Block(540, 600), Block(660, 720)), *((Block(540, 600),),) * 4, (), ()))
TWENTY = Slots(minutes=20, lead_minutes=0, days=1)


def local(at: datetime) -> str:
    return at.astimezone(ZoneInfo(ZONE)).strftime("%a %H:%M")


def test_slots_fill_each_block_and_never_its_pause() -> None:
    told = [local(one) for one in starts(OFFICE, TWENTY, now=MONDAY)]
    assert told == [
        *("Mon 09:00", "Mon 09:20", "Mon 09:40", "Mon 11:00", "Mon 11:20", "Mon 11:40"),
        *("Tue 09:00", "Tue 09:20", "Tue 09:40"),
    ]


def test_a_slot_that_would_end_after_its_block_is_none() -> None:
    told = [local(one) for one in starts(OFFICE, Slots(minutes=45, lead_minutes=0, days=1), now=MONDAY)]
    assert told == ["Mon 09:00", "Mon 11:00", "Tue 09:00"]


def test_what_is_too_near_is_not_offered() -> None:
    now = MONDAY + timedelta(hours=1, minutes=1)  # 09:01
    told = [local(one) for one in starts(OFFICE, Slots(minutes=20, lead_minutes=39, days=0 + 1), now=now)]
    assert told[0] == "Mon 09:40"


def test_nobody_calls_on_a_holiday() -> None:
    closed = OpeningHours(ZONE, OFFICE.week, frozenset({date(2026, 11, 23)}))
    assert {local(one)[:3] for one in starts(closed, TWENTY, now=MONDAY)} == {"Tue"}


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 23), ("2026-10-24", 25), ("2026-11-24", 24)])
def test_a_day_on_which_clocks_change_has_the_hours_it_has(day: str, hours: int) -> None:
    now = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
    found = starts(always(ZONE), Slots(minutes=60, lead_minutes=0, days=1), now=now)
    tomorrow = now.astimezone(ZoneInfo(ZONE)).date() + timedelta(days=1)
    assert sum(one.astimezone(ZoneInfo(ZONE)).date() == tomorrow for one in found) == hours
    assert len(set(found)) == len(found)


@given(
    st.integers(0, 2 * 365 * 24 * 60),
    st.integers(5, 120),
    st.integers(0, 3000),
    st.integers(1, 10),
)
def test_any_slot_lies_wholly_in_one_open_block(after: int, minutes: int, lead: int, days: int) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=after)
    slots = Slots(minutes=minutes, lead_minutes=lead, days=days)
    for one in starts(OFFICE, slots, now=now):
        assert one >= now + timedelta(minutes=lead)
        assert is_open(OFFICE, one)
        until = open_until(OFFICE, one)
        assert until is not None and one + timedelta(minutes=minutes) <= until
