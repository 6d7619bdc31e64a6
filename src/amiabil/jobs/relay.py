"""How do events leave the database? One leader takes them in batches, numbers them, defers jobs, tells the bus."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction

from amiabil.gateways.bus import Bus, WakeListener, namespace, open_bus
from amiabil.jobs.live import Announcer
from amiabil.records import clock, outbox
from amiabil.records.outbox import PublishedEvent

BATCH = 500
"""Events in one transaction: enough for thousands a second, few enough to commit within milliseconds."""

POLL_SECONDS = 0.2
"""How long an event waits at most when its wake-up call was lost."""

SWEEP_SECONDS = 1.0
"""Between two looks for deadlines that have passed, when there was nothing more to do."""

AFTER_DEFECT_SECONDS = 10.0
"""After a sweep that failed: its defect is logged each time, and the events go on."""

RECONNECT_SECONDS = 0.5
FOLLOW_SECONDS = 1.0
"""How often one that does not lead tries to."""

REPEATED = 500
REPEATED_AGE = timedelta(seconds=60)
"""What a new leader tells again: more than the one before can have published without telling."""

log = logging.getLogger(__name__)

Defer = Callable[[Sequence[PublishedEvent]], object]
Sweep = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Relay:
    """One relay process. ``defer`` turns events into jobs in their transaction, ``sweep`` acts on deadlines."""

    bus: Bus
    wake: WakeListener
    defer: Defer
    sweep: Sweep

    def run(self, stop: threading.Event) -> None:
        """Lead whenever no other does, until told to stop; survives restarts of the database."""
        try:
            while not stop.is_set():
                self._try(stop)
        finally:
            outbox.stop_leading()
            self.bus.close()
            self.wake.close()

    def _try(self, stop: threading.Event) -> None:
        try:
            session = outbox.try_lead()
            if session is None:
                stop.wait(FOLLOW_SECONDS)
                return
            log.info("relay leads")
            self._lead(session, stop)
        except (OperationalError, InterfaceError) as error:
            log.warning("relay lost the database: %s", error)
            outbox.stop_leading()
            stop.wait(RECONNECT_SECONDS)

    def _lead(self, session: int, stop: threading.Event) -> None:
        announcer = Announcer(self.bus)
        announcer.take_over(outbox.recent(REPEATED, age=REPEATED_AGE), last=outbox.last_seq())
        sweep_at, woken = 0.0, True
        while not stop.is_set() and outbox.leads(session):
            events = self._publish() if woken or not outbox.is_empty() else []
            announcer.tell(events)
            if time.monotonic() >= sweep_at:
                sweep_at = time.monotonic() + self._sweep()
            woken = len(events) >= BATCH or self._rest(until=sweep_at)

    def _rest(self, *, until: float) -> bool:
        """Wait for a call, a moment, or the next sweep; whether somebody called."""
        seconds = min(POLL_SECONDS, until - time.monotonic())
        return seconds > 0 and self.wake.wait(seconds)

    def _publish(self) -> list[PublishedEvent]:
        with transaction.atomic():
            events = outbox.publish(BATCH)
            if events:
                self.defer(events)
        return events

    def _sweep(self) -> float:
        """Act on deadlines; the seconds until the next time."""
        try:
            return 0.0 if self.sweep() else SWEEP_SECONDS
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception("a deadline could not be acted on")
            return AFTER_DEFECT_SECONDS


def run(stop: threading.Event) -> None:
    """Run the relay of this installation, by Django's settings, until ``stop`` is set."""
    from amiabil.jobs import deadlines, dispatch

    clock.keep_measuring()
    Relay(
        bus=open_bus(settings.AMIABIL_BUS_URL, name=namespace(settings.SECRET_KEY)),
        wake=WakeListener(settings.AMIABIL_HOME),
        defer=dispatch.defer_for,
        sweep=deadlines.sweep,
    ).run(stop)
