"""Working time between two instants, against a reference that looks at every minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.foundation.opening_hours import (
    Block,
    OpeningHours,
    after_work,
    always,
    is_open,
    next_open,
    open_until,
    worked,
)

BUCHAREST = "Europe/Bucharest"
SPLIT = (Block(9 * 60, 13 * 60), Block(14 * 60, 18 * 60))
OFFICE = OpeningHours(BUCHAREST, (SPLIT,) * 5 + ((), ()), frozenset({date(2026, 12, 1)}))
NIGHT = OpeningHours(BUCHAREST, ((Block(150, 225),),) * 7)
"""From 02:30 to 03:45: on one Sunday a year most of it does not exist, on another a part of it is there twice."""


def at(text: str, zone: str = BUCHAREST) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def minutes(hours: OpeningHours, start: datetime, end: datetime) -> int:
    """The slow reference: is the clock on the wall inside a block, minute by minute?"""
    count, now = 0, start
    while now < end:
        wall = now.astimezone(ZoneInfo(hours.zone))
        minute = wall.hour * 60 + wall.minute
        count += any(block.opens <= minute < block.closes for block in hours.blocks_on(wall.date()))
        now += timedelta(minutes=1)
    return count


@pytest.mark.parametrize(
    ("start", "work", "end"),
    [
        ("2026-11-23 10:00", 60, "2026-11-23 11:00"),
        ("2026-11-23 12:30", 60, "2026-11-23 14:30"),
        ("2026-11-23 12:00", 60, "2026-11-23 13:00"),
        ("2026-11-23 17:30", 60, "2026-11-24 09:30"),
        ("2026-11-27 17:30", 60, "2026-11-30 09:30"),
        ("2026-11-30 17:30", 60, "2026-12-02 09:30"),
        ("2026-11-28 03:00", 480, "2026-11-30 18:00"),
        ("2026-11-23 08:00", 0, "2026-11-23 08:00"),
    ],
)
def test_work_passes_only_while_it_is_open(start: str, work: int, end: str) -> None:
    assert after_work(OFFICE, at(start), timedelta(minutes=work)) == at(end)


def test_day_and_night_is_elapsed_time_across_a_clock_change() -> None:
    start = at("2026-10-24 12:00")
    assert after_work(always(BUCHAREST), start, timedelta(hours=24)) == start + timedelta(hours=24)
    assert worked(always(BUCHAREST), start, at("2026-10-25 12:00")) == timedelta(hours=25)


def test_a_block_ends_when_the_clock_first_shows_its_end() -> None:
    spring = worked(NIGHT, at("2026-03-28 12:00"), at("2026-03-29 12:00"))
    autumn = worked(NIGHT, at("2026-10-24 12:00"), at("2026-10-25 12:00"))
    assert (spring, autumn) == (timedelta(minutes=30), timedelta(minutes=75))


def test_it_says_when_somebody_is_there_again() -> None:
    assert next_open(OFFICE, at("2026-11-30 18:00")) == at("2026-12-02 09:00")
    assert next_open(OFFICE, at("2026-11-30 10:00")) == at("2026-11-30 10:00")
    assert not is_open(OFFICE, at("2026-11-30 13:00"))
    assert is_open(OFFICE, at("2026-11-30 12:59"))


def test_it_says_until_when_somebody_is_there() -> None:
    assert open_until(OFFICE, at("2026-11-30 10:00")) == at("2026-11-30 13:00")
    assert open_until(OFFICE, at("2026-11-30 13:30")) is None
    round_the_clock = open_until(always(BUCHAREST), at("2026-11-30 13:30"))
    assert round_the_clock == at("2026-12-08 00:00")


def test_a_week_without_hours_is_closed_for_good() -> None:
    never = OpeningHours(BUCHAREST, ((),) * 7)
    assert next_open(never, at("2026-11-30 10:00")) is None
    assert after_work(never, at("2026-11-30 10:00"), timedelta(minutes=1)) is None


@pytest.mark.parametrize("blocks", [(Block(60, 120), Block(90, 180)), (Block(600, 700), Block(60, 120))])
def test_blocks_that_overlap_or_stand_the_wrong_way_round_are_no_hours(blocks: tuple[Block, ...]) -> None:
    with pytest.raises(ValueError, match="overlap"):
        OpeningHours(BUCHAREST, (blocks,) * 7)


@pytest.mark.parametrize(("opens", "closes"), [(-1, 10), (10, 10), (20, 10), (0, 1441)])
def test_a_block_lies_within_one_day(opens: int, closes: int) -> None:
    with pytest.raises(ValueError, match="block"):
        Block(opens, closes)


@st.composite
def some_hours(draw: st.DrawFn) -> OpeningHours:
    days = []
    for _ in range(7):
        cuts = sorted(draw(st.sets(st.integers(0, 96), max_size=4)))
        days.append(tuple(Block(a * 15, b * 15) for a, b in zip(cuts[::2], cuts[1::2], strict=False)))
    zone = draw(st.sampled_from([BUCHAREST, "Asia/Kathmandu", "America/New_York"]))
    return OpeningHours(
        zone, tuple(days), frozenset(draw(st.sets(st.dates(date(2026, 3, 1), date(2026, 4, 30)))))
    )


moments = st.integers(0, 45 * 24 * 60).map(
    lambda minute: at("2026-03-05 00:00", "UTC") + timedelta(minutes=minute)
)


@given(some_hours(), moments, st.integers(0, 3 * 24 * 60))
def test_working_time_is_what_a_clock_on_the_wall_counts(
    hours: OpeningHours, start: datetime, long: int
) -> None:
    end = start + timedelta(minutes=long)
    assert worked(hours, start, end) == timedelta(minutes=minutes(hours, start, end))


@given(some_hours(), moments, st.integers(1, 5_000))
def test_the_end_of_some_work_is_the_first_instant_with_so_much(
    hours: OpeningHours, start: datetime, work: int
) -> None:
    much = timedelta(minutes=work)
    end = after_work(hours, start, much)
    if end is None:
        assert not any(hours.week)
    else:
        assert worked(hours, start, end) == much
        assert worked(hours, start, end - timedelta(seconds=1)) < much
