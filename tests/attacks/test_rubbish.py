"""Rubbish at every door, from somebody who may enter: it is refused, and nothing falls over (S18, S20)."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from pytest_django import Settings

from amiabil.records import rates
from tests.attacks.callers import Caller, client_of, make_callers
from tests.attacks.doors import API, DOORS, Door
from tests.attacks.objects import OBJECTS
from tests.attacks.routes import LANGUAGE

pytestmark = pytest.mark.django_db

Request = tuple[str, dict[str, Any]]

TEXTS = ("a\0b", "'\">{0}%s--", "9" * 30, "²", "x" * 3000, "\r\nX: y\u202e")
VALUES: tuple[Any, ...] = (None, True, 2**70, 1e300, "\0", "\ud800", [], {"\0": {"\ud800": 1}})
RAW = (
    b"{",
    b"\xff",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b"1e400",
    b'{"\\u0000": 1, "\\ud800": 1}',
    b"9" * 6000,
)
IN_QUERIES = (
    "show",
    "line",
    "reason",
    "step",
    "order",
    "state",
    "limit",
    "a",
    "b",
    "all",
    "from",
    "reference",
    "next",
    *("q", "view", "author", "cause", "topic", "status", "tag", "assignee", "requester", "into", "other"),
)
IN_FORMS = (
    *(
        "next",
        "text",
        "version",
        "key",
        "draft",
        "audience",
        "message_id",
        "amount",
        "remedy",
        "by",
        "day",
        "email",
    ),
    *(
        "language",
        "zone",
        "theme",
        "mediator",
        "ref",
        "revision",
        "what",
        "ground",
        "ask",
        "case",
        "role",
        "kind",
    ),
    *(
        "token",
        "do",
        "proposal",
        "grounds",
        "rule",
        "files-other",
        "username",
        "password",
        "code",
        "step",
        "reason",
    ),
    *("ticket", "into", "name", "column", "shared", "minutes", "line", "subject", "address", "picked"),
    *("rating", "comment", "set_team", "set_assignee", "add_tags", "seen", "topic", "team", "tags"),
)


def _cursor(*place: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


EARLY = "0001-01-01T00:00:00+23:59"
CURSORS = (
    *(
        _cursor(*place)
        for value in ("\0", "\ud800", 2**63, None)
        for place in ((value,), (value, value), (0, value), (EARLY, value))
    ),
)


def _pick(door: Door) -> Caller:
    return Caller.BUYER if len(door.open_to) == len(Caller) else sorted(door.open_to)[0]


def _path(door: Door, places: Any) -> str:
    route = door.route.replace(LANGUAGE, "ro/")
    return "/" + re.sub(r"<(\w+)>", lambda match: quote(places[match.group(1)], safe=""), route)


def _requests(door: Door, places: Any) -> Iterator[Request]:
    """Every request that is tried at a door."""
    path = _path(door, places)
    for text in TEXTS:
        yield from ((_path(door, {**places, name: text}), {}) for name in places)
        yield f"{path}?" + "&".join(f"{name}={quote(text)}" for name in IN_QUERIES), {}
    if door.method == "GET":
        yield f"{path}?after=AAAA", {}
    elif door.area is API or door.json:
        yield from _documents(path, door.data if isinstance(door.data, dict) else {})
    else:
        known = dict(door.data) if isinstance(door.data, dict) else {}
        for text in TEXTS:
            yield path, {"data": dict.fromkeys(IN_FORMS, text)}
            yield path, {"data": {**dict.fromkeys(IN_FORMS, text), **known}}


def _documents(path: str, known: dict[str, Any]) -> Iterator[Request]:
    for number, raw in enumerate(RAW):
        yield path, _json(raw, key=f"raw {number}")
    for number, value in enumerate(VALUES):
        names = (*known, "text", "units", "evidence")
        everywhere = dict.fromkeys(names, value), {**known, **dict.fromkeys(("text", "units"), value)}
        of_a_command = {"as": "buyer", "arguments": dict.fromkeys(("amount", "text", "day"), value)}
        for place, given in enumerate((*everywhere, of_a_command)):
            yield path, _json(json.dumps(given).encode(), key=f"{number} {place}")


def _json(raw: bytes, *, key: str) -> dict[str, Any]:
    return {"data": raw, "content_type": "application/json", "headers": {"idempotency-key": key}}


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_rubbish_is_refused(door: Door, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.AMIABIL_FILES_HOST = "files.example"
    monkeypatch.setattr(rates, "count", lambda *_, **__: None)
    world = make_callers()
    places = OBJECTS[door.about](world).own if door.about else {}
    client = client_of(_pick(door), world, scope=door.scope)

    def ask(path: str, extra: dict[str, Any]) -> int:
        with transaction.atomic():  # what falls over is raised here, and fails the test with its trace
            answer = getattr(client, door.method.lower())(path, **extra)
            for _ in answer.streaming_content if answer.streaming else ():
                pass
            transaction.set_rollback(True)
        assert answer.status_code < 500 or answer.status_code in door.status, (path, extra)
        return int(answer.status_code)

    told = [ask(path, extra) for path, extra in _requests(door, places)]
    if door.method == "GET" and told[-1] == 422:  # a list, since it has read the cursor
        for cursor in CURSORS:
            ask(f"{_path(door, places)}?after={quote(cursor)}", {})
