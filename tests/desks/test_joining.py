"""An agent joins two disputes of an order: what follows is shown first, then both sides are led to the one left."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pytest_django import DjangoAssertNumQueries

from amiabil.actions.joining import join_cases
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Command, Role
from amiabil.records import clock
from amiabil.records.models import Event
from tests.actions.cases import opened, row, step
from tests.actions.test_joining import TWO_LAMPS, lamp, pair, request
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(days=1))
    return make_world(lines=({**TWO_LAMPS[0], "quantity": 3},), shipping=0)


@pytest.fixture
def agent() -> Viewer:
    return make_staff("ada", Role.AGENT)


def join_page(reference: str) -> str:
    return f"/desk/agent/cases/{reference}/join"


def fields(page: object) -> Mapping[str, str]:
    return {name: hidden(page, name) for name in ("key", "version", "other_version", "other")}


def test_the_case_leads_to_the_act_only_where_there_is_another(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    ada = browser(agent)
    assert join_page(first) in links(ada.get(f"/desk/agent/cases/{first}"))
    step(world.seller, second, Command.ACCEPT_REQUEST, later(hours=2))
    assert join_page(first) not in links(ada.get(f"/desk/agent/cases/{first}"))
    answer = ada.get(join_page(first))
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/agent/cases/{first}")


def test_what_follows_is_shown_before_and_nothing_is_done(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    text = main(browser(agent).get(join_page(second)))
    assert f"{first} goes on, {second} ends" in text
    assert "It is about 2 items, and 400.00 lei are kept for it" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "This cannot be taken back" in text
    assert not Event.objects.filter(type="dispute.merge").exists()


def test_with_several_others_one_is_chosen_first(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    third = opened(world, lamp())
    ada = browser(agent)
    page = ada.get(join_page(first))
    assert second in main(page)
    assert third in main(page)
    assert 'method="post"' not in page.content.decode().split("<main", 1)[1]
    chosen = ada.get(join_page(first), {"other": third})
    assert f"{first} goes on, {third} ends" in main(chosen)


@pytest.mark.parametrize("turned", [False, True])
def test_joining_leads_to_the_case_that_goes_on(world: World, agent: Viewer, turned: bool) -> None:
    first, second = pair(world)
    here = second if turned else first
    ada = browser(agent)
    sent = {**fields(ada.get(join_page(here))), "text": "Același colet."}
    answer = ada.post(join_page(here), sent)
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/agent/cases/{first}")
    again = ada.post(join_page(here), sent)
    assert again.status_code == 302
    assert Event.objects.filter(type="dispute.merge").count() == 1
    assert row(second).outcome == "merged_duplicate"
    assert all(one.broken is None for reference in (first, second) for one in verify(reference))


def test_a_reason_is_needed(world: World, agent: Viewer) -> None:
    first, _ = pair(world)
    ada = browser(agent)
    answer = ada.post(join_page(first), {**fields(ada.get(join_page(first))), "text": " "})
    assert answer.status_code == 422
    assert 'id="error-text"' in answer.content.decode()
    assert not Event.objects.filter(type="dispute.merge").exists()


def test_a_case_that_has_moved_on_meanwhile_is_not_joined(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    ada = browser(agent)
    sent = {**fields(ada.get(join_page(first))), "text": "Același colet."}
    step(
        world.seller, second, Command.REJECT_REQUEST, later(hours=2), reason="packaging", text="Bine ambalat"
    )
    answer = ada.post(join_page(first), sent)
    assert answer.status_code == 422
    assert "changed in the meantime" in main(answer)
    assert row(second).state == "negotiating"


def test_what_stands_against_it_is_said(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    step(world.seller, second, Command.PROPOSE, later(hours=2), remedy="refund_keep", amount="10.00")
    page = browser(agent).get(join_page(first))
    assert "An offer still waits for an answer" in main(page)


@pytest.mark.parametrize("role", [Role.MEDIATOR, Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR])
def test_the_page_is_the_agents(world: World, role: Role) -> None:
    first, second = pair(world)
    other = browser(make_staff("other", role))
    assert other.get(join_page(first)).status_code == 403
    assert other.post(join_page(first), {"other": second, "text": "x"}).status_code == 403
    assert row(second).state == "awaiting_seller"


def test_both_sides_see_one_clear_line_and_the_way(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    join_cases(agent, first, request(second))
    for viewer, folder in ((world.buyer, "/en/disputes"), (world.seller, "/en/seller/disputes")):
        reader = browser(viewer)
        old = reader.get(f"{folder}/{second}")
        assert f"This dispute goes on as {first}" in main(old)
        assert "Același colet." in main(old)
        assert f"{folder}/{first}" in links(old)
        new = reader.get(f"{folder}/{first}")
        assert "Joined with this dispute" in main(new)
        assert f"{folder}/{second}" in links(new)


def test_nobody_writes_into_the_case_that_ended(world: World, agent: Viewer) -> None:
    first, second = pair(world)
    join_cases(agent, first, request(second))
    ana = browser(world.buyer)
    assert 'name="text"' not in ana.get(f"/en/disputes/{second}").content.decode()
    assert ana.post(f"/en/disputes/{second}/messages", {"text": "Mai e cineva?"}).status_code == 409


def test_the_pages_cost_few_statements(
    world: World, agent: Viewer, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first, second = pair(world)
    ada = browser(agent)
    ada.get(join_page(first))
    with django_assert_max_num_queries(14):
        ada.get(join_page(first))
    join_cases(agent, first, request(second))
    ana = browser(world.buyer)
    ana.get(f"/en/disputes/{second}")
    with django_assert_max_num_queries(9):
        ana.get(f"/en/disputes/{second}")
