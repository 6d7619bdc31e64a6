"""Orders: sent in by the marketplace's own systems, one or many, and read back."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions import orders as actions
from amiabil.actions import shipments
from amiabil.actions.orders import MOST_AT_ONCE, Row
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, listed, open_schema, ref
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.orders.format import ORDER, SHIPMENTS
from amiabil.domain.orders.writing import instant_text, to_json
from amiabil.foundation.errors import InvalidFields
from amiabil.foundation.fields import Schema, TooLong, WrongType
from amiabil.records import clock, orders
from amiabil.records.idempotency import Answer
from amiabil.records.orders_intake import Fate
from amiabil.records.orders_reading import StoredOrder
from amiabil.ui.json_bodies import JSON, JSON_LINES, json_body, parsed, raw_body
from amiabil.ui.problem_documents import NotReadable, field_document

router = Router(tags=["orders"])

STORED: Schema = open_schema(
    ORDER,
    id={"type": "string", "format": "uuid"},
    created_at={"type": "string", "format": "date-time"},
    updated_at={"type": "string", "format": "date-time"},
    deliveries={
        "type": "object",
        "description": "By line reference, what its carriers reported; only lines they spoke of.",
        "additionalProperties": {
            "type": "object",
            "properties": {
                "delivered_at": {"type": ["string", "null"], "format": "date-time"},
                "carrier_status": {"type": "string"},
                "carrier_status_at": {"type": ["string", "null"], "format": "date-time"},
            },
        },
    },
    repairs={
        "type": "object",
        "description": "By line reference, when a piece of it was first repaired in a dispute: that prolongs the "
        "legal guarantee. Only lines that were.",
        "additionalProperties": {
            "type": "object",
            "properties": {"repaired_at": {"type": "string", "format": "date-time"}},
        },
    },
)

ROW: Schema = {
    "type": "object",
    "required": ["place", "ref", "result"],
    "properties": {
        "place": {"type": "integer", "description": "Place in what was sent, from 0."},
        "ref": {"type": ["string", "null"]},
        "result": {"type": "string", "enum": [fate.value for fate in Fate]},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}

ROWS: Schema = {
    "type": "object",
    "required": ["accepted", "refused", "rows"],
    "properties": {
        "accepted": {"type": "integer"},
        "refused": {"type": "integer"},
        "rows": {"type": "array", "items": ROW},
    },
}


def order_document(stored: StoredOrder) -> dict[str, Any]:
    """An order as it is answered: as it was sent, and what we know beside it."""
    deliveries = {
        ref: {
            "delivered_at": instant_text(one.delivered_at) if one.delivered_at else None,
            "carrier_status": one.status.value,
            "carrier_status_at": instant_text(one.status_at) if one.status_at else None,
        }
        for ref, one in stored.deliveries.items()
        if one.status is not None
    }
    return {
        **to_json(stored.order),
        "id": str(stored.id),
        "created_at": instant_text(stored.created_at),
        "updated_at": instant_text(stored.updated_at),
        "deliveries": deliveries,
        "repairs": {ref: {"repaired_at": instant_text(at)} for ref, at in stored.repairs.items()},
    }


@router.get(
    "/orders",
    operation_id="listOrders",
    summary="List orders",
    openapi_extra=described({HTTPStatus.OK: ("A page of orders, by reference.", listed(ref("Order")))}),
)
def list_orders(request: HttpRequest, limit: int | None = None, after: str | None = None) -> HttpResponse:
    """All orders the key may see, by reference."""
    viewer = caller(request)
    demand(viewer, Act.SEE_ORDER)
    page = orders.orders(viewer, limit=limit, after=after)
    return page_of(page, order_document)


@router.put(
    "/orders",
    operation_id="putOrders",
    summary="Create or replace many orders",
    openapi_extra=described(
        {HTTPStatus.OK: ("What became of each.", ref("OrderRows"))},
        body={"type": "array", "maxItems": MOST_AT_ONCE, "items": ref("Order")},
    ),
)
def put_orders(request: HttpRequest) -> HttpResponse:
    """A JSON array, or one order a line as `application/jsonl`; bad ones are told, the rest goes in."""
    viewer = caller(request)
    documents, unreadable = _documents(request)
    rows = actions.upsert_many(viewer, documents, at=clock.now())
    rows = sorted([*rows, *unreadable], key=lambda row: row.place)
    refused = sum(1 for row in rows if row.fate is Fate.REFUSED)
    answer = {
        "accepted": len(rows) - refused,
        "refused": refused,
        "rows": [_row(row, viewer) for row in rows],
    }
    return JsonResponse(answer)


def _documents(request: HttpRequest) -> tuple[dict[int, object], list[Row]]:
    """The documents of a bulk request by place, and the lines that cannot be read."""
    body = raw_body(request, JSON, *JSON_LINES)
    if request.content_type in JSON_LINES:
        return _lines(body)
    found = parsed(body)
    if not isinstance(found, list):
        raise InvalidFields((WrongType(field="", expected="array"),))
    _bounded(len(found))
    return dict(enumerate(found)), []


def _lines(body: bytes) -> tuple[dict[int, object], list[Row]]:
    lines = [line for line in body.split(b"\n") if line.strip()]
    _bounded(len(lines))
    documents: dict[int, object] = {}
    unreadable = []
    for place, line in enumerate(lines):
        try:
            documents[place] = parsed(line)
        except NotReadable as refusal:
            unreadable.append(Row(place, None, Fate.REFUSED, (refusal,)))
    return documents, unreadable


def _bounded(count: int) -> None:
    if count > MOST_AT_ONCE:
        raise InvalidFields((TooLong(field="", max=MOST_AT_ONCE),))


def _row(row: Row, viewer: Viewer) -> dict[str, Any]:
    told: dict[str, Any] = {"place": row.place, "ref": row.ref, "result": row.fate.value}
    return {**told, "errors": list(_problems(row, viewer))} if row.problems else told


def _problems(row: Row, viewer: Viewer) -> Iterator[dict[str, Any]]:
    for one in row.problems:
        yield field_document(one, viewer)


# Before the shorter address: a reference may have slashes in it.
@post(
    router,
    "/orders/{path:ref}/shipments",
    Post(
        "recordShipments",
        "Record parcels and scans",
        ref("Shipments"),
        (HTTPStatus.OK, "The order after it.", ref("Order")),
    ),
)
def post_shipments(request: HttpRequest, viewer: Viewer, ref: str) -> Answer:
    """Parcels with their contents and scans, in any order and as often as you like; nothing known is lost."""
    stored = shipments.record(viewer, ref, json_body(request), at=clock.now())
    return Answer(HTTPStatus.OK, order_document(stored))


@router.put(
    "/orders/{path:ref}",
    operation_id="putOrder",
    summary="Create or replace an order",
    openapi_extra=described(
        {
            HTTPStatus.OK: ("The order; it was known before.", ref("Order")),
            HTTPStatus.CREATED: ("The order; it is new.", ref("Order")),
        },
        body=ref("Order"),
        refusals=(HTTPStatus.CONFLICT,),
    ),
)
def put_order(request: HttpRequest, ref: str) -> HttpResponse:
    """The whole order; what is not sent is taken out, except parcels, scans and lines that a case refers to."""
    viewer = caller(request)
    upserted = actions.upsert(viewer, json_body(request), ref=ref, at=clock.now())
    status = HTTPStatus.CREATED if upserted.fate is Fate.CREATED else HTTPStatus.OK
    return JsonResponse(order_document(upserted.stored), status=status)


@router.get(
    "/orders/{path:ref}",
    operation_id="getOrder",
    summary="Read an order",
    openapi_extra=described(
        {HTTPStatus.OK: ("The order as it stands.", ref("Order"))}, refusals=(HTTPStatus.NOT_FOUND,)
    ),
)
def get_order(request: HttpRequest, ref: str) -> HttpResponse:
    """One order with its lines, parcels and scans."""
    viewer = caller(request)
    demand(viewer, Act.SEE_ORDER)
    return JsonResponse(order_document(orders.order(viewer, ref)))


SCHEMAS: dict[str, Schema] = {
    "Order": STORED,
    "OrderRows": ROWS,
    "Shipments": SHIPMENTS.schema(),
}
