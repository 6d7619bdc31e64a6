"""Disputes in the states the desks show, made by the actions themselves, and browsers of the people around them."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.test import Client

from amiabil.actions.disputes import StepRequest, take_step
from amiabil.actions.mediation import take_case
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.arguments import Ask, Submission, read_arguments
from amiabil.domain.terms import Command, Reason, Remedy
from amiabil.records import clock, sessions
from amiabil.records.new_id import new_id
from amiabil.records.sessions import Owner
from amiabil.ui.viewer import CUSTOMER_COOKIE
from tests.cases_with_files import browser_of
from tests.factories import OPENED, PARCEL, World, later

TEXT = "Abajurul este crăpat pe toată lungimea"
REFUSAL = "Lampa a plecat întreagă, avem fotografia de la ambalare"


def opened(world: World, *, amount: str = "269.89", at: datetime = OPENED) -> str:
    """A dispute about the lamp of this order; its reference."""
    submission = Submission(
        units={"L1": 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, amount),
        text=TEXT,
        answers=PARCEL,
    )
    photos = (HandedIn(new_id(), "photo_item", "Fisura"), HandedIn(new_id(), "photo_parcel", "Coletul"))
    return open_dispute(
        world.buyer, world.order_ref, OpeningRequest(submission, new_id(), at, photos)
    ).reference


def step(viewer: Viewer, reference: str, command: Command, at: datetime, **arguments: Any) -> None:
    """One act of somebody at an instant."""
    take_step(viewer, reference, StepRequest(command, read_arguments(command, arguments), at))


def refused(world: World) -> str:
    """The seller has refused with a reason in their own words."""
    reference = opened(world)
    step(world.seller, reference, Command.REJECT_REQUEST, later(days=1), reason="not_so", text=REFUSAL)
    return reference


def in_mediation(world: World) -> str:
    """The buyer has asked for a mediator after the refusal."""
    reference = refused(world)
    step(world.buyer, reference, Command.ESCALATE, later(days=2))
    return reference


def to_decide(world: World, mediator: Viewer) -> str:
    """Both sides have nothing to add, and this mediator has taken the case."""
    reference = in_mediation(world)
    step(world.buyer, reference, Command.WAIVE_EVIDENCE, later(days=2, hours=1))
    step(world.seller, reference, Command.WAIVE_EVIDENCE, later(days=2, hours=2))
    take_case(mediator, reference)
    return reference


def browser(viewer: Viewer) -> Client:
    """A new browser in which this person is signed in; staff read English in it."""
    made = Client()
    if viewer.is_staff:
        made = browser_of(viewer)
        made.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return made
    assert viewer.person_id is not None and viewer.role is not None
    token = secrets.token_urlsafe(32)
    sessions.open_session(Owner(viewer.person_id, viewer.role, viewer.shop_id), token, at=clock.unshifted())
    made.cookies[CUSTOMER_COOKIE] = token
    return made
