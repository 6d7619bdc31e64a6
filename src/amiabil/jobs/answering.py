"""The process that answers chats: it takes turns from its own queue, gives a sign of life, and stays within its memory.

It is ended by itself where it has grown past its bound, for the supervisor to start a fresh one: a turn that was cut
off begins again. No page needs it.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from datetime import datetime
from pathlib import Path

from asgiref.sync import sync_to_async
from django.db import DatabaseError, close_old_connections

from amiabil.jobs import tasks
from amiabil.jobs.assistant.process_knowledge import knowledge
from amiabil.jobs.worker import Duty, run_duty
from amiabil.records import assistant_pulse, clock
from amiabil.ui.assistant import turning

TURNS_AT_ONCE = 2
"""One for each core of a small machine; a turn is short, and most of it is the database."""

BEAT_EVERY = 5.0
MEMORY_MOST = 400 * 1024 * 1024
"""Bytes (assistant.md 5.7): beyond it something leaks."""

log = logging.getLogger(__name__)


class TooLarge(Exception):
    """The process holds more memory than it may."""


def run(stop: threading.Event) -> None:
    """Answer chats until ``stop`` is set. Raises ``SystemExit`` without a database, or grown too large."""
    started_at = clock.unshifted()
    _warm()

    async def also() -> None:
        await _live(started_at)

    try:
        run_duty(Duty((tasks.ASSISTANT,), at_once=TURNS_AT_ONCE, house=False, also=also), stop)
    except TooLarge as error:
        log.error("the assistant ends: it holds %s bytes", error)
        raise SystemExit(1) from None


async def _live(started_at: datetime) -> None:
    while True:
        held = memory()
        await sync_to_async(_beat, thread_sensitive=False)(started_at, held)
        if held > MEMORY_MOST:
            raise TooLarge(held)
        await asyncio.sleep(BEAT_EVERY)


def _warm() -> None:
    try:
        knowledge().current()
        turning.warm()
    except DatabaseError as error:  # the first turn pays for it
        log.warning("the assistant could not make ready: %s", type(error).__name__)
    finally:
        close_old_connections()


def _beat(started_at: datetime, held: int) -> None:
    try:
        assistant_pulse.beat(started_at=started_at, memory=held, at=clock.unshifted())
    except DatabaseError as error:
        log.warning("the assistant could not give a sign of life: %s", type(error).__name__)
    finally:
        close_old_connections()


def memory() -> int:
    """Bytes this process holds now; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
