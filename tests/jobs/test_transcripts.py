"""What was said by mail: once, after the end, to an address that is known to be theirs, without notes of the staff."""

from __future__ import annotations

from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from amiabil.actions import chat_desk, chat_mails, chats
from amiabil.actions.chat_requests import NoAddress
from amiabil.actions.chats import First, Said
from amiabil.domain.access import Viewer
from amiabil.domain.support.chat import NotInChat
from amiabil.foundation.errors import InvalidFields, NotFound
from amiabil.gateways.mail import Letter, MailDeferred
from amiabil.jobs import transcripts
from amiabil.records import clock, shifts
from amiabil.records.chats import ChatFile
from amiabil.records.models import AddressCheck, Chat, Contact, Customer
from amiabil.records.shifts import ShiftState
from amiabil.ui.tickets.links import confirm_of
from tests.channels.portal.visitor import signed_in
from tests.factories import World, make_buyer, make_world

pytestmark = pytest.mark.django_db


class Kept:
    """A mail service that keeps what it is given, or is away."""

    def __init__(self, *, away: bool = False) -> None:
        self.letters: list[Letter] = []
        self.away = away

    def send(self, letter: Letter) -> None:
        if self.away:
            raise MailDeferred("away")
        self.letters.append(letter)


@pytest.fixture
def world() -> World:
    world = make_world()
    Customer.objects.filter(id=world.buyer.person_id).update(email="ana@example.org", email_verified=True)
    return world


@pytest.fixture
def file(world: World, raluca: Viewer) -> ChatFile:
    """A chat that was answered, with a note of the staff in it."""
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    begun = chats.begin(world.buyer, First(uuid4(), "Where is it?", clock.now())).file
    chat_desk.accept(raluca, begun.reference, at=clock.now())
    chats.write(raluca, begun.reference, Said(uuid4(), "Fraud?", clock.now(), note=True))
    return chats.write(raluca, begun.reference, Said(uuid4(), "At the courier.", clock.now()))


def test_it_comes_once_and_as_the_customer_reads_it(file: ChatFile, world: World) -> None:
    with pytest.raises(NotInChat):
        chat_mails.ask_transcript(world.buyer, file.reference, at=clock.now())
    chats.end(world.buyer, file.reference, at=clock.now())
    mailer = Kept()
    for _ in range(2):
        chat_mails.ask_transcript(world.buyer, file.reference, at=clock.now())
        transcripts.send(mailer)
    (letter,) = mailer.letters
    assert letter.to == "ana@example.org"
    said = letter.files[0].content.decode()
    assert "At the courier." in said
    assert "Fraud?" not in said + letter.text + letter.html


def test_what_could_not_be_sent_is_tried_again(file: ChatFile, world: World) -> None:
    chats.end(world.buyer, file.reference, at=clock.now())
    chat_mails.ask_transcript(world.buyer, file.reference, at=clock.now())
    assert transcripts.send(Kept(away=True)) == 0
    assert Chat.objects.get().mail_try_at is not None
    Chat.objects.update(mail_try_at=clock.unshifted())
    assert transcripts.send(Kept()) == 1
    assert Chat.objects.get().mail_try_at is None


def test_a_visitor_has_it_sent_to_a_confirmed_address_alone(raluca: Viewer) -> None:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    begun = chats.begin_as_visitor("ro", First(uuid4(), "Unde e?", clock.now())).file
    chats.end(begun.asker, begun.reference, at=clock.now())
    Contact.objects.update(address="ion@example.org")
    with pytest.raises(NoAddress):
        chat_mails.ask_transcript(begun.asker, begun.reference, at=clock.now())
    Contact.objects.update(verified_at=clock.now())
    chat_mails.ask_transcript(begun.asker, begun.reference, at=clock.now())
    mailer = Kept()
    transcripts.send(mailer)
    assert [one.to for one in mailer.letters] == ["ion@example.org"]
    assert mailer.letters[0].language == "ro"


