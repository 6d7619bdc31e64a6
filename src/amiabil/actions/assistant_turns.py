"""The assistant takes its turn in a chat: what is open, what is done about it, and how it is said, once.

``look`` reads the chat, ``decide`` says what to do as facts, ``say`` writes it as anybody's message, if nothing came in
between. The order of the questions is that of assistant.md 5.1; a person is never argued with about a person.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from uuid import UUID, uuid5

from amiabil.actions import chats as acts_of_chats
from amiabil.actions.assistant_answers import Turn
from amiabil.actions.assistant_pieces import Piece
from amiabil.actions.chat_acts import Doing, act_once
from amiabil.actions.disputes import actor_of
from amiabil.actions.ticket_acts import PROGRAM
from amiabil.actions.tickets import to_customer
from amiabil.domain.access import Viewer
from amiabil.domain.assistant.conversation import Talk
from amiabil.domain.chain import SALT_BYTES
from amiabil.domain.notices import CHAT, IN
from amiabil.domain.support import chat_acts as acts
from amiabil.domain.support.cards import CHOICE, Card
from amiabil.domain.support.chat import AskedFor, ChatState, ChatStep
from amiabil.domain.support.chat_acts import By
from amiabil.domain.support.terms import Priority
from amiabil.domain.terms import PARTIES, Role
from amiabil.records import assistant_talks, chats, timeline
from amiabil.records.assistant_talks import LoggedTurn, Wish
from amiabil.records.chats import ChatFile
from amiabil.records.messages import NewMessage
from amiabil.records.new_id import new_id
from amiabil.records.said import Message

ASSISTANT = Viewer(role=Role.ASSISTANT, ref="assistant")
"""Who writes; what it looks up, it looks up as whoever talks with it."""


@dataclass(frozen=True, slots=True)
class Open:
    """A chat with what waits for an answer: the words since anybody else spoke, as one turn.

    ``version`` is that of the last of them, ``choice`` the card that was pressed last, ``hidden`` what was masked.
    ``before`` is what was said before them, the oldest first, each with the role that said it.
    """

    file: ChatFile
    viewer: Viewer
    talk: Talk
    text: str
    choice: str
    hidden: tuple[str, ...]
    version: int
    before: tuple[tuple[Role, str], ...] = ()

    @property
    def key(self) -> UUID:
        """The name of this turn: another try of it is the same turn."""
        return uuid5(self.file.case_id, f"turn:{self.version}")


@dataclass(frozen=True, slots=True)
class Decided:
    """What is said, where the assistant stands then, whether a person is asked for, and what is logged of it."""

    pieces: tuple[Piece, ...]
    talk: Talk
    decision: str
    person: AskedFor | None = None
    team: str = ""
    priority: Priority | None = None
    flow: str = ""
    tools: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    sure: float | None = None
    scores: tuple[tuple[str, float], ...] = ()
    sources: tuple[tuple[str, int], ...] = ()
    hidden: tuple[str, ...] = field(default_factory=tuple)


class Overtaken(Exception):
    """Somebody wrote or came in between: the turn is for the chat as it stands now."""


def look(case_id: UUID) -> Open | None:
    """What waits for the assistant's answer in a chat; None for nothing, or while a person is there. 3 statements."""
    file = chats.of_id(PROGRAM, case_id)
    if file is None or file.chat.state is not ChatState.WITH_ASSISTANT:
        return None
    seen = _waiting(file)
    return seen if seen is not None and seen.version > seen.talk.answered else None


def look_beside(case_id: UUID) -> Open | None:
    """What waits for a person's answer in a chat; None for nothing. Three statements."""
    file = chats.of_id(PROGRAM, case_id)
    if file is None or file.chat.state not in {ChatState.WAITING, ChatState.WITH_AGENT}:
        return None
    return _waiting(file)


def suggest(seen: Open, turn: Turn, *, at: datetime) -> None:
    """Keep which articles answer what waits for a person, for whoever answers; nothing is said. One statement."""
    logged = LoggedTurn(
        id=uuid5(seen.key, "suggested"),
        version=seen.version,
        at=at,
        decision=assistant_talks.SUGGESTED,
        sure=turn.sure,
        scores=tuple((one.key, round(one.score, 4)) for one in turn.candidates),
        sources=tuple((one.key, one.version) for one in turn.cited),
        language=seen.viewer.language,
    )
    assistant_talks.keep_turn(PROGRAM, seen.file.case_id, logged)


