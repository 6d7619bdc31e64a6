"""What time is it? The database's clock is the clock; everything in the product takes its time from here.

A process measures once a minute how the database's clock stands to its own steady clock
(``keep_measuring``), so that ``now`` costs no statement. Only the demonstration asks the database each time,
because its clock can be moved.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection

from amiabil.records.models import DemoClock

MEASURE_EVERY = 60.0
"""Seconds between two measures: quartz drifts 1-2 ms in that time, far below what any deadline notices."""

_LOG = logging.getLogger(__name__)


def _steady() -> float:
    """Seconds of a clock nobody can set; on Linux it also counts the sleep of the machine."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The database's time at one moment of the steady clock."""

    at: datetime
    steady: float


_anchor: _Anchor | None = None
_measuring_in: int | None = None
_lock = threading.Lock()


def unshifted() -> datetime:
    """The database's time, UTC, without the shift of the demonstration; costs no statement.

    For what expires between machines and browsers: sessions, tokens, rate windows. Moving the clock of the
    demonstration by five days must not sign everybody out. Before the first measure it is this machine's
    time.
    """
    anchor = _anchor
    if anchor is None:
        return datetime.now(UTC)
    return anchor.at + timedelta(seconds=_steady() - anchor.steady)


def now() -> datetime:
    """The time that counts for deadlines, UTC; a statement only in the demonstration."""
    if not settings.AMIABIL_DEMO:
        return unshifted()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp(), (SELECT ahead_ms FROM demo_clock WHERE id = 1)")
        at, ahead_ms = cursor.fetchone()
    moved: datetime = at + timedelta(milliseconds=ahead_ms or 0) + settings.AMIABIL_DEMO_CLOCK
    return moved


def shifted(at: datetime) -> datetime:
    """An instant of the database's clock as ``now`` tells time; they differ only in the demonstration."""
    return at if not settings.AMIABIL_DEMO else at + (now() - unshifted())


def ahead() -> int:
    """How many milliseconds the demonstration's clock is ahead; 0 elsewhere."""
    if not settings.AMIABIL_DEMO:
        return 0
    row = DemoClock.objects.values_list("ahead_ms", flat=True).first()
    return row or 0


def set_ahead(ahead_ms: int) -> None:
    """Move the demonstration's clock so that it is this many milliseconds ahead.

    Raises ``RuntimeError`` outside the demonstration, where nothing may move deadlines.
    """
    if not settings.AMIABIL_DEMO:
        raise RuntimeError("only the demonstration's clock can be moved")
    DemoClock.objects.update_or_create(id=1, defaults={"ahead_ms": ahead_ms})


def measure() -> None:
    """Compare the clocks once; half of the round trip is taken as the way back. One statement."""
    global _anchor  # noqa: PLW0603 - the one measure of this process, replaced as a whole
    asked = _steady()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    answered = _steady()
    _anchor = _Anchor(at=at.astimezone(UTC), steady=asked + (answered - asked) / 2)


def keep_measuring() -> None:
    """Measure now, and then every minute in a thread of its own until the process ends; again is harmless.

    Called when web, worker and relay start. Without a database the last measure holds until the next try.
    """
    global _measuring_in  # noqa: PLW0603 - a thread does not survive a fork, so the process is remembered
    with _lock:
        if _measuring_in == os.getpid():
            return
        _measuring_in = os.getpid()
    _measure_or_wait()
    threading.Thread(target=_measure_for_ever, name="clock", daemon=True).start()


def _measure_or_wait() -> None:
    try:
        measure()
    except DatabaseError as error:
        _LOG.warning("the database's clock could not be read: %s", type(error).__name__)
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _measure_for_ever() -> None:
    while True:
        time.sleep(MEASURE_EVERY)
        _measure_or_wait()
