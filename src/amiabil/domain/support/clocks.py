"""Until when is an answer promised, and was it kept? Clocks of a service level that count working time.

A clock's due instant is computed once, when it starts, goes on or gets another target, and stands until then
(support.md 6). Pure: hours and targets are arguments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from amiabil.domain.support.terms import LevelClock
from amiabil.foundation.opening_hours import OpeningHours, after_work, worked

_NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class Target:
    """How much working time a clock gives, in which hours, and how long before its end somebody is warned."""

    level: str
    work: timedelta
    hours: OpeningHours
    warn_before: timedelta = _NOTHING


@dataclass(frozen=True, slots=True)
class Clock:
    """One promise of a service level.

    ``spent`` is the working time used before the present run. ``running_since`` and ``due_at`` are None while it rests;
    ``due_at`` is also None where the hours never hold so much time. ``warn_at`` is None once somebody was warned.
    ``ended_at`` is set when the promise was kept or is no longer owed; ``missed_at`` is the due instant that passed.
    """

    kind: LevelClock
    level: str
    started_at: datetime
    spent: timedelta = _NOTHING
    running_since: datetime | None = None
    due_at: datetime | None = None
    warn_at: datetime | None = None
    ended_at: datetime | None = None
    missed_at: datetime | None = None

    @property
    def is_running(self) -> bool:
        """Whether time passes on it."""
        return self.running_since is not None

    @property
    def next_at(self) -> datetime | None:
        """The next instant at which something is to be told: a warning, or that the promise was missed."""
        if not self.is_running or self.missed_at is not None:
            return None
        return self.warn_at or self.due_at


def start(kind: LevelClock, target: Target, *, at: datetime) -> Clock:
    """A clock that runs from ``at`` on."""
    return _run(Clock(kind, target.level, at), target, at=at)


def _run(clock: Clock, target: Target, *, at: datetime) -> Clock:
    left = max(target.work - clock.spent, _NOTHING)
    due_at = after_work(target.hours, at, left)
    warn_at = None
    if due_at is not None and target.warn_before and clock.missed_at is None and left > target.warn_before:
        warn_at = after_work(target.hours, at, left - target.warn_before)
    return replace(clock, level=target.level, running_since=at, due_at=due_at, warn_at=warn_at)


def pause(clock: Clock, target: Target, *, at: datetime) -> Clock:
    """The clock at rest: what has been worked on it stays spent. A clock that rests already is as it was."""
    if clock.running_since is None:
        return clock
    spent = clock.spent + worked(target.hours, clock.running_since, at)
    return replace(clock, spent=spent, running_since=None, due_at=None, warn_at=None)


def go_on(clock: Clock, target: Target, *, at: datetime) -> Clock:
    """The clock runs again with what is left of its time; one that runs or has ended is as it was."""
    if clock.is_running or clock.ended_at is not None:
        return clock
    return _run(clock, target, at=at)


def retarget(clock: Clock, before: Target, after: Target, *, at: datetime) -> Clock:
    """The clock under another promise: the time used so far counts there too."""
    if not clock.is_running:
        return replace(clock, level=after.level)
    return _run(pause(clock, before, at=at), after, at=at)


def end(clock: Clock, *, at: datetime) -> Clock:
    """The promise is kept, or no longer owed; one whose due instant has passed was missed then."""
    if clock.ended_at is not None:
        return clock
    late = clock.due_at if clock.due_at is not None and clock.due_at <= at else None
    return replace(
        clock,
        running_since=None,
        due_at=None,
        warn_at=None,
        ended_at=at,
        missed_at=clock.missed_at or late,
    )


def warned(clock: Clock) -> Clock:
    """The clock after somebody was told that its end is near."""
    return replace(clock, warn_at=None)


def missed(clock: Clock) -> Clock:
    """The clock after its due instant has passed; it stays due, for the answer is still owed."""
    return replace(clock, warn_at=None, missed_at=clock.due_at)
