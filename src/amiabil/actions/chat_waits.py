"""Is somebody there to talk with, how long does it take until they come, and when is somebody there again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from amiabil.actions.contact_directory import contacts_now
from amiabil.domain.contact.directory import Means
from amiabil.domain.support.routing import Waiting, likely_wait, place_in_line
from amiabil.foundation.opening_hours import next_open
from amiabil.records import assistant_pulse, clock, shifts
from amiabil.records.chats import ChatFile


@dataclass(frozen=True, slots=True)
class Outlook:
    """What whoever asks can expect.

    ``is_there``: somebody takes chats now. ``place`` is that in the queue, 1 for the next. ``wait`` is how long it will
    probably take, None where too little was measured. ``opens_at`` is when the chat opens again, None while it is open
    by its hours, or closed for good.
    """

    is_there: bool
    place: int
    wait: timedelta | None
    opens_at: datetime | None


def outlook(file: ChatFile | None, *, at: datetime) -> Outlook:
    """How it stands for a chat that waits, or, with None, for one that would begin now. Five statements at most."""
    hall = shifts.hall(at=at, now=clock.unshifted())
    if file is not None:
        me = Waiting(file.reference, file.chat.asked_at or at, priority=file.chat.priority)
        place = place_in_line(me, hall.waiting)
    else:
        place = len(hall.waiting) + 1
    wait = likely_wait(place, hall.measured, on_shift=len(hall.people))
    return Outlook(bool(hall.people), place, wait, None if hall.people else opens_at(at))


WAITS_LONG = timedelta(seconds=10)
"""After so long without an answer the customer is told, and offered a person or a request (assistant.md 1)."""


@dataclass(frozen=True, slots=True)
class Assistance:
    """``is_there``: the assistant's process lives. ``slow``: a question has waited longer than it should."""

    is_there: bool
    slow: bool


def assistance_of(file: ChatFile, *, at: datetime, now: datetime) -> Assistance:
    """How the assistant is doing in a chat that is with it; ``now`` is the machine's clock. One statement."""
    waits = file.chat.unanswered_at
    return Assistance(assistant_pulse.is_there(at=now), waits is not None and at - waits > WAITS_LONG)


def opens_at(at: datetime) -> datetime | None:
    """When the chat opens by its hours; None while they say it is open, and where there is no chat. Two statements."""
    contacts = contacts_now()
    every = (
        *contacts.directory.everywhere,
        *(door for one in contacts.directory.countries for door in one.doors),
    )
    found = (
        next_open(contacts.directory.opening_hours(door, contacts.setup), at)
        for door in every
        if door.means is Means.CHAT
    )
    soonest = min((one for one in found if one is not None), default=None)
    return soonest if soonest is not None and soonest > at else None
