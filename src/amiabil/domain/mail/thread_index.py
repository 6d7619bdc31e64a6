"""How does Outlook know that mails belong together? By ``Thread-Index``: it hardly looks at ``References`` (M27).

Source: [MS-OXOMSG] 2.2.1.3. A head of 22 bytes (when the conversation began and a GUID), then 5 bytes for each answer.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta
from uuid import UUID

HEAD_BYTES, BLOCK_BYTES = 22, 5
_MOST_BLOCKS = 40
_FIRST_YEAR = datetime(1601, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


def begun(conversation: UUID, at: datetime) -> str:
    """The value for the first mail of a conversation that began at an instant."""
    return b64encode(_ticks(at - _FIRST_YEAR).to_bytes(8, "big")[:6] + conversation.bytes).decode()


def answered(index: str, *, begun_at: datetime, at: datetime) -> str:
    """The value for an answer to the mail that had ``index``; one that cannot be read is given back as it is."""
    try:
        known = b64decode(index, validate=True)
    except (binascii.Error, ValueError):
        return index
    if len(known) < HEAD_BYTES or (len(known) - HEAD_BYTES) // BLOCK_BYTES >= _MOST_BLOCKS:
        return index
    return b64encode(known + _block(max(at - begun_at, timedelta()))).decode()


def _block(since: timedelta) -> bytes:
    """One bit for the unit, 31 bits of time since the beginning, and a byte that tells answers apart: 0 here."""
    ticks = _ticks(since)
    is_long = ticks >> 18 >= 1 << 31
    spent = (ticks >> 23 if is_long else ticks >> 18) & (1 << 31) - 1
    return ((int(is_long) << 31 | spent) << 8).to_bytes(BLOCK_BYTES, "big")


def _ticks(span: timedelta) -> int:
    """Tenths of microseconds."""
    return span // _TICK * 10
