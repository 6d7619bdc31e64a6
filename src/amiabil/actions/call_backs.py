"""A call-back is booked, moved, cancelled, made: each within a free slot of its door, and as part of a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.actions.contact_directory import Contacts, contacts_now
from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.contact.call_backs import BadTelephone, CallOver, CallState, SlotTaken, Told
from amiabil.domain.contact.directory import Door, Means, Slots
from amiabil.domain.contact.slots import AGAIN_AFTER, MOST_TRIES, REMIND_BEFORE, starts
from amiabil.foundation.errors import NotFound
from amiabil.foundation.telephone import read_number
from amiabil.records import call_backs
from amiabil.records.call_backs import CallBack, NewCall


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call as somebody wants it: through which door, when, at which number; ``country`` reads one without prefix.

    ``zone`` is where they read times.
    """

    door: str
    starts_at: datetime
    number: str
    language: str
    zone: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Free:
    """A door for call-backs that is there, with its slots, and the times that are free."""

    door: Door
    slots: Slots
    times: tuple[datetime, ...]


def free_times(door_key: str, *, at: datetime) -> Free | None:
    """The free times of a door; None where nobody calls back through it. Three statements."""
    contacts = contacts_now()
    return free_through(contacts, contacts.directory.door(door_key), at=at)


def free_through(contacts: Contacts, door: Door | None, *, at: datetime) -> Free | None:
    """The same for a door of a directory that was read. One statement."""
    if door is None or door.means is not Means.CALL_BACK or door.slots is None:
        return None
    hours = contacts.directory.opening_hours(door, contacts.setup)
    full = call_backs.full(door.key, door.slots.capacity, since=at)
    times = tuple(one for one in starts(hours, door.slots, now=at) if one not in full)
    return Free(door, door.slots, times)


def number_of(wanted: Wanted) -> str:
    """The number as it is kept. Raises ``BadTelephone``."""
    number = read_number(wanted.number, wanted.country)
    if number is None:
        raise BadTelephone(field="/number")
    return number


def book(viewer: Viewer, asked: Asked, wanted: Wanted) -> CallBack:
    """Make a request of the viewer's own and book the call it asks for, all or nothing.

    ``asked.case_id`` names both: a repeat gives the first result. Raises ``BadTelephone``, ``SlotTaken``,
    ``TooManyCalls``, and what ``open_ticket`` raises.
    """
    number = number_of(wanted)
    with transaction.atomic():
        file = open_ticket(viewer, asked)
        known = call_backs.of_case(file.case_id)
        return known or _keep(file.case_id, wanted, number, at=asked.received_at, exact=True)


def book_waiting(case_id: UUID, wanted: Wanted, *, at: datetime) -> CallBack | None:
    """Book the call of somebody whose address has just been shown to be theirs: at the time they chose, or, when that
    was taken meanwhile, at the next free one; None where no time is left. Call it in a transaction.

    Raises ``TooManyCalls``.
    """
    known = call_backs.of_case(case_id)
    try:
        return known or _keep(case_id, wanted, number_of(wanted), at=at, exact=False)
    except SlotTaken:
        return None


def _keep(case_id: UUID, wanted: Wanted, number: str, *, at: datetime, exact: bool) -> CallBack:
    free = free_times(wanted.door, at=at)
    fitting = [one for one in free.times if one == wanted.starts_at or not exact] if free else []
    later = [one for one in fitting if one >= wanted.starts_at] or fitting
    if free is None or not later:
        raise SlotTaken(field="/slot")
    new = NewCall(
        id=case_id,
        case_id=case_id,
        door=free.door.key,
        starts_at=later[0],
        minutes=free.slots.minutes,
        number=number,
        language=wanted.language,
        zone=wanted.zone,
        capacity=free.slots.capacity,
        each=free.slots.each,
    )
    call_backs.book(new, at=at, remind_at=_reminder(new.starts_at, at))
    booked = call_backs.of_id(new.id)
    if booked is None:
        raise SlotTaken(field="/slot")
    return booked


def _reminder(starts_at: datetime, now: datetime) -> datetime | None:
    """When to remind; never within an hour of the booking itself."""
    at = starts_at - REMIND_BEFORE
    return at if at > now + REMIND_BEFORE else None


def move(call: CallBack, to: datetime, *, at: datetime) -> None:
    """Another free time, for whoever holds the link of the call; the same time changes nothing.

    Raises ``SlotTaken``, and ``CallOver`` for a call that was made or cancelled.
    """
    if call.state is CallState.BOOKED and call.starts_at == to:
        return
    free = free_times(call.door, at=at)
    if free is None or to not in free.times:
        raise SlotTaken(field="/slot")
    with transaction.atomic():
        if not call_backs.move(call, to, capacity=free.slots.capacity, at=at, remind_at=_reminder(to, at)):
            raise CallOver()


def cancel(call: CallBack, *, at: datetime) -> None:
    """Nobody calls, for whoever holds the link of the call; cancelled again nothing happens. Raises ``CallOver``."""
    if call.state is CallState.CANCELLED:
        return
    if not call_backs.end(call.id, CallState.CANCELLED, at=at, tell=Told.CANCELLED):
        raise CallOver()


# ---- at work ---------------------------------------------------------------------------------


def reached(viewer: Viewer, call_id: UUID, message_id: UUID, outcome: str, *, at: datetime) -> CallBack:
    """The call was made: what came of it goes to the customer as an answer in their request.

    Raises ``NotFound``, ``CallOver``, and what ``tickets.write`` raises.
    """
    call = _own(viewer, call_id)
    with transaction.atomic():
        if not call_backs.end(call.id, CallState.DONE, at=at, tell=None):
            raise CallOver()
        write(viewer, call.reference, Written(message_id, outcome, at))
    return call


def no_answer(viewer: Viewer, call_id: UUID, tries: int, *, at: datetime) -> bool:
    """Nobody answered: it is tried again a little later, and after the last try the customer is asked for another time.

    ``tries`` is how often it had been tried when the agent looked, so that two do not count one call. Whether it is
    tried again. Raises ``NotFound``, ``CallOver``, and what ``demand`` raises.
    """
    call = _own(viewer, call_id)
    if call.state is not CallState.BOOKED or call.tries != tries:
        raise CallOver()
    if call.tries + 1 < MOST_TRIES:
        if not call_backs.again(call, at + AGAIN_AFTER, at=at):
            raise CallOver()
        return True
    if not call_backs.end(call.id, CallState.MISSED, at=at, tell=Told.MISSED):
        raise CallOver()
    return False


def _own(viewer: Viewer, call_id: UUID) -> CallBack:
    demand(viewer, Act.WORK_TICKET)
    call = call_backs.call_of(viewer, call_id)
    if call is None:
        raise NotFound()
    return call
