"""How do stored orders come back as what was sent? One statement for any number, children as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from amiabil.domain.orders.delivery import Delivery
from amiabil.domain.orders.model import (
    Buyer,
    Estimate,
    Line,
    Listing,
    Order,
    Parcel,
    Picture,
    ReturnPolicy,
    Scan,
    Seller,
)
from amiabil.domain.terms import CarrierStatus, Direction, ReturnCost
from amiabil.foundation.money import Money

PARCELS_OF = """
       COALESCE((SELECT jsonb_agg(jsonb_build_object(
           'ref', p.ref, 'carrier', p.carrier, 'tracking', p.tracking, 'contents', p.contents,
           'weight_grams', p.weight_grams, 'shipped_at', p.shipped_at, 'direction', p.direction,
           'events', COALESCE((SELECT jsonb_agg(jsonb_build_object(
                'at', e.at, 'status', e.status, 'place', e.place, 'text', e.text) ORDER BY e.at, e.status)
             FROM parcel_event e WHERE e.parcel_id = p.id), '[]')) ORDER BY p.ref)
         FROM parcel p WHERE p.order_id = o.id), '[]') AS parcels
"""

COLUMNS = f"""
SELECT o.*, c.issuer, c.subject, c.name AS buyer_name, c.email, c.language,
       s.ref AS shop_ref, s.name AS shop_name, s.town, s.country AS shop_country, s.trader, s.settles_in,
       s.identity,
       COALESCE((SELECT jsonb_agg(jsonb_build_object(
           'ref', l.ref, 'title', l.title, 'category', l.category, 'quantity', l.quantity,
           'unit_price', l.unit_price, 'tax', l.tax, 'estimated_from', l.estimated_from,
           'estimated_to', l.estimated_to, 'delivered_at', l.delivered_at, 'paid_out_at', l.paid_out_at,
           'carrier_status', l.carrier_status, 'carrier_status_at', l.carrier_status_at,
           'repaired_at', l.repaired_at, 'listing', l.listing,
           'pictures', COALESCE((SELECT jsonb_agg(jsonb_build_object(
                'url', p.url, 'file_id', p.file_id, 'alt', p.alt) ORDER BY p.position)
             FROM listing_picture p WHERE p.line_id = l.id), '[]')) ORDER BY l.position)
         FROM order_line l WHERE l.order_id = o.id), '[]') AS lines, {PARCELS_OF}
  FROM "order" o JOIN customer c ON c.id = o.buyer_id JOIN shop s ON s.id = o.shop_id
"""


@dataclass(frozen=True, slots=True)
class StoredOrder:
    """An order as it stands now, with what we know beside what was sent.

    A line's ``delivered_at`` is the effective one; ``deliveries`` says by line reference what the carriers
    reported, ``repairs`` when a piece of it was repaired here. ``buyer_id`` and ``shop_id`` are row ids of people.
    ``issuer`` vouches for the buyer.
    """

    id: UUID
    order: Order
    buyer_id: UUID
    shop_id: UUID
    issuer: str
    deliveries: dict[str, Delivery]
    repairs: dict[str, datetime]
    created_at: datetime
    updated_at: datetime


def stored(found: Any) -> StoredOrder:
    """The order of one row of ``COLUMNS``."""
    return StoredOrder(
        id=found.id,
        order=_order(found),
        buyer_id=found.buyer_id,
        shop_id=found.shop_id,
        issuer=found.issuer,
        deliveries=deliveries_of(found.lines),
        repairs={
            line["ref"]: datetime.fromisoformat(line["repaired_at"])
            for line in found.lines
            if line["repaired_at"]
        },
        created_at=found.created_at,
        updated_at=found.updated_at,
    )


def _order(found: Any) -> Order:
    currency = found.currency
    return Order(
        ref=found.ref,
        country=found.country,
        currency=currency,
        paid_at=found.paid_at,
        payment=found.payment,
        buyer=Buyer(found.subject, found.consumer, found.buyer_name, found.email, found.language),
        seller=_seller(found),
        lines=tuple(_line(line, currency) for line in found.lines),
        shipping=Money(found.shipping, currency),
        shipping_standard=Money(found.shipping_standard, currency),
        discount=Money(found.discount, currency),
        tax=Money(found.tax, currency),
        total=Money(found.total, currency),
        estimated_delivery=_estimate(found.estimated_from, found.estimated_to),
        flags=tuple(found.flags),
        rates=found.rates,
        parcels=parcels_of(found.parcels),
    )


def _seller(found: Any) -> Seller:
    identity = found.identity
    returns = identity.pop("voluntary_returns", None)
    return Seller(
        ref=found.shop_ref,
        name=found.shop_name,
        town=found.town,
        country=found.shop_country,
        trader=found.trader,
        settles_in=found.settles_in,
        identity=identity,
        voluntary_returns=_returns(returns) if returns else None,
    )


def _returns(returns: dict[str, Any]) -> ReturnPolicy:
    payer = ReturnCost(returns.get("payer", "buyer"))
    return ReturnPolicy(returns["days"], payer, tuple(returns.get("excluded_categories", ())))


def _estimate(first: date | None, last: date | None) -> Estimate | None:
    return Estimate(first, last) if first is not None and last is not None else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def deliveries_of(lines: Any) -> dict[str, Delivery]:
    """By line reference, how far the lines of a column of lines have come."""
    return {line["ref"]: _delivery(line) for line in lines}


def _delivery(line: dict[str, Any]) -> Delivery:
    status = CarrierStatus(line["carrier_status"]) if line["carrier_status"] else None
    return Delivery(_moment(line["delivered_at"]), status, _moment(line["carrier_status_at"]))


def _line(line: dict[str, Any], currency: str) -> Line:
    pictures = tuple(
        Picture(one["url"], UUID(one["file_id"]) if one["file_id"] else None, one["alt"])
        for one in line["pictures"]
    )
    return Line(
        ref=line["ref"],
        title=line["title"],
        category=line["category"],
        quantity=line["quantity"],
        unit_price=Money(line["unit_price"], currency),
        tax=Money(line["tax"], currency),
        estimated_delivery=_estimate(_day(line["estimated_from"]), _day(line["estimated_to"])),
        listing=Listing(line["listing"].get("text", ""), line["listing"].get("variant", ""), pictures),
        delivered_at=_moment(line["delivered_at"]),
        paid_out_at=_moment(line["paid_out_at"]),
    )


def parcels_of(column: Any) -> tuple[Parcel, ...]:
    """The parcels of the column ``parcels``."""
    return tuple(_parcel(parcel) for parcel in column)


def _parcel(parcel: dict[str, Any]) -> Parcel:
    return Parcel(
        ref=parcel["ref"],
        carrier=parcel["carrier"],
        tracking=parcel["tracking"],
        contents=parcel["contents"],
        weight_grams=parcel["weight_grams"],
        shipped_at=_moment(parcel["shipped_at"]),
        events=tuple(
            Scan(datetime.fromisoformat(one["at"]), CarrierStatus(one["status"]), one["place"], one["text"])
            for one in parcel["events"]
        ),
        direction=Direction(parcel["direction"]),
    )
