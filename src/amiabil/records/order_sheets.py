"""What did I buy or sell, and what goes on about it? Orders with lines, parcels and disputes, one statement a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.disputes.order import LineFacts, OrderFacts, VoluntaryReturns
from amiabil.domain.terms import CarrierStatus, ReturnCost
from amiabil.foundation.errors import NotFound
from amiabil.foundation.money import Money
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page
from amiabil.records.scope import scope_of


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the listing as sold: ``url`` from the marketplace, or ``file_id`` of a file kept by us."""

    url: str
    file_id: UUID | None
    alt: str


@dataclass(frozen=True, slots=True)
class SheetLine:
    """What pages show of a line beyond its facts; ``listing`` holds the text and variant as sold."""

    ref: str
    listing: dict[str, Any]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A parcel with its latest scan; ``contents`` maps line to quantity, empty means the whole order."""

    ref: str
    carrier: str
    tracking: str
    contents: dict[str, int]
    shipped_at: datetime | None
    status: str
    scanned_at: datetime | None
    place: str


@dataclass(frozen=True, slots=True)
class DisputeOnOrder:
    """A dispute about some units of the order."""

    reference: str
    state: str
    outcome: str
    turn: str
    due_at: datetime | None
    lines: dict[str, int]


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """An order as its parties see it. ``facts`` is what the rules decide on, ``digest`` the state they were read in."""

    id: UUID
    digest: bytes
    ref: str
    buyer_id: UUID
    buyer_name: str
    shop_id: UUID
    shop_name: str
    shop_town: str
    shop_identity: dict[str, Any]
    total: Money
    payment: str
    facts: OrderFacts
    lines: tuple[SheetLine, ...]
    parcels: tuple[Tracked, ...]
    disputes: tuple[DisputeOnOrder, ...]


_SHEET = """
SELECT o.id, o.digest, o.ref, o.buyer_id, b.name AS buyer_name, b.subject AS buyer_ref, o.shop_id, s.ref AS shop_ref,
       s.name AS shop_name, s.town AS shop_town, s.trader, s.settles_in, s.insolvent_at, s.identity AS shop_identity,
       o.consumer, o.country, o.currency, o.payment, o.paid_at, o.shipping, o.shipping_standard, o.discount,
       o.total, o.estimated_from, o.estimated_to, o.flags, o.rates,
       (SELECT jsonb_agg(jsonb_build_object('ref', l.ref, 'title', l.title, 'category', l.category,
               'quantity', l.quantity, 'unit_price', l.unit_price, 'delivered_at', l.delivered_at,
               'paid_out_at', l.paid_out_at, 'carrier_status', l.carrier_status,
               'carrier_status_at', l.carrier_status_at, 'repaired_at', l.repaired_at, 'listing', l.listing,
               'pictures', (SELECT jsonb_agg(jsonb_build_object('url', p.url, 'file_id', p.file_id, 'alt', p.alt)
                                             ORDER BY p.position)
                              FROM listing_picture p WHERE p.line_id = l.id)) ORDER BY l.position, l.ref)
          FROM order_line l WHERE l.order_id = o.id) AS lines,
       (SELECT jsonb_agg(jsonb_build_object('ref', a.ref, 'carrier', a.carrier, 'tracking', a.tracking,
               'contents', a.contents, 'shipped_at', a.shipped_at, 'status', e.status, 'scanned_at', e.at,
               'place', e.place) ORDER BY a.ref)
          FROM parcel a LEFT JOIN LATERAL (SELECT x.status, x.at, x.place FROM parcel_event x
               WHERE x.parcel_id = a.id ORDER BY x.at DESC, x.id DESC LIMIT 1) e ON true
         WHERE a.order_id = o.id AND a.direction = 'outbound') AS parcels,
       (SELECT jsonb_agg(jsonb_build_object('reference', c.reference, 'state', d.state, 'outcome', d.outcome,
               'turn', d.turn, 'due_at', d.due_at, 'units', d.body -> 'units') ORDER BY d.opened_at, c.id)
          FROM dispute d JOIN conversation c ON c.id = d.case_id WHERE d.order_id = o.id) AS disputes
  FROM "order" o JOIN customer b ON b.id = o.buyer_id JOIN shop s ON s.id = o.shop_id
