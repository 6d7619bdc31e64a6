"""Every tool of the assistant with two people: an id that is another person's is told like one that does not exist, and
whatever is asked, nothing is written without a click."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amiabil.actions import assistant_tools as tools
from amiabil.actions.assistant_wishes import Proposal, propose
from amiabil.actions.tickets import Asked, open_ticket
from amiabil.domain.access import NOBODY, Viewer
from amiabil.domain.assistant.tool_table import TOOLS, Risk, UnknownTool
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock
from amiabil.records.models import AssistantWish, Dispute, DisputeDraft, Message, Ticket
from tests.factories import World, make_buyer, make_order, make_shop, make_world
from tests.jobs.cases import opened

pytestmark = pytest.mark.django_db

IDS = ("order_id", "dispute_id", "ticket_id")


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def known(world: World) -> dict[str, str]:
    """One order, dispute and request of the first person."""
    dispute = opened(world)
    asked = Asked(uuid4(), "other", "An invoice", "Please", clock.now())
    ticket = open_ticket(world.buyer, asked)
    return {"order_id": world.order_ref, "dispute_id": dispute, "ticket_id": ticket.reference}


@pytest.fixture
def other() -> Viewer:
    viewer = make_buyer("dan")
    make_order(viewer, make_shop("alta"), "9901")
    return viewer


UNKNOWN = {"order_id": "0000", "dispute_id": "D-0000-0000", "ticket_id": "T-0000-0000"}
REST = {
    "query": "refund",
    "key": "evidence",
    "reason": "nc_damaged",
    "category": "other",
    "subject": "S",
    "text": "T",
    "place": "https://x.example/1",
    "description": "D",
    "outcome": "replacement",
}


def told(viewer: Viewer, name: str, ids: dict[str, str]) -> str:
    """What a tool answers, as far as it can differ; refusals by code and facts."""
    tool = TOOLS[name]
    arguments = {key: {**REST, **ids}[key] for key in tool.arguments if key in {**REST, **ids}}
    try:
        if tool.risk is Risk.READ:
            return repr(tools.read(viewer, name, arguments, at=clock.now()))
        if tool.risk is Risk.DRAFT:
            return repr(tools.draft_dispute(viewer, arguments, at=clock.now()))
        return repr(propose(viewer, Proposal(uuid4(), name, arguments, uuid4()), at=clock.now()).tool)
    except AmiabilError as refusal:
        return f"{refusal.code} {refusal.facts}"


def rows() -> tuple[int, ...]:
    return tuple(one.objects.count() for one in (Ticket, Dispute, DisputeDraft, Message, AssistantWish))


@pytest.mark.parametrize("name", [one.name for one in TOOLS.values() if set(one.arguments) & set(IDS)])
def test_a_foreign_id_is_like_an_unknown_one(
    name: str, world: World, known: dict[str, str], other: Viewer
) -> None:
    before = rows()
    assert told(other, name, known) == told(other, name, UNKNOWN)
    assert told(NOBODY, name, known) == told(NOBODY, name, UNKNOWN)
    assert rows() == before


@pytest.mark.parametrize("name", ["list_orders", "list_disputes", "list_tickets", "list_refunds"])
def test_lists_hold_what_is_ones_own(name: str, world: World, known: dict[str, str], other: Viewer) -> None:
    for mine in known.values():
        assert mine not in told(other, name, {})
        assert mine not in told(NOBODY, name, {})


def test_no_tool_names_a_person() -> None:
    told_of = {key for tool in TOOLS.values() for key in tool.arguments}
    assert not {
        key for key in told_of if "user" in key or "customer" in key or "person" in key or "buyer" in key
    }


@pytest.mark.parametrize("name", [one.name for one in TOOLS.values() if one.risk is Risk.WRITE])
def test_preparing_an_act_writes_nothing(name: str, world: World, known: dict[str, str]) -> None:
    before = rows()
    told(world.buyer, name, known)
    assert rows() == before
    with pytest.raises(UnknownTool):
        tools.read(world.buyer, name, dict.fromkeys(TOOLS[name].needed, "x"), at=clock.now())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(TOOLS)) | st.text(max_size=20),
    arguments=st.dictionaries(
        st.sampled_from([*IDS, *REST]),
        st.sampled_from(["4101", "D-0000-0000", "", "x", "é" * 5000]),
        max_size=5,
    ),
)
def test_whatever_a_tool_is_told_only_the_own_comes_back(
    name: str, arguments: dict[str, str], world: World, other: Viewer
) -> None:
    """The second person is told of nothing of the first one's, whichever tool with whichever arguments."""
    try:
        found: Any = tools.read(other, name, arguments, at=clock.now())
    except (UnknownTool, NotFound):
        return
    if name not in {"search_help", "get_article"}:
        assert str(world.order_id) not in repr(found)
        assert "ref='4101'" not in repr(found)
