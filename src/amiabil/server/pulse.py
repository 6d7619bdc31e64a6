"""The pulse of the web application: by it the service knows afterwards when nobody could act."""

from __future__ import annotations

import logging
import threading
import time

from django.db import DatabaseError, connection

from amiabil.records import outages

BEAT_EVERY = 20.0
"""Seconds; well below ``outages.SILENT_AFTER``, so that one beat may be missed."""

log = logging.getLogger(__name__)


def keep_beating() -> None:
    """Beat now, before the first request is answered, and then in a thread of its own until the process ends.

    An outage that ends with this start is known before anybody acts.
    """
    _beat_or_wait()
    threading.Thread(target=_beat_for_ever, name="pulse", daemon=True).start()


def _beat_or_wait() -> None:
    try:
        outage = outages.beat()
    except DatabaseError as error:
        log.warning("the pulse could not be written: %s", type(error).__name__)
    else:
        if outage is not None:
            log.warning("nobody could act from %s until %s", outage.started_at, outage.ended_at)
    finally:
        if not connection.in_atomic_block:
            connection.close()


def _beat_for_ever() -> None:
    while True:
        time.sleep(BEAT_EVERY)
        _beat_or_wait()
