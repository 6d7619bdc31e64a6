"""Requests for help on the pages: asked by a customer, answered at the agent's desk, read again; by plain forms."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.terms import ShopRight
from amiabil.records import tickets
from amiabil.records.models import Message, Shop
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import hidden, leads, links, main
from tests.desks.stories import browser
from tests.factories import World, later, make_member

pytestmark = pytest.mark.django_db

NEW = "/en/tickets/new/delivery"


def asked(world: World, **more: Any) -> TicketFile:
    given = {
        "topic": "delivery",
        "subject": "Where is it?",
        "text": "The courier is silent.",
        "order_ref": "4101",
    }
    return open_ticket(world.buyer, Asked(new_id(), received_at=later(days=2), **{**given, **more}))


def sent(client: Client, **more: str) -> Any:
    """The form as a browser without scripts sends it."""
    key = hidden(client.get(NEW), "key")
    data = {
        "key": key,
        "order": "4101",
        "subject": "Where is it?",
        "text": "Silence.",
        "f-tracking": "RO1",
        **more,
    }
    return client.post(NEW, data)


# ---- whoever asks ----------------------------------------------------------------------------


def test_a_buyer_chooses_a_topic_and_asks(world: World) -> None:
    own = browser(world.buyer)
    assert NEW in links(own.get("/en/tickets/new"))
    answer = sent(own)
    (mine,) = tickets.my_tickets(world.buyer).items
    assert answer.headers["Location"] == f"/en/tickets/{mine.reference}"
    page = own.get(answer.headers["Location"])
    for words in (
        "Where is it?",
        "Silence.",
        "RO1",
        "We read your request and answer here and by mail",
        "4101",
    ):
        assert words in main(page)
    assert f"/en/tickets/{mine.reference}" in links(own.get("/en/tickets/"))


def test_a_second_click_asks_once(world: World) -> None:
    own = browser(world.buyer)
    data = {"key": hidden(own.get(NEW), "key"), "order": "4101", "subject": "Where?", "text": "Silence."}
    first, second = own.post(NEW, data), own.post(NEW, data)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(tickets.my_tickets(world.buyer).items) == 1


def test_everything_missing_is_told_at_once_and_nothing_typed_is_lost(world: World) -> None:
    answer = sent(browser(world.buyer), order="", subject=" ", **{"f-wanted_by": "tomorrow"})
    assert answer.status_code == 422
    for field in ("#field-order", "#field-subject", "#field-f-wanted_by"):
        assert field in links(answer)
    assert "#field-text" not in links(answer)
    assert ">Silence.</textarea>" in answer.content.decode()
    assert tickets.my_tickets(world.buyer).items == ()


def test_an_order_of_somebody_else_is_not_found(world: World) -> None:
    answer = sent(browser(world.buyer), order="9999")
    assert answer.status_code == 422
    assert "We cannot find this order among yours." in main(answer)


def test_who_has_written_about_it_is_led_there(world: World) -> None:
    file = asked(world)
    assert f"/en/tickets/{file.reference}" in links(browser(world.buyer).get(f"{NEW}?order=4101"))


def test_a_topic_nobody_knows_is_no_page(world: World) -> None:
    assert browser(world.buyer).get("/en/tickets/new/weather").status_code == 404


def test_a_member_without_the_right_asks_for_nothing_in_the_name_of_the_shop(world: World) -> None:
    bare = make_member(Shop.objects.get(id=world.shop_id), "bare", rights=())
    assert browser(bare).get("/en/tickets/new").status_code == 403
    asked_by_shop = open_ticket(world.seller, Asked(new_id(), "account", "Payout?", "When?", later(days=2)))
    page = browser(bare).get(f"/en/tickets/{asked_by_shop.reference}")
    assert "When?" in main(page)
    assert not any(link.endswith("/messages") for link in links(page))
    assert "/en/tickets/new" not in links(browser(bare).get("/en/tickets/"))
    full = make_member(Shop.objects.get(id=world.shop_id), "full", rights=(ShopRight.ANSWER,))
    assert browser(full).get("/en/tickets/new").status_code == 200


def test_the_answer_is_read_and_answered(world: World, raluca: Viewer) -> None:
    file = asked(world)
    write(raluca, file.reference, Written(new_id(), "Which street?", later(days=2, hours=1)))
    own, address = browser(world.buyer), f"/en/tickets/{file.reference}"
    assert "New answer" in main(own.get("/en/tickets/"))
    page = own.get(address)
    for words in ("Which street?", "Your answer is needed", "If you do not answer:"):
        assert words in main(page)
    assert "New answer" not in main(own.get("/en/tickets/"))
    own.post(f"{address}/messages", {"message_id": hidden(page, "message_id"), "text": "Lungă 1"})
    assert tickets.file_of(world.buyer, file.reference).ticket.status is TicketStatus.OPEN


def test_an_empty_message_is_refused_beside_the_box(world: World) -> None:
    file = asked(world)
    answer = browser(world.buyer).post(f"/en/tickets/{file.reference}/messages", {"text": "  "})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_closed_request_offers_a_new_one(world: World, raluca: Viewer) -> None:
    file = asked(world)
    written = Written(new_id(), "Done", later(days=2, hours=1), changes={"status": TicketStatus.CLOSED})
    write(raluca, file.reference, written)
    page = browser(world.buyer).get(f"/en/tickets/{file.reference}")
    assert "/en/tickets/new" in links(page)
    assert f"/en/tickets/{file.reference}/messages" not in links(page)


# ---- whoever answers ----------------------------------------------------------------------------


def test_an_agent_finds_answers_and_solves_it(world: World, raluca: Viewer) -> None:
    file, desk = asked(world), browser(raluca)
    address = f"/desk/agent/tickets/{file.reference}"
    assert address in links(desk.get("/desk/agent/tickets/"))
    page = desk.get(address)
    for words in ("The courier is silent.", "Ana Pop", "4101"):
        assert words in main(page)
    data = {"message_id": hidden(page, "message_id"), "text": "It arrives today.", "then": "solved"}
    answer = desk.post(f"{address}/messages", data)
    assert answer.headers["Location"] == "/desk/agent/tickets/"
    assert address not in leads(desk.get("/desk/agent/tickets/"))
    assert address in leads(desk.get("/desk/agent/tickets/?view=ended"))
    assert "We think that this is solved" in main(browser(world.buyer).get(f"/en/tickets/{file.reference}"))


def test_a_note_stays_among_the_staff(world: World, raluca: Viewer) -> None:
    file, desk = asked(world), browser(raluca)
    data = {"text": "Smells of fraud", "then": "solved", "note": "1"}
    desk.post(f"/desk/agent/tickets/{file.reference}/messages", data)
    assert "Smells of fraud" in main(desk.get(f"/desk/agent/tickets/{file.reference}"))
    assert "Smells of fraud" not in main(browser(world.buyer).get(f"/en/tickets/{file.reference}"))
    assert tickets.file_of(raluca, file.reference).ticket.status is TicketStatus.NEW


def test_what_is_set_is_kept_and_told_among_the_staff_alone(world: World, raluca: Viewer) -> None:
    file, desk = asked(world), browser(raluca)
    address = f"/desk/agent/tickets/{file.reference}"
    data = {
        "status": "name:with_carrier",
        "assignee": "staff:raluca",
        "priority": "urgent",
        "tags": "vip, Late",
    }
    desk.post(f"{address}/change", data)
    now = tickets.file_of(raluca, file.reference)
    assert (now.ticket.status, now.ticket.status_name) == (
        TicketStatus.WAITING_FOR_THIRD_PARTY,
        "with_carrier",
    )
    assert (now.assignee_id, now.ticket.priority) == (raluca.person_id, Priority.URGENT)
    assert now.ticket.tags == ("late", "vip")
    assert address in leads(desk.get("/desk/agent/tickets/?view=mine&priority=urgent"))
    assert address not in leads(desk.get("/desk/agent/tickets/?view=nobody"))
    page = desk.get(address).content.decode()
    assert "#note-pencil" in page
    theirs = main(browser(world.buyer).get(f"/en/tickets/{file.reference}"))
    assert "vip" not in theirs
    assert "Raluca M." in theirs, "staff are read under the name they have chosen for it"


def test_words_nobody_knows_change_nothing(world: World, raluca: Viewer) -> None:
    file = asked(world)
    data = {"status": "lost", "assignee": "staff:nobody", "priority": "most", "type": "x", "then": "?"}
    browser(raluca).post(f"/desk/agent/tickets/{file.reference}/change", data)
    now = tickets.file_of(raluca, file.reference).ticket
    was = file.ticket
    assert (now.status, now.priority, now.type, now.assignee) == (was.status, was.priority, was.type, "")


def test_the_page_leads_to_what_else_the_person_has_asked(world: World, raluca: Viewer) -> None:
    first, second = asked(world), asked(world, subject="Another")
    assert f"/desk/agent/tickets/{first.reference}" in links(
        browser(raluca).get(f"/desk/agent/tickets/{second.reference}")
    )


def test_a_double_click_answers_once(world: World, raluca: Viewer) -> None:
    file, desk = asked(world), browser(raluca)
    page = desk.get(f"/desk/agent/tickets/{file.reference}")
    data = {"message_id": hidden(page, "message_id"), "text": "Soon.", "then": "open"}
    for _ in range(2):
        desk.post(f"/desk/agent/tickets/{file.reference}/messages", data)
    assert Message.objects.filter(case_id=file.case_id, text="Soon.").count() == 1


def test_statements_of_the_pages(
    world: World, raluca: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """However many requests there are and however long their history."""
    file = asked(world)
    own, desk = browser(world.buyer), browser(raluca)
    for n in range(6):
        asked(world, subject=f"Another {n}")
        write(world.buyer, file.reference, Written(new_id(), f"More {n}", later(days=2, hours=n)))
    desk.get("/desk/agent/tickets/")
    with django_assert_num_queries(4):
        own.get("/en/tickets/")
    with django_assert_num_queries(7):
        own.get(f"/en/tickets/{file.reference}")
    page = f"/desk/agent/tickets/{file.reference}"
    with django_assert_num_queries(5):
        desk.get("/desk/agent/tickets/")
    desk.get(page)
    with django_assert_num_queries(14):  # one of them for everything beside the request, one for its links
        desk.get(page)
    with django_assert_num_queries(6):  # one of them for whether their complaints rest
        desk.get(f"/desk/agent/people/buyer/{world.buyer.person_id}")
