"""What else is open about the same is told to whoever writes and to whoever answers; and the way to a dispute."""

from __future__ import annotations

import pytest

from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.records import ticket_neighbours, tickets
from amiabil.records.models import Conversation, Message
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import links, main
from tests.desks.stories import browser, opened
from tests.factories import World, later, make_buyer, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


def asked(viewer: Viewer, topic: str = "delivery", order: str = "4101") -> TicketFile:
    return open_ticket(
        viewer, Asked(new_id(), topic, "Where is it?", "The courier is silent.", later(days=2), order)
    )


def test_the_form_names_what_is_open_about_the_order(world: World) -> None:
    own, file = browser(world.buyer), asked(world.buyer)
    dispute = opened(world)
    page = own.get("/en/tickets/new/delivery?order=4101")
    assert {f"/en/tickets/{file.reference}", f"/en/disputes/{dispute}"} <= links(page)
    assert f"/en/disputes/{dispute}" not in links(own.get("/en/tickets/new/delivery"))
    assert links(browser(make_buyer("other")).get("/en/tickets/new/delivery?order=4101")).isdisjoint(
        {f"/en/disputes/{dispute}", f"/en/tickets/{file.reference}"}
    )


def test_an_agent_sees_it_beside_the_request_and_can_merge(world: World, raluca: Viewer) -> None:
    first, second = asked(world.buyer), asked(world.buyer, "payment")
    asked(world.seller, "account", "")
    elsewhere = asked(make_buyer("other"), "account", "")
    page = browser(raluca).get(f"/desk/agent/tickets/{first.reference}")
    assert f"/desk/agent/tickets/{first.reference}/merge?other={second.reference}" in links(page)
    found = ticket_neighbours.similar(raluca, tickets.file_of(raluca, first.reference))
    assert [one.reference for one in found] == [second.reference]
    assert ticket_neighbours.similar(raluca, tickets.file_of(raluca, elsewhere.reference)) == ()
    write(
        raluca,
        second.reference,
        Written(new_id(), "Done", later(days=3), changes={"status": TicketStatus.SOLVED}),
    )
    assert ticket_neighbours.similar(raluca, tickets.file_of(raluca, first.reference)) == ()


def test_the_customer_is_shown_the_way_to_a_dispute_once(world: World, raluca: Viewer) -> None:
    file, desk = asked(world.buyer), browser(raluca)
    here = f"/desk/agent/tickets/{file.reference}"
    assert "Show the way to a dispute" in main(desk.get(here))
    id = str(new_id())
    for _ in range(2):
        assert desk.post(f"{here}/dispute", {"message_id": id}).status_code == 302
    said = Message.objects.get(case_id=file.case_id, author_role="agent")
    assert "/orders/4101/dispute" in said.text
    assert "/en/orders/4101/dispute" in links(browser(world.buyer).get(f"/en/tickets/{file.reference}"))


def test_where_one_is_open_it_is_named_instead(world: World, raluca: Viewer) -> None:
    file, desk, dispute = asked(world.buyer), browser(raluca), opened(world)
    here = f"/desk/agent/tickets/{file.reference}"
    page = desk.get(here)
    assert "Show the way to a dispute" not in main(page)
    assert f"/desk/agent/cases/{dispute}" in links(page)
    assert "one is open already" in main(desk.post(f"{here}/dispute", follow=True))
    assert not Message.objects.filter(case_id=file.case_id, author_role="agent").exists()
    assert f"/en/disputes/{dispute}" in links(browser(world.buyer).get(f"/en/tickets/{file.reference}"))
    assert Conversation.objects.filter(kind="dispute").count() == 1


def test_without_an_order_or_for_a_shop_there_is_no_such_way(world: World, raluca: Viewer) -> None:
    desk = browser(raluca)
    for file in (asked(world.buyer, "account", ""), asked(world.seller, "account", "")):
        here = f"/desk/agent/tickets/{file.reference}"
        assert "Show the way to a dispute" not in main(desk.get(here))
        desk.post(f"{here}/dispute")
        assert Message.objects.filter(case_id=file.case_id).count() == 1
