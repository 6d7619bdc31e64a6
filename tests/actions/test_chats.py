"""Chats on a real database: begun, answered, missed, given on, ended, turned into requests; once and whole."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django.fixtures import DjangoAssertNumQueries

from amiabil.actions import chat_desk, chat_requests, chats
from amiabil.actions.chat_desk import HandsFull, NotOnShift, NotThere
from amiabil.actions.chats import First, Opened, Said
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.support.chat import TIMES, ChatEnded, ChatOfAnother, ChatState, NoAssistant
from amiabil.domain.support.terms import Rating
from amiabil.domain.support.ticket import UnknownTopic
from amiabil.domain.terms import Audience, Role
from amiabil.domain.written import TextMissing, TextTooLong
from amiabil.foundation.errors import Forbidden, NotFound
from amiabil.records import chats as records
from amiabil.records import clock, retention, shifts, timeline
from amiabil.records.chats import ChatFile
from amiabil.records.messages import MessageIdUsed
from amiabil.records.models import AddressCheck, Chat, Contact, Conversation, Event, Message, Shift, Ticket
from amiabil.records.shifts import ShiftState
from amiabil.ui.my_data.pack import pack
from tests.factories import World, make_buyer, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def on_shift(raluca: Viewer) -> Viewer:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    return raluca


def visitor(text: str = "Buna, unde e coletul?", **more: Any) -> Opened:
    given = {"key": uuid4(), "received_at": clock.now(), **more}
    return chats.begin_as_visitor("ro", First(text=text, **given))


def customer(viewer: Viewer, text: str = "Where is it?", **more: Any) -> ChatFile:
    given = {"key": uuid4(), "received_at": clock.now(), **more}
    return chats.begin(viewer, First(text=text, **given)).file


def wrote(viewer: Viewer, file: ChatFile, text: str = "And?", **more: Any) -> ChatFile:
    given = {"received_at": clock.now(), **more}
    return chats.write(viewer, file.reference, Said(given.pop("id", uuid4()), text, **given))


def who(opened: Opened) -> Viewer:
    found = records.by_secret(opened.secret, at=clock.now())
    assert found is not None
    return found.asker


def types(file: ChatFile) -> list[str]:
    found = Event.objects.filter(case_id=file.case_id).order_by("version", "place")
    return list(found.values_list("type", flat=True))


def whole(file: ChatFile) -> bool:
    (checked,) = verify(file.reference)
    return checked.broken is None


def due_now(file: ChatFile) -> None:
    """Let the time come at which time alone acts."""
    at = clock.now() - timedelta(days=1)
    row = Chat.objects.get(case_id=file.case_id)
    body = {**row.body, "state_at": at.isoformat(), "said_at": at.isoformat()}
    if "unanswered_at" in body:
        body["unanswered_at"] = at.isoformat()
    Chat.objects.filter(case_id=file.case_id).update(wake_at=at, body=body)
    assert chat_requests.wake_due_chats(10) == 1


# ---- beginning -----------------------------------------------------------------------------


def test_a_visitor_begins_and_is_known_by_a_secret_alone(on_shift: Viewer) -> None:
    opened = visitor()
    file = opened.file
    assert file.reference.startswith("C-")
    assert (file.person_id, file.shop_id, file.chat.state) == (None, None, ChatState.WAITING)
    assert len(opened.secret) == 43
    kept = bytes(Chat.objects.get(case_id=file.case_id).secret_hash)
    assert kept == records.hash_of(opened.secret)
    assert types(file) == ["chat.started", "chat.person_asked", "message.posted"]
    assert Message.objects.get(case_id=file.case_id).audience == Audience.BUYER_AND_PLATFORM
    assert whole(file)


def test_the_same_beginning_again_is_the_first_one(on_shift: Viewer, world: World) -> None:
    key = uuid4()
    first, again = visitor(key=key), visitor(key=key, text="Other words")
    assert (again.file.reference, again.secret) == (first.file.reference, first.secret)
    mine = customer(world.buyer, key=UUID(int=7))
    assert customer(world.buyer, key=UUID(int=7)).reference == mine.reference
    assert Conversation.objects.filter(kind="chat").count() == 2


def test_who_knows_the_id_of_a_chat_has_no_secret_of_it(on_shift: Viewer) -> None:
    opened = visitor()
    assert First(opened.file.case_id, "", clock.now()).secret != opened.secret
    assert records.by_secret("x" * 43, at=clock.now()) is None


def test_a_secret_opens_a_day_longer_than_the_chat_and_only_that_chat(on_shift: Viewer, world: World) -> None:
    opened, other = visitor(), customer(world.buyer)
    file = chats.end(who(opened), opened.file.reference, at=clock.now())
    assert file.chat.ended_at is not None
    assert records.by_secret(opened.secret, at=file.chat.ended_at + timedelta(hours=23)) is not None
    assert records.by_secret(opened.secret, at=file.chat.ended_at + timedelta(hours=25)) is None
    with pytest.raises(NotFound):
        wrote(opened.file.asker, other)


def test_a_visitor_is_nobody_who_has_signed_in(on_shift: Viewer, world: World) -> None:
    opened = visitor(name="Ana Pop")
    assert opened.file.person_name == "Ana Pop"
    assert opened.file.asker.person_id is None
    with pytest.raises(NotFound):
        records.file_of(world.buyer, opened.file.reference)
    assert records.last_of(world.buyer, at=clock.now()) is None


@pytest.mark.parametrize(
    ("given", "refusal"),
    [({"text": " "}, TextMissing), ({"text": "x" * 4001}, TextTooLong), ({"topic": "weather"}, UnknownTopic)],
)
def test_what_cannot_begin_keeps_nothing(given: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        visitor(**given)
    assert not Conversation.objects.filter(kind="chat").exists()


def test_emoji_alone_are_words(on_shift: Viewer) -> None:
    assert Message.objects.get(case_id=visitor("😡😡").file.case_id).text == "😡😡"


# ---- talking -------------------------------------------------------------------------------


def test_they_talk_and_it_ends_and_is_rated(on_shift: Viewer, world: World) -> None:
    file = chat_desk.accept(on_shift, customer(world.buyer).reference, at=clock.now())
    assert (file.chat.state, file.agent_name) == (ChatState.WITH_AGENT, "Raluca M.")
    file = wrote(on_shift, file, "With the courier.")
    assert file.chat.unanswered_at is None
    file = wrote(world.buyer, file, "Thanks")
    file = chats.end(on_shift, file.reference, at=clock.now())
    file = chats.rate(world.buyer, file.reference, Rating.GOOD, at=clock.now(), comment="Quick!")
    assert (file.chat.ended_by, file.chat.rating) == ("staff", "good")
    assert types(file)[3:] == [
        "chat.accepted",
        "message.posted",
        "message.posted",
        "chat.ended",
        "chat.rated",
    ]
    assert whole(file)
    with pytest.raises(ChatEnded):
        wrote(world.buyer, file)


def test_a_message_sent_again_is_posted_once(on_shift: Viewer, world: World) -> None:
    file, id = customer(world.buyer), uuid4()
    first = wrote(world.buyer, file, id=id)
    assert wrote(world.buyer, file, id=id).chain.version == first.chain.version
    assert Message.objects.filter(case_id=file.case_id).count() == 2
    other = customer(make_buyer("dan"))
    with pytest.raises(MessageIdUsed):
        wrote(other.asker, other, id=id)


def test_a_repeat_after_the_end_gives_the_first_result(on_shift: Viewer, world: World) -> None:
    file, id = customer(world.buyer), uuid4()
    wrote(world.buyer, file, id=id)
    chats.end(world.buyer, file.reference, at=clock.now())
    assert wrote(world.buyer, file, id=id).chat.state is ChatState.ENDED


def test_a_note_is_for_the_staff_alone(on_shift: Viewer, world: World) -> None:
    file = chat_desk.accept(on_shift, customer(world.buyer).reference, at=clock.now())
    wrote(on_shift, file, "Looks like fraud", note=True)
    seen = timeline.moments(world.buyer, file.case_id).items
    assert all(one.message is None or "fraud" not in one.message.text for one in seen)
    with pytest.raises(Forbidden):
        wrote(world.buyer, file, note=True)


def test_only_who_answers_in_it_writes(on_shift: Viewer, world: World) -> None:
    mira = make_staff("mira", Role.AGENT)
    file = chat_desk.accept(on_shift, customer(world.buyer).reference, at=clock.now())
    with pytest.raises(ChatOfAnother):
        wrote(mira, file)
    with pytest.raises(NotFound):
        wrote(make_buyer("dan"), file)
    assert Message.objects.filter(case_id=file.case_id).count() == 1


def test_a_message_costs_four_statements(
    on_shift: Viewer, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    file = customer(world.buyer)
    with django_assert_num_queries(6):  # read, known?, savepoint, save, release, read
        wrote(world.buyer, file)


# ---- the desk ------------------------------------------------------------------------------


def test_who_is_not_on_shift_takes_none(raluca: Viewer, world: World) -> None:
    with pytest.raises(NotOnShift):
        chat_desk.accept(raluca, visitor().file.reference, at=clock.now())


def test_nobody_takes_more_than_they_can(raluca: Viewer, world: World) -> None:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON, capacity=1), at=clock.now())
    first, second = visitor().file, visitor().file
    chat_desk.accept(raluca, first.reference, at=clock.now())
    with pytest.raises(HandsFull):
        chat_desk.accept(raluca, second.reference, at=clock.now())
    assert chat_desk.accept(raluca, first.reference, at=clock.now()).chat.agent == raluca.ref


def test_the_next_one_is_the_longest_wait_that_fits(raluca: Viewer, world: World) -> None:
    at = clock.now()
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON, languages=("ro",)), at=at)
    chats.begin_as_visitor("en", First(uuid4(), "Hello", at - timedelta(minutes=3)))
    older = visitor(received_at=at - timedelta(minutes=2)).file
    visitor(received_at=at - timedelta(minutes=1))
    taken = chat_desk.accept_next(raluca, at=at)
    assert taken is not None
    assert taken.reference == older.reference


def test_a_chat_is_given_to_a_colleague_who_is_there(on_shift: Viewer, world: World) -> None:
    mira = make_staff("mira", Role.AGENT)
    file = chat_desk.accept(on_shift, customer(world.buyer).reference, at=clock.now())
    with pytest.raises(NotThere):
        chat_desk.transfer(on_shift, file.reference, at=clock.now(), to=mira.ref)
    chat_desk.set_shift(mira, shifts.Shift(ShiftState.ON), at=clock.now())
    chat_desk.transfer(on_shift, file.reference, at=clock.now(), to=mira.ref)
    with pytest.raises(ChatOfAnother):
        chat_desk.accept(on_shift, file.reference, at=clock.now())
    assert chat_desk.accept(mira, file.reference, at=clock.now()).chat.agent == mira.ref


def test_nothing_is_handed_back_to_an_assistant_that_is_not_there(on_shift: Viewer, world: World) -> None:
    file = chat_desk.accept(on_shift, customer(world.buyer).reference, at=clock.now())
    with pytest.raises(NoAssistant):
        chat_desk.hand_back(on_shift, file.reference, at=clock.now())


def test_the_queue_is_of_the_staff(on_shift: Viewer, world: World) -> None:
    file = customer(world.buyer)
    assert [one.reference for one in records.in_line(on_shift)] == [file.reference]
    with pytest.raises(Forbidden):
        records.in_line(world.buyer)


# ---- nobody comes --------------------------------------------------------------------------


def test_with_nobody_on_shift_a_customers_chat_becomes_a_request(world: World) -> None:
    file = customer(world.buyer, "The refund has not come")
    assert (file.chat.state, file.chat.ended_by) == (ChatState.ENDED, "request")
    ticket = Ticket.objects.get()
    assert file.chat.request == ticket.case.reference
    assert (ticket.channel, ticket.customer_id) == ("chat", world.buyer.person_id)
    assert "The refund has not come" in Message.objects.get(case_id=ticket.case_id).text
    assert whole(file)


def test_a_visitor_says_where_to_answer(world: World) -> None:
    opened = visitor("Imi trebuie factura")
    assert opened.file.chat.state is ChatState.WAITING
    file = chat_requests.leave_address(who(opened), opened.file.reference, "ion@example.org", at=clock.now())
    assert (file.chat.state, file.chat.request) == (ChatState.ENDED, "")
    check = AddressCheck.objects.get()
    assert (check.address, check.body["channel"]) == ("ion@example.org", "chat")
    assert "Imi trebuie factura" in check.body["text"]
    assert not Ticket.objects.exists()


def test_who_waits_too_long_is_answered_as_a_request(on_shift: Viewer, world: World) -> None:
    file = customer(world.buyer)
    due_now(file)
    assert records.file_of(world.buyer, file.reference).chat.ended_by == "request"
    assert Ticket.objects.count() == 1


def test_a_missed_chat_goes_back_and_who_missed_it_is_away(on_shift: Viewer, world: World) -> None:
    mira = make_staff("mira", Role.AGENT)
    chat_desk.set_shift(mira, shifts.Shift(ShiftState.ON), at=clock.now())
    file = chat_desk.accept(on_shift, customer(world.buyer).reference, at=clock.now())
    due_now(file)
    back = records.file_of(world.buyer, file.reference)
    assert (back.chat.state, back.chat.missed, back.agent_name) == (ChatState.WAITING, 1, "")
    assert Shift.objects.get(member_id=on_shift.person_id).state == "away"
    assert whole(file)


def test_a_missed_chat_with_nobody_else_there_becomes_a_request(on_shift: Viewer, world: World) -> None:
    file = chat_desk.accept(on_shift, customer(world.buyer).reference, at=clock.now())
    due_now(file)
    assert records.file_of(world.buyer, file.reference).chat.ended_by == "request"


def test_a_customer_who_left_ends_it_by_silence(on_shift: Viewer, world: World) -> None:
    file = chat_desk.accept(on_shift, customer(world.buyer).reference, at=clock.now())
    due_now(wrote(on_shift, file, "Still there?"))
    assert records.file_of(world.buyer, file.reference).chat.ended_by == "silence"


def test_time_does_nothing_before_it_is_due(on_shift: Viewer, world: World) -> None:
    customer(world.buyer)
    assert Chat.objects.get().wake_at > clock.now() + TIMES.patience - timedelta(minutes=1)
    assert chat_requests.wake_due_chats(10) == 0


def test_waits_are_measured(on_shift: Viewer, world: World) -> None:
    file = visitor(received_at=clock.now() - timedelta(minutes=4)).file
    chat_desk.accept(on_shift, file.reference, at=clock.now())
    hall = shifts.hall(at=clock.now(), now=clock.unshifted())
    assert len(hall.measured) == 1
    assert timedelta(minutes=4) <= hall.measured[0] < timedelta(minutes=5)
    assert [(one.ref, one.load) for one in hall.people] == [(on_shift.ref, 1)]


def test_a_chat_is_in_the_copy_of_ones_data(on_shift: Viewer, world: World) -> None:
    file = customer(world.buyer, "My own words")
    for number in range(101):
        wrote(world.buyer, file, f"word {number}")
    with pack(world.buyer) as held, zipfile.ZipFile(held) as made:
        assert "My own words" in made.read(f"chats/{file.reference}.txt").decode()


def test_an_old_chat_is_erased_with_its_secret(on_shift: Viewer) -> None:
    opened = visitor("Zmeurica", name="Ion")
    chats.end(who(opened), opened.file.reference, at=clock.now())
    years = clock.now() + timedelta(days=366 * 4)
    assert opened.file.case_id in retention.candidates(at=years, after=UUID(int=0), limit=10)
    ended = retention.lock(opened.file.case_id)
    assert ended is not None
    retention.erase(ended, at=years)
    head = Conversation.objects.get(id=opened.file.case_id)
    assert (head.subject, head.contact_id) == (opened.file.reference, None)
    assert Chat.objects.get(case_id=head.id).secret_hash is None
    assert not Contact.objects.exists()
    assert Message.objects.get(case_id=head.id).text == ""
    assert whole(opened.file)


def test_who_closed_every_page_is_not_there(on_shift: Viewer) -> None:
    later = clock.unshifted() + timedelta(minutes=21)
    assert shifts.hall(at=clock.now(), now=later).people == ()
