"""The register of proceedings outside: read, added to, and completed when one has ended."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from amiabil.actions.out_of_court import Writing, change_proceeding, record_proceeding
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.case_documents import instant
from amiabil.channels.api.description import described, listed, open_schema, ref
from amiabil.channels.api.idempotency import act_id
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.out_of_court import NAME_MAX, REF_MAX, Body, Ending, Proceeding
from amiabil.foundation.fields import Choice, Day, Schema, Switch, Text, Whole
from amiabil.foundation.shapes import Member, Object
from amiabil.records import clock, out_of_court
from amiabil.records.idempotency import Answer
from amiabil.records.out_of_court import Known
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.json_bodies import read

router = Router(tags=["out of court"])

_SAYS = {
    "body": Member(Choice(Body)),
    "body_name": Member(Text(NAME_MAX), about="What the body is called."),
    "their_ref": Member(Text(REF_MAX), "", "Its reference."),
    "opened_on": Member(Day(), about="The day it was begun, by the papers of the body."),
    "ended_on": Member(Day(), None, "With `outcome`, once it has ended."),
    "outcome": Member(Choice(Ending), None, "As seen by whoever brought it."),
    "implemented": Member(Switch(), None, "Whether what came out was carried out."),
}
NEW = Object(dict[str, Any], {"case": Member(Text(20), about="Reference of a dispute or measure."), **_SAYS})
CHANGED = Object(
    dict[str, Any], {"expected_version": Member(Whole(1, 2**31 - 1), about="As it was read."), **_SAYS}
)
SCHEMAS: dict[str, Schema] = {
    "OutOfCourt": open_schema(
        NEW,
        id={"type": "string", "format": "uuid"},
        ended_on={"type": ["string", "null"], "format": "date"},
        outcome={"type": ["string", "null"], "description": "Null while it runs."},
        implemented={"type": ["boolean", "null"], "description": "Null: nothing to do, or not known."},
        version={"type": "integer"},
        recorded_by={"type": "string"},
        created_at={"type": "string", "format": "date-time"},
        changed_at={"type": "string", "format": "date-time"},
    )
}


@router.get(
    "/out-of-court",
    operation_id="listOutOfCourt",
    summary="List proceedings outside",
    openapi_extra=described(
        {HTTPStatus.OK: ("A page of the register, the latest begun first.", listed(ref("OutOfCourt")))}
    ),
)
def list_entries(
    request: HttpRequest, running: bool = False, limit: int | None = None, after: str | None = None
) -> HttpResponse:
    """All, or with `running=true` those that have not ended."""
    found = out_of_court.entries(caller(request), running=running, limit=limit, after=after)
    return page_of(found, _document)


@post(
    router,
    "/out-of-court",
    Post(
        "addOutOfCourt",
        "Add a proceeding outside to the register",
        NEW.schema(),
        (HTTPStatus.CREATED, "The entry.", ref("OutOfCourt")),
    ),
)
def post_entry(request: HttpRequest, viewer: Viewer) -> Answer:
    """About a dispute, or a measure that was complained about."""
    demand(viewer, Act.KEEP_REGISTER)
    sent = read(request, NEW)
    writing = Writing(act_id(request), _says(sent))
    known = record_proceeding(viewer, sent["case"], writing, at=clock.now(), zone=HOME_ZONE)
    return Answer(HTTPStatus.CREATED, _document(known))


@post(
    router,
    "/out-of-court/{entry}",
    Post(
        "changeOutOfCourt",
        "Write what holds of a proceeding outside now",
        CHANGED.schema(),
        (HTTPStatus.OK, "The entry.", ref("OutOfCourt")),
        (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT),
    ),
)
def post_change(request: HttpRequest, viewer: Viewer, entry: UUID) -> Answer:
    """The whole entry as it is to be; how it ended, once it has."""
    demand(viewer, Act.KEEP_REGISTER)
    out_of_court.written(viewer, entry)
    sent = read(request, CHANGED)
    writing = Writing(entry, _says(sent), sent["expected_version"])
    known = change_proceeding(viewer, writing, at=clock.now(), zone=HOME_ZONE)
    return Answer(HTTPStatus.OK, _document(known))


def _says(sent: dict[str, Any]) -> Proceeding:
    return Proceeding(**{name: sent[name] for name in _SAYS})


def _document(one: Known) -> dict[str, Any]:
    says = one.proceeding
    return {
        "id": str(one.id),
        "case": one.case_reference,
        "body": says.body.value,
        "body_name": says.body_name,
        "their_ref": says.their_ref,
        "opened_on": says.opened_on.isoformat(),
        "ended_on": says.ended_on.isoformat() if says.ended_on is not None else None,
        "outcome": says.outcome.value if says.outcome is not None else None,
        "implemented": says.implemented,
        "version": one.version,
        "recorded_by": one.recorded_by,
        "created_at": instant(one.created_at),
        "changed_at": instant(one.changed_at),
    }
