"""A person's own data, for whom the marketplace passes their wish on: a copy of it, and its erasure."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from ninja import Router

from amiabil.actions import data_copies as copies
from amiabil.actions import erasures
from amiabil.actions.orders import issuer
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.case_documents import Document, instant
from amiabil.channels.api.description import described, ref
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.schemas import AT, TEXT, many, maybe, shape, words
from amiabil.domain.access import Viewer
from amiabil.domain.retention import Rule
from amiabil.foundation.fields import Schema, Switch
from amiabil.foundation.shapes import Member, Object
from amiabil.records import clock, data_copies
from amiabil.records import erasures as requests
from amiabil.records.data_copies import Copy, person_called
from amiabil.records.erasures import Request
from amiabil.records.idempotency import Answer
from amiabil.ui.intake import remove_kept
from amiabil.ui.json_bodies import read
from amiabil.ui.my_data import opened

__all__ = ["SCHEMAS", "router"]

router = Router(tags=["people"])

_STATES = ("waiting", "done")
_WISH = Object(
    dict[str, Any],
    {
        "confirmed": Member(
            Switch(), about="That the person was told what is erased and what is kept: `GET …/data` says it."
        )
    },
)
_NOTHING = Object(dict[str, Any], {})

_ERASURE: Schema = shape(
    state={"type": "string", "enum": list(_STATES)}, asked_at=AT, kept_until=maybe(AT), ended_at=maybe(AT)
)
_COPY: Schema = shape(
    id={**TEXT, "format": "uuid"},
    state={"type": "string", "enum": ["asked", "ready"]},
    asked_at=AT,
    ends_at=maybe(AT),
)
SCHEMAS: dict[str, Schema] = {
    "PersonData": shape(
        erasure=maybe(_ERASURE),
        copy=maybe(_COPY),
        kept_until={
            **maybe(AT),
            "description": "Exclusive; null while a case has no day, and where nothing is kept.",
        },
        kept=many(shape(case=TEXT, until=maybe(AT), rules=many(words(Rule)))),
    )
}


def _document(person: Viewer, *, erased: Request | None = None) -> Document:
    """What is kept of a person and what they asked for; after an erasure nothing is. Four statements at most."""
    if erased is not None and erased.state == requests.DONE:
        return {"erasure": _request(erased), "copy": None, "kept_until": None, "kept": []}
    outlook = erasures.outlook(person)
    last, copy = requests.last_request(person), data_copies.last_copy(person)
    return {
        "erasure": _request(last) if last is not None else None,
        "copy": _copy(copy) if copy is not None else None,
        "kept_until": instant(outlook.until),
        "kept": [
            {
                "case": one.reference,
                "until": instant(one.kept.until),
                "rules": [rule.value for rule in one.kept.rules],
            }
            for one in outlook.cases
        ],
    }


def _request(one: Request) -> Document:
    return {
        "state": one.state,
        "asked_at": instant(one.asked_at),
        "kept_until": instant(one.kept_until),
        "ended_at": instant(one.ended_at),
    }


def _copy(one: Copy) -> Document:
    return {
        "id": str(one.id),
        "state": one.state,
        "asked_at": instant(one.asked_at),
        "ends_at": instant(one.ends_at),
    }


@router.get(
    "/people/{path:subject}/data",
    operation_id="getPersonData",
    summary="Read what is kept of a person, until when and by which rule",
    openapi_extra=described(
        {HTTPStatus.OK: ("What is kept, and what was asked for.", ref("PersonData"))},
        refusals=(HTTPStatus.NOT_FOUND,),
    ),
)
def get_person_data(request: HttpRequest, subject: str) -> HttpResponse:
    """By the subject of their sign-in tokens. Somebody who was erased is nobody here."""
    person = person_called(caller(request), subject, issuer=issuer())
    return JsonResponse(_document(person))


@post(
    router,
    "/people/{path:subject}/erasure",
    Post(
        "askErasure",
        "Ask for the erasure of a person's data",
        _WISH.schema(),
        (HTTPStatus.CREATED, "What becomes of it.", ref("PersonData")),
    ),
)
def post_erasure(request: HttpRequest, viewer: Viewer, subject: str) -> Answer:
    """Carried out at once where nothing is kept, else by itself when the last period ends; the person is mailed."""
    person = person_called(viewer, subject, issuer=issuer())
    sent = read(request, _WISH)
    asked = erasures.ask_erasure(person, confirmed=sent["confirmed"], at=clock.now(), by=viewer)
    transaction.on_commit(lambda: remove_kept(asked.bytes))
    return Answer(HTTPStatus.CREATED, _document(person, erased=asked.request))


@post(
    router,
    "/people/{path:subject}/erasure/taken-back",
    Post(
        "takeBackErasure",
        "Take a request for erasure back",
        _NOTHING.schema(),
        (HTTPStatus.OK, "What is kept now.", ref("PersonData")),
    ),
)
def post_taken_back(request: HttpRequest, viewer: Viewer, subject: str) -> Answer:
    """Until it is carried out; what was removed at once does not come back."""
    person = person_called(viewer, subject, issuer=issuer())
    read(request, _NOTHING)
    erasures.take_back_erasure(person, at=clock.now(), by=viewer)
    return Answer(HTTPStatus.OK, _document(person))


@post(
    router,
    "/people/{path:subject}/copy",
    Post(
        "askDataCopy",
        "Have a copy of a person's data made",
        _NOTHING.schema(),
        (HTTPStatus.CREATED, "With the copy that is being made.", ref("PersonData")),
    ),
)
def post_copy(request: HttpRequest, viewer: Viewer, subject: str) -> Answer:
    """A job makes it; ask `GET …/data` until it is ready. Hand it to nobody but the person."""
    person = person_called(viewer, subject, issuer=issuer())
    read(request, _NOTHING)
    copies.ask_copy(person, at=clock.now(), by=viewer)
    return Answer(HTTPStatus.CREATED, _document(person))


_ZIP: Schema = {"type": "string", "format": "binary"}


def _zip_described() -> dict[str, Any]:
    told = described({}, refusals=(HTTPStatus.NOT_FOUND,))
    about = {"description": "The copy as a ZIP.", "content": {"application/zip": {"schema": _ZIP}}}
    told["responses"] |= {HTTPStatus.OK.value: about}
    return told


@router.get(
    "/people/{path:subject}/copy/{uuid:copy_id}",
    operation_id="getDataCopy",
    summary="Fetch a copy of a person's data",
    openapi_extra=_zip_described(),
)
def get_copy(request: HttpRequest, subject: str, copy_id: UUID) -> FileResponse:
    """For a week after it was made; each fetching is written into the audit log."""
    viewer = caller(request)
    person = person_called(viewer, subject, issuer=issuer())
    return opened(copies.take_copy(person, copy_id, at=clock.now(), by=viewer))
