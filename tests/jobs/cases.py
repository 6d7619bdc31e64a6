"""A complaint as the jobs find it: opened by actions, its events waiting in the outbox."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Ask, Submission, read_arguments
from amiabil.domain.terms import Command, Reason, Remedy
from amiabil.records import outbox
from amiabil.records.new_id import new_id
from amiabil.records.outbox import PublishedEvent
from tests.factories import OPENED, PARCEL, World, later


def opened(world: World, amount: str = "269.89") -> str:
    """A dispute of the world's buyer about the lamp; its reference."""
    items = (HandedIn(new_id(), "photo_item", "Fisura"), HandedIn(new_id(), "photo_parcel", "Coletul"))
    ask = Submission(
        units={"L1": 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, amount),
        text="Abajurul e crăpat",
        answers=PARCEL,
    )
    return open_dispute(world.buyer, world.order_ref, OpeningRequest(ask, new_id(), OPENED, items)).reference


def step(viewer: Viewer, reference: str, command: Command, *, days: float = 1, **arguments: Any) -> None:
    """One step of a party, so many days after the opening."""
    request = StepRequest(command, read_arguments(command, arguments), later(days=days))
    take_step(viewer, reference, request)


def accepted(world: World) -> str:
    """A dispute whose request the seller has accepted: a refund is instructed."""
    reference = opened(world)
    step(world.seller, reference, Command.ACCEPT_REQUEST)
    return reference


def published() -> list[PublishedEvent]:
    """What the relay would take now, numbered."""
    with transaction.atomic():
        return outbox.publish(500)
