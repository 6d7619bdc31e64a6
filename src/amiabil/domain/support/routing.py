"""Which waiting chat goes to which person, and how long does somebody wait? Haste, language, team, load, longest wait.

Pure. A chat that nobody on shift fits is everybody's: better a person with a dictionary than nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from amiabil.domain.support.terms import Priority

LEAST_MEASURED = 5
"""Fewer waits say nothing about the next one."""

HEAD_START: Mapping[Priority, timedelta] = {
    Priority.URGENT: timedelta(hours=1),
    Priority.HIGH: timedelta(minutes=5),
    Priority.NORMAL: timedelta(),
    Priority.LOW: timedelta(),
}
"""As if so much longer waited: danger, fraud and threats come before everybody, law and need before whoever came in the
last five minutes; who has waited longer than that is never passed over by them."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A chat in the queue; ``meant_for`` is the reference of the one person it was handed to, or empty."""

    reference: str
    asked_at: datetime
    language: str = ""
    team: str = ""
    meant_for: str = ""
    priority: Priority = Priority.NORMAL

    @property
    def place(self) -> tuple[datetime, str]:
        """What the queue is sorted by: since when it counts as waiting."""
        return self.asked_at - HEAD_START[self.priority], self.reference


@dataclass(frozen=True, slots=True)
class OnShift:
    """Somebody of the staff who takes chats now; no ``languages`` or ``teams`` means all of them.

    ``load`` is in how many chats they answer, ``free_since`` when they last took one.
    """

    ref: str
    capacity: int
    load: int
    languages: frozenset[str] = frozenset()
    teams: frozenset[str] = frozenset()
    free_since: datetime | None = None

    @property
    def has_room(self) -> bool:
        """Whether they can take one more."""
        return self.load < self.capacity


def fits(agent: OnShift, chat: Waiting) -> bool:
    """Whether this person speaks the language and works on such matters."""
    if chat.meant_for:
        return chat.meant_for == agent.ref
    return _speaks(agent, chat) and _knows(agent, chat)


def best_for(chat: Waiting, agents: Iterable[OnShift]) -> OnShift | None:
    """Who should take a chat: of those who fit and have room the least busy, then the one longest free; else None.

    Where nobody on shift speaks the language, or works on it, that is not asked for.
    """
    there = [one for one in agents if chat.meant_for in {"", one.ref}]
    fitting = (
        [one for one in there if fits(one, chat)] or [one for one in there if _speaks(one, chat)] or there
    )
    free = [one for one in fitting if one.has_room]
    return min(free, key=_busy, default=None)


def line_of(agent: OnShift, waiting: Iterable[Waiting]) -> list[Waiting]:
    """The queue as one person sees it: what is meant for them, what is urgent, what fits them, the rest; each in the
    order of the queue.

    What was handed to a colleague by name is not among them.
    """
    open_to = [one for one in waiting if one.meant_for in {"", agent.ref}]
    return sorted(
        open_to,
        key=lambda one: (
            not one.meant_for,
            one.priority is not Priority.URGENT and not fits(agent, one),
            one.place,
        ),
    )


def place_in_line(chat: Waiting, waiting: Iterable[Waiting]) -> int:
    """How many in the queue are taken before this one, plus one."""
    return 1 + sum(one.place < chat.place for one in waiting)


def likely_wait(place: int, measured: Sequence[timedelta], *, on_shift: int) -> timedelta | None:
    """How long whoever stands at this place will probably wait, from waits that were measured; None when they are too
    few, or when nobody is there."""
    if len(measured) < LEAST_MEASURED or on_shift == 0:
        return None
    usual = timedelta(seconds=median(one.total_seconds() for one in measured))
    return usual * (1 + (place - 1) / on_shift)


def _speaks(agent: OnShift, chat: Waiting) -> bool:
    return not agent.languages or not chat.language or chat.language in agent.languages


def _knows(agent: OnShift, chat: Waiting) -> bool:
    return not agent.teams or not chat.team or chat.team in agent.teams


def _busy(agent: OnShift) -> tuple[float, float, str]:
    since = agent.free_since.timestamp() if agent.free_since else 0.0
    return agent.load / agent.capacity, since, agent.ref
