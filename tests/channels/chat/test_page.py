"""The chat as a page: a visitor and a signed-in customer talk, without JavaScript; each sees only their own."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from amiabil.actions import chat_desk, chats
from amiabil.actions.chats import Said
from amiabil.channels.chat.visitor import COOKIE, name_of
from amiabil.domain.access import COMMAND_LINE, Viewer
from amiabil.domain.support.cards import CardDate, ChoiceCard, ConfirmCard, Detail, LinkCard, OrderCard
from amiabil.domain.support.chat import ChatState
from amiabil.records import chats as records
from amiabil.records import clock, shifts
from amiabil.records.models import AddressCheck, Chat, Message, Ticket
from amiabil.records.shifts import ShiftState
from amiabil.ui import public_forms
from tests.channels.portal.visitor import signed_in
from tests.factories import World, make_buyer, make_world

pytestmark = pytest.mark.django_db

PAGE = "/en/help/chat"


@pytest.fixture(autouse=True)
def _fast_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public_forms, "LEAST", timedelta())


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def on_shift(raluca: Viewer) -> Viewer:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    return raluca


def begin(client: Client, text: str = "Unde e coletul?", **more: str) -> str:
    """The page after a chat was begun."""
    given = {"text": text, "key": str(uuid4()), "shown": public_forms.stamp(), **more}
    answer = client.post(PAGE, given)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(PAGE).content.decode()


def the_chat() -> records.ChatFile:
    return records.file_of(COMMAND_LINE, Chat.objects.get().case.reference)


def test_a_visitor_talks_with_an_agent_and_rates(client: Client, on_shift: Viewer) -> None:
    assert "Unde e coletul?" in begin(client, name="Ion")
    file = chat_desk.accept(on_shift, the_chat().reference, at=clock.now())
    chats.write(on_shift, file.reference, Said(uuid4(), "La curier.", clock.now()))
    page = client.get(PAGE).content.decode()
    assert "La curier." in page
    assert "Raluca M. has joined the chat" in page
    answer = client.post(f"{PAGE}/message", {"text": "Mulțumesc", "message_id": str(uuid4())})
    assert answer.status_code == 302
    assert client.post(f"{PAGE}/end").status_code == 302
    assert "How did we help?" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}/rating", {"rating": "good", "comment": "Repede"})
    assert the_chat().chat.rating == "good"
    said = client.get(f"{PAGE}/transcript")
    assert said["Content-Disposition"].startswith("attachment")
    assert "La curier." in said.content.decode()


def test_the_cookie_is_for_this_page_alone(client: Client, on_shift: Viewer) -> None:
    begin(client)
    morsel = client.cookies[name_of("en")]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["path"] == PAGE
    assert client.cookies[name_of("ro")]["path"] == "/ro/help/chat"
    kept = Chat.objects.get()
    assert bytes(kept.secret_hash) == records.hash_of(morsel.value)


def test_nobody_else_sees_a_visitors_chat(client: Client, on_shift: Viewer, world: World) -> None:
    begin(client)
    assert "Unde e coletul?" not in Client().get(PAGE).content.decode()
    other = signed_in(world.buyer)
    other.cookies[name_of("en")] = client.cookies[name_of("en")].value
    assert "Unde e coletul?" not in other.get(PAGE).content.decode()
    assert other.post(f"{PAGE}/message", {"text": "mine?"}).url == PAGE
    assert Message.objects.count() == 1
    for place in ("transcript", "token", "version", "typing"):
        assert Client().get(f"{PAGE}/{place}").status_code == 404


def test_a_signed_in_customer_comes_back_to_their_chat_from_anywhere(on_shift: Viewer, world: World) -> None:
    assert "Unde e coletul?" in begin(signed_in(world.buyer))
    assert "Unde e coletul?" in signed_in(world.buyer).get(PAGE).content.decode()
    assert "Unde e coletul?" not in signed_in(make_buyer("dan")).get(PAGE).content.decode()
    client = signed_in(world.buyer)
    client.get(PAGE)
    assert not [name for name in client.cookies if name.startswith(COOKIE)]


def test_sent_twice_it_is_said_once(client: Client, on_shift: Viewer) -> None:
    key, id = str(uuid4()), str(uuid4())
    begin(client, key=key)
    begin(client, key=key)
    for _ in range(2):
        client.post(f"{PAGE}/message", {"text": "Alo?", "message_id": id})
    assert (Chat.objects.count(), Message.objects.count()) == (1, 2)


def test_with_nobody_there_a_customer_reads_when_and_where_it_goes_on(world: World) -> None:
    client = signed_in(world.buyer)
    assert "becomes a request" in client.get(PAGE).content.decode()
    page = begin(client)
    reference = Ticket.objects.get().case.reference
    assert f"/en/tickets/{reference}" in page
    assert "We answer there and by e-mail" in page


def test_with_nobody_there_a_visitor_leaves_an_address(client: Client) -> None:
    page = begin(client)
    assert "Leave an address" in page
    refused = client.post(f"{PAGE}/address", {"email": "not an address"})
    assert refused.status_code == 422
    assert the_chat().chat.state is ChatState.WAITING
    client.post(f"{PAGE}/address", {"email": "ion@example.org"})
    assert the_chat().chat.state is ChatState.ENDED
    assert AddressCheck.objects.get().address == "ion@example.org"
    assert "press the link in the mail" in client.get(PAGE).content.decode()
    assert "What can we help with?" in client.get(f"{PAGE}?new=1").content.decode()


def test_what_is_refused_comes_back_whole(client: Client, on_shift: Viewer) -> None:
    refused = client.post(PAGE, {"text": " ", "name": "Ion", "shown": public_forms.stamp()})
    assert refused.status_code == 422
    assert 'value="Ion"' in refused.content.decode()
    begin(client)
    long = "x" * 4001
    refused = client.post(f"{PAGE}/message", {"text": long, "message_id": str(uuid4())})
    assert refused.status_code == 422
    assert long in refused.content.decode()
    assert client.post(f"{PAGE}/end").status_code == 302
    assert client.post(f"{PAGE}/rating", {"rating": "perfect"}).status_code == 422


def test_a_program_that_fills_in_everything_begins_nothing(client: Client) -> None:
    answer = client.post(PAGE, {"text": "Buy!", "shown": public_forms.stamp(), "website": "x"})
    assert answer.status_code == 422
    assert not Chat.objects.exists()


def test_fifty_messages_in_a_second_are_taken_and_a_flood_is_not(
    client: Client, on_shift: Viewer, world: World
) -> None:
    visitor = signed_in(world.buyer)
    begin(visitor)
    codes = [
        visitor.post(f"{PAGE}/message", {"text": str(number), "message_id": str(uuid4())}).status_code
        for number in range(155)
    ]
    assert codes[:50] == [302] * 50
    assert 422 in codes[140:]
    texts = list(Message.objects.order_by("version").values_list("text", flat=True))
    assert texts[1:51] == [str(number) for number in range(50)]


def test_the_pages_are_kept_by_nobody(client: Client, on_shift: Viewer) -> None:
    assert client.get(PAGE)["Cache-Control"] == "no-store"
    begin(client)
    assert client.get(PAGE)["Cache-Control"] == "no-store"
    assert client.get(PAGE)["X-Robots-Tag"] == "noindex"


def test_a_visitors_page_is_that_of_nobody(client: Client, on_shift: Viewer) -> None:
    page = begin(client, name="Ion")
    assert "data-bell" not in page
    assert "Sign in" in page


def test_the_page_in_another_language_is_of_the_same_chat(client: Client, on_shift: Viewer) -> None:
    begin(client)
    assert "Unde e coletul?" in client.get("/ro/help/chat").content.decode()


def test_without_a_chat_its_acts_lead_to_where_one_begins(client: Client) -> None:
    for place in ("message", "person", "end", "address", "rating"):
        assert client.post(f"{PAGE}/{place}").url == PAGE


def test_an_answer_is_pressed_instead_of_typed(client: Client, on_shift: Viewer) -> None:
    begin(client)
    file = chat_desk.accept(on_shift, the_chat().reference, at=clock.now())
    at = clock.now()
    cards = (
        ChoiceCard("a", "The <first>"),
        LinkCard("My orders", "/en/orders/"),
        OrderCard("7", "Order 7", "on its way", "/en/orders/7", (CardDate("Until", at),)),
        ConfirmCard("c1", "Send the request", (Detail("Subject", "Cup"),), at + timedelta(minutes=10)),
    )
    chats.write(on_shift, file.reference, Said(uuid4(), "Which?", at, cards=cards))
    page = client.get(PAGE).content.decode()
    assert 'name="choice" value="a">The &lt;first&gt;</button>' in page
    assert 'href="/en/orders/7"' in page
    assert "on its way" in page
    assert 'name="confirm" value="c1"' in page
    answered = client.post(f"{PAGE}/message", {"choice": "a", "message_id": str(uuid4())})
    assert answered.status_code == 302
    assert Message.objects.get(case_id=file.case_id, text="The <first>").author_role == "buyer"
    page = client.get(PAGE).content.decode()
    assert 'name="choice"' not in page  # it was answered
    assert 'name="confirm"' not in page


def test_an_answer_that_nobody_offered_is_refused(client: Client, on_shift: Viewer) -> None:
    begin(client)
    answer = client.post(f"{PAGE}/message", {"choice": "z", "message_id": str(uuid4())})
    assert answer.status_code == 422
    assert Message.objects.count() == 1
