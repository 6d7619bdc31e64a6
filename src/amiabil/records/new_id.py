"""How does a new row get its name? UUIDv7 of this instant, made by us (conventions.md, *Identifiers*)."""

from __future__ import annotations

import secrets
import threading
import time
from uuid import UUID

from amiabil.foundation.ids import uuid7

_STEP_BITS = 32
_GROWING_BITS = 74
"""What RFC 9562 leaves free in a version 7 UUID: 12 bits before the variant, 62 behind it."""


class _Growing:
    """Milliseconds and random part of the last id; each next pair is greater."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.last = (0, 0)

    def next(self) -> tuple[int, int]:
        with self._lock:
            now, (before, tail) = time.time_ns() // 1_000_000, self.last
            if now > before:
                # The highest bit is left free: a busy millisecond has room to grow.
                before, tail = now, secrets.randbits(_GROWING_BITS - 1)
            else:
                tail += 1 + secrets.randbits(_STEP_BITS)
            self.last = (before, tail)
            return self.last


_growing = _Growing()


def new_id() -> UUID:
    """A fresh row id; the ids of one process sort by the order they were made in.

    Within a millisecond the random part only grows, by a random step (RFC 9562, 6.2, method 2), so that rows
    written one after the other in one transaction are read in that order too.
    """
    milliseconds, tail = _growing.next()
    # `uuid7` takes its two parts from the ends of the 80 bits.
    spread = tail >> 62 << 68 | tail & (1 << 62) - 1
    return uuid7(milliseconds=milliseconds, randomness=spread.to_bytes(10, "big"))


def id_start() -> str:
    """What the ids made in this millisecond have in common as text, ``7`` for the version included.

    A statement that makes many rows puts chance behind it; PostgreSQL 15 has no UUIDv7 of its own.
    """
    text = f"{time.time_ns() // 1_000_000:012x}"
    return f"{text[:8]}-{text[8:]}-7"
