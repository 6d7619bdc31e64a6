"""How is a contact directory written down, and what is wrong with this one?

A YAML document of format ``amiabil-contact/1``; the one that ships is ``data/default.yaml``, an operator's own ones
live in the database with their versions. Everything wrong is told with its line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from urllib.parse import urlsplit

from amiabil.domain.contact.directory import STAFF, Country, Directory, Door, Means, Slots
from amiabil.domain.support.setup import ALWAYS, Hours
from amiabil.domain.support.setup_file import READERS, check_hours, distinct, known
from amiabil.foundation.documents import Node, read_yaml
from amiabil.foundation.schema import typed
from amiabil.foundation.telephone import read_number
from amiabil.foundation.working_time import Calendar

_COUNTRY = re.compile(r"[A-Z]{2}")
_TEXT_MAX = 600


@dataclass(frozen=True, slots=True)
class _Document:
    format: Literal["amiabil-contact/1"]
    everywhere: tuple[Door, ...]
    countries: tuple[Country, ...]
    hours: Mapping[str, Hours] = field(default_factory=dict)


def read_directory(
    text: str, *, topics: frozenset[str], calendars: Mapping[str, Calendar], name: str = ""
) -> Directory:
    """The directory a document spells; its doors name ``topics``, its hours take their holidays from ``calendars``.

    Raises ``DocumentError`` with the line of the first thing that is wrong.
    """
    return _read(text, topics, calendars, name)


def kept_directory(text: str, *, calendars: Mapping[str, Calendar], name: str = "") -> Directory:
    """A directory that was right when it was saved: topics it names may have gone since, which serve nobody."""
    return _read(text, None, calendars, name)


def _read(
    text: str, topics: frozenset[str] | None, calendars: Mapping[str, Calendar], name: str
) -> Directory:
    root = read_yaml(text, name)
    document: _Document = typed(_Document, root, READERS)
    nodes = root.fields()
    if "hours" in nodes:
        for hours, node in zip(document.hours.values(), nodes["hours"].fields().values(), strict=True):
            check_hours(hours, node.fields(), calendars)
    reading = _Reading(topics, frozenset(document.hours), set())
    everywhere = reading.doors(document.everywhere, nodes["everywhere"], "")
    countries = []
    seen: set[str] = set()
    for country, node in zip(document.countries, nodes["countries"].items(), strict=True):
        place = node.fields()["code"]
        if not _COUNTRY.fullmatch(country.code):
            raise place.error(f"'{country.code}' is not a country: two capital letters")
        if country.code in seen:
            raise place.error(f"'{country.code}' is there twice")
        seen.add(country.code)
        listed = node.fields().get("doors")
        doors = reading.doors(country.doors, listed, country.code) if listed is not None else ()
        countries.append(Country(country.code, doors))
    holidays = {key: calendar.holidays for key, calendar in calendars.items()}
    return Directory(everywhere, tuple(countries), document.hours, holidays)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What doors may name, and the keys there were so far; ``topics`` is None where any is taken."""

    topics: frozenset[str] | None
    hours: frozenset[str]
    keys: set[str]

    def doors(self, doors: tuple[Door, ...], listed: Node, country: str) -> tuple[Door, ...]:
        """The doors as they are kept. Raises ``DocumentError``."""
        if doors:
            distinct((one.key for one in doors), listed)
        return tuple(
            self._door(door, node, country) for door, node in zip(doors, listed.items(), strict=True)
        )

    def _door(self, door: Door, node: Node, country: str) -> Door:
        fields = node.fields()
        if door.key in self.keys:
            raise fields["key"].error(f"'{door.key}' is there twice")
        self.keys.add(door.key)
        known_hours = {*self.hours, ALWAYS, STAFF}
        if "hours" in fields:
            known(door.hours, known_hours, fields["hours"])
        for name in ("topics", "not_topics"):
            for key, place in zip(
                getattr(door, name), fields[name].items() if name in fields else (), strict=True
            ):
                if self.topics is not None:
                    known(key, self.topics, place)
        _check_texts(fields)
        _check_means(door, node, fields)
        if not door.number:
            return door
        number = read_number(door.number, country)
        if number is None:
            raise fields["number"].error(f"'{door.number}' is not a telephone number")
        return replace(door, number=number)


_NEEDS: Mapping[Means, str] = {
    Means.PHONE: "number",
    Means.CALL_BACK: "slots",
    Means.POST: "address",
    Means.AUTHORITY: "url",
}
_ONLY: Mapping[str, frozenset[Means]] = {
    "number": frozenset({Means.PHONE, Means.CALL_BACK}),
    "slots": frozenset({Means.CALL_BACK}),
    "address": frozenset({Means.POST, Means.AUTHORITY}),
    "url": frozenset({Means.AUTHORITY}),
    "cost": frozenset({Means.PHONE}),
}


def _check_means(door: Door, node: Node, fields: Mapping[str, Node]) -> None:
    needed = _NEEDS.get(door.means)
    if needed and needed not in fields:
        raise node.error(f"'{needed}' is missing")
    for name, means in _ONLY.items():
        if name in fields and door.means not in means:
            raise fields[name].error(f"'{name}' does not belong to a door of this kind")
    if door.means is Means.AUTHORITY and not door.names:
        raise node.error("'names' is missing")
    if door.url and (urlsplit(door.url).scheme != "https" or not urlsplit(door.url).hostname):
        raise fields["url"].error("an address that begins with https:// is expected here")
    if door.slots is not None:
        _check_slots(door.slots, fields["slots"].fields())


_BOUNDS = {
    "minutes": (5, 120),
    "capacity": (1, 50),
    "lead_minutes": (0, 10_080),
    "days": (1, 30),
    "each": (1, 5),
}


def _check_slots(slots: Slots, fields: Mapping[str, Node]) -> None:
    for name, (least, most) in _BOUNDS.items():
        if not least <= getattr(slots, name) <= most:
            raise fields[name].error(f"a number from {least} to {most} is expected here")


def _check_texts(fields: Mapping[str, Node]) -> None:
    for name in ("names", "notes", "cost"):
        if name in fields:
            for place in fields[name].fields().values():
                _short(place)
    if "address" in fields:
        _short(fields["address"])


def _short(place: Node) -> None:
    if len(place.text()) > _TEXT_MAX:
        raise place.error(f"at most {_TEXT_MAX} letters can stand here")
