"""Who acts in the stories: the people of the catalogue as the marketplace vouches for them."""

from __future__ import annotations

from dataclasses import replace

from amiabil.actions import orders as order_actions
from amiabil.demo import catalogue
from amiabil.domain.access import Viewer
from amiabil.domain.sign_in import Vouched
from amiabil.domain.terms import Role
from amiabil.records import clock, people


def buyer(one: catalogue.Buyer) -> Viewer:
    """A buyer as they act."""
    known = people.remember(_vouched(one.ref), at=clock.unshifted())
    return Viewer(role=Role.BUYER, person_id=known.customer_id, ref=one.ref, name=one.name)


def seller(shop: catalogue.Shop) -> Viewer:
    """The member of the shop who may do most."""
    member = max(shop.members, key=lambda one: len(one.rights))
    vouched = replace(_vouched(member.ref), role=Role.SELLER, shop=shop.ref, rights=member.rights)
    known = people.remember(vouched, at=clock.unshifted())
    shop_id = people.join_shop(vouched, known.customer_id, at=clock.unshifted())
    return Viewer(
        role=Role.SELLER,
        person_id=known.customer_id,
        ref=member.ref,
        name=shop.name,
        shop_id=shop_id,
        rights=member.rights,
    )


def _vouched(ref: str) -> Vouched:
    return Vouched(order_actions.issuer(), ref, f"demo-{ref}", clock.unshifted(), Role.BUYER)
