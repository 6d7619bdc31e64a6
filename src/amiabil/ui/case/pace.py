"""How fast may a party write? A person never meets this bound; a script that floods the other side does."""

from __future__ import annotations

from datetime import timedelta

from amiabil.domain.access import Viewer
from amiabil.records import clock, rates

WRITES = rates.Limit("write", 60, timedelta(minutes=10))
"""Messages and acts of one person in all their cases: six a minute is more than a shop's busiest member types."""


def count(viewer: Viewer) -> None:
    """Count one message or act of a customer; staff are not counted. Raises ``RateLimited``."""
    if viewer.reader_id is not None and not viewer.is_staff:
        rates.count(str(viewer.reader_id), WRITES, at=clock.unshifted())
