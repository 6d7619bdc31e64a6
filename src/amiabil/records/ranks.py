"""In which order does each side see its disputes? One number a side, kept with the row, so a list is one index.

Its own turn first by due time, then what waits for others by due time, then what ended, newest first.
"""

from __future__ import annotations

from datetime import datetime

SECTION = 10**14
"""Larger than any instant in milliseconds until the year 5138."""

MY_TURN, WAITING, ENDED = 0, 1, 2


def rank(*, section: int, due_at: datetime | None, closed_at: datetime | None) -> int:
    """The place in a side's list; smaller comes first. Nothing due sorts last in its section."""
    if section == ENDED:
        return ENDED * SECTION + SECTION - 1 - (_milliseconds(closed_at) if closed_at else 0)
    return section * SECTION + (_milliseconds(due_at) if due_at else SECTION - 1)


def section_of(rank_value: int) -> int:
    """Which section a rank lies in."""
    return rank_value // SECTION


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
