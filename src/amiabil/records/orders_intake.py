"""How do orders from outside get into the tables? A batch at a time, by statements over one staging table.

Every statement takes rows in the order of their references, so that two batches never wait for each other in
a ring: people, then shops, then new orders, then orders that stood.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.orders.delivery import News, delivery_in, merged, news_of_lines, news_of_returns
from amiabil.domain.orders.model import Order, Parcel
from amiabil.foundation.errors import AmiabilError, Conflict, Fact, Invalid
from amiabil.records import orders_sql, sql
from amiabil.records.new_id import id_start
from amiabil.records.orders_reading import deliveries_of, parcels_of
from amiabil.records.orders_rows import Prepared, delivery_row, parcels_json, pieces_of

ANALYZE_FROM = 100
"""From this many rows the planner is told about the staging table; fewer cost less than the telling."""


class Fate(StrEnum):
    """What became of an order that was sent."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class LinesInCase(Conflict):
    """A case refers to these ``lines``, so they cannot be taken out of the order."""

    code = "lines_in_case"


class OrderInCase(Conflict):
    """A case exists about the order, so these ``fields`` of it can no longer change."""

    code = "order_in_case"


class UnknownFile(Invalid):
    """A picture names a file that was not uploaded as a picture of a listing."""

    code = "unknown_file"


@dataclass(frozen=True, slots=True)
class Taken:
    """The fate of one order of a batch; ``refusal`` is set when it is ``REFUSED``.

    ``news`` is what it says of parcels that its open cases may not know; empty where it has none.
    """

    ref: str
    fate: Fate
    refusal: AmiabilError | None = None
    news: tuple[News, ...] = ()


@dataclass(frozen=True, slots=True)
class _Standing:
    """Orders that existed and were brought to what was sent: their ids and the parcels they have now."""

    taken: list[Taken]
    ids: Mapping[str, UUID]
    parcels: Mapping[str, tuple[Parcel, ...]]


