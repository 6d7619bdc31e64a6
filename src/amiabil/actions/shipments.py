"""A parcel was packed, or a carrier has seen it: the lines of the order learn how far they have come."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from amiabil.actions.scans import tell_cases
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.orders.format import read_shipments
from amiabil.foundation.errors import InvalidFields
from amiabil.records import orders, orders_shipments
from amiabil.records.orders_reading import StoredOrder


@transaction.atomic
def record(viewer: Viewer, ref: str, document: object, *, at: datetime) -> StoredOrder:
    """Record parcels and scans of the order ``ref`` from a JSON document; the same again changes nothing.

    Its open cases hear what is new to them, in the same transaction. The answer is the order as it stands then.
    Raises ``NotFound``, ``InvalidFields`` with everything that is wrong, and what ``demand`` raises for
    ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    shipments, problems = read_shipments(document)
    if shipments is None:
        raise InvalidFields(tuple(problems))
    news = orders_shipments.add_parcels(viewer, ref, shipments.parcels, at=at)
    tell_cases(viewer, {ref: news}, at=at)
    return orders.order(viewer, ref)
