"""When is somebody there? Hours of work in blocks, holidays, and how much working time lies between two instants.

Service levels, opening hours of the contact directory and waits of the chat are all counted with this. A block is local
time and ends when the clock on the wall first shows its end: blocks never overlap, whatever clocks do. All instants are
UTC.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from amiabil.foundation.working_time import local_day

DAY_MINUTES = 24 * 60
LOOK_AHEAD_DAYS = 400
"""So many days are searched for the next open block; a longer pause counts as closed for good."""

_MOST_WORK = timedelta(days=400)
_ONE_DAY = timedelta(days=1)
_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Open from ``opens`` to before ``closes``, in minutes after local midnight: 0 to 1440."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError(f"no block of a day: {self.opens}-{self.closes}")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """The blocks of each day of the week, Monday first, apart from each other and in order.

    ``closed_on`` are days without any block, public holidays mostly. A week without a block is closed for good.
    """

    zone: str
    week: tuple[tuple[Block, ...], ...]
    closed_on: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise ValueError("a week has seven days")
        for blocks in self.week:
            if any(before.closes > after.opens for before, after in pairwise(blocks)):
                raise ValueError("blocks of a day overlap or stand in the wrong order")

    def blocks_on(self, day: date) -> tuple[Block, ...]:
        """The blocks of a local day; empty when it is closed."""
        return () if day in self.closed_on else self.week[day.weekday()]


def always(zone: str) -> OpeningHours:
    """Open day and night."""
    return OpeningHours(zone, ((Block(0, DAY_MINUTES),),) * 7)


@lru_cache(maxsize=8192)
def _instant(zone: str, day: date, minute: int) -> datetime:
    """The instant of a local time: the jump itself for one that clocks jump over, the first for one they show twice."""
    if minute == DAY_MINUTES:
        return _instant(zone, day + _ONE_DAY, 0)
    place = ZoneInfo(zone)
    local = datetime.combine(day, time(minute // 60, minute % 60), place)
    at = local.astimezone(UTC)
    if at.astimezone(place).replace(tzinfo=None) == local.replace(tzinfo=None):
        return at
    return _jump(place, local.replace(fold=1).astimezone(UTC), at)


def _jump(place: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The instant between the two at which clocks jump, to the second."""
    old = before.astimezone(place).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if middle.astimezone(place).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after


def open_times(hours: OpeningHours, first: date, last: date) -> Iterator[tuple[datetime, datetime]]:
    """From when to when it is open, in order, on the local days from ``first`` to ``last``, both included."""
    day = first
    while day <= last:
        for block in hours.blocks_on(day):
            opens, closes = _instant(hours.zone, day, block.opens), _instant(hours.zone, day, block.closes)
            if opens < closes:  # a block may lie wholly in the hour that clocks jump over
                yield opens, closes
        day += _ONE_DAY


def next_open(hours: OpeningHours, at: datetime) -> datetime | None:
    """The first instant from ``at`` on at which it is open: ``at`` itself while it is; None when closed for good."""
    today = local_day(at, hours.zone)
    for opens, closes in open_times(hours, today, today + timedelta(days=LOOK_AHEAD_DAYS)):
        if at < closes:
            return max(at, opens)
    return None


def is_open(hours: OpeningHours, at: datetime) -> bool:
    """Whether it is open at this instant."""
    return next_open(hours, at) == at


def open_until(hours: OpeningHours, at: datetime) -> datetime | None:
    """Until when it stays open without a pause, looking one week ahead; None when it is closed at ``at``."""
    today, until = local_day(at, hours.zone), None
    for opens, closes in open_times(hours, today, today + timedelta(days=7)):
        if opens == until or (until is None and opens <= at < closes):
            until = closes
        elif until is not None:
            break
    return until


def worked(hours: OpeningHours, start: datetime, end: datetime) -> timedelta:
    """The working time between two instants; nothing when they stand the wrong way round."""
    total = _NOTHING
    for opens, closes in open_times(hours, local_day(start, hours.zone), local_day(end, hours.zone)):
        total += max(min(closes, end) - max(opens, start), _NOTHING)
    return total


def after_work(hours: OpeningHours, start: datetime, work: timedelta) -> datetime | None:
    """The instant at which this much working time has passed since ``start``; None when there is never so much.

    No work at all is over at ``start``, also while it is closed. Raises ``ValueError`` for more than 400 days of work.
    """
    if work > _MOST_WORK:
        raise ValueError("more work than a service level counts")
    if work <= _NOTHING:
        return start
    left = work
    day, closed = local_day(start, hours.zone), 0
    while closed < LOOK_AHEAD_DAYS:
        closed += 1
        for opens, closes in open_times(hours, day, day):
            here = max(closes - max(opens, start), _NOTHING)
            if here >= left:
                return closes - here + left
            if here:
                left, closed = left - here, 0
        day += _ONE_DAY
    return None
