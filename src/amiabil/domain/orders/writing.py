"""How is an order written as JSON?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from amiabil.domain.orders.model import (
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
from amiabil.domain.terms import Direction
from amiabil.foundation.money import Money

Document = dict[str, Any]


def instant_text(at: datetime) -> str:
    """RFC 3339 in UTC with ``Z``, milliseconds only when there are any."""
    utc = at if at.tzinfo is UTC else at.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds" if at.microsecond else "seconds")[:-6] + "Z"


def to_json(order: Order) -> Document:
    """The order in the form ``read_order`` reads; what was not told is left out."""
    document = {
        "ref": order.ref,
        "country": order.country,
        "currency": order.currency,
        "paid_at": instant_text(order.paid_at),
        "payment": order.payment,
        "buyer": {
            "ref": order.buyer.ref,
            "consumer": order.buyer.consumer,
            **_told(name=order.buyer.name, email=order.buyer.email, locale=order.buyer.locale),
        },
        "seller": _seller(order.seller),
        "lines": [_line(line) for line in order.lines],
        "shipping": order.shipping.fact(),
        "shipping_standard": order.shipping_standard.fact(),
        "discount": order.discount.fact(),
        "tax": order.tax.fact(),
        "total": order.total.fact(),
        "estimated_delivery": _estimate(order.estimated_delivery),
        "flags": list(order.flags),
        "rates": _sorted(order.rates),
        "parcels": [_parcel(parcel) for parcel in order.parcels],
    }
    return _told(**document)


def _sorted(named: Mapping[str, Any]) -> Document:
    """Names in one order, so that the same content is the same text."""
    return dict(sorted(named.items()))


def _told(**members: Any) -> Document:
    return {name: value for name, value in members.items() if value or value is False}


def _estimate(estimate: Estimate | None) -> Document | None:
    if estimate is None:
        return None
    return {"from": estimate.first.isoformat(), "to": estimate.last.isoformat()}


def _moment(at: datetime | None) -> str | None:
    return instant_text(at) if at is not None else None


def _seller(seller: Seller) -> Document:
    return _told(
        ref=seller.ref,
        name=seller.name,
        town=seller.town,
        country=seller.country,
        trader=seller.trader,
        settles_in=seller.settles_in,
        identity=_sorted(seller.identity),
        voluntary_returns=returns_json(seller.voluntary_returns),
    )


def returns_json(returns: ReturnPolicy | None) -> Document | None:
    """A shop's own return policy; None when it was not told."""
    if returns is None:
        return None
    return {
        "days": returns.days,
        "payer": returns.payer.value,
        "excluded_categories": list(returns.excluded_categories),
    }


def _line(line: Line) -> Document:
    return _told(
        ref=line.ref,
        title=line.title,
        category=line.category,
        quantity=line.quantity,
        unit_price=line.unit_price.fact(),
        tax=_some(line.tax),
        estimated_delivery=_estimate(line.estimated_delivery),
        listing=_listing(line.listing),
        delivered_at=_moment(line.delivered_at),
        paid_out_at=_moment(line.paid_out_at),
    )


def _some(amount: Money) -> Document | None:
    return amount.fact() if amount else None


def _listing(listing: Listing) -> Document:
    return _told(
        text=listing.text,
        variant=listing.variant,
        pictures=[_picture(picture) for picture in listing.pictures],
    )


def _picture(picture: Picture) -> Document:
    file_id = str(picture.file_id) if picture.file_id else None
    return _told(url=picture.url, file_id=file_id, alt=picture.alt)


def _parcel(parcel: Parcel) -> Document:
    return _told(
        ref=parcel.ref,
        carrier=parcel.carrier,
        tracking=parcel.tracking,
        contents=_sorted(parcel.contents),
        weight_grams=parcel.weight_grams,
        shipped_at=_moment(parcel.shipped_at),
        events=[_scan(scan) for scan in parcel.events],
        direction=parcel.direction.value if parcel.direction is Direction.RETURN else None,
    )


def _scan(scan: Scan) -> Document:
    return _told(at=instant_text(scan.at), status=scan.status.value, place=scan.place, text=scan.text)