"""

_MINE = {
    "buyer": "o.buyer_id = %(person)s",
    "seller": "o.shop_id = %(shop)s",
    "administrator": "o.shop_id = %(shop)s",
    "all": "true",
}

_FILTERS = {
    "all": "true",
    "on_the_way": "EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = o.id AND l.delivered_at IS NULL)",
    "in_dispute": "EXISTS (SELECT 1 FROM dispute d WHERE d.order_id = o.id AND d.state <> 'closed')",
}


def order_sheet(viewer: Viewer, ref: str) -> OrderSheet:
    """One order of the viewer. Raises ``NotFound``."""
    found = sql.row(
        f"{_SHEET} WHERE o.ref = %(ref)s AND {_scope(viewer)}",
        {"ref": ref, "person": viewer.person_id, "shop": viewer.shop_id},
    )
    if found is None:
        raise NotFound()
    return _sheet(found)


def order_sheets(
    viewer: Viewer, *, only: str = "all", limit: int | None = None, after: str | None = None
) -> Page[OrderSheet]:
    """The viewer's orders, the newest first; ``only`` is ``all``, ``on_the_way`` or ``in_dispute``.

    One statement. Raises ``BadCursor``.
    """
    size = bounded(limit)
    place = decode(after, (datetime, UUID)) or [
        "9999-12-31T00:00:00+00:00",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ]
    found = sql.rows(
        f"{_SHEET} WHERE {_scope(viewer)} AND {_FILTERS[only]}"
        " AND (o.paid_at, o.id) < (%(paid_at)s::timestamptz, %(id)s::uuid)"
        " ORDER BY o.paid_at DESC, o.id DESC LIMIT %(limit)s",
        {
            "person": viewer.person_id,
            "shop": viewer.shop_id,
            "paid_at": place[0],
            "id": place[1],
            "limit": size + 1,
        },
    )
    return page(
        [_sheet(one) for one in found],
        limit=size,
        place=lambda sheet: [sheet.facts.paid_at.isoformat(), str(sheet.id)],
    )


def order_counts(viewer: Viewer) -> dict[str, int]:
    """How many orders of the viewer each filter shows, 999 at most; for the figures beside the filters."""
    parts = ", ".join(
        f'(SELECT count(*) FROM (SELECT 1 FROM "order" o WHERE {_scope(viewer)} AND {where} LIMIT 999) n) AS "{name}"'
        for name, where in _FILTERS.items()
    )
    found = sql.row(f"SELECT {parts}", {"person": viewer.person_id, "shop": viewer.shop_id})
    return {name: getattr(found, name) for name in _FILTERS}


def _scope(viewer: Viewer) -> str:
    return _MINE.get(scope_of(viewer), "false")


def _sheet(found: Any) -> OrderSheet:
    lines = found.lines or []
    return OrderSheet(
        id=found.id,
        digest=bytes(found.digest),
        ref=found.ref,
        buyer_id=found.buyer_id,
        buyer_name=found.buyer_name,
        shop_id=found.shop_id,
        shop_name=found.shop_name or found.shop_ref,
        shop_town=found.shop_town,
        shop_identity=found.shop_identity,
        total=Money(found.total, found.currency),
        payment=found.payment,
        facts=_facts(found, lines),
        lines=tuple(_line(one) for one in lines),
        parcels=tuple(_parcel(one) for one in found.parcels or []),
        disputes=tuple(_dispute(one) for one in found.disputes or []),
    )


def _facts(found: Any, lines: list[dict[str, Any]]) -> OrderFacts:
    def money(minor: int) -> Money:
        return Money(minor, found.currency)

    rate = found.rates.get(f"{found.currency}/{found.settles_in}")
    return OrderFacts(
        ref=found.ref,
        country=found.country,
        currency=found.currency,
        paid_at=found.paid_at,
        buyer_ref=found.buyer_ref,
        seller_ref=found.shop_ref,
        lines=tuple(_line_facts(one, found.currency) for one in lines),
        shipping=money(found.shipping),
        shipping_standard=money(found.shipping_standard),
        discount=money(found.discount),
        consumer=found.consumer,
        trader=found.trader,
        earliest_estimate=found.estimated_from,
        latest_estimate=found.estimated_to,
        settles_in=found.settles_in or None,
        rate=Decimal(rate) if rate else None,
        flags=frozenset(found.flags),
        seller_insolvent=found.insolvent_at is not None,
        voluntary_returns=_returns(found.shop_identity),
    )


def _line_facts(one: dict[str, Any], currency: str) -> LineFacts:
    return LineFacts(
        ref=one["ref"],
        unit_price=Money(one["unit_price"], currency),
        quantity=one["quantity"],
        title=one["title"],
        category=one["category"],
        delivered_at=_instant(one["delivered_at"]),
        paid_out_at=_instant(one["paid_out_at"]),
        carrier_status=CarrierStatus(one["carrier_status"]) if one["carrier_status"] else None,
        carrier_status_at=_instant(one["carrier_status_at"]),
        repaired_at=_instant(one["repaired_at"]),
    )


def _returns(identity: dict[str, Any]) -> VoluntaryReturns | None:
    returns = identity.get("voluntary_returns")
    if not isinstance(returns, dict):
        return None
    excluded = tuple(returns.get("excluded_categories", ()))
    return VoluntaryReturns(returns["days"], ReturnCost(returns.get("payer", "buyer")), excluded)


def _line(one: dict[str, Any]) -> SheetLine:
    pictures = tuple(
        Picture(found["url"], UUID(found["file_id"]) if found["file_id"] else None, found["alt"])
        for found in one["pictures"] or []
    )
    return SheetLine(one["ref"], one["listing"], pictures)


def _parcel(one: dict[str, Any]) -> Tracked:
    return Tracked(
        ref=one["ref"],
        carrier=one["carrier"],
        tracking=one["tracking"],
        contents=one["contents"],
        shipped_at=_instant(one["shipped_at"]),
        status=one["status"] or "",
        scanned_at=_instant(one["scanned_at"]),
        place=one["place"] or "",
    )


def _dispute(one: dict[str, Any]) -> DisputeOnOrder:
    lines: dict[str, int] = {}
    for unit in one["units"] or []:
        lines[unit["line"]] = lines.get(unit["line"], 0) + 1
    return DisputeOnOrder(
        one["reference"], one["state"], one["outcome"], one["turn"], _instant(one["due_at"]), lines
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
