"""What tests need to exist first: people, shops and orders, made plainly and with fixed defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role, ShopRight
from amiabil.records.models import Customer, Order, OrderLine, Shop, StaffMember, StaffRole
from amiabil.records.new_id import new_id

PAID = datetime(2026, 10, 1, 9, tzinfo=UTC)
DELIVERED = datetime(2026, 10, 5, 11, tzinfo=UTC)
OPENED = datetime(2026, 10, 7, 7, 15, tzinfo=UTC)
"""A Wednesday; by ro-default the seller has until 12 October 2026, 21:00 UTC."""

PARCEL = {"parcel_condition": "damaged"}
"""What a buyer answers about something damaged; the story itself is the text."""


@dataclass(frozen=True)
class World:
    """An order and its two sides, with viewers for both."""

    buyer: Viewer
    seller: Viewer
    order_ref: str
    order_id: UUID
    shop_id: UUID


def make_buyer(subject: str = "ana", **fields: Any) -> Viewer:
    """A buyer of the marketplace and the viewer they are."""
    customer = Customer.objects.create(
        id=new_id(),
        issuer="demo",
        subject=subject,
        name=fields.pop("name", "Ana Pop"),
        email=f"{subject}@example.org",
        email_verified=True,
        language=fields.pop("language", "ro"),
        created_at=PAID,
        **fields,
    )
    return Viewer(role=Role.BUYER, person_id=customer.id, ref=subject, name=customer.name)


def make_shop(ref: str = "lumina", **fields: Any) -> Shop:
    """A shop."""
    return Shop.objects.create(
        id=new_id(), ref=ref, name=fields.pop("name", "Lumina SRL"), country="RO", created_at=PAID, **fields
    )


def make_member(
    shop: Shop, subject: str = "luca", *, rights: Sequence[ShopRight] = tuple(ShopRight)
) -> Viewer:
    """A member of a shop and the viewer they are when they act for it."""
    customer = Customer.objects.create(
        id=new_id(), issuer="demo", subject=subject, name="Luca Marin", language="ro", created_at=PAID
    )
    shop.members.create(customer=customer, rights=[right.value for right in rights])
    return Viewer(
        role=Role.SELLER,
        person_id=customer.id,
        ref=subject,
        name=shop.name,
        shop_id=shop.id,
        rights=frozenset(rights),
    )


def make_administrator(shop: Shop, subject: str = "lichidator", **fields: Any) -> Viewer:
    """The insolvency administrator of a shop, as one who has signed in before."""
    customer = Customer.objects.create(
        id=new_id(), issuer="demo", subject=subject, name="Vera Ionescu", created_at=PAID, **fields
    )
    shop.members.create(customer=customer, administrator=True)
    return Viewer(
        role=Role.ADMINISTRATOR,
        person_id=customer.id,
        ref=subject,
        name=customer.name,
        shop_id=shop.id,
        shop_name=shop.name,
    )


def make_staff(username: str, *roles: Role) -> Viewer:
    """A member of staff, seen in the first of the roles."""
    member = StaffMember.objects.create(
        id=new_id(),
        username=username,
        name=username.title(),
        pseudonym=f"{username.title()} M.",
        password="!",
    )
    for role in roles:
        StaffRole.objects.create(member=member, role=role.value)
    return Viewer(role=roles[0], person_id=member.id, ref=f"staff:{username}", name=member.pseudonym)


def make_order(
    buyer: Viewer,
    shop: Shop,
    ref: str = "4101",
    *,
    lines: Sequence[Mapping[str, Any]] = ({"ref": "L1", "title": "Lamp", "unit_price": 24990},),
    **fields: Any,
) -> Order:
    """A paid and delivered order; money in minor units of RON."""
    shipping, discount = fields.pop("shipping", 1999), fields.pop("discount", 0)
    goods = sum(line["unit_price"] * line.get("quantity", 1) for line in lines)
    order = Order.objects.create(
        id=new_id(),
        ref=ref,
        buyer_id=buyer.person_id,
        shop=shop,
        country="RO",
        currency=fields.pop("currency", "RON"),
        payment="card",
        paid_at=fields.pop("paid_at", PAID),
        shipping=shipping,
        shipping_standard=shipping,
        discount=discount,
        total=goods + shipping - discount,
        estimated_from=fields.pop("estimated_from", date(2026, 10, 3)),
        estimated_to=fields.pop("estimated_to", date(2026, 10, 8)),
        digest=os.urandom(32),
        created_at=PAID,
        updated_at=PAID,
        **fields,
    )
    for position, line in enumerate(lines):
        OrderLine.objects.create(
            **{
                "id": new_id(),
                "order": order,
                "position": position,
                "category": "home",
                "quantity": 1,
                "delivered_at": DELIVERED,
                **line,
            }
        )
    return order


def make_world(ref: str = "4101", **order: Any) -> World:
    """A buyer, a shop with one member, and an order between them."""
    buyer, shop = make_buyer(f"buyer-{ref}"), make_shop(f"shop-{ref}")
    made = make_order(buyer, shop, ref, **order)
    return World(buyer, make_member(shop, f"member-{ref}"), made.ref, made.id, shop.id)


def later(days: float = 0, hours: float = 0) -> datetime:
    """An instant after ``OPENED``."""
    return OPENED + timedelta(days=days, hours=hours)
