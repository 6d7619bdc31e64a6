"""Who writes and who listens in the benchmark of push: posts with their commit time, streams as small as can be."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

from amiabil.foundation.grants import SIDES, case_channel, stream_token
from amiabil.gateways.bus import wake_relay

SECRET = "a secret of the benchmark that opens nothing"

_INSERT = """
WITH said AS (
  INSERT INTO event (id, case_id, version, place, type, at, actor_role, actor_ref, sides, data, change, texts, digest,
                     link, received_at)
  VALUES (%(id)s, %(case)s, %(version)s, 0, 'message.posted', now(), 'buyer', 'bench', %(sides)s,
          '{"audience": "everyone"}', '{}', '{}', %(hash)s, %(hash)s, now())
)
INSERT INTO outbox (event_id, case_id, created_at) VALUES (%(id)s, %(case)s, now())
"""


@dataclass(slots=True)
class Conversation:
    """One conversation with two or three readers, a side each."""

    case: UUID
    readers: int
    version: int = 0


@dataclass(slots=True)
class Reader(asyncio.Protocol):
    """One open stream: what came when."""

    channel: str
    port: int
    came: dict[str, float] = field(default_factory=dict)
    last_id: str = ""
    transport: asyncio.Transport | None = None
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    _rest: bytes = b""

    async def open(self) -> None:
        """Connect, resuming from the last event seen."""
        self.opened.clear()
        self.ended.clear()
        self._rest = b""
        token = stream_token(uuid4(), [self.channel], key=SECRET.encode(), now=datetime.now(UTC))
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_connection(lambda: self, "127.0.0.1", self.port)
        seen = f"Last-Event-ID: {self.last_id}\r\n" if self.last_id else ""
        transport.write(
            f"GET /stream/v1 HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n{seen}\r\n".encode()
        )
        self.transport = transport
        await self.opened.wait()

    def drop(self) -> None:
        """Lose the connection."""
        assert self.transport is not None
        self.transport.abort()

    def data_received(self, data: bytes) -> None:
        """Note each event with the time it came; chunk sizes between events are of no interest."""
        now = time.perf_counter()
        if not self.opened.is_set():
            assert data.startswith(b"HTTP/1.1 200"), data[:200]
            self.opened.set()
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"id: "):
                self.last_id = line[4:].strip().decode()
            elif line.startswith(b"data: {") and len(line) > 10:
                self.came.setdefault(json.loads(line[6:])["id"], now)
            elif line.startswith(b"event: refetch"):
                raise SystemExit("push asked to fetch: it no longer remembered what was said")

    def connection_lost(self, _: Exception | None) -> None:
        """The stream is over."""
        self.ended.set()


class Poster:
    """Commits posts and remembers when."""

    def __init__(self, url: str, home: Path, conversations: Sequence[Conversation], *, wakes: bool) -> None:
        self._connection = psycopg.connect(url, autocommit=True, prepare_threshold=1)
        self._home = home
        self._conversations = conversations
        self._next = 0
        self.wakes = wakes
        self.committed: dict[str, tuple[UUID, float]] = {}

    def post(self) -> None:
        """One post into the next conversation."""
        conversation = self._conversations[self._next % len(self._conversations)]
        self._next += 1
        conversation.version += 1
        event = uuid4()
        parameters = {
            "id": event,
            "case": conversation.case,
            "version": conversation.version,
            "sides": list(SIDES),
            "hash": b"h" * 32,
        }
        self._connection.execute(_INSERT, parameters)
        self.committed[str(event)] = (conversation.case, time.perf_counter())
        if self.wakes:
            wake_relay(self._home)

    def close(self) -> None:
        """Leave the database."""
        self._connection.close()


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


async def post_for(poster: Poster, *, seconds: float, rate: float) -> None:
    """Post evenly; the commits run in a thread, so that readers keep their times."""
    began = time.perf_counter()
    for number in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
        await asyncio.to_thread(poster.post)


async def until_all(readers: Sequence[Reader], poster: Poster, *, seconds: float = 15.0) -> int:
    """Wait until every reader has every post of its conversation; the number that is missing at the end."""
    wanted: dict[str, set[str]] = {}
    for event, (case, _) in poster.committed.items():
        wanted.setdefault(str(case), set()).add(event)
    deadline = time.perf_counter() + seconds
    while True:
        missing = sum(
            len(wanted.get(reader.channel.split(":")[1], set()) - reader.came.keys()) for reader in readers
        )
        if not missing or time.perf_counter() > deadline:
            return missing
        await asyncio.sleep(0.05)


async def reopen(readers: Sequence[Reader], *, at_once: int = 200) -> float:
    """Open all streams, some hundred connections at a time; the seconds it took."""
    gate, began = asyncio.Semaphore(at_once), time.perf_counter()

    async def open_one(reader: Reader) -> None:
        async with gate:
            await reader.open()

    await asyncio.gather(*(open_one(reader) for reader in readers))
    return time.perf_counter() - began


def delays(readers: Sequence[Reader], poster: Poster) -> list[float]:
    """Milliseconds from each commit to each of its readers."""
    return [
        (came - poster.committed[event][1]) * 1000
        for reader in readers
        for event, came in reader.came.items()
        if event in poster.committed
    ]


def audience(streams: int, port: int) -> tuple[list[Conversation], list[Reader]]:
    """Conversations with three and two readers in turn, until there are enough streams."""
    conversations: list[Conversation] = []
    readers: list[Reader] = []
    while len(readers) < streams:
        conversation = Conversation(uuid4(), min(3 - len(conversations) % 2, streams - len(readers)))
        conversations.append(conversation)
        for side in SIDES[: conversation.readers]:
            readers.append(Reader(case_channel(conversation.case, side), port))
    return conversations, readers
