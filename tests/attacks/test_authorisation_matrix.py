"""Every door x every caller x own, foreign and missing objects (reliability.md, *Authorisation by matrix*; S1).

The rows are in ``doors.py``; which doors exist is read from the program, so that a new one without a row fails.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from amiabil.records.models import Event
from tests.attacks.callers import (
    BUYERS,
    CUSTOMERS,
    KEYS,
    OUTSIDERS,
    SELLERS,
    STAFF,
    Caller,
    World,
    client_of,
    make_callers,
)
from tests.attacks.doors import API, DESK, DOORS, PORTAL, PUBLIC, Door
from tests.attacks.objects import OBJECTS, Named
from tests.attacks.routes import LANGUAGE, METHODS, api_operations, routes

pytestmark = pytest.mark.django_db

HIDDEN, FORBIDDEN, UNKNOWN, ENTRANCE, ANSWERED = "404", "403", "401", "to sign-in", "answered"
IN_PLACE = "refused in place"
_OF_AREA = {PORTAL: CUSTOMERS, DESK: STAFF, API: KEYS}
_BESIDE_200 = {"GET": frozenset[int](), **dict.fromkeys(METHODS[1:], frozenset({400, 409, 415, 422}))}
_ONE_TIME = re.compile(rb'(csrfmiddlewaretoken" value=|nonce=|name="csrf-token" content=)"[^"]*"')


@pytest.fixture(autouse=True)
def files_elsewhere(settings: Settings) -> None:
    """A file is answered with its address on the host for files, so that the matrix needs no bytes."""
    settings.AMIABIL_FILES_HOST = "files.example"


@dataclass(frozen=True)
class Answer:
    """What came back, without what differs from one request to the next."""

    status: int
    body: bytes
    statements: int
    location: str
    events: int = 0


def _may_miss(door: Door) -> bool:
    """Whether the object can be missing: not where it is made by the request, nor where only a secret names it."""
    return door.area is not PUBLIC and door.about not in {"new order", "day"}


def test_every_door_has_a_row() -> None:
    assert set(routes()) == {door.route for door in DOORS}


def test_no_door_has_two_rows() -> None:
    rows = [(door.method, door.route) for door in DOORS]
    assert sorted(rows) == sorted(set(rows))


def test_every_operation_of_the_api_has_a_row() -> None:
    answer = Client().get("/api/v1/openapi.json")
    described = api_operations(answer.json()) if answer.status_code == 200 else []
    assert set(described) <= {(door.method, door.route) for door in DOORS}
    assert bool(described) == ("api/v1/openapi.json" in routes()), (
        "an API without a description cannot be checked"
    )


NOT_TAKEN_OVER = ("<lang>/tickets/", "<lang>/measures/")
"""What is between the platform and a shop's own people is not the administrator's."""


def expected(door: Door, caller: Caller) -> str:
    """What this caller is told at this door, by the rules of ``doors.py``."""
    if door.area is PUBLIC or caller in door.open_to:
        return ANSWERED
    if caller in door.in_place:
        return IN_PLACE
    if caller in door.hidden:
        return HIDDEN
    if caller not in _OF_AREA[door.area]:
        return ENTRANCE if door.area is DESK else UNKNOWN
    if caller is Caller.ADMINISTRATOR and door.route.startswith(NOT_TAKEN_OVER):
        return FORBIDDEN
    mates = BUYERS if caller in BUYERS else SELLERS
    if door.about and caller in OUTSIDERS and door.open_to & mates:
        return HIDDEN
    return FORBIDDEN


def knock(client: Client, door: Door, places: Any, *, method: str | None = None) -> Answer:
    """Send the request of this row; whatever it changes is undone."""
    path = "/" + re.sub(r"<(\w+)>", lambda m: places[m.group(1)], door.route.replace(LANGUAGE, "ro/"))
    extra: dict[str, Any] = {}
    sends = (method or door.method) != "GET"
    if sends and (door.area is API or door.json):
        extra = {"content_type": "application/json", "data": json.dumps(door.data)}
    elif (method or door.method) == "POST":
        extra = {"data": door.data}
    client.raise_request_exception = True
    with transaction.atomic():
        before = Event.objects.count()
        with CaptureQueriesContext(connection) as statements:
            answer = getattr(client, (method or door.method).lower())(path, **extra)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        events = Event.objects.count() - before
        transaction.set_rollback(True)
    body = _ONE_TIME.sub(b"", content).replace(path.encode(), b"(the address asked for)")
    return Answer(answer.status_code, body, len(statements), answer.get("Location", ""), events)


def told(door: Door, caller: Caller, answer: Answer) -> str:
    """What an answer says, in the words of ``expected``; the bare status when it is none of them."""
    if caller in door.in_place:
        refused = answer.status in {403, 422} and answer.events == 0
        return IN_PLACE if refused else f"{answer.status}, {answer.events} events"
    if door.status:
        return ANSWERED if answer.status in door.status else str(answer.status)
    if answer.status == 302 and answer.location.startswith("/desk/account/login/") and door.area is DESK:
        return ENTRANCE
    if answer.status < 400 or answer.status in _BESIDE_200[door.method]:
        return ANSWERED
    return str(answer.status)


def named(door: Door, world: World) -> Named:
    return OBJECTS[door.about](world) if door.about else Named({}, {})


@pytest.mark.parametrize("door", DOORS, ids=str)
def test_the_right_people_come_through(door: Door) -> None:
    world = make_callers()
    places = named(door, world)
    found = {}
    for caller in Caller:
        answer = knock(client_of(caller, world, scope=door.scope), door, places.own)
        found[str(caller)] = told(door, caller, answer)
    assert found == {str(caller): expected(door, caller) for caller in Caller}


@pytest.mark.parametrize("door", [door for door in DOORS if door.about], ids=str)
def test_foreign_and_missing_are_told_alike(door: Door) -> None:
    world = make_callers()
    places = named(door, world)
    for caller in Caller:
        if expected(door, caller) is HIDDEN:
            client = client_of(caller, world, scope=door.scope)
            knock(
                client, door, places.missing
            )  # fills caches, so that the first of the two is not the dearer
            foreign, missing = knock(client, door, places.own), knock(client, door, places.missing)
            assert (foreign.status, missing.status) == (404, 404), caller
            assert foreign == missing, caller


@pytest.mark.parametrize("door", [door for door in DOORS if door.about and _may_miss(door)], ids=str)
def test_who_may_see_the_object_is_told_when_it_is_missing(door: Door) -> None:
    world = make_callers()
    places = named(door, world)
    for caller in door.open_to & _OF_AREA[door.area]:
        answer = knock(client_of(caller, world, scope=door.scope), door, places.missing)
        assert answer.status == 404, caller


@pytest.mark.parametrize("route", sorted({door.route for door in DOORS}))
def test_a_method_without_a_row_is_not_answered(route: str) -> None:
    rows = [door for door in DOORS if door.route == route]
    world = make_callers()
    places = named(rows[0], world)
    known = next(caller for caller in Caller if expected(rows[0], caller) is ANSWERED)
    client = client_of(known, world, scope=rows[0].scope)
    for method in set(METHODS) - {door.method for door in rows}:
        answer = knock(client, rows[0], places.own, method=method)
        assert answer.status == 405, method
