"""Full-text search over what a key may read."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from amiabil.channels.api.authentication import caller
from amiabil.channels.api.case_documents import Document, instant
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.pages import page_of
from amiabil.channels.api.schemas import AT, TEXT, many, maybe, shape, words
from amiabil.domain import search as asking
from amiabil.domain.access import Act, ScopeMissing, may
from amiabil.domain.search import Piece
from amiabil.domain.terms import Role
from amiabil.foundation.fields import Schema
from amiabil.records import search as records
from amiabil.records.search import KINDS, Hit

__all__ = ["SCHEMAS", "router"]

router = Router(tags=["search"])

_PIECES = many(shape(text=TEXT, found={"type": "boolean"}))

SCHEMAS: dict[str, Schema] = {
    "Found": shape(
        kind={"type": "string", "enum": list(KINDS)},
        reference=TEXT,
        subject=TEXT,
        status=TEXT,
        person=TEXT,
        shop=TEXT,
        at=AT,
        said_by={
            **maybe(words(Role)),
            "description": "Null where the case itself fits, not a message of it.",
        },
        extract={
            **_PIECES,
            "description": "In pieces, of which some are what was looked for. Nothing is markup.",
        },
    )
}


@router.get(
    "/search",
    operation_id="search",
    summary="Search what was said",
    openapi_extra=described(
        {HTTPStatus.OK: ("Cases that have everything asked for, the newest first.", listed(ref("Found")))}
    ),
)
def search(
    request: HttpRequest, q: str = "", kind: str = "", limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """Requests and chats need `tickets:read`, disputes `cases:read`; a key with one of them finds what it opens."""
    viewer = caller(request)
    if not (may(viewer, Act.SEE_TICKETS) or may(viewer, Act.SEE_CASE)):
        raise ScopeMissing("cases:read", "tickets:read")
    found = records.search(viewer, asking.read(q), kind=kind[:20], limit=limit, after=after)
    return page_of(found, _document)


def _document(hit: Hit) -> Document:
    return {
        "kind": hit.kind,
        "reference": hit.reference,
        "subject": hit.subject,
        "status": hit.status,
        "person": hit.person,
        "shop": hit.shop,
        "at": instant(hit.at),
        "said_by": hit.said_by or None,
        "extract": [_piece(piece) for piece in hit.extract],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text, "found": piece.found}
