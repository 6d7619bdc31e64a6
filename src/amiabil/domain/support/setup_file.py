"""How is a set-up of customer assistance written down, and what is wrong with this one?

A YAML document of format ``amiabil-support/1``; the one that ships is ``data/default.yaml``, an operator's own ones
live in the database with their versions. Everything wrong is told with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from zoneinfo import ZoneInfo

from amiabil.domain.support.setup import (
    ALWAYS,
    Condition,
    CustomField,
    Hours,
    Level,
    Setup,
    Silence,
    StatusName,
    Team,
    Topic,
)
from amiabil.domain.support.terms import FieldKind
from amiabil.foundation.documents import Node, read_yaml
from amiabil.foundation.money import is_currency
from amiabil.foundation.opening_hours import Block, OpeningHours
from amiabil.foundation.schema import Readers, typed
from amiabil.foundation.working_time import Calendar

OTHER = "other"
"""The topic that must be there: where a request belongs whose own topic is gone."""

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_BLOCK = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")
_MOST_MINUTES = 60 * 24 * 200


@dataclass(frozen=True, slots=True)
class _Document:
    format: Literal["amiabil-support/1"]
    zone: str
    topics: tuple[Topic, ...]
    teams: tuple[Team, ...]
    hours: Mapping[str, Hours]
    levels: tuple[Level, ...]
    silence: Silence
    status_names: tuple[StatusName, ...] = ()
    high_value: Mapping[str, int] = field(default_factory=dict)


def _number(node: Node) -> int:
    number = node.integer()
    if not 0 <= number <= _MOST_MINUTES:
        raise node.error(f"a number from 0 to {_MOST_MINUTES} is expected here")
    return number


def _block(node: Node) -> Block:
    found = _BLOCK.fullmatch(node.text())
    if found is None:
        raise node.error("a block as 09:00-17:30 is expected here")
    opens, until, closes, end = (int(part) for part in found.groups())
    try:
        return Block(opens * 60 + until, closes * 60 + end)
    except ValueError:
        raise node.error("a block ends after it begins, at 24:00 at the latest") from None


READERS: Readers = {str: Node.text, int: _number, bool: Node.boolean, Block: _block}
"""How texts, numbers and blocks of opening hours are read in the documents of assistance."""


def read_setup(text: str, *, calendars: Mapping[str, Calendar], name: str = "") -> Setup:
    """The set-up a document spells; its hours take their holidays from ``calendars``.

    Raises ``DocumentError`` with the line of the first thing that is wrong.
    """
    root = read_yaml(text, name)
    document: _Document = typed(_Document, root, READERS)
    _check(document, root.fields(), calendars)
    return Setup(
        zone=document.zone,
        topics=document.topics,
        teams=document.teams,
        hours=document.hours,
        levels=document.levels,
        silence=document.silence,
        status_names=document.status_names,
        high_value=document.high_value,
        holidays={key: calendar.holidays for key, calendar in calendars.items()},
    )


# ---- what the types alone do not say -------------------------------------------------------


def _check(document: _Document, root: Mapping[str, Node], calendars: Mapping[str, Calendar]) -> None:
    _zone(document.zone, root["zone"])
    teams = distinct((one.key for one in document.teams), root["teams"])
    topics = distinct((one.key for one in document.topics), root["topics"])
    if OTHER not in topics:
        raise root["topics"].error(f"there must be a topic '{OTHER}'")
    for topic, node in zip(document.topics, root["topics"].items(), strict=True):
        _check_topic(topic, node.fields(), teams)
    for hours, node in zip(document.hours.values(), root["hours"].fields().values(), strict=True):
        check_hours(hours, node.fields(), calendars)
    distinct((one.id for one in document.levels), root["levels"])
    for level, node in zip(document.levels, root["levels"].items(), strict=True):
        known(level.hours, {*document.hours, ALWAYS}, node.fields()["hours"])
        _check_condition(level.when, node.fields(), topics)
    if "status_names" in root:
        distinct((one.key for one in document.status_names), root["status_names"])
    for currency in document.high_value:
        if not is_currency(currency):
            raise (
                root["high_value"].fields()[currency].error("a currency of three capital letters is expected")
            )


def _check_topic(topic: Topic, node: Mapping[str, Node], teams: frozenset[str]) -> None:
    known(topic.team, teams, node["team"])
    if "fields" in node:
        distinct((one.key for one in topic.fields), node["fields"])
        for field, place in zip(topic.fields, node["fields"].items(), strict=True):
            _check_field(field, place)


def _check_field(field: CustomField, node: Node) -> None:
    if (field.kind is FieldKind.CHOICE) != bool(field.choices):
        raise node.error("choices belong to a field of kind 'choice', which needs some")
    if field.required and field.staff:
        raise node.error("a field for the staff cannot be required of a customer")


def check_hours(hours: Hours, node: Mapping[str, Node], calendars: Mapping[str, Calendar]) -> None:
    """Raises ``DocumentError`` for an unknown zone or calendar, and for blocks that overlap."""
    _zone(hours.zone, node["zone"])
    if hours.calendar:
        known(hours.calendar, calendars.keys(), node["calendar"])
    try:
        OpeningHours(hours.zone, hours.week.days())
    except ValueError:
        raise node["week"].error("the blocks of a day overlap or stand in the wrong order") from None


def _check_condition(when: Condition, node: Mapping[str, Node], topics: frozenset[str]) -> None:
    for key in when.topic:
        known(key, topics, node["when"].fields()["topic"])


def _zone(name: str, node: Node) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise node.error(f"'{name}' is not a time zone") from None


def known(key: str, among: Iterable[str], node: Node) -> None:
    """Raises ``DocumentError`` for a key that is not one of these."""
    if key not in (words := sorted(among)):
        raise node.error(f"'{key}' is not one of: {', '.join(words)}")


def distinct(keys: Iterable[str], node: Node) -> frozenset[str]:
    """The keys, each well formed and there once; at least one."""
    seen: set[str] = set()
    for key, place in zip(keys, node.items(), strict=True):
        if not _KEY.fullmatch(key):
            raise place.error(f"'{key}' is not a key: small letters, digits and underscores, at most 40")
        if key in seen:
            raise place.error(f"'{key}' is there twice")
        seen.add(key)
    if not seen:
        raise node.error("at least one is expected here")
    return frozenset(seen)
