"""What other systems report, each with a scope of its own: chargebacks, insolvency, scans, notices that came back."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router

from amiabil.actions import proceedings
from amiabil.actions.disputes import Taken
from amiabil.actions.proceedings import ClosedOutside, OpenedOutside, Reported
from amiabil.actions.scans import Scanned, scanned
from amiabil.channels.api.description import ref
from amiabil.channels.api.disputes import canonical
from amiabil.channels.api.operations import Post, post
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.orders.format import EMAIL
from amiabil.domain.orders.writing import instant_text
from amiabil.domain.terms import CarrierStatus, Direction, Role
from amiabil.foundation.errors import Fact
from amiabil.foundation.fields import Choice, Day, Reference, Schema, Text
from amiabil.foundation.shapes import ListOf, Member, Object
from amiabil.records import audit, clock
from amiabil.records.idempotency import Answer
from amiabil.ui.json_bodies import read

router = Router(tags=["reports"])

_PARTIES = (Role.BUYER, Role.SELLER)


OPENED = Object(
    dict[str, Any],
    {
        "order": Member(Reference(), about="The order that was paid."),
        "ref": Member(Reference(), about="The bank's reference; the same one again is one proceeding."),
        "amount": Member(Text(24), about="What is contested, in the order's currency, as `249.90`."),
        "lines": Member(ListOf(Reference(), 500), (), "Order lines it is about; none: the whole payment."),
    },
)
CLOSED = Object(
    dict[str, Any],
    {"order": Member(Reference()), "ref": Member(Reference()), "won_by": Member(Choice(_PARTIES))},
)
INSOLVENT = Object(
    dict[str, Any],
    {
        "seller": Member(Reference(), about="The shop's reference."),
        "administrator": Member(Text(200), "", "The name of the insolvency practitioner, for both parties."),
        "address": Member(Text(500), "", "Where the practitioner is written to."),
        "email": Member(EMAIL, ""),
        "phone": Member(Text(40), ""),
        "court": Member(Text(200), "", "The court of the proceeding, where claims are filed."),
        "court_ref": Member(Text(100), "", "The number of the proceeding at the court."),
        "claims_until": Member(Day(), None, "The last day on which claims are taken."),
    },
)
SCANNED = Object(
    dict[str, Any],
    {
        "order": Member(Reference()),
        "direction": Member(Choice(Direction)),
        "status": Member(Choice(CarrierStatus)),
        "line": Member(Reference(), None, "Only this line's parcel."),
    },
)
BOUNCED = Object(
    dict[str, Any],
    {
        "dispute": Member(Text(20), about="Its reference."),
        "to": Member(Choice(_PARTIES), about="Whom it did not reach."),
    },
)


@post(
    router,
    "/proceedings",
    Post(
        "reportProceeding",
        "Report a chargeback that was opened",
        OPENED.schema(),
        (HTTPStatus.OK, "The proceeding, and the disputes it suspends.", ref("Proceeding")),
    ),
)
def post_proceeding(request: HttpRequest, viewer: Viewer) -> Answer:
    """Every open dispute of these lines rests, with the days it has left, and money is never paid twice."""
    demand(viewer, Act.REPORT_PROCEEDING)
    sent = read(request, OPENED)
    report = OpenedOutside(sent["order"], sent["ref"], sent["amount"], tuple(sent["lines"]))
    with transaction.atomic():
        reported = proceedings.opened_outside(viewer, report, at=clock.now())
        _note(viewer, "proceeding.opened", reported.order_ref, reported.cases)
    return Answer(HTTPStatus.OK, _proceeding(reported))


@post(
    router,
    "/proceedings/close",
    Post(
        "closeProceeding",
        "Report how a chargeback ended",
        CLOSED.schema(),
        (HTTPStatus.OK, "The proceeding, and the disputes that go on.", ref("Proceeding")),
    ),
)
def post_proceeding_close(request: HttpRequest, viewer: Viewer) -> Answer:
    """Won by the seller it is undone; won by the buyer, what was debited counts as given back."""
    demand(viewer, Act.REPORT_PROCEEDING)
    sent = read(request, CLOSED)
    report = ClosedOutside(sent["order"], sent["ref"], Role(sent["won_by"]))
    with transaction.atomic():
        reported = proceedings.closed_outside(viewer, report, at=clock.now())
        _note(viewer, "proceeding.closed", reported.order_ref, reported.cases)
    return Answer(HTTPStatus.OK, _proceeding(reported))


@post(
    router,
    "/insolvencies",
    Post(
        "reportInsolvency",
        "Report that a seller is insolvent",
        INSOLVENT.schema(),
        (HTTPStatus.OK, "The disputes that go to a mediator.", ref("Reached")),
    ),
)
def post_insolvency(request: HttpRequest, viewer: Viewer) -> Answer:
    """It holds for all open disputes of the seller and for those opened later. Sent again, it adds what is known."""
    demand(viewer, Act.OVERSEE)
    sent = read(request, INSOLVENT)
    with transaction.atomic():
        shop = sent.pop("seller")
        facts = {name: str(told) for name, told in sent.items() if told}
        taken = proceedings.seller_insolvent(viewer, shop, at=clock.now(), facts=facts)
        _note(viewer, "seller.insolvent", shop, taken)
    return Answer(HTTPStatus.OK, {"cases": _cases(taken)})


@post(
    router,
    "/scans",
    Post(
        "reportScan",
        "Report a carrier's scan to the disputes of an order",
        SCANNED.schema(),
        (HTTPStatus.OK, "The disputes it was told to.", ref("Reached")),
    ),
)
def post_scan(request: HttpRequest, viewer: Viewer) -> Answer:
    """Of goods that go back: accepted, delivered, lost. Of the order itself, when a dispute says it did not come."""
    demand(viewer, Act.REPORT_SCAN)
    sent = read(request, SCANNED)
    scan = Scanned(sent["order"], sent["direction"], sent["status"], sent["line"])
    with transaction.atomic():
        taken = scanned(viewer, scan, at=clock.now())
        _note(viewer, "case.scan", sent["order"], taken)
    return Answer(HTTPStatus.OK, {"cases": _cases(taken)})


@post(
    router,
    "/bounces",
    Post(
        "reportBounce",
        "Report that a notice of a dispute came back",
        BOUNCED.schema(),
        (HTTPStatus.OK, "The dispute.", ref("Reached")),
    ),
)
def post_bounce(request: HttpRequest, viewer: Viewer) -> Answer:
    """Nothing is concluded from the silence of a party whom the notice did not reach."""
    demand(viewer, Act.REPORT_BOUNCE)
    sent = read(request, BOUNCED)
    with transaction.atomic():
        taken = proceedings.notice_bounced(
            viewer, canonical(sent["dispute"]), Role(sent["to"]), at=clock.now()
        )
        _note(viewer, "case.notice_bounced", taken.reference, (taken,))
    return Answer(HTTPStatus.OK, {"cases": _cases((taken,))})


def _note(viewer: Viewer, action: str, subject: str, taken: Sequence[Taken]) -> None:
    facts: dict[str, Fact] = {"cases": [one.reference for one in taken[:50]]}
    audit.note(viewer, action, subject, at=clock.now(), facts=facts)


def _cases(taken: Sequence[Taken]) -> list[dict[str, Any]]:
    return [
        {
            "reference": one.reference,
            "version": one.dispute.version,
            "state": one.dispute.state.value,
            "flags": sorted(flag.value for flag in one.dispute.flags),
        }
        for one in taken
    ]


def _proceeding(reported: Reported) -> dict[str, Any]:
    known = reported.proceeding
    return {
        "order": reported.order_ref,
        "ref": known.ref,
        "amount": known.amount.fact(),
        "lines": list(known.lines),
        "state": "open" if known.won_by is None else "closed",
        "won_by": known.won_by,
        "opened_at": instant_text(known.opened_at),
        "closed_at": instant_text(known.closed_at) if known.closed_at else None,
        "cases": _cases(reported.cases),
    }


_REACHED: Schema = {
    "type": "array",
    "description": "The disputes this report has changed; none when it was known already.",
    "items": {
        "type": "object",
        "required": ["reference", "version", "state", "flags"],
        "properties": {
            "reference": {"type": "string"},
            "version": {"type": "integer"},
            "state": {"type": "string"},
            "flags": {"type": "array", "items": {"type": "string"}},
        },
    },
}

SCHEMAS: dict[str, Schema] = {
    "Reached": {"type": "object", "required": ["cases"], "properties": {"cases": _REACHED}},
    "Proceeding": {
        "type": "object",
        "required": ["order", "ref", "amount", "lines", "state", "won_by", "opened_at", "closed_at", "cases"],
        "properties": {
            "order": {"type": "string"},
            "ref": {"type": "string"},
            "amount": {"type": "object"},
            "lines": {"type": "array", "items": {"type": "string"}},
            "state": {"type": "string", "enum": ["open", "closed"]},
            "won_by": {"type": ["string", "null"], "enum": ["buyer", "seller", None]},
            "opened_at": {"type": "string", "format": "date-time"},
            "closed_at": {"type": ["string", "null"], "format": "date-time"},
            "cases": _REACHED,
        },
    },
}
