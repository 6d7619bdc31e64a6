"""Who hears what? The open streams by channel, the events of the bus, and the upkeep of both."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from amiabil.channels.stream.memory import Memory, Verdict
from amiabil.channels.stream.reader import MOST_WAITING, REFETCH, Reader, retry
from amiabil.foundation.grants import UPLOAD_WITHIN
from amiabil.gateways.bus import Bus, Line, LiveEvent, Mark, Presence, Revocation, Said

PING_SECONDS = 25.0
"""A line at least this often keeps proxies from closing an idle stream (the shortest usual limit is 30 s)."""

LOOKED_AFTER = 50
"""Readers looked after in one go; then events have their turn, a millisecond later."""

STUCK_SECONDS = 15.0
"""A reader that takes nothing for this long is cut off."""

LIFE_SECONDS = 15 * 60.0
"""A stream is ended after this long and opened with a new token, so that changed rights reach it."""

WELCOME = b": welcome\n\n"
"""Sends the headers on, through proxies that wait for a first byte."""

T = TypeVar("T")

log = logging.getLogger("amiabil.push")


class Hub:
    """The readers of this process and what they may still be told."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.hears = False
        self.closing = False
        self.sent = self.dropped = 0
        self._readers: set[Reader] = set()
        self._by_channel: defaultdict[str, set[Reader]] = defaultdict(set)
        self._by_person: defaultdict[UUID, set[Reader]] = defaultdict(set)
        self._revoked: dict[UUID, int] = {}

    def __len__(self) -> int:
        return len(self._readers)

    def streams_of(self, person: UUID) -> int:
        """How many streams a person has open here."""
        return len(self._by_person.get(person, ()))

    def is_revoked(self, person: UUID, issued_at: int) -> bool:
        """Whether a token of this person, issued at that second, has been voided since."""
        return issued_at <= self._revoked.get(person, -1)

    def add(self, reader: Reader, last_seen: int | None) -> None:
        """Let a reader in and tell it what it missed since event ``last_seen`` (None: it saw none yet)."""
        now = asyncio.get_running_loop().time()
        reader.pinged_at = now - random.random() * PING_SECONDS  # noqa: S311 - spreads load, guards nothing
        reader.ends_at = now + LIFE_SECONDS * random.uniform(0.9, 1.1)  # noqa: S311 - spreads load, guards nothing
        self._readers.add(reader)
        self._by_person[reader.person].add(reader)
        for channel in reader.channels:
            self._by_channel[channel].add(reader)
        reader.offer(self._greeting(reader, last_seen))

    def remove(self, reader: Reader) -> None:
        """Forget a reader whose connection is over."""
        reader.gone()
        self._readers.discard(reader)
        _leave(self._by_person, reader.person, reader)
        for channel in reader.channels:
            _leave(self._by_channel, channel, reader)

    async def listen(self, bus: Bus) -> None:
        """Take in what the bus says, for ever."""
        async for heard in bus.subscribe():
            if isinstance(heard, Line):
                self._line(heard)
                continue
            for said in heard:
                self.take(said)

    def take(self, said: Said) -> None:
        """Act on one message of the bus."""
        match said:
            case LiveEvent():
                self._tell(said)
            case Mark():
                self._mark(said)
            case Revocation():
                self._revoke(said.person)
            case Presence():
                self._say_presence(said)

    def close(self) -> None:
        """End every stream with a moment to come back at; new ones are refused."""
        self.closing = True
        for reader in list(self._readers):
            reader.end(retry(1, 5))

    async def keep_up(self) -> None:
        """Ping, end old streams, cut off readers that take nothing; for ever."""
        while True:
            await asyncio.sleep(1.0)
            now = asyncio.get_running_loop().time()
            for place, reader in enumerate(list(self._readers)):
                self._look_after(reader, now)
                if place % LOOKED_AFTER == 0:
                    await asyncio.sleep(0)
            horizon = int(datetime.now(UTC).timestamp() - UPLOAD_WITHIN.total_seconds())
            self._revoked = {person: at for person, at in self._revoked.items() if at > horizon}

    def _greeting(self, reader: Reader, last_seen: int | None) -> bytes:
        missed = [] if last_seen is None else self.memory.since(reader.channels, last_seen)
        told = None if missed is None else b"".join(missed)
        if told is None or len(told) > MOST_WAITING // 2:
            return WELCOME + self._place() + REFETCH
        return WELCOME + told + self._place() + b"\n"

    def _place(self) -> bytes:
        """Where the reader now stands, so that a quiet stream resumes from here and not from long ago."""
        return b"" if self.memory.last is None else b"id: %d\n" % self.memory.last

    def _line(self, line: Line) -> None:
        """What was said while the line was down shows by the numbers that come next."""
        if self.hears != (line is Line.UP):
            log.warning("bus is %s", line.value)
        self.hears = line is Line.UP

    def _tell(self, event: LiveEvent) -> None:
        verdict = self.memory.judge(event)
        if verdict is Verdict.KNOWN:
            return
        body = json.dumps(event.body, separators=(",", ":"), ensure_ascii=False)
        chunk = f"id: {event.seq}\ndata: {body}\n\n".encode()
        self.memory.add(event, chunk)
        if verdict is Verdict.MISSED:
            self._all_refetch()
            return
        hearers = set[Reader]().union(*(self._by_channel.get(name, ()) for name in event.channels))
        self._give(hearers, chunk)

    def _say_presence(self, said: Presence) -> None:
        body = json.dumps(said.body, separators=(",", ":"), ensure_ascii=False)
        self._give(self._by_channel.get(said.channel, ()), f"event: presence\ndata: {body}\n\n".encode())

    def _mark(self, mark: Mark) -> None:
        if self.memory.last is None:
            self.memory.forget(mark.seq)
        elif self.memory.last != mark.seq:
            self.memory.forget(mark.seq)
            self._all_refetch()

    def _all_refetch(self) -> None:
        log.warning("events were missed up to %s: readers fetch", self.memory.last)
        self._give(self._readers, self._place() + REFETCH)

    def _give(self, readers: Iterable[Reader], chunk: bytes) -> None:
        for reader in readers:
            if reader.offer(chunk):
                self.sent += 1
            else:
                self.dropped += 1

    def _revoke(self, person: UUID) -> None:
        self._revoked[person] = int(datetime.now(UTC).timestamp())
        for reader in list(self._by_person.get(person, ())):
            reader.end(b"event: revoked\ndata: {}\n\n" + retry(1, 2))

    def _look_after(self, reader: Reader, now: float) -> None:
        if reader.stuck_since is not None and now - reader.stuck_since > STUCK_SECONDS:
            self.dropped += 1
            reader.cut()
        elif now >= reader.ends_at:
            reader.end(retry(0.5, 2))
        elif now - reader.pinged_at >= PING_SECONDS:
            reader.pinged_at = now
            reader.offer(self._place() + b":\n\n")


def _leave(groups: defaultdict[T, set[Reader]], name: T, reader: Reader) -> None:
    groups[name].discard(reader)
    if not groups[name]:
        del groups[name]
