"""Requests as a table by plain forms: narrowed by the address, kept as a list, put in order, changed together."""

from __future__ import annotations

import re

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.desks.agent import queue, table
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.views import Narrowing, read
from amiabil.domain.terms import Role
from amiabil.records import ticket_lists, ticket_views, tickets
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser
from tests.factories import World, later, make_staff

pytestmark = pytest.mark.django_db

TABLE = "/desk/agent/tickets/table"


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


def asked(world: World, subject: str = "Where is it?", **more: str) -> TicketFile:
    given = {"topic": "account", "text": "Silence.", **more}
    return open_ticket(world.buyer, Asked(new_id(), subject=subject, received_at=later(days=2), **given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Alpha", "Beta"}),
        ("?view=mine", {"Beta"}),
        ("?view=nobody", {"Alpha"}),
        ("?status=waiting_for_customer", {"Beta"}),
        ("?order=4101", {"Alpha"}),
        ("?requester=buyer-4101", {"Alpha", "Beta"}),
        ("?requester=buyer-4101@EXAMPLE.org&order=4101", {"Alpha"}),
        ("?requester=shop-4101", set()),
        ("?tag=vip&assignee=raluca&channel=web&language=ro", {"Beta"}),
        ("?view=ended", {"Gamma"}),
        ("?ended=1&sort=newest", {"Alpha", "Beta", "Gamma"}),
        ("?due=soon&sort=oldest", {"Alpha"}),
        ("?due=overdue", set()),
        ("?view=nowhere&status=sleeping&sort=1", {"Alpha", "Beta"}),
    ],
)
def test_the_address_narrows_the_table(world: World, raluca: Viewer, query: str, found: set[str]) -> None:
    asked(world, "Alpha", topic="delivery", order_ref="4101")
    second, third = asked(world, "Beta"), asked(world, "Gamma")
    for file, changes in (
        (second, {"tags": ("vip",)}),
        (third, {"status": TicketStatus.SOLVED}),
    ):
        write(raluca, file.reference, Written(new_id(), "Hello", later(days=3), changes=changes))
    page = main(browser(raluca).get(TABLE + query))
    assert {name for name in ("Alpha", "Beta", "Gamma") if name in page} == found


def test_several_are_changed_by_one_form_and_back(world: World, raluca: Viewer) -> None:
    one, two, other = asked(world), asked(world), asked(world)
    desk = browser(raluca)
    key = hidden(desk.get(TABLE), "key")
    data = {
        "key": key,
        "ticket": [one.reference, two.reference],
        "set_priority": "high",
        "set_assignee": "raluca",
    }
    answer = desk.post("/desk/agent/tickets/together", data)
    assert desk.post("/desk/agent/tickets/together", data).headers["Location"] == answer.headers["Location"]
    page = desk.get(answer.headers["Location"])
    assert "2 requests were changed" in main(page)
    assert {tickets.file_of(raluca, file.reference).ticket.priority for file in (one, two)} == {Priority.HIGH}
    assert tickets.file_of(raluca, other.reference).ticket.priority is Priority.NORMAL
    back = desk.post(answer.headers["Location"] + "/undo", follow=True)
    assert "as it was before" in main(back)
    assert tickets.file_of(raluca, one.reference).ticket.assignee == ""


def test_all_of_a_list_are_changed(world: World, raluca: Viewer) -> None:
    files = [asked(world) for _ in range(3)]
    desk = browser(raluca)
    data = {"key": hidden(desk.get(TABLE), "key"), "all": "1", "add_tags": "Storm, late"}
    desk.post("/desk/agent/tickets/together?view=new", data)
    assert {tickets.file_of(raluca, file.reference).ticket.tags for file in files} == {("late", "storm")}


def test_a_form_that_asks_nothing_says_so(world: World, raluca: Viewer) -> None:
    asked(world)
    answer = browser(raluca).post("/desk/agent/tickets/together", {"text": "Hello"})
    assert answer.status_code == 422
    assert "Choose at least one request." in main(answer)
    assert "Hello" in main(answer)


