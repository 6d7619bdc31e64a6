"""What do open pages hear of an event, and what happens when the bus is away?"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC

from amiabil.foundation.grants import REQUESTS_CHANNEL, SIDES, case_channel
from amiabil.foundation.signed import Json
from amiabil.gateways.bus import Bus, BusAway, LiveEvent, Mark
from amiabil.records.outbox import PublishedEvent

MARK_SECONDS = 5.0
"""In quiet times the last number is said this often, so that a lost message shows within that time."""

MOST_KEPT = 5_000
"""Events kept while the bus is away; beyond it the oldest go, and push sees the gap and lets pages fetch."""

RETRY_SECONDS = 1.0

log = logging.getLogger(__name__)


def live_event(event: PublishedEvent) -> LiveEvent:
    """The event for the sides that may hear of it; without who it was by name, which no page needs."""
    at = event.at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    body: dict[str, Json] = {
        "id": str(event.id),
        "type": event.type,
        "at": at,
        "actor": {"role": event.actor_role},
        "case": str(event.case_id),
        "version": event.version,
        "stream_seq": event.stream_seq,
        "data": {**event.data},
    }
    channels = tuple(case_channel(event.case_id, side) for side in event.sides if side in SIDES)
    if event.type.startswith(("ticket.", "chat.")):
        channels = (*channels, REQUESTS_CHANNEL)
    return LiveEvent(event.stream_seq, str(event.id), channels, body)


class Announcer:
    """Tells the bus what was published, in order; what the bus did not take is told again."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._waiting: deque[LiveEvent] = deque(maxlen=MOST_KEPT)
        self._last: int | None = None
        self._marked_at = 0.0
        self._not_before = 0.0

    def take_over(self, recent: Iterable[PublishedEvent], *, last: int) -> None:
        """Begin as the leader: repeat what the one before may have published without telling."""
        self._waiting = deque((replace(live_event(event), again=True) for event in recent), MOST_KEPT)
        self._last = last
        self._marked_at = 0.0

    def tell(self, events: Iterable[PublishedEvent]) -> None:
        """Tell new events; never raises when the bus is away, pages poll meanwhile."""
        for event in events:
            self._waiting.append(live_event(event))
            self._last = event.stream_seq
        now = time.monotonic()
        if now < self._not_before:
            return
        if self._waiting:
            self._send([*self._waiting], now)
        elif self._last is not None and now - self._marked_at >= MARK_SECONDS:
            self._send([Mark(self._last)], now)

    def _send(self, batch: list[LiveEvent] | list[Mark], now: float) -> None:
        try:
            self._bus.publish(batch)
        except BusAway as away:
            log.warning("the bus is away, pages poll: %s", away)
            self._not_before = now + RETRY_SECONDS
            self._waiting = deque((replace(event, again=True) for event in self._waiting), MOST_KEPT)
            return
        self._waiting.clear()
        self._marked_at = now
