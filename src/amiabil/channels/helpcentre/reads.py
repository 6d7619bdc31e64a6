"""How often is an article read? Counted in this process, and brought to the database in portions.

A page that is kept whole must not cost a write for every look. What a process has not brought yet when it is killed is
lost: a few looks of a few seconds.
"""

from __future__ import annotations

import atexit
import time
from collections import Counter
from threading import Lock

from django.db import DatabaseError, connection

from amiabil.records import clock, help_readings
from amiabil.records.help_readings import Place

EVERY = 20.0
"""Seconds a look waits at most while people read."""

MOST = 500
"""Looks that are brought at once, however young."""

_counted: Counter[Place] = Counter()
_lock = Lock()
_since = 0.0


def note(key: str, language: str) -> None:
    """An article was looked at. Every so often one statement; a database that does not answer costs the count only."""
    global _since  # noqa: PLW0603 - the portion of this process
    with _lock:
        if not _counted:
            _since = time.monotonic()
        _counted[key, language] += 1
        if _counted.total() < MOST and time.monotonic() - _since < EVERY:
            return
    bring()


def forget() -> None:
    """Count from nothing."""
    with _lock:
        _counted.clear()


def bring() -> None:
    """Bring what was counted to the database."""
    with _lock:
        reads = dict(_counted)
        _counted.clear()
    if not reads:
        return
    try:
        help_readings.add_reads(reads, at=clock.now())
    except DatabaseError:
        connection.close()


@atexit.register
def _bring_last() -> None:
    try:
        bring()
    finally:
        connection.close()
