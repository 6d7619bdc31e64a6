"""Keys of the marketplace's systems, for its administrator's tools."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from amiabil.actions import api_keys as actions
from amiabil.channels.api.authentication import caller
from amiabil.channels.api.case_documents import instant
from amiabil.channels.api.description import described, listed, ref
from amiabil.channels.api.operations import Post, post
from amiabil.channels.api.pages import page_of
from amiabil.domain.access import KEY_ACTS, Viewer
from amiabil.foundation.fields import Schema, Text
from amiabil.foundation.shapes import ListOf, Member, Object
from amiabil.records import api_keys
from amiabil.records.api_keys import ListedKey
from amiabil.records.idempotency import Answer
from amiabil.ui.json_bodies import read

router = Router(tags=["keys"])

NEW_KEY = Object(
    dict[str, Any],
    {
        "name": Member(Text(60), about="What the key is for; given once and never again."),
        "scopes": Member(ListOf(Text(30), len(KEY_ACTS), least=1, key=str)),
    },
)

KEY: Schema = {
    "type": "object",
    "required": ["name", "prefix", "scopes", "created_at", "used_at", "revoked_at"],
    "properties": {
        "name": {"type": "string"},
        "prefix": {"type": "string", "description": "The first letters, to tell keys apart."},
        "scopes": {"type": "array", "items": {"type": "string", "enum": sorted(KEY_ACTS)}},
        "created_at": {"type": "string", "format": "date-time"},
        "used_at": {"type": ["string", "null"], "format": "date-time"},
        "revoked_at": {"type": ["string", "null"], "format": "date-time"},
    },
}
MADE: Schema = {
    "type": "object",
    "required": ["name", "key"],
    "properties": {
        "name": {"type": "string"},
        "key": {
            "type": ["string", "null"],
            "description": "Shown this once; null when the answer is repeated.",
        },
    },
}
SCHEMAS: dict[str, Schema] = {"Key": KEY, "NewKey": MADE}


@router.get(
    "/api-keys",
    operation_id="listKeys",
    summary="List keys",
    openapi_extra=described({HTTPStatus.OK: ("A page of keys, live ones first.", listed(ref("Key")))}),
)
def list_keys(request: HttpRequest, limit: int | None = None, after: str | None = None) -> HttpResponse:
    """Every key that is or was, without its text."""
    return page_of(api_keys.listed(caller(request), limit=limit, after=after), _document)


@post(
    router,
    "/api-keys",
    Post(
        "createKey",
        "Make a key",
        NEW_KEY.schema(),
        (HTTPStatus.CREATED, "The key, shown this once.", ref("NewKey")),
        (),
    ),
)
def post_key(request: HttpRequest, viewer: Viewer) -> Answer:
    """Make a key with these scopes. A repeat does not show its text again, for it is kept nowhere."""
    sent = read(request, NEW_KEY)
    key = actions.create(viewer, sent["name"], frozenset(sent["scopes"]))
    return Answer(HTTPStatus.CREATED, {"name": sent["name"], "key": key}, secret=("key",))


def _document(key: ListedKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "prefix": key.prefix,
        "scopes": sorted(key.scopes),
        "created_at": instant(key.created_at),
        "used_at": instant(key.used_at),
        "revoked_at": instant(key.revoked_at),
    }
