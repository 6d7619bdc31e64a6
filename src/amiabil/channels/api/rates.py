"""Exchange rates by day: given by the marketplace's systems, and read back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions.daily_rates import MOST_PAIRS, put_day
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import Act, demand
from amiabil.domain.orders.format import PAIR, RATE
from amiabil.foundation.errors import InvalidFields
from amiabil.foundation.fields import Day, Problems, Schema
from amiabil.foundation.shapes import MapOf, Member, Object
from amiabil.records import clock, daily_rates
from amiabil.records.daily_rates import RateOfDay
from amiabil.ui.json_bodies import read

router = Router(tags=["rates"])

RATES = Object(
    dict[str, Any],
    {"rates": Member(MapOf(PAIR, RATE, MOST_PAIRS), about="By pair: `RON/EUR` is lei per one euro.")},
)
RATE_OF_DAY: Schema = {
    "type": "object",
    "required": ["day", "pair", "rate"],
    "properties": {
        "day": {"type": "string", "format": "date"},
        "pair": {"type": "string", "description": "Units of the first per one of the second."},
        "rate": {"type": "string"},
    },
}
KEPT: Schema = {
    "type": "object",
    "required": ["day", "changed"],
    "properties": {
        "day": {"type": "string", "format": "date"},
        "changed": {"type": "integer", "description": "Rates that are new or other than before."},
    },
}
SCHEMAS: dict[str, Schema] = {"RateOfDay": RATE_OF_DAY, "RatesKept": KEPT}


@router.get(
    "/rates",
    operation_id="listRates",
    summary="List exchange rates",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of rates, the newest day first.", listed(ref("RateOfDay")))}
    ),
)
def list_rates(
    request: HttpRequest, pair: str | None = None, limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """Of all pairs, or of one."""
    problems: Problems = []
    named = PAIR.read(pair, "/pair", problems) if pair is not None else None
    if problems:
        raise InvalidFields(tuple(problems))
    one = (named[:3], named[4:]) if named is not None else None
    return page_of(daily_rates.listed(caller(request), pair=one, limit=limit, after=after), _document)


@router.put(
    "/rates/{day}",
    operation_id="putRates",
    summary="Give the exchange rates of a day",
    openapi_extra=described(
        {HTTPStatus.OK: ("How many were new or other than before.", ref("RatesKept"))}, body=RATES.schema()
    ),
)
def put_rates(request: HttpRequest, day: str) -> HttpResponse:
    """Giving them again is always safe. A rate that a case has used stays with that case."""
    viewer = caller(request)
    demand(viewer, Act.SEND_ORDERS)
    problems: Problems = []
    of = Day().read(day, "/day", problems)
    if of is None:
        raise InvalidFields(tuple(problems))
    changed = put_day(viewer, of, read(request, RATES)["rates"], at=clock.now())
    return JsonResponse({"day": of.isoformat(), "changed": changed})


def _document(one: RateOfDay) -> dict[str, Any]:
    return {"day": one.day.isoformat(), "pair": f"{one.base}/{one.per}", "rate": f"{one.rate:f}"}
