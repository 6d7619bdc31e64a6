"""The marketplace tells us what was bought: one order, or many at once, as often as it likes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction

from amiabil.actions.scans import tell_cases
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.orders.format import read_order
from amiabil.domain.orders.model import Order
from amiabil.foundation.errors import AmiabilError, Invalid, InvalidFields
from amiabil.foundation.fields import Repeated
from amiabil.records import orders, orders_intake
from amiabil.records.orders_intake import Fate, Taken
from amiabil.records.orders_reading import StoredOrder
from amiabil.records.orders_rows import Prepared, prepare

MOST_AT_ONCE = 1000
"""Orders of one bulk request: they share a transaction, which should end before anybody notices its locks."""


@dataclass(frozen=True, slots=True)
class Upserted:
    """An order after it was sent: what became of it, and how it stands now."""

    fate: Fate
    stored: StoredOrder


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one order of many, by its ``place`` in what was sent, from 0.

    ``ref`` is None when it could not be read; ``problems`` say why an order did not go in.
    """

    place: int
    ref: str | None
    fate: Fate
    problems: Sequence[AmiabilError] = field(default=())


def issuer() -> str:
    """Who vouches for the buyers and members of shops: the issuer of the marketplace's tokens."""
    return settings.AMIABIL_JWT_ISSUER or "marketplace"


def upsert(viewer: Viewer, document: object, *, ref: str, at: datetime) -> Upserted:
    """Create or replace the order ``ref`` with what a JSON document says; sending it again changes nothing.

    Raises ``InvalidFields`` with everything that is wrong, ``LinesInCase``,
    ``OrderInCase``, ``UnknownFile``, and what ``demand`` raises for ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    order, problems = read_order(document, ref=ref)
    if order is None:
        raise InvalidFields(tuple(problems))
    (taken,) = take_in(viewer, [prepare(order)], at=at)
    if taken.refusal is not None:
        raise taken.refusal
    return Upserted(taken.fate, orders.order(viewer, ref))


@transaction.atomic
def take_in(viewer: Viewer, batch: Sequence[Prepared], *, at: datetime) -> list[Taken]:
    """Store a batch of orders with different references; the fate of each, in the order given.

    Open cases hear what is new to them of their parcels, in the same transaction. Raises what ``demand`` raises
    for ``SEND_ORDERS``.
    """
    fates = orders_intake.take_in(viewer, batch, issuer=issuer(), at=at)
    tell_cases(viewer, {taken.ref: taken.news for taken in fates}, at=at)
    return fates


def upsert_many(viewer: Viewer, documents: Mapping[int, object], *, at: datetime) -> list[Row]:
    """Store those of the documents that are orders, told by their places; the others are told why not.

    Whoever is refused leaves the others alone; everything else goes in as one transaction. Raises what
    ``demand`` raises for ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    rows: dict[int, Row] = {}
    orders_by_ref: dict[str, tuple[int, Order]] = {}
    for place, document in documents.items():
        order, problems = read_order(document)
        problems += _again(order, orders_by_ref)
        if order is None or problems:
            rows[place] = Row(place, order.ref if order else ref_in(document), Fate.REFUSED, problems)
        else:
            orders_by_ref[order.ref] = (place, order)
    batch = [prepare(order) for _, order in orders_by_ref.values()]
    for taken in take_in(viewer, batch, at=at):
        rows[orders_by_ref[taken.ref][0]] = _row(orders_by_ref[taken.ref][0], taken)
    return [rows[place] for place in sorted(rows)]


def ref_in(document: object) -> str | None:
    """The reference an unreadable order seems to have, for telling people which one is meant."""
    ref = document.get("ref") if isinstance(document, dict) else None
    return ref[:64] if isinstance(ref, str) and ref[:64].isprintable() else None


def _again(order: Order | None, before: Mapping[str, tuple[int, Order]]) -> list[Invalid]:
    if order is None or order.ref not in before:
        return []
    return [Repeated(field="/ref", value=order.ref)]


def _row(place: int, taken: Taken) -> Row:
    return Row(place, taken.ref, taken.fate, (taken.refusal,) if taken.refusal else ())
