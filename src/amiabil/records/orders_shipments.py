"""How do parcels and scans reach an order that is already known?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.orders.delivery import Delivery, News, delivery_of, merged, news_of_lines, news_of_returns
from amiabil.domain.orders.format import bad_contents
from amiabil.domain.orders.model import Parcel
from amiabil.foundation.errors import InvalidFields
from amiabil.records import sql
from amiabil.records.orders import order as order_of
from amiabil.records.orders_intake import write_parcels
from amiabil.records.orders_reading import StoredOrder
from amiabil.records.orders_rows import delivery_row, parcels_json, pieces_of
from amiabil.records.orders_sql import DELIVERED, LOCK


def add_parcels(viewer: Viewer, ref: str, sent: tuple[Parcel, ...], *, at: datetime) -> tuple[News, ...]:
    """Store parcels and scans of an order and what they say of its lines; what of it was not known.

    Scans may come in any order and again; none is ever lost. Raises ``NotFound``, ``InvalidFields`` for contents
    the order does not have, and what ``demand`` raises for ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    with transaction.atomic():
        sql.rows(LOCK, {"refs": [ref]})
        stored = order_of(viewer, ref)
        pieces = pieces_of(stored.order)
        problems = [
            problem
            for place, parcel in enumerate(sent)
            for problem in bad_contents(parcel, pieces, f"/parcels/{place}/contents")
        ]
        if problems:
            raise InvalidFields(tuple(problems))
        parcels = merged(stored.order.parcels, sent, pieces=pieces)
        news = [(ref, parcel) for parcel in parcels if parcel not in stored.order.parcels]
        if not news:
            return ()
        write_parcels(parcels_json(news))
        now = _tell_lines(stored, parcels)
        sql.run('UPDATE "order" SET updated_at = %(at)s WHERE id = %(id)s', {"id": stored.id, "at": at})
    returns = news_of_returns(stored.order.parcels, parcels)
    return news_of_lines(stored.deliveries, now, at=at) + returns


def _tell_lines(stored: StoredOrder, parcels: tuple[Parcel, ...]) -> dict[str, Delivery]:
    """What the scans say now replaces what a line says, except where they say nothing; the lines they speak of."""
    told = {}
    for line in stored.order.lines:
        seen = delivery_of(line.ref, line.quantity, parcels)
        if seen.status is not None:
            told[line.ref] = replace(seen, delivered_at=seen.delivered_at or line.delivered_at)
    if told:
        rows = [{"order_id": str(stored.id), "ref": ref, **delivery_row(one)} for ref, one in told.items()]
        sql.run(DELIVERED, {"lines": sql.jsonb(rows)})
    return told
