"""What the marketplace knows of a shop beyond its orders: where goods go back to."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions.return_addresses import MOST, put_return_address
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.description import described, ref
from amiabil.channels.api.schemas import TEXT, shape
from amiabil.foundation.fields import Schema, Text
from amiabil.foundation.shapes import Member, Object
from amiabil.ui.json_bodies import read

router = Router(tags=["sellers"])

_ADDRESS = Object(
    dict[str, Any],
    {
        "text": Member(
            Text(MOST, lines=True),
            "",
            "Where buyers send goods back, unless the seller says otherwise in a dispute; empty takes it back.",
        )
    },
)
SCHEMAS: dict[str, Schema] = {"ReturnAddressKept": shape(seller=TEXT, text=TEXT)}


@router.put(
    "/sellers/{path:seller}/return-address",
    operation_id="putReturnAddress",
    summary="Say where goods of a seller go back to",
    openapi_extra=described(
        {HTTPStatus.OK: ("What is kept.", ref("ReturnAddressKept"))},
        body=_ADDRESS.schema(),
        refusals=(HTTPStatus.NOT_FOUND,),
    ),
)
def put_address(request: HttpRequest, seller: str) -> HttpResponse:
    """Giving it again is always safe. A seller is known from the first of their orders on."""
    kept = put_return_address(caller(request), seller, read(request, _ADDRESS)["text"])
    return JsonResponse({"seller": seller, "text": kept})