def take_in(viewer: Viewer, orders: Sequence[Prepared], *, issuer: str, at: datetime) -> list[Taken]:
    """Store a batch of orders with different references; the fate of each, in the order given.

    An order that says what is known already is not written. ``issuer`` vouches for the buyers. The batch is
    one transaction; a refused order leaves the others alone. Raises what ``demand`` raises for ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    fates = {one.order.ref: Taken(one.order.ref, Fate.UNCHANGED) for one in orders}
    fates |= _with_unknown_files([one.order for one in orders])
    known = known_digests(viewer, list(fates))
    news = [
        one
        for one in orders
        if known.get(one.order.ref) != one.digest and fates[one.order.ref].refusal is None
    ]
    if news:
        news.sort(key=lambda one: one.order.ref)
        with transaction.atomic():
            fates |= {taken.ref: taken for taken in _write(news, known=known.keys(), issuer=issuer, at=at)}
    return [fates[one.order.ref] for one in orders]


def known_digests(viewer: Viewer, refs: Sequence[str]) -> dict[str, bytes]:
    """The digest of each of these orders that exists. Raises what ``demand`` raises for ``SEND_ORDERS``."""
    demand(viewer, Act.SEND_ORDERS)
    found = sql.rows('SELECT ref, digest FROM "order" WHERE ref = ANY(%(refs)s)', {"refs": list(refs)})
    return {one.ref: bytes(one.digest) for one in found}


def _with_unknown_files(orders: Sequence[Order]) -> dict[str, Taken]:
    places = [
        (order.ref, picture.file_id, f"/lines/{at}/listing/pictures/{place}/file_id")
        for order in orders
        for at, line in enumerate(order.lines)
        for place, picture in enumerate(line.listing.pictures)
        if picture.file_id is not None
    ]
    if not places:
        return {}
    found = sql.rows(
        "SELECT id FROM stored_file WHERE kind = 'listing' AND erased_at IS NULL AND id = ANY(%(ids)s)",
        {"ids": [file_id for _, file_id, _ in places]},
    )
    known = {one.id for one in found}
    return {
        ref: Taken(ref, Fate.REFUSED, UnknownFile(field=place, file_id=str(file_id)))
        for ref, file_id, place in places
        if file_id not in known
    }


def _write(news: Sequence[Prepared], *, known: Collection[str], issuer: str, at: datetime) -> list[Taken]:
    _stage(news)
    parameters: dict[str, Any] = {"issuer": issuer, "at": at, "ids": id_start()}
    for statement in (orders_sql.CUSTOMERS, orders_sql.SHOPS, orders_sql.TOLD_SHOPS):
        sql.run(statement, parameters)
    created: set[str] = set()
    if any(one.order.ref not in known for one in news):
        created = {one.ref for one in sql.rows(orders_sql.NEW_ORDERS, parameters)}
    standing = _change([one for one in news if one.order.ref not in created], parameters)
    written = [one for one in news if one.order.ref in created or one.order.ref in standing.ids]
    if written:
        _write_parts(written, standing=standing)
    return [Taken(ref, Fate.CREATED) for ref in created] + standing.taken


def _stage(news: Sequence[Prepared]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(orders_sql.STAGING)
        cursor.execute(orders_sql.UNSTAGE_ALL)  # left by an earlier batch of the same transaction
        with cursor.copy(orders_sql.COPY) as copy:
            for place, one in enumerate(news):
                copy.write_row((place, one.digest, *one.row))
        if len(news) >= ANALYZE_FROM:
            cursor.execute("ANALYZE incoming_order (ref, buyer_ref, shop_ref)")


def _change(news: Sequence[Prepared], parameters: dict[str, Any]) -> _Standing:
    """Bring orders that stood to what was sent; those that must stay as they are leave the staging table."""
    if not news:
        return _Standing([], {}, {})
    refs = {"refs": [one.order.ref for one in news]}
    sql.run(orders_sql.LOCK, refs)
    found = {one.ref: one for one in sql.rows(orders_sql.STANDING, {**refs, **parameters})}
    taken = [taken for one in news if (taken := _left_alone(found[one.order.ref]))]
    if taken:
        sql.run(orders_sql.UNSTAGE, {"refs": [one.ref for one in taken]})
    changed = [one for one in news if one.order.ref not in {left.ref for left in taken}]
    if changed:
        refs = {"refs": [one.order.ref for one in changed]}
        sql.run(orders_sql.CHANGED_ORDERS, {**refs, **parameters})
        sql.run(orders_sql.LINES_GONE, refs)
        sql.run(orders_sql.PICTURES_GONE, refs)
    parcels = {one.order.ref: _all_parcels(one.order, found[one.order.ref]) for one in changed}
    for one in changed:
        ref = one.order.ref
        told = _news(one.order, found[ref], parcels[ref], at=parameters["at"])
        taken.append(Taken(ref, Fate.CHANGED, news=told))
    return _Standing(taken, {one.order.ref: found[one.order.ref].id for one in changed}, parcels)


def _news(order: Order, standing: Any, parcels: Sequence[Parcel], *, at: datetime) -> tuple[News, ...]:
    """What the open cases of an order may not know of its parcels; nothing where there is no such case."""
    if standing.lines_of_cases is None:
        return ()
    after = {line.ref: delivery_in(line, parcels) for line in order.lines}
    lines = news_of_lines(deliveries_of(standing.lines_of_cases), after, at=at)
    return lines + news_of_returns(parcels_of(standing.parcels), parcels)


def _all_parcels(order: Order, standing: Any) -> tuple[Parcel, ...]:
    return merged(parcels_of(standing.parcels), order.parcels, pieces=pieces_of(order))


def _left_alone(standing: Any) -> Taken | None:
    """The fate of an order that is not to be changed; None for one that is."""
    if standing.same:  # another client has sent the same in the meantime
        return Taken(standing.ref, Fate.UNCHANGED)
    if standing.lines_in_case:
        return Taken(
            standing.ref, Fate.REFUSED, LinesInCase(lines=list[Fact](sorted(standing.lines_in_case)))
        )
    if standing.fields_in_case:
        return Taken(standing.ref, Fate.REFUSED, OrderInCase(fields=list[Fact](standing.fields_in_case)))
    return None


def _write_parts(written: Sequence[Prepared], *, standing: _Standing) -> None:
    """Lines, pictures, parcels and scans; statements that could not touch a row are left out."""
    ids = {"ids": id_start()}
    sql.run(orders_sql.LINES, ids)
    if any(line.listing.pictures for one in written for line in one.order.lines):
        sql.run(orders_sql.PICTURES, ids)
    new = [one.parcels_json for one in written if one.parcels and one.order.ref not in standing.ids]
    kept = [(ref, parcel) for ref, parcels in standing.parcels.items() for parcel in parcels]
    write_parcels(",".join([*new, *([parcels_json(kept)] if kept else [])]))
    deliveries = [
        {
            "order_id": str(standing.ids[one.order.ref]),
            "ref": line.ref,
            **delivery_row(delivery_in(line, parcels)),
        }
        for one in written
        if (parcels := standing.parcels.get(one.order.ref))
        for line in one.order.lines
    ]
    if deliveries:
        sql.run(orders_sql.DELIVERED, {"lines": sql.jsonb(deliveries)})


def write_parcels(written: str) -> None:
    """Store the parcels of a ``parcels_json`` with their scans; scans once stored stay."""
    if written:
        sql.run(orders_sql.PARCELS, {"parcels": f"[{written}]", "ids": id_start()})
