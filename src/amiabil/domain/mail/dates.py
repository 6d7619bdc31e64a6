"""When does a mail say it was sent, and can that be true?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

AHEAD = timedelta(days=1)
"""How far the sender's clock may run ahead of ours before it is not believed."""

_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Nothing that anybody imports is older; a clock without battery says 1970."""

_CHARS = 100


def read_date(value: str, *, received_at: datetime | None = None) -> datetime | None:
    """The instant in UTC; None when it cannot be read or cannot be true. No zone means UTC.

    ``received_at`` is when we got the mail, None when nobody knows.
    """
    try:
        said = parsedate_to_datetime(value[:_CHARS])
        at = said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    if at < _OLDEST or (received_at is not None and at > received_at + AHEAD):
        return None
    return at
