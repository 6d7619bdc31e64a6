"""What was said lately, so that a reader who was away for a moment misses nothing?

Events carry a gapless number. From it follows whether one is new, a repeat, or shows that something was
missed. What is no longer remembered completely is never half told: then the reader fetches.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from enum import Enum

from amiabil.gateways.bus import LiveEvent

MOST_EVENTS = 20_000
MOST_BYTES = 12 << 20
"""All rings together: minutes of a busy installation, within the 120 MB of the process."""


class Verdict(Enum):
    """What an event's number says."""

    NEW = "new"
    KNOWN = "known"
    MISSED = "missed"


class Memory:
    """The last events of every channel, bounded in number and bytes over all."""

    def __init__(self, most_events: int = MOST_EVENTS, most_bytes: int = MOST_BYTES) -> None:
        self._most_events = most_events
        self._most_bytes = most_bytes
        self._rings: dict[str, deque[tuple[int, bytes]]] = {}
        self._order: deque[tuple[int, tuple[str, ...], int]] = deque()
        self._ids: dict[int, str] = {}
        self._bytes = 0
        self._floor = 0
        self.last: int | None = None

    def judge(self, event: LiveEvent) -> Verdict:
        """What this event is; ``MISSED`` also when the numbers begin anew (a database was set up again)."""
        if self.last is None or event.seq == self.last + 1:
            return Verdict.NEW
        if event.seq > self.last + 1:
            return Verdict.MISSED
        if event.again or self._ids.get(event.seq) == event.id:
            return Verdict.KNOWN
        return Verdict.MISSED

    def add(self, event: LiveEvent, chunk: bytes) -> None:
        """Remember an event as readers get it; after one that was missed everything before is forgotten."""
        if self.last is None or event.seq != self.last + 1:
            self.forget(event.seq - 1)
        self.last = event.seq
        self._ids[event.seq] = event.id
        self._order.append((event.seq, event.channels, len(chunk)))
        self._bytes += len(chunk)
        for channel in event.channels:
            self._rings.setdefault(channel, deque()).append((event.seq, chunk))
        while len(self._order) > self._most_events or self._bytes > self._most_bytes:
            self._drop_oldest()

    def forget(self, last: int | None) -> None:
        """Drop everything; ``last`` is the number up to which the events are now said to be over."""
        self._rings.clear()
        self._order.clear()
        self._ids.clear()
        self._bytes = 0
        self._floor = last or 0
        self.last = last

    def since(self, channels: Iterable[str], seq: int) -> list[bytes] | None:
        """The events of these channels after ``seq`` in order, each once; None when some may be missing."""
        if self.last is None or not self._floor <= seq <= self.last:
            return None
        found: dict[int, bytes] = {}
        for name in channels:
            for number, chunk in reversed(self._rings.get(name, ())):
                if number <= seq:
                    break
                found[number] = chunk
        return [found[number] for number in sorted(found)]

    def _drop_oldest(self) -> None:
        seq, channels, size = self._order.popleft()
        self._bytes -= size
        self._ids.pop(seq, None)
        self._floor = seq
        for channel in channels:
            ring = self._rings[channel]
            ring.popleft()
            if not ring:
                del self._rings[channel]
