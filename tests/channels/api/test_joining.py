"""Two disputes are joined through the API, by a system that knows they are one matter."""

from __future__ import annotations

import pytest

from amiabil.actions.verify import verify
from amiabil.domain.terms import Command
from amiabil.records import clock
from amiabil.records.models import Event
from tests.actions.cases import row, step
from tests.actions.test_joining import TWO_LAMPS, pair
from tests.channels.api.client import Program, make_key
from tests.factories import World, later, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(days=1))
    return make_world(lines=TWO_LAMPS, shipping=0)


def shop() -> Program:
    return Program(make_key("cases:read", "cases:write"))


@pytest.mark.parametrize("turned", [False, True])
def test_the_answer_is_the_dispute_that_goes_on(world: World, turned: bool) -> None:
    first, second = pair(world)
    named, other = (second, first) if turned else (first, second)
    sent = {"other": other, "text": "Același colet.", "expected_version": 1, "other_version": 1}
    program = shop()
    answer = program.post(f"/disputes/{named}/merge", sent, Idempotency_Key="join-1")
    assert answer.status == 200
    assert (answer.json["reference"], answer.json["merged_from"]) == (first, [second])
    assert answer.json["units"] == {"L1": 2}
    ended = program.get(f"/disputes/{second}").json
    assert (ended["outcome"], ended["merged_into"], ended["messages_open"]) == (
        "merged_duplicate",
        first,
        False,
    )
    event = Event.objects.get(type="dispute.merge")
    assert (event.actor_role, event.actor_ref) == ("system", "key:shop")
    again = program.post(f"/disputes/{named}/merge", sent, Idempotency_Key="join-1")
    assert (again.status, Event.objects.filter(type="dispute.merge").count()) == (200, 1)
    assert all(one.broken is None for reference in (first, second) for one in verify(reference))


def test_a_stale_version_of_either_is_a_conflict(world: World) -> None:
    first, second = pair(world)
    step(
        world.seller, second, Command.REJECT_REQUEST, later(hours=1), reason="packaging", text="Bine ambalat"
    )
    program = shop()
    for number, versions in enumerate(({"expected_version": 4}, {"other_version": 1})):
        sent = {"other": second, **versions}
        answer = program.post(f"/disputes/{first}/merge", sent, Idempotency_Key=f"join-{number}")
        assert (answer.status, answer.json["code"]) == (409, "stale_version")


def test_a_key_without_the_scope_joins_nothing(world: World) -> None:
    first, second = pair(world)
    reader = Program(make_key("cases:read", name="reader"))
    answer = reader.post(f"/disputes/{first}/merge", {"other": second}, Idempotency_Key="join-1")
    assert (answer.status, answer.json["code"]) == (403, "scope_missing")
    assert row(second).state == "awaiting_seller"


def test_what_is_not_one_matter_is_refused_with_the_reason(world: World) -> None:
    first, _ = pair(world)
    answer = shop().post(f"/disputes/{first}/merge", {"other": first}, Idempotency_Key="join-1")
    assert (answer.status, answer.code, answer.json["facts"]["why"]) == (409, "not_joinable", "same_case")
