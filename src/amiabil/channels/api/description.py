"""How is an operation described for others? From the same tables of fields that read its body."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from amiabil.channels.api.idempotency import HEADER
from amiabil.foundation.fields import Field, Schema
from amiabil.ui.json_bodies import JSON
from amiabil.ui.problem_documents import MEDIA_TYPE

Operation = dict[str, Any]

PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code", "facts"],
    "properties": {
        "type": {"type": "string", "examples": ["/problems/bad_amount"]},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "One sentence for people, by `Accept-Language`."},
        "code": {"type": "string", "description": "Stable; programs decide by it."},
        "facts": {"type": "object"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail", "facts"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the request."},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                    "facts": {"type": "object"},
                },
            },
        },
    },
    "description": "RFC 9457. New members and codes may appear.",
}

_ALWAYS = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
)
_OF_BODY = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)


def described(
    answers: dict[HTTPStatus, tuple[str, Schema]],
    *,
    body: Schema | None = None,
    refusals: tuple[HTTPStatus, ...] = (),
    once: bool = False,
) -> Operation:
    """The parts of an OpenAPI operation that ninja cannot know: bodies, answers, refusals, the idempotency key."""
    refused = {*_ALWAYS, *refusals, *(_OF_BODY if body else ()), *((HTTPStatus.CONFLICT,) if once else ())}
    responses: dict[int, Any] = {
        status.value: {"description": about, "content": {JSON: {"schema": schema}}}
        for status, (about, schema) in answers.items()
    }
    for status in sorted(refused):
        responses[status.value] = {
            "description": status.phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
    operation: Operation = {"responses": responses}
    if body:
        operation["requestBody"] = {"required": True, "content": {JSON: {"schema": body}}}
    if once:
        operation["parameters"] = [_KEY_PARAMETER]
    return operation


def described_file(about: str) -> Operation:
    """An operation that answers the bytes of a file, whole or a part, or says where they are."""
    operation = described({}, refusals=(HTTPStatus.NOT_FOUND, HTTPStatus.SERVICE_UNAVAILABLE, _NO_RANGE))
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    operation["responses"] |= {
        HTTPStatus.OK.value: {"description": about, "content": content},
        HTTPStatus.PARTIAL_CONTENT.value: {"description": "The bytes of `Range`.", "content": content},
        HTTPStatus.FOUND.value: {
            "description": "Where the site has a host name for files: the signed address there, good for 5 minutes.",
            "headers": {"Location": {"schema": {"type": "string"}}},
        },
        HTTPStatus.NOT_MODIFIED.value: {"description": "The bytes are those of the `ETag` that was sent."},
    }
    return operation


_NO_RANGE = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE

_KEY_PARAMETER: Schema = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "The same key and body within 7 days give the first answer and do nothing again.",
}


def listed(item: Schema) -> Schema:
    """A page of a list."""
    return {
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": {"type": "array", "items": item},
            "next": {
                "type": ["string", "null"],
                "description": "Cursor for `after`; null on the last page.",
            },
        },
    }


def ref(name: str) -> Schema:
    """A schema among the components."""
    return {"$ref": f"#/components/schemas/{name}"}


def open_schema(field: Field[Any], **more: Schema) -> Schema:
    """The schema of an answer: as it would be sent, with members that only we can tell, and more to come."""
    schema = field.schema()
    properties = {**schema["properties"], **more}
    return {**schema, "properties": properties, "additionalProperties": True}
