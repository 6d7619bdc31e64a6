"""Disputes about the lamp of a test's order, and steps in them."""

from __future__ import annotations

from typing import Any

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Ask, Submission, read_arguments
from amiabil.domain.terms import Command, Reason, Remedy
from amiabil.records.models import Dispute
from amiabil.records.new_id import new_id
from tests.factories import OPENED, PARCEL, World, later


def ask(amount: str = "269.89") -> Submission:
    return Submission(
        units={"L1": 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, amount),
        text="Abajurul este crăpat",
        answers=PARCEL,
    )


def photos() -> tuple[HandedIn, ...]:
    return (HandedIn(new_id(), "photo_item", "Fisura"), HandedIn(new_id(), "photo_parcel", "Coletul"))


def opened(world: World, submission: Submission | None = None, **more: Any) -> str:
    request = OpeningRequest(submission or ask(), new_id(), OPENED, photos(), **more)
    return open_dispute(world.buyer, world.order_ref, request).reference


def step(viewer: Viewer, reference: str, command: Command, at: Any = None, **arguments: Any) -> Any:
    request = StepRequest(command, read_arguments(command, arguments), at or later(days=1))
    return take_step(viewer, reference, request)


def row(reference: str) -> Dispute:
    return Dispute.objects.select_related("case").get(case__reference=reference)