def test_a_list_is_kept_shared_ordered_and_removed(world: World, raluca: Viewer) -> None:
    radu, desk = make_staff("radu", Role.AGENT), browser(raluca)
    id = str(new_id())
    data = {
        "id": id,
        "name": " Late  ones ",
        "due": "overdue",
        "requester": "x@example.org",
        "column": ["tags", "x"],
    }
    answer = desk.post("/desk/agent/tickets/lists", data)
    assert answer.headers["Location"] == f"{TABLE}?view={id}"
    (kept,) = ticket_views.of(raluca).saved
    assert (kept.name, kept.columns, kept.shows.requester) == ("Late ones", ("tags",), "")
    assert not ticket_views.of(radu).saved
    desk.post("/desk/agent/tickets/lists", {**data, "shared": "all"})
    assert [one.mine for one in ticket_views.of(radu).saved] == [False]
    others = browser(radu)
    assert others.post("/desk/agent/tickets/lists", {**data, "name": "Mine now"}).status_code == 404
    others.post(f"/desk/agent/tickets/lists/{id}/remove")
    shown = re.findall(
        r'<li draggable="true"><input type="hidden" name="key" value="([^"]+)"',
        desk.get(TABLE).content.decode(),
    )
    assert shown[0] == "open"
    assert shown[-1] == id
    desk.post("/desk/agent/tickets/lists/order", {"key": shown, "up": id})
    assert ticket_views.of(raluca).order[-2:] == (id, shown[-2])
    desk.post("/desk/agent/tickets/lists/order", {"key": ["mine", "nonsense"]})
    assert ticket_views.of(raluca).order[:2] == ("mine", "open")
    desk.post(f"/desk/agent/tickets/lists/{id}/remove")
    assert not ticket_views.of(raluca).saved


def test_lists_say_how_many_they_hold_and_stop_counting(
    world: World,
    raluca: Viewer,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        asked(world)
    with django_assert_num_queries(1):
        assert ticket_lists.counts(raluca, [Narrowing(), Narrowing(assignee="me"), Narrowing(team="x")]) == [
            3,
            0,
            0,
        ]
    monkeypatch.setattr(ticket_lists, "MOST_COUNTED", 2)
    assert ticket_lists.counts(raluca, [Narrowing()]) == [2]
    desk = browser(raluca)
    assert "Still open (2)" in main(desk.get(TABLE))
    assert TABLE in links(desk.get("/desk/agent/tickets/"))


@pytest.mark.parametrize("home", [TABLE, "/desk/agent/tickets/"])
def test_the_pages_of_a_list_lead_to_one_another(
    world: World, raluca: Viewer, home: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (table, queue):
        monkeypatch.setattr(module, "SIZE", 2)
    made = {asked(world).reference for _ in range(5)}
    desk, url, shown = browser(raluca), f"{home}?topic=account", set[str]()
    for _ in range(3):
        answer = desk.get(url)
        page = answer.content.decode()
        shown |= {one for one in made if one in page}
        (url,) = [one for one in links(answer) if one.startswith(f"{home}?") and "after=" in one] or [""]
        assert not url or "topic=account" in url
    assert (shown, url) == (made, "")
    refused = desk.post("/desk/agent/tickets/lists", {"name": " "})
    assert refused.status_code == 422


@pytest.mark.parametrize("sort", ["", "newest", "oldest"])
def test_a_list_is_read_page_by_page_with_one_statement_each(
    world: World, raluca: Viewer, sort: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    made = {asked(world).reference for _ in range(5)}
    seen, after = list[str](), None
    for _ in range(3):
        with django_assert_num_queries(1):
            page = ticket_lists.tickets(raluca, read({"sort": sort}), limit=2, after=after)
        seen += [one.reference for one in page.items]
        after = page.next
    assert (len(seen), set(seen), after) == (5, made, None)
