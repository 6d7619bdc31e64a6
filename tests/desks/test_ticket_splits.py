"""Splitting at the agent's desk, what the customer reads of it."""

from __future__ import annotations

import pytest
from django.test import Client

from amiabil.actions.tickets import Asked, Written, open_ticket, write
from amiabil.domain.access import Viewer
from amiabil.records.models import Conversation, Customer, Message
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser
from tests.factories import World, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(world: World) -> TicketFile:
    first = Asked(new_id(), "account", "Two things", "My parcel is late.", later(days=2))
    made = open_ticket(world.buyer, first)
    return write(
        world.buyer, made.reference, Written(new_id(), "And where is\nmy invoice?", later(days=2, hours=1))
    )


def sent(desk: Client, here: str, **more: object) -> dict[str, object]:
    said = Message.objects.get(text="And where is\nmy invoice?")
    return {
        "id": hidden(desk.get(here), "id"),
        "picked": [str(said.id)],
        "subject": "Invoice",
        "topic": "payment",
        "text": "About your invoice:",
        **more,
    }


def test_an_agent_ticks_what_goes_on_by_itself(world: World, raluca: Viewer, source: TicketFile) -> None:
    desk, old = browser(raluca), f"/desk/agent/tickets/{source.reference}"
    here = f"{old}/split"
    assert here in links(desk.get(old))
    form = desk.get(here)
    assert "My parcel is late." in main(form) and "And where is my invoice?" in main(form)
    form_sent = sent(desk, here)
    answer = desk.post(here, form_sent)
    assert desk.post(here, form_sent).headers["Location"] == answer.headers["Location"]
    made = Conversation.objects.get(subject="Invoice")
    assert answer.headers["Location"] == f"/desk/agent/tickets/{made.reference}"
    (said,) = Message.objects.filter(case_id=made.id)
    beginning, quotation = said.text.split("\n\n")
    assert beginning == "About your invoice:"
    assert quotation.splitlines()[0].startswith(f"{world.buyer.name}, ")
    assert quotation.splitlines()[1:] == ["> And where is", "> my invoice?"]
    assert f"was made a request of its own: {made.reference}" in main(desk.get(old))
    own = browser(world.buyer)
    assert f"has a request of its own now: {made.reference}" in main(
        own.get(f"/en/tickets/{source.reference}")
    )
    page = main(own.get(f"/en/tickets/{made.reference}"))
    assert "About your invoice:" in page and f"received: {source.reference}" in page


def test_notes_are_not_offered(raluca: Viewer, source: TicketFile) -> None:
    desk, here = browser(raluca), f"/desk/agent/tickets/{source.reference}/split"
    note = Written(new_id(), "Between us", later(days=2, hours=2), note=True)
    write(raluca, source.reference, note)
    assert "Between us" not in main(desk.get(here))
    answer = desk.post(here, sent(desk, here, picked=[str(note.id)]))
    assert "Between us" not in Message.objects.exclude(id=note.id).latest("created_at").text
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"picked": []}, "Tick at least one message"),
        ({"subject": " "}, "Subject"),
        ({"topic": "nonsense"}, "Choose what it is about."),
        ({"text": "x" * 20_001}, "20,000"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    raluca: Viewer, source: TicketFile, more: dict[str, object], said: str
) -> None:
    desk, here = browser(raluca), f"/desk/agent/tickets/{source.reference}/split"
    answer = desk.post(here, sent(desk, here, **more))
    assert answer.status_code == 422
    assert said in main(answer)
    assert "About your invoice:" in answer.content.decode() or "text" in more
    assert Conversation.objects.filter(kind="ticket").count() == 1


def test_what_is_said_above_it_is_in_the_customers_language(raluca: Viewer, source: TicketFile) -> None:
    Customer.objects.filter(id=source.customer_id).update(language="ro")
    page = browser(raluca).get(f"/desk/agent/tickets/{source.reference}/split")
    assert "celelalte rămân în" in main(page)
