"""How fast may somebody talk? A person never meets this bound; a script that floods a colleague does."""

from __future__ import annotations

from datetime import timedelta

from amiabil.domain.access import Viewer
from amiabil.records import clock, rates

TALK = rates.Limit("talk", 150, timedelta(minutes=10))
"""Messages and acts of one person in chats: fifteen a minute for ten minutes is faster than anybody types."""


def count(viewer: Viewer) -> None:
    """Count one message or act of whoever talks. Raises ``RateLimited``."""
    if viewer.reader_id is not None:
        rates.count(str(viewer.reader_id), TALK, at=clock.unshifted())
