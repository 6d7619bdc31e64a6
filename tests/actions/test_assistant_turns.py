"""The assistant in chats on a real database: it answers once, yields, is silent beside a person, hides secrets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from amiabil.actions import assistant_turns as turns
from amiabil.actions import chat_desk, chats
from amiabil.actions.assistant_deciding import Known, decide
from amiabil.actions.assistant_turns import Overtaken
from amiabil.actions.chats import First, Said
from amiabil.actions.verify import verify
from amiabil.domain.access import COMMAND_LINE, Viewer
from amiabil.domain.support.chat import ChatState
from amiabil.foundation.errors import NotFound
from amiabil.records import assistant_pulse, clock, retention, shifts
from amiabil.records import chats as records
from amiabil.records.chats import ChatFile
from amiabil.records.help_search import as_written
from amiabil.records.models import AssistantTalk, AssistantTurn, AssistantWish, Message, Ticket
from amiabil.records.shifts import ShiftState
from amiabil.ui.assistant.turning import confirm, take_turn
from tests.factories import World, make_buyer, make_world

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


def now(file: ChatFile) -> ChatFile:
    return records.file_of(COMMAND_LINE, file.reference)


def wrote(viewer: Viewer, file: ChatFile, text: str, choice: str = "") -> None:
    chats.write(viewer, file.reference, Said(uuid4(), text, clock.now(), choice=choice))


def answers(file: ChatFile) -> list[Message]:
    return list(Message.objects.filter(case_id=file.case_id, author_role="assistant").order_by("version"))


def test_several_quick_messages_are_one_turn_and_it_is_taken_once(world: World) -> None:
    file = begun(world.buyer, "salut")
    wrote(world.buyer, file, "unde e")
    wrote(world.buyer, file, "comanda mea?")
    assert take_turn(file.case_id)
    assert not take_turn(file.case_id)
    (answer,) = answers(file)
    assert "4101" in answer.text
    assert (next(verify(file.reference)).broken, AssistantTurn.objects.count()) == (None, 1)


def test_the_notice_stands_at_the_first_answer_and_only_there(world: World) -> None:
    file = begun(world.buyer, "salut")
    take_turn(file.case_id)
    wrote(world.buyer, file, "mulțumesc")
    take_turn(file.case_id)
    assert ["un program, nu un om" in one.text for one in answers(file)] == [True, False]


def test_a_message_that_came_in_between_makes_the_turn_its_own(world: World) -> None:
    file = begun(world.buyer, "salut")
    seen = turns.look(file.case_id)
    assert seen is not None
    decided = decide(seen, Known(as_written), at=clock.now())
    wrote(world.buyer, file, "unde e comanda mea?")
    with pytest.raises(Overtaken):
        turns.say(seen, decided, ("Hello", ()), at=clock.now(), milliseconds=1)
    assert answers(file) == []
    assert AssistantTalk.objects.count() == 0


def test_it_is_silent_while_a_person_is_asked_for_and_there(world: World, on_shift: Viewer) -> None:
    file = begun(world.buyer, "vreau un om")
    assert take_turn(file.case_id)
    assert now(file).chat.state is ChatState.WAITING
    wrote(world.buyer, file, "unde e comanda mea?")
    assert not take_turn(file.case_id)
    chat_desk.accept(on_shift, file.reference, at=clock.now())
    wrote(world.buyer, file, "unde e comanda mea?")
    assert not take_turn(file.case_id)
    assert len(answers(file)) == 1


def test_handed_back_it_speaks_again(world: World, on_shift: Viewer) -> None:
    file = begun(world.buyer, "vreau un om")
    take_turn(file.case_id)
    chat_desk.accept(on_shift, file.reference, at=clock.now())
    chats.write(on_shift, file.reference, Said(uuid4(), "Bună, eu sunt Raluca.", clock.now()))
    chat_desk.hand_back(on_shift, file.reference, at=clock.now())
    assert not take_turn(file.case_id)
    wrote(world.buyer, file, "unde e comanda mea?")
    assert take_turn(file.case_id)
    assert "4101" in answers(file)[-1].text


def test_a_person_can_be_wanted_before_the_assistant_answers(world: World, on_shift: Viewer) -> None:
    file = begun(world.buyer, "unde e comanda mea?", person=True)
    assert (file.chat.state, file.chat.reason) == (ChatState.WAITING, "wanted")
    assert not take_turn(file.case_id)


def test_what_nobody_may_keep_is_hidden_before_it_is_stored(world: World) -> None:
    file = begun(world.buyer, "cardul 4111 1111 1111 1111, parola: Maria1984! si mail ana@example.org")
    stored = Message.objects.get(case_id=file.case_id).text
    assert "4111" not in stored
    assert "Maria1984" not in stored
    assert "ana@example.org" in stored  # where to answer is not hidden
    assert "4111" not in now(file).subject
    take_turn(file.case_id)
    (log,) = AssistantTurn.objects.all()
    assert {"CARD", "SECRET"} <= set(log.hidden)
    assert "4111" not in str(vars(log))


def test_an_act_is_done_by_the_click_of_its_person_within_ten_minutes(world: World) -> None:
    file = begun(world.buyer, "vreau să fac o cerere")
    for text in ("", "altceva", "Am nevoie de o factură."):
        if text:
            wrote(world.buyer, file, text)
        take_turn(file.case_id)
    wish = AssistantWish.objects.get()
    assert Ticket.objects.count() == 0
    stranger = make_buyer("dan")
    with pytest.raises(NotFound):
        confirm(stranger, now(file), wish.id)
    done = [confirm(now(file).asker, now(file), wish.id) for _ in range(3)]
    assert Ticket.objects.count() == 1
    assert {one.outcome for one in done} == {Ticket.objects.get().case.reference}
    assert sum("T-" in one.text for one in answers(file)) == 1


def test_too_late_a_click_does_nothing(world: World) -> None:
    file = begun(world.buyer, "vreau să fac o cerere")
    for text in ("", "altceva", "Am nevoie de o factură."):
        if text:
            wrote(world.buyer, file, text)
        take_turn(file.case_id)
    AssistantWish.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(Exception, match="wish_expired"):
        confirm(now(file).asker, now(file), AssistantWish.objects.get().id)
    assert Ticket.objects.count() == 0


def test_a_pressed_card_is_no_cry_for_help(world: World, on_shift: Viewer) -> None:
    """A label holds words of ours and of products; red rules read what people type."""
    file = begun(world.buyer, "salut")
    take_turn(file.case_id)
    wrote(world.buyer, file, "Robot operator uman 112 foc", choice="flow:where_is_my_order")
    take_turn(file.case_id)
    assert now(file).chat.state is ChatState.WITH_ASSISTANT


@pytest.mark.parametrize(
    "text", ["🙂🙂🙂", "?", "a" * 4000, "ok", "<script>alert(1)</script>", "Где мой заказ?"]
)
def test_anything_is_answered_sensibly(world: World, text: str) -> None:
    file = begun(world.buyer, text)
    assert take_turn(file.case_id)
    assert answers(file)[0].text
    assert now(file).chat.state is ChatState.WITH_ASSISTANT


def test_nobody_is_caught_in_a_loop(world: World) -> None:
    """Whatever is said, the third time at the latest a person is offered by name."""
    file = begun(world.buyer, "xyzzy")
    for text in ("plugh", "frotz", "quux"):
        take_turn(file.case_id)
        wrote(world.buyer, file, text)
    take_turn(file.case_id)
    offered = [any(card.get("id") == "flow:hand_over" for card in one.cards) for one in answers(file)]
    assert all(offered)
    assert len({one.text for one in answers(file)}) > 1


def test_a_question_that_waits_too_long_is_told(world: World) -> None:
    from amiabil.actions.chat_waits import assistance_of

    file = begun(world.buyer, "salut")
    at = clock.now()
    assert not assistance_of(file, at=at, now=at).is_there
    assistant_pulse.beat(started_at=at, memory=1, at=at)
    assert assistance_of(file, at=at, now=at).is_there
    assert not assistance_of(file, at=at, now=at).slow
    assert assistance_of(file, at=at + timedelta(seconds=11), now=at).slow
    take_turn(file.case_id)
    assert not assistance_of(now(file), at=at + timedelta(seconds=11), now=at).slow


def test_what_the_assistant_knew_goes_with_the_chat(world: World) -> None:
    file = begun(world.buyer, "unde e comanda mea?")
    take_turn(file.case_id)
    chats.end(world.buyer, file.reference, at=clock.now())
    ended = retention.lock(file.case_id)
    assert ended is not None
    retention.erase(ended, at=clock.now() + timedelta(days=366 * 4))
    assert (AssistantTalk.objects.count(), AssistantWish.objects.count()) == (0, 0)
    assert next(verify(file.reference)).broken is None