def test_another_person_gets_nothing(file: ChatFile, world: World) -> None:
    chats.end(world.buyer, file.reference, at=clock.now())
    with pytest.raises(NotFound):
        chat_mails.ask_transcript(make_buyer("b-other"), file.reference, at=clock.now())
    assert Chat.objects.get().mailed_at is None


def test_the_page_offers_it_with_the_address(file: ChatFile, world: World) -> None:
    client: Client = signed_in(world.buyer)
    chats.end(world.buyer, file.reference, at=clock.now())
    assert "Send it to ana@example.org" in client.get("/en/help/chat").content.decode()
    assert client.post("/en/help/chat/mail").status_code == 302
    page = client.get("/en/help/chat").content.decode()
    assert "goes by mail to ana@example.org" in page
    assert "Send it to" not in page


def test_a_visitor_names_an_address_and_presses_the_link_first(raluca: Viewer) -> None:
    opened = chats.begin_as_visitor("en", First(uuid4(), "Where is it?", clock.now()))
    visitor, reference = opened.file.asker, opened.file.reference
    chats.end(visitor, reference, at=clock.now())
    with pytest.raises(InvalidFields):
        chat_mails.ask_transcript(visitor, reference, at=clock.now(), address="nowhere")
    for _ in range(2):
        chat_mails.ask_transcript(visitor, reference, at=clock.now(), address="ion@example.org")
    kept = Kept()
    assert transcripts.send(kept) == 0
    check = AddressCheck.objects.get()
    page = Client().post(urlsplit(confirm_of(check.id)).path)
    assert (page.status_code, reference in page.content.decode()) == (200, True)
    assert transcripts.send(kept) == 1
    (letter,) = kept.letters
    assert (letter.to, "Where is it?" in letter.files[0].content.decode()) == ("ion@example.org", True)
    assert Client().post(urlsplit(confirm_of(check.id)).path).status_code == 200
    assert transcripts.send(kept) == 0, "pressed again, nothing more goes out"


def test_an_address_named_later_takes_the_place_of_none_that_was_shown(world: World) -> None:
    opened = chats.begin_as_visitor("en", First(uuid4(), "Hello", clock.now()))
    visitor, reference = opened.file.asker, opened.file.reference
    chats.end(visitor, reference, at=clock.now())
    for address in ("one@example.org", "two@example.org"):
        chat_mails.ask_transcript(visitor, reference, at=clock.now(), address=address)
    second = AddressCheck.objects.get(address="two@example.org")
    Client().post(urlsplit(confirm_of(second.id)).path)
    transcripts.send(kept := Kept())
    assert [one.to for one in kept.letters] == ["two@example.org"]


def test_in_the_window_an_account_is_one_press_and_a_visitor_is_told_of_the_link(
    file: ChatFile, world: World
) -> None:
    here = {"content_type": "application/json", "headers": {"Origin": "http://testserver"}}
    client = signed_in(world.buyer)
    chats.end(world.buyer, file.reference, at=clock.now())
    path = f"/chat/v1/chats/{file.reference}"
    assert client.get(path).json()["mail"] == {"address": "ana@example.org", "asked": False, "waits": False}
    assert client.post(f"{path}/mail", {}, **here).json()["mail"]["asked"]
    opened = chats.begin_as_visitor("en", First(uuid4(), "Hello", clock.now()))
    chats.end(opened.file.asker, opened.file.reference, at=clock.now())
    path = f"/chat/v1/chats/{opened.file.reference}"
    shown = {**here, "headers": {"Authorization": f"Bearer {opened.secret}"}}
    assert Client().post(f"{path}/mail", {}, **shown).status_code == 422
    told = Client().post(f"{path}/mail", {"email": "ion@example.org"}, **shown).json()["mail"]
    assert told == {"address": "ion@example.org", "asked": False, "waits": True}
