"""The published state machine is the procedure that decides."""

from __future__ import annotations

import pytest

from amiabil.domain.disputes.procedure import PROCEDURE
from amiabil.domain.terms import Command, State
from tests.channels.api.client import Program, make_key

pytestmark = pytest.mark.django_db


def test_it_says_what_the_table_says() -> None:
    told = Program(make_key("cases:read")).get("/procedure")
    assert told.status == 200
    by_state = {one["name"]: one["commands"] for one in told.json["states"]}
    assert by_state.keys() == set(State)
    assert {
        (State(state), Command(command)): frozenset(roles)
        for state, commands in by_state.items()
        for command, roles in commands.items()
    } == dict(PROCEDURE)
    commands = {one["name"]: one for one in told.json["commands"]}
    assert commands["decide"]["as"] == []
    assert commands["accept_request"]["as"] == ["seller", "administrator"]
    assert commands["reject_request"]["takes_evidence"] is True
    assert "amount" in commands["propose"]["arguments"]["properties"]
    assert "return_ship" in told.json["timers"]


def test_it_needs_a_scope() -> None:
    assert Program(make_key("orders:write")).get("/procedure").code == "scope_missing"
