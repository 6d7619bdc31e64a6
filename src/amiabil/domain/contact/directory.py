"""Through which doors is the marketplace reached from a country? Data of the operator, with what each door serves.

Texts for customers are maps by language. How a directory is written down is ``directory_file``. Source: support.md 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique

from amiabil.domain.support.setup import ALWAYS, Hours, Setup
from amiabil.foundation.opening_hours import OpeningHours, always

STAFF = "staff"
"""The hours in which requests are answered: those of the last service level of the set-up of assistance."""


@unique
class Means(StrEnum):
    """Ways to reach somebody, in the order in which a page names them."""

    CHAT = "chat"
    PHONE = "phone"
    CALL_BACK = "call_back"
    FORM = "form"
    EMAIL = "email"
    DISPUTE = "dispute"
    POST = "post"
    AUTHORITY = "authority"


IN_PERSON = (Means.CHAT, Means.PHONE, Means.CALL_BACK, Means.FORM, Means.EMAIL)
"""Behind these a person of the marketplace answers."""


@dataclass(frozen=True, slots=True)
class Slots:
    """When a call-back can be booked: each slot ``minutes`` long, ``capacity`` calls at once.

    The first one is at least ``lead_minutes`` away, the last at most ``days`` days; each person holds ``each`` at once.
    """

    minutes: int = 20
    capacity: int = 1
    lead_minutes: int = 60
    days: int = 7
    each: int = 2


@dataclass(frozen=True, slots=True)
class Door:
    """One way to reach somebody. ``topics`` are those it serves, all when empty; ``not_topics`` it does not serve.

    ``number`` is E.164. ``names`` and ``notes`` are texts by language, ``cost`` what a call costs.
    """

    key: str
    means: Means
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    not_topics: tuple[str, ...] = ()
    hours: str = STAFF
    number: str = ""
    address: str = ""
    url: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    cost: Mapping[str, str] = field(default_factory=dict)
    slots: Slots | None = None

    def serves(self, topic: str) -> bool:
        """Whether it is for this topic; an empty one asks nothing."""
        return not topic or (topic not in self.not_topics and (not self.topics or topic in self.topics))

    def speaks(self, language: str) -> bool:
        """Whether somebody answers in this language; an empty one asks nothing, a door without languages has all."""
        return not language or not self.languages or language in self.languages


@dataclass(frozen=True, slots=True)
class Country:
    """A country by its two letters, with the doors that are only there."""

    code: str
    doors: tuple[Door, ...] = ()


@dataclass(frozen=True, slots=True)
class Directory:
    """All doors: those ``everywhere`` and those of each country, with the hours they name.

    ``holidays`` are the free days of each calendar.
    """

    everywhere: tuple[Door, ...]
    countries: tuple[Country, ...]
    hours: Mapping[str, Hours] = field(default_factory=dict)
    holidays: Mapping[str, frozenset[date]] = field(default_factory=dict)

    def knows(self, country: str) -> bool:
        """Whether the operator has named this country."""
        return any(one.code == country for one in self.countries)

    def doors(self, country: str) -> tuple[Door, ...]:
        """Every door that is open to people in this country, in the order of ``Means``."""
        own = next((one.doors for one in self.countries if one.code == country), ())
        order = list(Means)
        return tuple(sorted((*own, *self.everywhere), key=lambda door: order.index(door.means)))

    def door(self, key: str) -> Door | None:
        """The door with this key, wherever it is; None when it is gone."""
        return next((door for door in self.every_door() if door.key == key), None)

    def every_door(self) -> tuple[Door, ...]:
        """Those of all countries, and those that are everywhere."""
        return (*self.everywhere, *(door for one in self.countries for door in one.doors))

    def country_of(self, key: str) -> str:
        """The one country this door is in; empty for one that is everywhere, in several, or gone."""
        found = [one.code for one in self.countries if any(door.key == key for door in one.doors)]
        return found[0] if len(found) == 1 else ""

    def opening_hours(self, door: Door, setup: Setup) -> OpeningHours:
        """When somebody is behind this door."""
        if door.hours == STAFF:
            return setup.opening_hours(setup.levels[-1].hours) if setup.levels else always(setup.zone)
        if door.hours == ALWAYS:
            return always(setup.zone)
        hours = self.hours[door.hours]
        return OpeningHours(hours.zone, hours.week.days(), self.holidays.get(hours.calendar, frozenset()))
