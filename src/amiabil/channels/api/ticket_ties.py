"""Links of requests for help with other requests and with disputes, by a key: told, made and taken away.

A link gives no right: of a dispute a key learns the number alone, unless it reads cases.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions.ticket_links import link, unlink
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.case_documents import Document
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.disputes import canonical
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.schemas import TEXT, maybe, shape, words
from amiabil.channels.api.tickets import as_staff, found, note
from amiabil.domain.access import Act, Viewer, may
from amiabil.domain.support.linking import Tie
from amiabil.domain.support.merging import UnknownRequest
from amiabil.foundation.errors import NotFound
from amiabil.foundation.fields import Choice, Reference, Schema
from amiabil.foundation.shapes import Member, Object
from amiabil.records import clock, ticket_links
from amiabil.records.idempotency import Answer
from amiabil.records.ticket_links import Linked
from amiabil.records.tickets import TicketFile
from amiabil.ui.json_bodies import read

__all__ = ["SCHEMAS", "router"]

router = Router(tags=["tickets"])

SCHEMAS: dict[str, Schema] = {
    "TicketLink": shape(
        tie={**words(Tie), "description": "What the other one is to this request."},
        kind={"type": "string", "enum": ["ticket", "dispute"]},
        reference=TEXT,
        subject={**maybe(TEXT), "description": "Null for a dispute where the key reads no cases."},
        state={**maybe(TEXT), "description": "Its status, or the state of a dispute; null likewise."},
    )
}
_OTHER = Member(Reference(), about="The other request, or a dispute.")
LINK = Object(
    dict[str, Any],
    {"other": _OTHER, "tie": Member(Choice(Tie), Tie.RELATED, "What that is to this request.")},
)
UNLINK = Object(dict[str, Any], {"other": _OTHER})
_LINKS = listed(ref("TicketLink"))


@router.get(
    "/tickets/{reference}/links",
    operation_id="listTicketLinks",
    summary="What a request is linked with",
    openapi_extra=described(
        {HTTPStatus.OK: ("All links, parents first.", _LINKS)}, refusals=(HTTPStatus.NOT_FOUND,)
    ),
)
def list_links(request: HttpRequest, reference: str) -> HttpResponse:
    """A request has at most 20, so they come at once. The person who asked sees none of them."""
    viewer = caller(request)
    desk = as_staff(viewer, Act.SEE_TICKETS)
    return JsonResponse(_links(viewer, desk, found(desk, reference)))


def _links(viewer: Viewer, desk: Viewer, file: TicketFile) -> Document:
    reads = may(viewer, Act.SEE_CASE)
    kept = ticket_links.links(desk, file.case_id)
    return {"items": [_document(one, whole=reads or one.kind == "ticket") for one in kept], "next": None}


def _document(one: Linked, *, whole: bool) -> Document:
    return {
        "tie": one.tie.value,
        "kind": one.kind,
        "reference": one.reference,
        "subject": one.subject if whole else None,
        "state": one.state if whole else None,
    }


def _other(viewer: Viewer, desk: Viewer, named: str) -> str:
    """The reference as we write it. Raises ``UnknownRequest`` for a dispute where the key reads none."""
    if may(viewer, Act.SEE_CASE):
        return canonical(named)
    try:
        return found(desk, named).reference
    except NotFound:
        raise UnknownRequest(field="/other") from None


@post(
    router,
    "/tickets/{reference}/link",
    Post(
        "linkTicket",
        "Link a request with another one or a dispute",
        LINK.schema(),
        (HTTPStatus.OK, "All its links.", _LINKS),
    ),
)
def post_link(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """Only requests are parts of one another. Both histories tell the staff of it."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    sent = read(request, LINK)
    other = _other(viewer, desk, sent["other"])
    with transaction.atomic():
        if link(desk, file.reference, other, sent["tie"], at=clock.now()):
            note(viewer, "linked", file.reference, other=other, tie=sent["tie"].value)
    return Answer(HTTPStatus.OK, _links(viewer, desk, file))


@post(
    router,
    "/tickets/{reference}/unlink",
    Post(
        "unlinkTicket",
        "Take a link of a request away",
        UNLINK.schema(),
        (HTTPStatus.OK, "The links that are left.", _LINKS),
    ),
)
def post_unlink(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """Where the two are not linked nothing changes."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    other = canonical(read(request, UNLINK)["other"])
    linked = any(one.reference == other for one in ticket_links.links(desk, file.case_id))
    with transaction.atomic():
        if linked and unlink(desk, file.reference, other, at=clock.now()):
            note(viewer, "unlinked", file.reference, other=other)
    return Answer(HTTPStatus.OK, _links(viewer, desk, file))
