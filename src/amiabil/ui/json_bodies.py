"""What does the body of a request say? Read once, within limits, or told why it cannot be read."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from django.http import HttpRequest

from amiabil.foundation.errors import InvalidFields
from amiabil.foundation.fields import Field, Problems
from amiabil.ui.problem_documents import NotReadable, TooLarge, WrongMediaType

MOST_BYTES = 1024 * 1024
"""An order of 500 lines with their texts has less; who has more sends several bulk requests or a file."""

T = TypeVar("T")

JSON = "application/json"
JSON_LINES = ("application/jsonl", "application/x-ndjson")


def raw_body(request: HttpRequest, *types: str) -> bytes:
    """The bytes of a body of one of these types. Raises ``WrongMediaType`` and ``TooLarge``."""
    if request.content_type not in types:
        raise WrongMediaType(expected=list(types))
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > MOST_BYTES:
        raise TooLarge(size=int(length), max=MOST_BYTES)
    body: bytes | None = getattr(request, "_amiabil_body", None)
    if body is None:
        body = request.read(MOST_BYTES + 1)
        request._amiabil_body = body  # type: ignore[attr-defined]  # read once, asked for twice
    if len(body) > MOST_BYTES:
        raise TooLarge(max=MOST_BYTES)
    return body


def json_body(request: HttpRequest) -> Any:
    """The JSON of a body. Raises ``NotReadable``, ``WrongMediaType`` and ``TooLarge``."""
    return parsed(raw_body(request, JSON))


def parsed(text: bytes) -> Any:
    """The JSON these bytes hold. Raises ``NotReadable``."""
    try:
        return json.loads(text.decode("utf-8"), parse_constant=_no_constant)
    except ValueError as error:
        raise NotReadable(**_place(error)) from None
    except RecursionError:
        raise NotReadable() from None


def read(request: HttpRequest, field: Field[T]) -> T:
    """The typed body. Raises as ``json_body``, and ``InvalidFields`` with everything that is wrong."""
    problems: Problems = []
    value = field.read(json_body(request), "", problems)
    if value is None or problems:
        raise InvalidFields(tuple(problems))
    return value


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _place(error: ValueError) -> dict[str, int]:
    if isinstance(error, json.JSONDecodeError):
        return {"line": error.lineno, "column": error.colno}
    return {}
