"""How has the operator set up customer assistance? Topics, teams, working hours and service levels, as data.

Texts for customers (labels, hints) are maps by language. How such a set-up is written down is ``setup_file``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

from amiabil.domain.support.clocks import Target
from amiabil.domain.support.terms import FieldKind, LevelClock, Priority, TicketStatus, TicketType
from amiabil.foundation.opening_hours import DAY_MINUTES, Block, OpeningHours

ALWAYS = "always"
"""The hours that need not be written: day and night."""


@dataclass(frozen=True, slots=True)
class CustomField:
    """A question of a topic: ``labels`` and ``hints`` by language, ``choices`` by key with their labels.

    A field for the ``staff`` is neither asked of customers nor shown to them.
    """

    key: str
    kind: FieldKind
    labels: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    required: bool = False
    staff: bool = False


@dataclass(frozen=True, slots=True)
class Topic:
    """What a request can be about; ``order`` says whether an order is asked for.

    ``checklist`` is what the staff go through, each line by language.
    """

    key: str
    labels: Mapping[str, str]
    hints: Mapping[str, str]
    team: str
    order: Literal["required", "optional", "never"] = "optional"
    priority: Priority = Priority.NORMAL
    type: TicketType = TicketType.QUESTION
    fields: tuple[CustomField, ...] = ()
    checklist: tuple[Mapping[str, str], ...] = ()

    def asked_fields(self) -> tuple[CustomField, ...]:
        """The questions a customer is asked."""
        return tuple(one for one in self.fields if not one.staff)


@dataclass(frozen=True, slots=True)
class Team:
    """People who answer together; ``topics`` route to it."""

    key: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Week:
    """Blocks as ``HH:MM-HH:MM`` for each day; a day that is not named is closed."""

    mon: tuple[Block, ...] = ()
    tue: tuple[Block, ...] = ()
    wed: tuple[Block, ...] = ()
    thu: tuple[Block, ...] = ()
    fri: tuple[Block, ...] = ()
    sat: tuple[Block, ...] = ()
    sun: tuple[Block, ...] = ()

    def days(self) -> tuple[tuple[Block, ...], ...]:
        """Monday first."""
        return (self.mon, self.tue, self.wed, self.thu, self.fri, self.sat, self.sun)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a team works: its zone, its week, and the calendar whose holidays are free."""

    zone: str
    week: Week
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Which requests a level is for; an empty list asks nothing."""

    priority: tuple[Priority, ...] = ()
    topic: tuple[str, ...] = ()

    def meets(self, *, priority: Priority, topic: str) -> bool:
        """Whether a request is one of these."""
        return (not self.priority or priority in self.priority) and (not self.topic or topic in self.topic)


@dataclass(frozen=True, slots=True)
class Level:
    """What is promised: minutes of working time for each clock, None for no promise.

    Somebody is warned when ``warn_minutes`` of it are left. The first level that fits a request counts.
    """

    id: str
    hours: str
    first_reply_minutes: int | None
    next_reply_minutes: int | None
    solution_minutes: int | None
    warn_minutes: int = 0
    when: Condition = Condition()

    def minutes(self, kind: LevelClock) -> int | None:
        """Working minutes promised for this clock; None when nothing is."""
        return {
            LevelClock.FIRST_REPLY: self.first_reply_minutes,
            LevelClock.NEXT_REPLY: self.next_reply_minutes,
            LevelClock.SOLUTION: self.solution_minutes,
        }[kind]


@dataclass(frozen=True, slots=True)
class StatusName:
    """An operator's own name for a status, such as *with the carrier* for ``waiting_for_third_party``."""

    key: str
    status: TicketStatus
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Silence:
    """What silence does: when a waiting customer is reminded, when the request counts as solved, when it closes.

    All in days of elapsed time; a closed request takes no more messages, a new one is linked to it.
    """

    remind_after_days: int
    solve_after_days: int
    close_after_days: int


@dataclass(frozen=True, slots=True)
class Setup:
    """Customer assistance as the operator wants it. ``zone`` is that of days where nothing else says so.

    ``high_value`` says by currency from which sum on, in whole units, a person looks at a matter of money in a chat.
    """

    zone: str
    topics: tuple[Topic, ...]
    teams: tuple[Team, ...]
    hours: Mapping[str, Hours]
    levels: tuple[Level, ...]
    silence: Silence
    status_names: tuple[StatusName, ...] = ()
    holidays: Mapping[str, frozenset[date]] = field(default_factory=dict)
    high_value: Mapping[str, int] = field(default_factory=dict)

    def topic(self, key: str) -> Topic:
        """The topic with this key; the last one (*other*) for one that is no longer there."""
        return next((one for one in self.topics if one.key == key), self.topics[-1])

    def has_topic(self, key: str) -> bool:
        """Whether there is a topic with this key."""
        return any(one.key == key for one in self.topics)

    def opening_hours(self, name: str) -> OpeningHours:
        """The hours of this name; ``KeyError`` where there are none."""
        if name == ALWAYS:
            return OpeningHours(self.zone, ((Block(0, DAY_MINUTES),),) * 7)
        hours = self.hours[name]
        return OpeningHours(hours.zone, hours.week.days(), self.holidays.get(hours.calendar, frozenset()))

    def target(self, kind: LevelClock, *, priority: Priority, topic: str) -> Target | None:
        """What is promised to such a request for this clock; None when nothing is."""
        for level in self.levels:
            if level.when.meets(priority=priority, topic=topic):
                return self._promised(level, kind)
        return None

    def target_of(self, level_id: str, kind: LevelClock) -> Target | None:
        """What the level of this id promises; None when it promises nothing or is no longer there."""
        level = next((one for one in self.levels if one.id == level_id), None)
        return self._promised(level, kind) if level else None

    def _promised(self, level: Level, kind: LevelClock) -> Target | None:
        minutes = level.minutes(kind)
        if minutes is None:
            return None
        hours, warn = self.opening_hours(level.hours), timedelta(minutes=level.warn_minutes)
        return Target(level.id, timedelta(minutes=minutes), hours, warn)
