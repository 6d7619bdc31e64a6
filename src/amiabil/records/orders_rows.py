"""How does an order become one row of the staging table that every write of orders starts from?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from amiabil.domain.orders.delivery import Delivery, delivery_in, merged
from amiabil.domain.orders.model import Estimate, Line, Order, Parcel, Picture, Seller
from amiabil.domain.orders.writing import returns_json
from amiabil.domain.terms import Direction

Row = tuple[str | int | bool | None, ...]

COLUMNS = (
    ("ref", "text"),
    ("buyer_ref", "text"),
    ("buyer_name", "text"),
    ("buyer_email", "text"),
    ("buyer_language", "text"),
    ("shop_ref", "text"),
    ("shop_name", "text"),
    ("shop_town", "text"),
    ("shop_country", "text"),
    ("shop_trader", "boolean"),
    ("shop_settles_in", "text"),
    ("shop_identity", "jsonb"),
    ("consumer", "boolean"),
    ("country", "text"),
    ("currency", "text"),
    ("payment", "text"),
    ("paid_at", "timestamptz"),
    ("shipping", "bigint"),
    ("shipping_standard", "bigint"),
    ("discount", "bigint"),
    ("tax", "bigint"),
    ("total", "bigint"),
    ("estimated_from", "date"),
    ("estimated_to", "date"),
    ("flags", "jsonb"),
    ("rates", "jsonb"),
    ("lines", "jsonb"),
)
"""Name and type of each column of the staging table that comes from an order, in the order of ``Prepared.row``."""

_write = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


@dataclass(frozen=True, slots=True)
class Prepared:
    """An order ready to be written; ``digest`` is equal exactly when two orders say the same.

    ``parcels`` are the order's with their contents filled in, ``parcels_json`` the same as ``PARCELS`` takes them,
    without brackets around.
    """

    order: Order
    row: Row
    parcels: tuple[Parcel, ...]
    parcels_json: str
    digest: bytes


def prepare(order: Order) -> Prepared:
    """Make an order ready to be written; touches no table, so it can be done beside a statement that runs."""
    parcels = merged((), order.parcels, pieces=pieces_of(order)) if order.parcels else ()
    row, written = _row(order, parcels), parcels_json((order.ref, parcel) for parcel in parcels)
    return Prepared(order, row, parcels, written, _digest(row, written))


def _digest(row: Row, parcels: str) -> bytes:
    """SHA-256 of what is to be stored; the separator is a control character, which no text of an order has."""
    return hashlib.sha256("\x1f".join([*map(str, row), parcels]).encode()).digest()


def pieces_of(order: Order) -> dict[str, int]:
    """Everything ordered: the quantity of each line by its reference."""
    return {line.ref: line.quantity for line in order.lines}


def parcels_json(parcels: Iterable[tuple[str, Parcel]]) -> str:
    """Parcels with their orders' references as ``PARCELS`` takes them, without brackets around."""
    return ",".join(_write(_parcel(ref, parcel)) for ref, parcel in parcels)


def delivery_row(delivery: Delivery) -> dict[str, str | None]:
    """What a line's row says of its delivery."""
    return {
        "delivered_at": _moment(delivery.delivered_at),
        "carrier_status": delivery.status.value if delivery.status else "",
        "carrier_status_at": _moment(delivery.status_at),
    }


def _row(order: Order, parcels: Sequence[Parcel]) -> Row:
    buyer, seller = order.buyer, order.seller
    return (
        order.ref,
        buyer.ref,
        buyer.name,
        buyer.email,
        buyer.locale,
        seller.ref,
        seller.name,
        seller.town,
        seller.country,
        seller.trader,
        seller.settles_in,
        _write(_identity(seller)) if seller.identity or seller.voluntary_returns else "{}",
        buyer.consumer,
        order.country,
        order.currency,
        order.payment,
        order.paid_at.isoformat(),
        order.shipping.minor,
        order.shipping_standard.minor,
        order.discount.minor,
        order.tax.minor,
        order.total.minor,
        *_days(order.estimated_delivery),
        _write(order.flags) if order.flags else "[]",
        _write(dict(sorted(order.rates.items()))) if order.rates else "{}",
        _write([_line(line, parcels) for line in order.lines]),
    )


def _identity(seller: Seller) -> dict[str, Any]:
    """The shop's column ``identity``; its return policy is kept beside what the law makes public."""
    identity: dict[str, Any] = dict(sorted(seller.identity.items()))
    returns = returns_json(seller.voluntary_returns)
    return {**identity, "voluntary_returns": returns} if returns else identity


def _days(estimate: Estimate | None) -> tuple[str | None, str | None]:
    if estimate is None:
        return None, None
    return estimate.first.isoformat(), estimate.last.isoformat()


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def _line(line: Line, parcels: Sequence[Parcel]) -> dict[str, Any]:
    first, last = _days(line.estimated_delivery)
    return {
        "ref": line.ref,
        "title": line.title,
        "category": line.category,
        "quantity": line.quantity,
        "unit_price": line.unit_price.minor,
        "tax": line.tax.minor,
        "estimated_from": first,
        "estimated_to": last,
        "paid_out_at": _moment(line.paid_out_at),
        **delivery_row(delivery_in(line, parcels)),
        "listing": {"text": line.listing.text, "variant": line.listing.variant},
        "pictures": [_picture(picture) for picture in line.listing.pictures],
    }


def _picture(picture: Picture) -> dict[str, str | None]:
    file_id = str(picture.file_id) if picture.file_id else None
    return {"url": picture.url, "file_id": file_id, "alt": picture.alt}


def _parcel(order_ref: str, parcel: Parcel) -> dict[str, Any]:
    """A parcel to the buyer says nothing of its direction, so that what was stored before there was one is the same."""
    back = {"direction": parcel.direction.value} if parcel.direction is Direction.RETURN else {}
    return {
        **back,
        "order_ref": order_ref,
        "ref": parcel.ref,
        "carrier": parcel.carrier,
        "tracking": parcel.tracking,
        "contents": dict(sorted(parcel.contents.items())),
        "weight_grams": parcel.weight_grams,
        "shipped_at": _moment(parcel.shipped_at),
        "events": [
            {"at": scan.at.isoformat(), "status": scan.status.value, "place": scan.place, "text": scan.text}
            for scan in parcel.events
        ],
    }
