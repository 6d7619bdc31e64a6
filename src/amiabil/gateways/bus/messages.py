"""What is said on the bus, and how does it look on the wire?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from amiabil.foundation.signed import Json


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """One published event for whoever listens to one of ``channels``.

    ``seq`` is its gapless ``stream_seq``. ``body`` is what readers get; when it is too large for the bus it
    arrives as a hint to fetch (``fetch`` true, no ``data``). ``again``: it may have been sent before.
    """

    seq: int
    id: str
    channels: tuple[str, ...]
    body: Mapping[str, Json]
    again: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """Everything up to this ``stream_seq`` has been sent; sent in quiet times so that a loss shows."""

    seq: int


@dataclass(frozen=True, slots=True)
class Revocation:
    """This person's tokens of before now are void and the streams close."""

    person: UUID


@dataclass(frozen=True, slots=True)
class Presence:
    """What somebody does now, for whoever listens to ``channel``; it has no number and is never repeated."""

    channel: str
    body: Mapping[str, Json]


Said: TypeAlias = LiveEvent | Mark | Revocation | Presence


class Line(Enum):
    """Whether a listener hears; what was said between ``DOWN`` and ``UP`` is lost to it."""

    UP = "up"
    DOWN = "down"


class BusAway(Exception):
    """The bus cannot be reached now; nothing, or only the first part, was sent."""


class Bus(Protocol):
    """Carries messages from one publisher to every subscriber, in order, at most once."""

    def publish(self, batch: Sequence[Said]) -> None:
        """Send a batch; raises ``BusAway``. Not for use inside a database transaction."""

    def subscribe(self) -> AsyncIterator[list[Said] | Line]:
        """Listen for ever, reconnecting; says ``Line.UP`` whenever it hears from now on."""

    def close(self) -> None:
        """Give the publisher's connection back."""


def encode(batch: Sequence[Said], limit: int | None = None) -> Iterator[str]:
    """The batch as few texts, in order, each shorter than ``limit`` bytes of UTF-8 (None: any length).

    An event that does not fit alone becomes a hint to fetch.
    """
    waiting: list[str] = []
    used = 2
    for said in batch:
        text = _text(said)
        if limit and len(text.encode()) + 2 >= limit and isinstance(said, LiveEvent):
            text = _text(_hint(said))
        size = len(text.encode()) + 1
        if limit and waiting and used + size >= limit:
            yield f"[{','.join(waiting)}]"
            waiting, used = [], 2
        waiting.append(text)
        used += size
    if waiting:
        yield f"[{','.join(waiting)}]"


def decode(text: str | bytes) -> list[Said]:
    """What was said; kinds from a newer version of ours are left out."""
    return [said for item in json.loads(text) if (said := _read(item)) is not None]


_KEPT_IN_HINT = frozenset({"id", "type", "at", "case", "version", "stream_seq"})


def _hint(event: LiveEvent) -> LiveEvent:
    body = {name: value for name, value in event.body.items() if name in _KEPT_IN_HINT}
    return replace(event, body={**body, "fetch": True})


def _text(said: Said) -> str:
    item: list[object]
    match said:
        case LiveEvent():
            item = ["e", said.seq, said.id, said.channels, said.body, said.again]
        case Mark():
            item = ["m", said.seq]
        case Revocation():
            item = ["r", str(said.person)]
        case Presence():
            item = ["p", said.channel, said.body]
    return json.dumps(item, separators=(",", ":"), ensure_ascii=False)


def _read(item: list[Any]) -> Said | None:
    match item:
        case ["e", seq, name, channels, body, again]:
            return LiveEvent(seq, name, tuple(channels), body, again)
        case ["m", seq]:
            return Mark(seq)
        case ["r", person]:
            return Revocation(UUID(person))
        case ["p", channel, body]:
            return Presence(channel, body)
    return None
