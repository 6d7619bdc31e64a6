"""Which door is right for this person now? Three answers: what about, which order, how urgent.

Whoever asks for a person gets only doors behind which a person answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, unique

from amiabil.domain.contact.directory import IN_PERSON, Door, Means

PERSON = "person"
"""The answer to *what about* of whoever wants a person, whatever it is about."""

_TALKING = (Means.CHAT, Means.PHONE)


@unique
class Urgency(StrEnum):
    """How soon an answer is needed."""

    NOW = "now"
    SOON = "soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody has answered so far; empty texts and None are not answered. ``person``: they want a person."""

    topic: str = ""
    order: str = ""
    urgency: Urgency | None = None
    person: bool = False


def right_doors(
    doors: Iterable[Door], wish: Wish, *, open_now: Collection[str], waits: Mapping[Means, timedelta]
) -> tuple[Door, ...]:
    """The doors that serve this wish, the right one first; closed lines come last.

    ``open_now`` holds the keys of doors behind which somebody is now, ``waits`` how long a first answer took.
    """
    serving = [door for door in doors if door.serves(wish.topic) and _fits(door, wish)]
    return tuple(sorted(serving, key=lambda door: _place(door, wish, open_now, waits)))


def _fits(door: Door, wish: Wish) -> bool:
    return door.means in IN_PERSON or (door.means is Means.DISPUTE and not wish.person)


def _place(
    door: Door, wish: Wish, open_now: Collection[str], waits: Mapping[Means, timedelta]
) -> tuple[int, timedelta]:
    wait = waits.get(door.means, timedelta.max)
    if door.means is Means.DISPUTE:
        return (0 if wish.order else 4), wait
    if door.means in _TALKING and door.key not in open_now:
        return 5, wait
    patient = wish.urgency is Urgency.LATER and not wish.person
    if door.means in _TALKING:
        return (3 if patient else 1), wait
    if door.means is Means.CALL_BACK:
        return (3 if patient else 2), timedelta()
    return (1 if patient else 2), wait


def fastest(doors: Iterable[Door], waits: Mapping[Means, timedelta]) -> Door | None:
    """The door behind which people were answered soonest, as measured; None where nothing was measured."""
    measured = [door for door in doors if door.means in waits and door.means in IN_PERSON]
    return min(measured, key=lambda door: waits[door.means], default=None)
