"""A visitor's chat becomes that of the person who signed in: by the secret and their word alone, whole, and once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from amiabil.actions import chat_desk, chats
from amiabil.actions.chat_taking import take_along
from amiabil.actions.chats import First, Opened, Said
from amiabil.actions.verify import verify
from amiabil.channels.chat.visitor import name_of
from amiabil.domain.access import COMMAND_LINE, Viewer
from amiabil.domain.support.chat import ChatState
from amiabil.foundation.errors import NotFound
from amiabil.records import chats as records
from amiabil.records import clock, shifts
from amiabil.records.chats import ChatFile
from amiabil.records.models import Chat, Contact, Event, Message
from amiabil.records.shifts import ShiftState
from amiabil.ui.assistant.turning import take_turn
from tests.channels.portal.visitor import signed_in
from tests.factories import World, make_buyer, make_world

pytestmark = pytest.mark.django_db

HERE = "http://testserver"


@pytest.fixture(autouse=True)
def _there(settings: Any) -> None:
    settings.AMIABIL_ASSISTANT = True


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def left() -> Opened:
    """What a visitor said and was answered before they sign in."""
    opened = chats.begin_as_visitor("ro", First(uuid4(), "unde e comanda mea", clock.now()))
    take_turn(opened.file.case_id)
    return opened


def now(reference: str) -> ChatFile:
    return records.file_of(COMMAND_LINE, reference)


def said(reference: str) -> list[str]:
    return list(
        Message.objects.filter(case__reference=reference).order_by("version").values_list("text", flat=True)
    )


def taken(viewer: Viewer, left: Opened) -> ChatFile:
    return take_along(viewer, left.file.reference, left.secret, at=clock.now())


def test_every_message_stays_the_secret_ends_and_the_assistant_knows_the_orders(
    world: World, left: Opened
) -> None:
    before = said(left.file.reference)
    file = taken(world.buyer, left)
    assert (file.reference, file.person_id, file.contact) == (
        left.file.reference,
        world.buyer.person_id,
        None,
    )
    assert (file.chat.signed, said(file.reference)) == (True, before)
    assert records.by_secret(left.secret, at=clock.now()) is None
    assert Contact.objects.count() == 0
    assert Event.objects.filter(type="chat.taken_along", actor_ref=world.buyer.ref).count() == 1
    assert taken(world.buyer, left).reference == file.reference, "again, it is theirs already"
    chats.write(world.buyer, file.reference, Said(uuid4(), "unde e comanda mea?", clock.now()))
    assert take_turn(file.case_id)
    assert "4101" in said(file.reference)[-1]
    assert next(verify(file.reference)).broken is None


def test_only_a_buyer_who_holds_the_secret_takes_it(world: World, left: Opened) -> None:
    other = chats.begin_as_visitor("ro", First(uuid4(), "alta", clock.now()))
    for viewer, reference, secret in (
        (world.buyer, left.file.reference, "x" * 43),
        (world.buyer, left.file.reference, other.secret),
        (world.buyer, left.file.reference, ""),
        (world.seller, left.file.reference, left.secret),
    ):
        with pytest.raises(NotFound):
            take_along(viewer, reference, secret, at=clock.now())
    taken(world.buyer, left)
    with pytest.raises(NotFound):
        taken(make_buyer("dan"), left)
    assert now(left.file.reference).person_id == world.buyer.person_id


def test_with_another_chat_going_on_they_become_one(world: World, left: Opened) -> None:
    mine = chats.begin(world.buyer, First(uuid4(), "Salut din cont", clock.now())).file
    file = taken(world.buyer, left)
    assert file.reference == left.file.reference, "it goes on where one has just been talking"
    ended = now(mine.reference)
    assert (ended.chat.state, ended.chat.ended_by) == (ChatState.ENDED, "joined")
    assert said(mine.reference) == ["Salut din cont"], "a merge moves no word"
    assert "Salut din cont" in said(file.reference)[-1]
    last = records.last_of(world.buyer, at=clock.now())
    assert last is not None
    assert last.chat.is_open
    assert all(next(verify(one.reference)).broken is None for one in (ended, file))


def test_nobody_who_is_answered_loses_the_person_by_it(world: World, left: Opened, raluca: Viewer) -> None:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    mine = chats.begin(world.buyer, First(uuid4(), "O persoana va rog", clock.now(), person=True)).file
    chat_desk.accept(raluca, mine.reference, at=clock.now())
    file = taken(world.buyer, left)
    assert (file.reference, file.chat.agent) == (mine.reference, raluca.ref)
    assert "unde e comanda mea" in said(mine.reference)[-1]
    chats.write(world.buyer, file.reference, Said(uuid4(), "Mai sunteti?", clock.now()))
    assert not now(left.file.reference).chat.is_open


def test_what_waits_with_nobody_there_becomes_their_request(world: World) -> None:
    opened = chats.begin_as_visitor("ro", First(uuid4(), "vreau un om", clock.now(), person=True))
    file = taken(world.buyer, opened)
    assert (file.chat.ended_by, bool(file.chat.request)) == ("request", True)


def test_an_answer_being_made_meanwhile_is_made_for_the_person(world: World, left: Opened) -> None:
    contact = now(left.file.reference).asker
    chats.write(contact, left.file.reference, Said(uuid4(), "pana cand pot deschide o disputa?", clock.now()))
    mine = chats.begin(world.buyer, First(uuid4(), "Salut", clock.now())).file
    taken(world.buyer, left)
    assert take_turn(left.file.case_id), "what joined in between hides no open question"
    assert mine.reference != left.file.reference


def test_through_the_door_of_our_own_page(world: World, left: Opened) -> None:
    client = signed_in(world.buyer)
    path = f"/chat/v1/chats/{left.file.reference}/take"
    how = {"content_type": "application/json"}
    assert Client().post(path, {"secret": left.secret}, **how).status_code == 401
    foreign = client.post(path, {"secret": left.secret}, headers={"Origin": "https://evil.example"}, **how)
    assert foreign.status_code == 403
    assert client.post(path, {"secret": "x"}, headers={"Origin": HERE}, **how).status_code == 404
    answer = client.post(path, {"secret": left.secret}, headers={"Origin": HERE}, **how)
    assert answer.json()["chat"] == left.file.reference
    assert answer.cookies[name_of("ro")]["max-age"] == 0
    assert client.get("/chat/v1/mine").json()["chat"]["chat"] == left.file.reference


def test_on_the_page_it_is_offered_without_a_word_of_it(world: World, left: Opened) -> None:
    client = signed_in(world.buyer)
    client.cookies[name_of("en")] = left.secret
    page = client.get("/en/help/chat").content.decode()
    assert "Is it yours?" in page
    assert "unde e comanda mea" not in page, "at a shared machine it may be another's"
    client.post("/en/help/chat/take")
    page = client.get("/en/help/chat").content.decode()
    assert "Is it yours?" not in page
    assert "unde e comanda mea" in page
    assert "You signed in and took the chat along" in page


def test_who_says_it_is_not_theirs_is_not_asked_again(world: World, left: Opened) -> None:
    client = signed_in(world.buyer)
    client.cookies[name_of("en")] = left.secret
    client.post("/en/help/chat/drop")
    assert "Is it yours?" not in client.get("/en/help/chat").content.decode()
    assert Chat.objects.get().customer_id is None
