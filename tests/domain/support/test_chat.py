"""Chats by the table, written a second time by hand; what time does; and what holds whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.disputes.model import SYSTEM, Actor
from amiabil.domain.support import chat_acts as acts
from amiabil.domain.support.chat import (
    TIMES,
    AskedFor,
    Chat,
    ChatAct,
    ChatEnded,
    ChatOfAnother,
    ChatState,
    ChatStep,
    NoAssistant,
    due,
    wake_at,
)
from amiabil.domain.support.chat_acts import By, Start
from amiabil.domain.support.terms import Rating
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANA = Actor(Role.BUYER, "ana", "Ana")
RALUCA = Actor(Role.AGENT, "staff:raluca", "Raluca")
VLAD = Actor(Role.AGENT, "staff:vlad", "Vlad")
ROBOT = Actor(Role.ASSISTANT, "assistant")
PEOPLE = (ANA, RALUCA, VLAD, ROBOT, SYSTEM)
TICK = timedelta(seconds=1)

Do = Callable[[Chat, By], ChatStep]

DO: dict[ChatAct, Do] = {
    ChatAct.WRITE: lambda chat, by: acts.write(chat, by=by),
    ChatAct.NOTE: lambda chat, by: acts.note(chat, by=by),
    ChatAct.ASK_PERSON: lambda chat, by: acts.ask_person(chat, AskedFor.WANTED, by=by),
    ChatAct.ACCEPT: lambda chat, by: acts.accept(chat, by=by),
    ChatAct.TRANSFER: lambda chat, by: acts.transfer(chat, by=by, to=VLAD.ref),
    ChatAct.HAND_BACK: lambda chat, by: acts.hand_back(chat, by=by, assistant=True),
    ChatAct.RETURN_MISSED: lambda chat, by: acts.return_missed(chat, by=by),
    ChatAct.END: lambda chat, by: acts.end(chat, by=by),
    ChatAct.RATE: lambda chat, by: acts.rate(chat, Rating.GOOD, by=by),
    ChatAct.BECOME_REQUEST: lambda chat, by: acts.become_request(chat, "T-7K3M-92QF", by=by),
    ChatAct.TAKE_ALONG: lambda chat, by: acts.take_along(chat, by=by),
    ChatAct.JOIN: lambda chat, by: acts.take_in(chat, "C-0000-0001", by=by),
}


def started(*, assistant: bool = True, signed: bool = True) -> Chat:
    begun = Start(signed=signed, language="ro", topic="delivery", team="care", assistant=assistant)
    return acts.start(begun, by=By(ANA, AT)).chat


def in_state(state: ChatState) -> Chat:
    chat = started()
    if state is ChatState.WITH_ASSISTANT:
        return chat
    chat = acts.ask_person(chat, AskedFor.WANTED, by=By(ANA, AT)).chat
    if state is ChatState.WAITING:
        return chat
    chat = acts.accept(chat, by=By(RALUCA, AT)).chat
    return chat if state is ChatState.WITH_AGENT else acts.end(chat, by=By(RALUCA, AT)).chat


ALLOWED = """
with_assistant  write          buyer assistant         with_assistant
with_assistant  ask_person     buyer assistant         waiting
with_assistant  end            buyer assistant system  ended
with_assistant  take_along     buyer                   with_assistant
with_assistant  join           buyer                   with_assistant
waiting         write          buyer                   waiting
waiting         note           raluca vlad             waiting
waiting         ask_person     buyer raluca vlad assistant system  waiting
waiting         accept         raluca vlad             with_agent
waiting         return_missed  system                  waiting
waiting         end            buyer system            ended
waiting         become_request buyer system            ended
waiting         take_along     buyer                   waiting
waiting         join           buyer                   waiting
with_agent      write          buyer raluca            with_agent
with_agent      note           raluca vlad             with_agent
with_agent      ask_person     buyer raluca vlad assistant system  with_agent
with_agent      accept         raluca                  with_agent
with_agent      transfer       raluca                  waiting
with_agent      hand_back      raluca                  with_assistant
with_agent      return_missed  system                  waiting
with_agent      end            buyer raluca system     ended
with_agent      become_request raluca                  ended
with_agent      take_along     buyer                   with_agent
with_agent      join           buyer                   with_agent
ended           note           raluca vlad             ended
ended           end            buyer raluca vlad assistant system  ended
ended           rate           buyer                   ended
ended           take_along     buyer                   ended
"""
"""State, act, who may, what it leads to. Asking again and ending again change nothing, whoever does it."""

NAMES = {"buyer": ANA, "raluca": RALUCA, "vlad": VLAD, "assistant": ROBOT, "system": SYSTEM}
EXPECTED = {
    (ChatState(words[0]), ChatAct(words[1]), NAMES[who]): ChatState(words[-1])
    for words in (line.split() for line in ALLOWED.strip().splitlines())
    for who in words[2:-1]
}


@pytest.mark.parametrize("state", ChatState)
def test_every_act_in_every_state_by_everybody(state: ChatState) -> None:
    chat, found = in_state(state), {}
    for act, actor in product(ChatAct, PEOPLE):
        try:
            step = DO[act](chat, By(actor, AT + TICK))
        except AmiabilError:
            continue
        found[state, act, actor] = step.chat.state
        assert all(event.version == step.chat.version == chat.version + 1 for event in step.events), act
    assert found == {row: after for row, after in EXPECTED.items() if row[0] is state}


def test_without_an_assistant_a_person_is_asked_for_at_once() -> None:
    step = acts.start(Start(signed=False, language="ro"), by=By(ANA, AT))
    assert (step.chat.state, step.chat.asked_at) == (ChatState.WAITING, AT)
    assert [event.kind for event in step.events] == ["started", "person_asked"]


def test_without_an_assistant_nothing_is_handed_back() -> None:
    with pytest.raises(NoAssistant):
        acts.hand_back(in_state(ChatState.WITH_AGENT), by=By(RALUCA, AT), assistant=False)


def test_only_whom_it_was_handed_to_takes_it() -> None:
    handed = acts.transfer(in_state(ChatState.WITH_AGENT), by=By(RALUCA, AT), to=VLAD.ref).chat
    with pytest.raises(ChatOfAnother):
        acts.accept(handed, by=By(RALUCA, AT + TICK))
    assert acts.accept(handed, by=By(VLAD, AT + TICK)).chat.agent == VLAD.ref


def test_an_ended_chat_says_what_it_became() -> None:
    over = acts.become_request(in_state(ChatState.WAITING), "T-7K3M-92QF", by=By(SYSTEM, AT)).chat
    with pytest.raises(ChatEnded) as refusal:
        acts.write(over, by=By(ANA, AT))
    assert refusal.value.facts == {"request": "T-7K3M-92QF"}


def test_several_quick_messages_do_not_start_the_agents_time_anew() -> None:
    chat = acts.write(in_state(ChatState.WITH_AGENT), by=By(RALUCA, AT + TICK)).chat
    first, second = AT + timedelta(minutes=2), AT + timedelta(minutes=4)
    chat = acts.write(acts.write(chat, by=By(ANA, first)).chat, by=By(ANA, second)).chat
    assert (chat.unanswered_at, chat.said_at) == (first, second)
    assert wake_at(chat) == first + TIMES.answer


def test_who_was_missed_keeps_their_place_in_the_queue() -> None:
    chat = acts.accept(in_state(ChatState.WAITING), by=By(RALUCA, AT + TICK)).chat
    back = acts.return_missed(chat, by=By(SYSTEM, AT + timedelta(minutes=5)))
    assert (back.chat.state, back.chat.agent, back.chat.missed) == (ChatState.WAITING, "", 1)
    assert back.chat.asked_at is not None
    assert back.chat.asked_at <= AT + TICK
    assert back.events[0].data == {"agent": RALUCA.ref}


@pytest.mark.parametrize(
    ("chat", "wait", "does"),
    [
        (started(assistant=False), TIMES.patience, ChatAct.BECOME_REQUEST),
        (started(assistant=False, signed=False), TIMES.abandoned, ChatAct.END),
        (started(), TIMES.idle, ChatAct.END),
        (in_state(ChatState.WITH_AGENT), TIMES.answer, ChatAct.RETURN_MISSED),
        (acts.write(in_state(ChatState.WITH_AGENT), by=By(RALUCA, AT)).chat, TIMES.silence, ChatAct.END),
        (
            acts.transfer(in_state(ChatState.WITH_AGENT), by=By(RALUCA, AT), to=VLAD.ref).chat,
            TIMES.take,
            ChatAct.RETURN_MISSED,
        ),
    ],
)
def test_time_acts_on_the_stroke_and_not_a_moment_before(chat: Chat, wait: timedelta, does: ChatAct) -> None:
    assert wake_at(chat) == AT + wait
    assert due(chat, AT + wait - TICK) is None
    assert due(chat, AT + wait) is does


def test_time_leaves_what_is_over_alone() -> None:
    assert wake_at(in_state(ChatState.ENDED)) is None
    assert due(in_state(ChatState.ENDED), AT + timedelta(days=99)) is None


moves = st.lists(
    st.tuples(st.sampled_from(list(ChatAct)), st.sampled_from(PEOPLE), st.integers(0, 3600)), max_size=25
)


@given(moves, st.booleans(), st.booleans())
def test_whatever_happens_some_things_hold(
    history: list[tuple[ChatAct, Actor, int]], assistant: bool, signed: bool
) -> None:
    chat, now, before = started(assistant=assistant, signed=signed), AT, 1
    for act, actor, seconds in history:
        now += timedelta(seconds=seconds)
        try:
            chat = DO[act](chat, By(actor, now)).chat
        except AmiabilError:
            continue
        assert chat.version in {before, before + 1}
        before = chat.version
        assert bool(chat.agent) == (chat.state is ChatState.WITH_AGENT) or not chat.is_open
        assert (chat.asked_at is not None) == (chat.state is ChatState.WAITING)
        assert not chat.meant_for or chat.state is ChatState.WAITING
        assert (wake_at(chat) is None) == (chat.state is ChatState.ENDED)
        assert (chat.ended_at is not None) == (chat.state is ChatState.ENDED)


@given(st.integers(0, 5))
def test_left_alone_every_chat_ends(asked: int) -> None:
    chat = started(assistant=asked % 2 == 0, signed=asked > 2)
    for _ in range(10):
        instant = wake_at(chat)
        if instant is None:
            break
        act = due(chat, instant)
        assert act is not None
        chat = DO[act](chat, By(SYSTEM, instant)).chat
    assert chat.state is ChatState.ENDED
