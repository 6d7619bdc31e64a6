"""Who knocks at the doors: every kind of caller there is, each with a browser or a key of its own."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client

from amiabil.actions import api_keys
from amiabil.domain.access import COMMAND_LINE, Viewer
from amiabil.domain.terms import Role
from amiabil.records import clock, sessions
from amiabil.records.models import Order, Shop, StaffMember
from amiabil.records.sessions import Owner
from amiabil.ui.viewer import CUSTOMER_COOKIE
from tests.factories import (
    PAID,
    make_administrator,
    make_buyer,
    make_member,
    make_order,
    make_shop,
    make_staff,
)


class Caller(StrEnum):
    """Everybody who can ask for something; "own" is the object of the matrix, "other" stands to another one."""

    NOBODY = "nobody"
    BUYER = "buyer, own"
    OTHER_BUYER = "buyer, other"
    SELLER = "seller of the shop"
    OTHER_SELLER = "seller of another shop"
    BARE_MEMBER = "member of the shop without a right"
    ADMINISTRATOR = "administrator of another, insolvent shop"
    AGENT = "agent"
    MEDIATOR = "mediator, assigned"
    OTHER_MEDIATOR = "mediator, not assigned"
    REVIEWER = "reviewer"
    SUPERVISOR = "supervisor"
    OPERATOR = "operator"
    ADMIN = "admin"
    AUDITOR = "auditor"
    KEY = "key with the scope"
    BARE_KEY = "key without the scope"


BUYERS = frozenset({Caller.BUYER, Caller.OTHER_BUYER})
SELLERS = frozenset({Caller.SELLER, Caller.OTHER_SELLER, Caller.BARE_MEMBER})
CUSTOMERS = BUYERS | SELLERS | {Caller.ADMINISTRATOR}
MEDIATORS = frozenset({Caller.MEDIATOR, Caller.OTHER_MEDIATOR})
STAFF = MEDIATORS | {
    Caller.AGENT,
    Caller.REVIEWER,
    Caller.SUPERVISOR,
    Caller.OPERATOR,
    Caller.ADMIN,
    Caller.AUDITOR,
}
KEYS = frozenset({Caller.KEY, Caller.BARE_KEY})
EVERYBODY = frozenset(Caller)
OUTSIDERS = frozenset({Caller.OTHER_BUYER, Caller.OTHER_SELLER, Caller.ADMINISTRATOR})
"""Customers of the right kind who have nothing to do with the object."""

_STAFF_ROLES = {
    Caller.AGENT: Role.AGENT,
    Caller.MEDIATOR: Role.MEDIATOR,
    Caller.OTHER_MEDIATOR: Role.MEDIATOR,
    Caller.REVIEWER: Role.REVIEWER,
    Caller.SUPERVISOR: Role.SUPERVISOR,
    Caller.OPERATOR: Role.OPERATOR,
    Caller.ADMIN: Role.ADMIN,
    Caller.AUDITOR: Role.AUDITOR,
}


@dataclass
class World:
    """An order between a buyer and a shop, and everybody around it."""

    people: dict[Caller, Viewer]
    shop: Shop
    order: Order


def make_callers() -> World:
    """The people of the matrix and the order they stand around."""
    shop, other_shop = make_shop("shop-own"), make_shop("shop-other")
    people = {
        Caller.BUYER: make_buyer("buyer-own"),
        Caller.OTHER_BUYER: make_buyer("buyer-other"),
        Caller.SELLER: make_member(shop, "seller-own"),
        Caller.OTHER_SELLER: make_member(other_shop, "seller-other"),
        Caller.BARE_MEMBER: make_member(shop, "member-bare", rights=()),
        Caller.ADMINISTRATOR: make_administrator(
            make_shop("shop-insolvent", insolvent_at=PAID), "lichidator"
        ),
    }
    for number, (caller, role) in enumerate(_STAFF_ROLES.items()):
        people[caller] = _with_second_factor(make_staff(f"staff-{number}", role))
    return World(people=people, shop=shop, order=make_order(people[Caller.BUYER], shop, "4101"))


def _with_second_factor(viewer: Viewer) -> Viewer:
    Authenticator.objects.create(
        user_id=viewer.person_id,
        type=Authenticator.Type.TOTP,
        data={"secret": get_adapter().encrypt("JBSWY3DPEHPK3PXP")},
    )
    RecoveryCodes.activate(StaffMember.objects.get(id=viewer.person_id))
    return viewer


def client_of(caller: Caller, world: World, *, scope: str | None) -> Client:
    """A browser in which this caller is signed in, or a machine that sends its key; ``scope`` is the door's."""
    if caller in CUSTOMERS:
        return _customer(world.people[caller])
    if caller in STAFF:
        return _staff(world.people[caller])
    if caller in KEYS:
        given = scope if caller is Caller.KEY and scope else "content:read"
        key = api_keys.create(COMMAND_LINE, f"{caller} {secrets.token_hex(4)}", frozenset({given}))
        return Client(headers={"authorization": f"Bearer {key}"})
    return Client()


def _customer(viewer: Viewer) -> Client:
    assert viewer.person_id is not None and viewer.role is not None
    browser, token = Client(), secrets.token_urlsafe(32)
    sessions.open_session(Owner(viewer.person_id, viewer.role, viewer.shop_id), token, at=clock.unshifted())
    browser.cookies[CUSTOMER_COOKIE] = token
    return browser


def _staff(viewer: Viewer) -> Client:
    browser: Any = Client()
    browser.force_login(StaffMember.objects.get(id=viewer.person_id))
    session = browser.session  # as if they had just confirmed who they are, so that nobody is asked again
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(viewer.person_id)
    session.save()
    return cast(Client, browser)
