"""What does a command tell its caller by its exit status?"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """What a command tells its caller."""

    YES = 0
    NO = 1
    """An expectation or check failed."""
    UNUSABLE = 2
    """Wrong call, broken file or settings."""
