"""Objects of the contact directory: a door through which people are called back, and a call."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from amiabil.records.new_id import new_id
from tests.attacks.callers import Caller, World
from tests.attacks.objects_at_hand import Named
from tests.contact_world import book, calls_back, free


def call_back_door(world: World) -> Named:
    """A door anybody may book a call through."""
    calls_back()
    return Named({"door": "ro_call"}, {"door": "nobody"})


def call_back(world: World) -> Named:
    """A call the buyer has booked."""
    calls_back()
    call = book(world.people[Caller.BUYER], free()[0])
    return Named(
        {"id": str(call.id), "reference": call.reference}, {"id": str(new_id()), "reference": "T-0000-0000"}
    )


OF_CONTACT: Mapping[str, Callable[[World], Named]] = {
    "call back door": call_back_door,
    "call back": call_back,
}
