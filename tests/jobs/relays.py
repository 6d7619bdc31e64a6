"""Events as actions commit them, a bus that remembers, and relays in threads with sessions of their own."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from django.db import connection

from amiabil.gateways.bus import BusAway, Line, LiveEvent, Said, WakeListener
from amiabil.jobs.relay import Relay
from amiabil.records.clock import unshifted
from amiabil.records.models import Event, Outbox, Published
from amiabil.records.outbox import PublishedEvent


def happen(case: UUID, version: int, *, sides: Sequence[str] = ("buyer", "seller", "staff")) -> UUID:
    """Write one event and its outbox row, as an action does; the event's id."""
    now = unshifted()
    event = Event.objects.create(
        id=uuid4(),
        case_id=case,
        version=version,
        place=0,
        type="message.posted",
        at=now,
        actor_role="buyer",
        actor_ref="ana",
        sides=list(sides),
        data={"n": version},
        change={},
        digest=b"d" * 32,
        link=b"l" * 32,
        received_at=now,
    )
    Outbox.objects.create(event_id=event.id, case_id=case, created_at=now)
    return event.id


def published() -> list[tuple[int, UUID]]:
    """Everything that has a number, in order."""
    return list(Published.objects.order_by("stream_seq").values_list("stream_seq", "event_id"))


class MemoryBus:
    """A bus that keeps what was said; away while ``is_away``."""

    def __init__(self) -> None:
        self.said: list[Said] = []
        self.is_away = False

    def publish(self, batch: Sequence[Said]) -> None:
        """See ``Bus``."""
        if self.is_away:
            raise BusAway("tests")
        self.said += batch

    async def subscribe(self) -> AsyncIterator[list[Said] | Line]:
        """Nobody listens here."""
        yield Line.DOWN

    def close(self) -> None:
        """Nothing to give back."""

    def events(self) -> list[LiveEvent]:
        """The events said so far."""
        return [said for said in self.said if isinstance(said, LiveEvent)]


def no_jobs(_: Sequence[PublishedEvent]) -> None:
    """Nothing follows from these events."""


def no_deadlines() -> bool:
    """Nothing is due."""
    return False


@contextmanager
def running(
    home: Path,
    bus: MemoryBus,
    *,
    defer: Callable[[Sequence[PublishedEvent]], object] = no_jobs,
    sweep: Callable[[], bool] = no_deadlines,
) -> Iterator[threading.Thread]:
    """A relay in a thread, stopped at the end of the block."""
    stop = threading.Event()
    relay = Relay(bus=bus, wake=WakeListener(home), defer=defer, sweep=sweep)
    thread = threading.Thread(target=relay.run, args=(stop,))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(15)
        assert not thread.is_alive()


def eventually(is_so: Callable[[], bool], *, within: float = 10.0) -> None:
    """Wait until something is so; fails when it does not become so in time."""
    deadline = time.monotonic() + within
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def leader() -> int | None:
    """The database session that leads now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.pid FROM pg_locks l WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1"
            " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        found = cursor.fetchone()
    return found[0] if found else None


def end_session(pid: int) -> None:
    """End a session of the server, as a restart or a broken line would."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