def _waiting(file: ChatFile) -> Open | None:
    """What was said since anybody else spoke; None for nothing."""
    case_id = file.case_id
    said = [
        one
        for one in timeline.moments(file.asker, case_id).items
        if one.message is not None and one.message.author_role != Role.SYSTEM
    ]  # the newest first
    waiting = list(takewhile(lambda one: one.message and one.message.author_role in PARTIES, said))
    talk = assistant_talks.talk_of(PROGRAM, case_id)
    if not waiting:
        return None
    hidden = [str(kind) for one in waiting for kind in one.data.get(acts_of_chats.HIDDEN, ())]
    return Open(
        file=file,
        viewer=file.asker,
        talk=talk,
        text="\n".join(one.message.text for one in reversed(waiting) if one.message)[
            -acts_of_chats.WORDS_MAX :
        ],
        choice=str(waiting[0].data.get(CHOICE, "")),
        hidden=tuple(dict.fromkeys(hidden)),
        version=waiting[0].version,
        before=tuple(
            (Role(one.message.author_role), one.message.text)
            for one in reversed(said[len(waiting) :])
            if one.message
        ),
    )


def say(
    seen: Open, decided: Decided, spoken: tuple[str, tuple[Card, ...]], *, at: datetime, milliseconds: int
) -> ChatFile:
    """Write the answer, log it, and ask for a person where that was decided; all or nothing.

    Raises ``Overtaken`` when the chat is no longer as it was seen.
    """
    text, cards = spoken

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        if file.chain.version != seen.file.chain.version or file.chat.state is not ChatState.WITH_ASSISTANT:
            raise Overtaken()
        step = acts.write(file.chat, by=by, language=seen.viewer.language)
        if decided.person is not None:
            asked = acts.ask_person(
                step.chat, decided.person, by=by, team=decided.team, priority=decided.priority
            )
            step = ChatStep(asked.chat, (*step.events, *asked.events))
        return step, _message(file, Answer(uuid5(seen.key, "answer"), text, cards, seen.viewer.language), at)

    def also(file: ChatFile) -> None:
        talk = replace(decided.talk, answered=seen.version, introduced=True)
        assistant_talks.keep_talk(PROGRAM, file.case_id, talk)
        assistant_talks.keep_turn(PROGRAM, file.case_id, _logged(seen, decided, at, milliseconds))
        for wish in decided.wishes:
            assistant_talks.offer(seen.viewer, wish)

    file = act_once(ASSISTANT, seen.file.reference, Doing(act, also), at=at)
    return acts_of_chats.with_nobody_there(PROGRAM, file, at=at)


def add(file: ChatFile, id: UUID, spoken: tuple[str, tuple[Card, ...]], *, at: datetime) -> None:
    """Tell what a click has done, where the assistant still speaks; the same ``id`` again tells nothing more."""
    text, cards = spoken

    def act(now: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        if now.chat.state is not ChatState.WITH_ASSISTANT:
            raise Overtaken()
        return acts.write(now.chat, by=by), _message(now, Answer(id, text, cards, now.chat.language), at)

    try:
        act_once(ASSISTANT, file.reference, Doing(act), at=at)
    except Overtaken:
        return


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant says, under its name, in a language."""

    id: UUID
    text: str
    cards: tuple[Card, ...]
    language: str


def _message(file: ChatFile, said: Answer, at: datetime) -> Message:
    new = NewMessage(
        id=said.id,
        event_id=new_id(),
        salt=os.urandom(SALT_BYTES),
        text=said.text,
        audience=to_customer(file.side),
        received_at=at,
        language=said.language,
        cards=said.cards,
    )
    return Message(new, actor_of(ASSISTANT), None, (), {IN: CHAT})


def _logged(seen: Open, decided: Decided, at: datetime, milliseconds: int) -> LoggedTurn:
    return LoggedTurn(
        id=uuid5(seen.key, "log"),
        version=seen.version,
        at=at,
        decision=decided.decision,
        flow=decided.flow,
        tools=decided.tools,
        sure=decided.sure,
        scores=decided.scores,
        sources=decided.sources,
        reason=decided.person.value if decided.person else "",
        hidden=tuple(dict.fromkeys((*seen.hidden, *decided.hidden))),
        language=seen.viewer.language,
        milliseconds=milliseconds,
    )


Speak = Callable[[Open, Decided], tuple[str, tuple[Card, ...]]]
"""Finds the words for what was decided."""
