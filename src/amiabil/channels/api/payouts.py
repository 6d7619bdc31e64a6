"""Payments to sellers: how far they are, and what a person does about one that the payments service did not make."""

from __future__ import annotations

from enum import StrEnum, unique
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from amiabil.actions.payouts import REFERENCE_MAX, record_payout_by_hand, try_payout_again
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.case_documents import instant
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import Viewer
from amiabil.foundation.errors import InvalidFields
from amiabil.foundation.fields import NotAChoice, Schema, Text
from amiabil.foundation.shapes import Member, Object
from amiabil.records import clock, payouts
from amiabil.records.idempotency import Answer
from amiabil.records.payouts import KnownPayout
from amiabil.ui.json_bodies import read

router = Router(tags=["payouts"])


@unique
class State(StrEnum):
    """How far a payout is."""

    INTENDED = "intended"
    SENT = "sent"
    FAILED = "failed"
    STUCK = "stuck"
    CONFIRMED = "confirmed"
    BY_HOLD = "by_hold"


_AT: Schema = {"type": "string", "format": "date-time"}
_MAYBE_AT: Schema = {"type": ["string", "null"], "format": "date-time"}
PAYOUT: Schema = {
    "type": "object",
    "required": ["key", "case", "order", "seller", "kind", "amount", "state", "tries", "cause", "reference"],
    "properties": {
        "key": {"type": "string"},
        "case": {"type": "string"},
        "order": {"type": "string"},
        "seller": {"type": "string"},
        "kind": {"type": "string", "enum": ["release", "fund"]},
        "amount": {"type": "object"},
        "state": {
            "type": "string",
            "enum": [one.value for one in State],
            "description": "`stuck`: a person must see to it. `by_hold`: paid out as holds fall, never instructed.",
        },
        "tries": {"type": "integer"},
        "cause": {"type": ["string", "null"], "description": "Why the last attempt failed."},
        "reference": {"type": ["string", "null"], "description": "Of the payments service, or of the bank."},
        "intended_at": _AT,
        "next_at": _MAYBE_AT,
        "ended_at": _MAYBE_AT,
    },
}
SCHEMAS: dict[str, Schema] = {"Payout": PAYOUT}

NOTHING = Object(dict[str, Any], {})
BY_HAND = Object(
    dict[str, Any],
    {"reference": Member(Text(REFERENCE_MAX), about="The bank's reference of the payment made by hand.")},
)


@router.get(
    "/payouts",
    operation_id="listPayouts",
    summary="List payments to sellers",
    openapi_extra=described({HTTPStatus.OK: ("A page of payouts, the newest first.", listed(ref("Payout")))}),
)
def list_payouts(
    request: HttpRequest, state: str | None = None, limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """What was released to sellers or paid to them by the guarantee fund; `state=stuck` is what needs a person."""
    if state is not None and state not in set(State):
        raise InvalidFields((NotAChoice(field="/state"),))
    found = payouts.payouts(caller(request), state=state, limit=limit, after=after)
    return page_of(found, _document)


@post(
    router,
    "/payouts/{key}/again",
    Post(
        "tryPayoutAgain",
        "Instruct a stuck payment to a seller once more",
        NOTHING.schema(),
        (HTTPStatus.OK, "The payout.", ref("Payout")),
    ),
)
def post_again(request: HttpRequest, viewer: Viewer, key: str) -> Answer:
    """The same payment under the same key: it is never made twice."""
    payouts.payout(viewer, key)
    read(request, NOTHING)
    try_payout_again(viewer, key, at=clock.now())
    return Answer(HTTPStatus.OK, _document(payouts.payout(viewer, key)))


@post(
    router,
    "/payouts/{key}/by-hand",
    Post(
        "recordPayoutByHand",
        "Report that a stuck payment to a seller was made by hand",
        BY_HAND.schema(),
        (HTTPStatus.OK, "The payout.", ref("Payout")),
    ),
)
def post_by_hand(request: HttpRequest, viewer: Viewer, key: str) -> Answer:
    """It is booked as paid and never instructed again."""
    payouts.payout(viewer, key)
    sent = read(request, BY_HAND)
    record_payout_by_hand(viewer, key, sent["reference"], at=clock.now())
    return Answer(HTTPStatus.OK, _document(payouts.payout(viewer, key)))


def _document(one: KnownPayout) -> dict[str, Any]:
    return {
        "key": one.key,
        "case": one.case_reference,
        "order": one.order_ref,
        "seller": one.shop_ref,
        "kind": one.kind,
        "amount": one.amount.fact(),
        "state": one.state,
        "tries": one.tries,
        "cause": one.cause or None,
        "reference": one.reference or None,
        "intended_at": instant(one.intended_at),
        "next_at": instant(one.next_at),
        "ended_at": instant(one.ended_at),
    }
