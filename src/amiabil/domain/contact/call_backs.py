"""What stands in the way of a call that somebody wants to book, to move or to make?"""

from __future__ import annotations

from enum import StrEnum, unique

from amiabil.foundation.errors import Conflict, Invalid


@unique
class CallState(StrEnum):
    """Where a call-back stands."""

    BOOKED = "booked"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


@unique
class Told(StrEnum):
    """What a mail about a call-back says."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    MISSED = "missed"
    REMINDED = "reminded"


class SlotTaken(Conflict):
    """The time is taken, or cannot be booked any more."""

    code = "slot_taken"


class TooManyCalls(Conflict):
    """``most`` calls are booked by this person or for this number already."""

    code = "too_many_calls"


class CallOver(Conflict):
    """The call was made, given up or cancelled meanwhile."""

    code = "call_over"


class BadTelephone(Invalid):
    """This is no number anybody can call."""

    code = "bad_telephone"
