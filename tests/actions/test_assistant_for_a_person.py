"""Who gets a person unasked, who comes first in the queue, and in which language a chat goes on."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from amiabil.actions import chat_desk, chat_waits, chats
from amiabil.actions.chats import First, Said
from amiabil.desks.agent import chat_tools
from amiabil.domain.access import COMMAND_LINE, Viewer
from amiabil.domain.assistant.gate import SEARCH_SIGNALS
from amiabil.domain.assistant.ranking import Kind, Likely, Ranking
from amiabil.domain.support.chat import ChatState
from amiabil.domain.support.terms import Priority
from amiabil.gateways.languages import clearly
from amiabil.records import chats as records
from amiabil.records import clock, shifts
from amiabil.records.chats import ChatFile
from amiabil.records.models import Customer, Message, Order
from amiabil.records.shifts import ShiftState
from amiabil.ui.assistant.turning import take_turn
from amiabil.ui.chats.seen import look
from tests.factories import World, make_world
from tests.help_samples import publish_samples

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _there(settings: Any) -> None:
    settings.AMIABIL_ASSISTANT = True


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def on_shift(raluca: Viewer) -> Viewer:
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    return raluca


def begun(viewer: Viewer, text: str, **more: Any) -> ChatFile:
    return chats.begin(viewer, First(uuid4(), text, clock.now(), **more)).file


def visits(text: str) -> ChatFile:
    return chats.begin_as_visitor("ro", First(uuid4(), text, clock.now(), person=True)).file


def now(file: ChatFile) -> ChatFile:
    return records.file_of(COMMAND_LINE, file.reference)


def say(viewer: Viewer, file: ChatFile, text: str) -> str:
    """What the assistant answers; empty for nothing."""
    chats.write(viewer, file.reference, Said(uuid4(), text, clock.now()))
    return answered(file)


def answered(file: ChatFile) -> str:
    if not take_turn(file.case_id, identify=lambda text: clearly(text, ["en", "ro"])):
        return ""
    last = Message.objects.filter(case_id=file.case_id, author_role="assistant").order_by("version").last()
    return last.text if last else ""


def test_danger_and_fraud_are_taken_before_whoever_waited_longer(on_shift: Viewer) -> None:
    first = visits("O persoana va rog")
    second = visits("Si eu as vrea pe cineva")
    burns = visits("Încărcătorul a luat foc!")
    assert [one.reference for one in records.in_line(on_shift)] == [
        burns.reference,
        first.reference,
        second.reference,
    ]
    assert [chat_waits.outlook(now(one), at=clock.now()).place for one in (burns, first, second)] == [1, 2, 3]
    chats.write(second.asker, second.reference, Said(uuid4(), "mi-au furat contul", clock.now()))
    assert now(second).chat.priority is Priority.URGENT, "what is said while waiting counts, too"
    taken = [chat_desk.accept_next(on_shift, at=clock.now()) for _ in range(3)]
    assert [one.reference for one in taken if one] == [second.reference, burns.reference, first.reference]


def test_handed_back_nothing_is_urgent_any_more(world: World, on_shift: Viewer) -> None:
    file = begun(world.buyer, "vreau sa contest decizia automata")
    answered(file)
    assert (now(file).chat.reason, now(file).chat.priority) == ("appeal", Priority.HIGH)
    chat_desk.accept(on_shift, file.reference, at=clock.now())
    back = chat_desk.hand_back(on_shift, file.reference, at=clock.now())
    assert back.chat.priority is Priority.NORMAL


def test_whom_the_marketplace_marks_gets_a_person_once(world: World, on_shift: Viewer) -> None:
    Customer.objects.filter(id=world.buyer.person_id).update(vip=True)
    file = begun(world.buyer, "unde e comanda mea?")
    assert "4101" in answered(file), "the answer comes with it"
    assert (now(file).chat.state, now(file).chat.reason) == (ChatState.WAITING, "vip")
    chat_desk.accept(on_shift, file.reference, at=clock.now())
    chat_desk.hand_back(on_shift, file.reference, at=clock.now())
    assert say(world.buyer, file, "unde e comanda mea?")
    assert now(file).chat.state is ChatState.WITH_ASSISTANT


def test_with_nobody_there_the_assistant_goes_on_for_them(world: World) -> None:
    Customer.objects.filter(id=world.buyer.person_id).update(vip=True)
    file = begun(world.buyer, "unde e comanda mea?")
    assert "4101" in answered(file)
    assert now(file).chat.state is ChatState.WITH_ASSISTANT


@pytest.mark.parametrize(("total", "reason"), [(249_999, ""), (250_000, "high_value")])
def test_a_refund_of_a_lot_of_money_is_looked_at_by_a_person(
    world: World, on_shift: Viewer, total: int, reason: str
) -> None:
    Order.objects.update(total=total, currency="RON")
    file = begun(world.buyer, "nu am primit rambursarea pentru comanda 4101")
    answered(file)
    assert now(file).chat.reason == reason


def test_with_nobody_there_a_lot_of_money_is_told_and_a_person_offered(world: World) -> None:
    Order.objects.update(total=900_000, currency="RON")
    file = begun(world.buyer, "nu am primit rambursarea pentru comanda 4101")
    assert "bani" in answered(file)
    assert now(file).chat.state is ChatState.WITH_ASSISTANT


def test_a_whole_sentence_changes_the_language_and_a_few_words_do_not(world: World) -> None:
    file = begun(world.buyer, "unde e comanda mea?")
    assert "program, nu un om" in answered(file)
    assert "Livr" in say(world.buyer, file, "ok thanks") or now(file).chat.language == "ro"
    text = say(world.buyer, file, "Can you tell me where my order is, please?")
    assert "order" in text.lower()
    assert "comanda" not in text.lower()
    assert now(file).chat.language == "en", "whoever takes over reads it, too"
    assert "comand" in say(world.buyer, file, "Unde este comanda mea acum, te rog?").lower()


def test_the_language_somebody_chose_stays(world: World) -> None:
    Customer.objects.filter(id=world.buyer.person_id).update(language="ro", language_chosen=True)
    file = begun(world.buyer, "Can you tell me where my order is, please?")
    assert "comand" in answered(file).lower()


class Held:
    """The index of the assistant's process, which finds one article."""

    def __init__(self, *keys: str) -> None:
        self.keys = keys

    def rank(self, text: str, language: str) -> Ranking:
        """The articles, surely."""
        found = tuple(Likely(key, 9.0 - place, "ro") for place, key in enumerate(self.keys))
        return Ranking(found, dict.fromkeys(SEARCH_SIGNALS, 50.0), Kind.SEARCH)


def test_what_the_assistants_index_finds_is_suggested_to_the_person_who_answers(
    on_shift: Viewer, world: World
) -> None:
    publish_samples(clock.now())
    file = begun(world.buyer, "O persoana", person=True)
    chat_desk.accept(on_shift, file.reference, at=clock.now())
    chats.write(world.buyer, file.reference, Said(uuid4(), "xyzzy colet", clock.now()))
    first = "refund-not-received"
    assert not take_turn(file.case_id, Held(first)), "nothing is said while a person is there"
    told = chat_tools.suggestion(look(on_shift, now(file)), at=clock.now())
    assert told is not None
    assert [one.card for one in told.sources] == [f"article:{first}"]
    assert told.text
    chat_desk.hand_back(on_shift, file.reference, at=clock.now())
    assert take_turn(file.case_id, Held(first)), "its own answer takes the place of what it suggested"
