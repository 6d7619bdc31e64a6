"""Who is in copy of a request for help, by a key: told, added and taken out."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions import in_copy as actions
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.case_documents import Document
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.schemas import TEXT, shape
from amiabil.channels.api.tickets import as_staff, found, note
from amiabil.domain.access import Act, Viewer
from amiabil.foundation.codec import instant_text
from amiabil.foundation.fields import Name, Schema, Text
from amiabil.foundation.shapes import Member, Object
from amiabil.records import clock, in_copy
from amiabil.records.idempotency import Answer
from amiabil.records.tickets import TicketFile
from amiabil.ui.json_bodies import read

__all__ = ["SCHEMAS", "router"]

router = Router(tags=["tickets"])

SCHEMAS: dict[str, Schema] = {
    "PersonInCopy": shape(
        id={"type": "string", "format": "uuid"},
        address=TEXT,
        name={**TEXT, "description": "As their mail gave it; empty for none."},
        named_by={
            "type": "string",
            "enum": ["customer", "staff"],
            "description": "Whether the customer named them in a mail, or they were added.",
        },
        added_at={"type": "string", "format": "date-time"},
    )
}
COPY = Object(
    dict[str, Any], {"address": Member(Text(most=320), about="The e-mail address of whom to bring in.")}
)
UNCOPY = Object(dict[str, Any], {"person": Member(Name(), about="The `id` of whom to take out.")})
_PEOPLE = listed(ref("PersonInCopy"))


@router.get(
    "/tickets/{reference}/copies",
    operation_id="listPeopleInCopy",
    summary="Who is in copy of a request",
    openapi_extra=described(
        {HTTPStatus.OK: ("Everybody in copy, the first first.", _PEOPLE)}, refusals=(HTTPStatus.NOT_FOUND,)
    ),
)
def list_people(request: HttpRequest, reference: str) -> HttpResponse:
    """They get the answers by mail and may answer them; a request has ten at most, so they come at once."""
    desk = as_staff(caller(request), Act.SEE_TICKETS)
    return JsonResponse(_people(desk, found(desk, reference)))


def _people(desk: Viewer, file: TicketFile) -> Document:
    kept = in_copy.of_case(desk, file.case_id)
    return {
        "items": [
            {
                "id": str(one.id),
                "address": one.address,
                "name": one.name,
                "named_by": "customer" if one.by_mail else "staff",
                "added_at": instant_text(one.added_at),
            }
            for one in kept
        ],
        "next": None,
    }


@post(
    router,
    "/tickets/{reference}/copy",
    Post(
        "addPersonInCopy",
        "Put somebody in copy of a request",
        COPY.schema(),
        (HTTPStatus.OK, "Everybody in copy.", _PEOPLE),
    ),
)
def post_copy(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """Answers go to them too from here on; what was said before does not."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    sent = read(request, COPY)
    with transaction.atomic():
        actions.add(desk, file.reference, sent["address"], at=clock.now())
        note(viewer, "copied", file.reference)
    return Answer(HTTPStatus.OK, _people(desk, file))


@post(
    router,
    "/tickets/{reference}/uncopy",
    Post(
        "removePersonInCopy",
        "Take somebody out of the copies of a request",
        UNCOPY.schema(),
        (HTTPStatus.OK, "Who is left.", _PEOPLE),
    ),
)
def post_uncopy(request: HttpRequest, viewer: Viewer, reference: str) -> Answer:
    """No mail brings them in again. Where they are not in copy nothing changes."""
    desk = as_staff(viewer, Act.WORK_TICKET)
    file = found(desk, reference)
    person = read(request, UNCOPY)["person"]
    with transaction.atomic():
        if actions.remove(desk, file.reference, person, at=clock.now()):
            note(viewer, "uncopied", file.reference)
    return Answer(HTTPStatus.OK, _people(desk, file))
