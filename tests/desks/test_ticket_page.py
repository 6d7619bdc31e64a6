"""What the agent's pages of requests call people, where they lead, and what the menu counts."""

from __future__ import annotations

import re

import pytest

from amiabil.actions.side_conversations import SideAsked, ask_beside
from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.views import Narrowing
from amiabil.domain.terms import Role
from amiabil.records import ticket_lists, tickets
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import main
from tests.desks.stories import browser
from tests.factories import World, later, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def raluca() -> Viewer:
    return make_staff("raluca", Role.AGENT)


def asked(world: World) -> TicketFile:
    text = "My door code is 1234."
    return open_ticket(
        world.buyer, Asked(new_id(), "delivery", "Where?", text, later(days=2), world.order_ref)
    )


def page_of(file: TicketFile) -> str:
    return f"/desk/agent/tickets/{file.reference}"


def test_the_desk_begins_with_what_is_to_be_answered(raluca: Viewer) -> None:
    start = browser(raluca).get("/desk/agent/")
    assert (start.status_code, start["Location"]) == (302, "/desk/agent/tickets/")


def test_the_history_names_who_answers_as_colleagues_call_them(world: World, raluca: Viewer) -> None:
    make_staff("qx77", Role.AGENT)
    file, desk = asked(world), browser(raluca)
    desk.post(f"{page_of(file)}/change", {"assignee": "staff:qx77"})
    page = main(desk.get(page_of(file)))
    assert "Qx77" in page
    assert "answers: qx77" not in page


def test_whom_the_staff_asked_is_not_called_a_buyer(world: World, raluca: Viewer) -> None:
    question = SideAsked(new_id(), "Parcel 77", "Where is it?", later(days=2), "claims@carrier.example")
    file = ask_beside(raluca, asked(world).reference, question)
    contact = tickets.file_of(raluca, file.reference).contact
    assert contact is not None
    write(contact.viewer, file.reference, Written(new_id(), "In the depot.", later(days=2, hours=1)))
    page = main(browser(raluca).get(page_of(file)))
    assert "asked by our team" in page
    assert "buyer ·" not in page


def test_the_menu_counts_new_notices(world: World, raluca: Viewer) -> None:
    file, colleague = asked(world), make_staff("mihai", Role.AGENT)
    note = {"text": "@raluca please look", "note": "1", "message_id": str(new_id())}
    browser(colleague).post(f"{page_of(file)}/messages", note)
    desk = browser(raluca)
    assert "1 new notice" in desk.get("/desk/agent/mail/").content.decode()
    desk.post("/desk/agent/notices/")
    assert "1 new notice" not in desk.get("/desk/agent/mail/").content.decode()


def test_a_page_that_was_open_for_a_while_takes_back_nothing_a_colleague_has_set(
    world: World, raluca: Viewer
) -> None:
    colleague, file, desk = make_staff("qx77", Role.AGENT), asked(world), browser(raluca)
    stale = desk.get(page_of(file)).content.decode()
    shown = dict(re.findall(r'<input type="hidden" name="was-(\w+)" value="([^"]*)">', stale))
    assert shown["status"] == "new" and shown["assignee"] == ""
    meanwhile = {"status": "waiting_for_customer", "assignee": "staff:qx77", "tags": "carrier"}
    browser(colleague).post(f"{page_of(file)}/change", meanwhile)
    typed = {**shown, "priority": "low", **{f"was-{name}": value for name, value in shown.items()}}
    desk.post(f"{page_of(file)}/change", typed)
    now = tickets.file_of(raluca, file.reference).ticket
    assert now.priority is Priority.LOW, "what was changed in the form"
    assert (now.status, now.assignee) == (TicketStatus.WAITING_FOR_CUSTOMER, "staff:qx77")
    assert now.tags == ("carrier",)


def test_names_and_subjects_run_their_own_way_where_the_page_runs_another(
    world: World, raluca: Viewer
) -> None:
    """A subject that is cut keeps its beginning; the dot of an initial stays behind it."""
    page = browser(raluca).get(page_of(asked(world))).content.decode()
    row = page.split('class="conv main', 1)[1].split("</a>", 1)[0]
    assert '<p dir="auto">' in row
    assert '<bdi class="grow">Raluca' in page


def test_the_last_change_is_taken_back_with_one_button_and_only_by_whoever_made_it(
    world: World, raluca: Viewer
) -> None:
    colleague, file, desk = make_staff("qx77", Role.AGENT), asked(world), browser(raluca)
    other = browser(colleague)
    desk.post(f"{page_of(file)}/change", {"status": "solved", "assignee": "staff:qx77", "tags": "late"})
    assert 'id="act-undo"' in desk.get(page_of(file)).content.decode()
    assert 'id="act-undo"' not in other.get(page_of(file)).content.decode()
    desk.post(f"{page_of(file)}/change", {"undo": "1"})
    now = tickets.file_of(raluca, file.reference).ticket
    assert (now.status, now.assignee, now.tags) == (file.ticket.status, "", ())
    assert 'id="act-undo"' not in desk.get(page_of(file)).content.decode()
    version = tickets.file_of(raluca, file.reference).chain.version
    desk.post(f"{page_of(file)}/change", {"undo": "1"})
    assert tickets.file_of(raluca, file.reference).chain.version == version, "once"


def test_what_happened_since_is_not_taken_back_with_it(world: World, raluca: Viewer) -> None:
    colleague, file, desk = make_staff("qx77", Role.AGENT), asked(world), browser(raluca)
    desk.post(f"{page_of(file)}/change", {"priority": "low"})
    browser(colleague).post(f"{page_of(file)}/change", {"priority": "urgent"})
    assert 'id="act-undo"' not in desk.get(page_of(file)).content.decode()
    desk.post(f"{page_of(file)}/change", {"undo": "1"})
    assert tickets.file_of(raluca, file.reference).ticket.priority is Priority.URGENT


def test_a_list_of_the_staff_brings_no_documents(world: World, raluca: Viewer) -> None:
    """The word of a status of one's own comes by itself: no line is read whole for it."""
    file = asked(world)
    browser(raluca).post(f"{page_of(file)}/change", {"status": "name:with_carrier"})
    (one,) = ticket_lists.tickets(raluca, Narrowing()).items
    assert (one.status_name, one.body) == ("with_carrier", "")
    assert tickets.my_tickets(world.buyer).items[0].ticket.status_name == "with_carrier"
