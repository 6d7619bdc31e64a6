"""What changes in a chat when somebody writes, asks for a person, comes, goes, or does not come?

``PROCEDURE`` is the whole of it: read it first. Pure: the same chat, act and instant always give the same step.
Source: support.md 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from amiabil.domain.disputes.model import Actor, Event
from amiabil.domain.support.chat import (
    PRIORITIES,
    AskedFor,
    Chat,
    ChatAct,
    ChatEnded,
    ChatEvent,
    ChatOfAnother,
    ChatState,
    ChatStep,
    Ending,
    NoAssistant,
    NotInChat,
    Side,
)
from amiabil.domain.support.terms import Priority, Rating
from amiabil.domain.terms import STAFF_ROLES, Role
from amiabil.foundation.errors import Fact, Forbidden

_C, _S, _A, _T = Side.CUSTOMER, Side.STAFF, Side.ASSISTANT, Side.TIME

PROCEDURE: Mapping[tuple[ChatState, ChatAct], frozenset[Side]] = {
    (ChatState.WITH_ASSISTANT, ChatAct.WRITE): frozenset({_C, _A}),
    (ChatState.WITH_ASSISTANT, ChatAct.ASK_PERSON): frozenset({_C, _A}),
    (ChatState.WITH_ASSISTANT, ChatAct.END): frozenset({_C, _A, _T}),
    (ChatState.WAITING, ChatAct.WRITE): frozenset({_C}),
    (ChatState.WAITING, ChatAct.NOTE): frozenset({_S}),
    (ChatState.WAITING, ChatAct.ACCEPT): frozenset({_S}),
    (ChatState.WAITING, ChatAct.RETURN_MISSED): frozenset({_T}),
    (ChatState.WAITING, ChatAct.END): frozenset({_C, _T}),
    (ChatState.WAITING, ChatAct.BECOME_REQUEST): frozenset({_C, _T}),
    (ChatState.WITH_AGENT, ChatAct.WRITE): frozenset({_C, _S}),
    (ChatState.WITH_AGENT, ChatAct.NOTE): frozenset({_S}),
    (ChatState.WITH_AGENT, ChatAct.TRANSFER): frozenset({_S}),
    (ChatState.WITH_AGENT, ChatAct.HAND_BACK): frozenset({_S}),
    (ChatState.WITH_AGENT, ChatAct.RETURN_MISSED): frozenset({_T}),
    (ChatState.WITH_AGENT, ChatAct.END): frozenset({_C, _S, _T}),
    (ChatState.WITH_AGENT, ChatAct.BECOME_REQUEST): frozenset({_S}),
    **{(state, ChatAct.TAKE_ALONG): frozenset({_C}) for state in ChatState},
    **{(state, ChatAct.JOIN): frozenset({_C}) for state in ChatState if state is not ChatState.ENDED},
    (ChatState.ENDED, ChatAct.NOTE): frozenset({_S}),
    (ChatState.ENDED, ChatAct.RATE): frozenset({_C}),
}
"""Who may do what, and when. The assistant has no word from the moment a person is asked for until one hands back."""

_BY_ITS_AGENT = frozenset(
    {ChatAct.WRITE, ChatAct.TRANSFER, ChatAct.HAND_BACK, ChatAct.END, ChatAct.BECOME_REQUEST}
)
"""What of the staff only the one does who answers in the chat."""


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and when it was received."""

    actor: Actor
    at: datetime

    @property
    def side(self) -> Side:
        """On which side of the chat they stand."""
        if self.actor.role in STAFF_ROLES:
            return Side.STAFF
        return {Role.ASSISTANT: Side.ASSISTANT, Role.SYSTEM: Side.TIME}.get(self.actor.role, Side.CUSTOMER)


@dataclass(frozen=True, slots=True)
class Start:
    """A chat as it begins; ``assistant``: the virtual assistant is there; ``person``: one is wanted before it.

    ``priority`` is how soon, by what is said first.
    """

    signed: bool
    language: str
    topic: str = ""
    team: str = ""
    assistant: bool = False
    person: bool = False
    priority: Priority = Priority.NORMAL


class _Change:
    """A step being made."""

    def __init__(self, chat: Chat, by: By, act: ChatAct) -> None:
        _demand(chat, by, act)
        self.by = by
        self.chat = replace(chat, version=chat.version + 1)
        self.events: list[Event] = []

    def put(self, **values: Any) -> None:
        self.chat = replace(self.chat, **values)

    def become(self, state: ChatState, **values: Any) -> None:
        self.put(state=state, state_at=self.by.at, **values)

    def tell(self, kind: ChatEvent, texts: Mapping[str, str] | None = None, **data: Fact) -> None:
        event = Event(kind.value, self.by.at, self.by.actor, self.chat.version, data, texts or {})
        self.events.append(event)

    def done(self) -> ChatStep:
        return ChatStep(self.chat, tuple(self.events))


def _demand(chat: Chat, by: By, act: ChatAct) -> None:
    """Let pass what the table allows. Raises ``ChatEnded``, ``NotInChat``, ``ChatOfAnother`` or ``Forbidden``."""
    allowed = PROCEDURE.get((chat.state, act))
    if allowed is None:
        if chat.state is ChatState.ENDED:
            raise ChatEnded(request=chat.request or None)
        raise NotInChat(state=chat.state.value, act=act.value)
    if by.side not in allowed:
        raise Forbidden(act=act.value)
    if by.side is Side.STAFF and act in _BY_ITS_AGENT and chat.agent != by.actor.ref:
        raise ChatOfAnother(by=chat.agent)


def may(chat: Chat, by: By, act: ChatAct) -> bool:
    """Whether they may do this now."""
    try:
        _demand(chat, by, act)
    except (ChatEnded, NotInChat, ChatOfAnother, Forbidden):
        return False
    return True


def start(begun: Start, *, by: By) -> ChatStep:
    """Begin a chat. Without an assistant a person is asked for at once: nothing pretends to answer."""
    fresh = Chat(
        started_at=by.at,
        state_at=by.at,
        signed=begun.signed,
        language=begun.language,
        topic=begun.topic,
        team=begun.team,
        said_at=by.at,
    )
    told = Event(ChatEvent.STARTED.value, by.at, by.actor, 1, {"topic": begun.topic, "signed": begun.signed})
    if begun.assistant and not begun.person:
        return ChatStep(replace(fresh, unanswered_at=by.at), (told,))
    reason = (AskedFor.WANTED if begun.person else AskedFor.NO_ASSISTANT).value
    asks = Event(ChatEvent.PERSON_ASKED.value, by.at, by.actor, 1, {"reason": reason})
    waiting = replace(fresh, state=ChatState.WAITING, reason=reason, asked_at=by.at, priority=begun.priority)
    return ChatStep(waiting, (told, asks))


def write(chat: Chat, *, by: By, priority: Priority = Priority.NORMAL, language: str = "") -> ChatStep:
    """Somebody writes for the other side to read. The message itself is told of by who keeps it.

    What a customer says while waiting can bring a person sooner (``priority``), and never later. ``language`` is the
    one the chat goes on in, where it changes.
    """
    change = _Change(chat, by, ChatAct.WRITE)
    if by.side is Side.CUSTOMER:
        if chat.state is ChatState.WAITING and _sooner(priority, chat.priority):
            change.put(priority=priority)
        change.put(said_at=by.at, unanswered_at=chat.unanswered_at or by.at)
    else:
        change.put(said_at=by.at, unanswered_at=None, language=language or chat.language)
    return change.done()


def note(chat: Chat, *, by: By) -> ChatStep:
    """Somebody of the staff leaves a word for colleagues; nothing else changes."""
    return _Change(chat, by, ChatAct.NOTE).done()


def ask_person(
    chat: Chat, reason: AskedFor, *, by: By, team: str = "", priority: Priority | None = None
) -> ChatStep:
    """A person is asked for, of a ``team`` where one is named; asked again while one is on the way, nothing changes.

    How soon is the reason's, where ``priority`` does not say.
    """
    if chat.state in {ChatState.WAITING, ChatState.WITH_AGENT}:
        return ChatStep(chat)
    change = _Change(chat, by, ChatAct.ASK_PERSON)
    change.become(ChatState.WAITING, reason=reason.value, asked_at=by.at, team=team or chat.team)
    change.put(priority=priority or PRIORITIES.get(reason, Priority.NORMAL))
    change.tell(ChatEvent.PERSON_ASKED, reason=reason.value)
    return change.done()


def accept(chat: Chat, *, by: By) -> ChatStep:
    """A person comes; accepting one's own chat again changes nothing. Raises ``ChatOfAnother`` for a colleague's."""
    if chat.state is ChatState.WITH_AGENT and chat.agent == by.actor.ref:
        return ChatStep(chat)
    if chat.state is ChatState.WITH_AGENT or chat.meant_for not in {"", by.actor.ref}:
        raise ChatOfAnother(by=chat.agent or chat.meant_for)
    change = _Change(chat, by, ChatAct.ACCEPT)
    change.become(
        ChatState.WITH_AGENT,
        agent=by.actor.ref,
        meant_for="",
        joined_at=by.at,
        asked_at=None,
        unanswered_at=chat.unanswered_at or by.at,
    )
    waited = int((by.at - (chat.asked_at or chat.state_at)).total_seconds())
    change.tell(ChatEvent.ACCEPTED, agent=by.actor.ref, waited=max(waited, 0))
    return change.done()


def transfer(chat: Chat, *, by: By, to: str = "", team: str = "") -> ChatStep:
    """Give the chat to a colleague (``to``, who has not come yet), or back to the queue, of a ``team`` where one is."""
    change = _Change(chat, by, ChatAct.TRANSFER)
    change.become(
        ChatState.WAITING, agent="", meant_for=to, team=team or chat.team, asked_at=chat.asked_at or by.at
    )
    change.tell(ChatEvent.TRANSFERRED, to=to, team=team)
    return change.done()


def hand_back(chat: Chat, *, by: By, assistant: bool) -> ChatStep:
    """The person goes and the assistant speaks again. Raises ``NoAssistant`` where there is none."""
    change = _Change(chat, by, ChatAct.HAND_BACK)
    if not assistant:
        raise NoAssistant()
    change.become(ChatState.WITH_ASSISTANT, agent="", reason="", unanswered_at=None)
    change.put(priority=Priority.NORMAL)
    change.tell(ChatEvent.HANDED_BACK)
    return change.done()


def return_missed(chat: Chat, *, by: By) -> ChatStep:
    """Who should have come or answered did not: the chat is everybody's again, in its old place in the queue."""
    change = _Change(chat, by, ChatAct.RETURN_MISSED)
    missing = chat.agent or chat.meant_for
    asked_at = chat.asked_at or chat.unanswered_at or by.at
    change.become(ChatState.WAITING, agent="", meant_for="", missed=chat.missed + 1, asked_at=asked_at)
    change.tell(ChatEvent.MISSED, agent=missing)
    return change.done()


def end(chat: Chat, *, by: By) -> ChatStep:
    """The chat is over; ended again nothing changes."""
    if chat.state is ChatState.ENDED:
        return ChatStep(chat)
    change = _Change(chat, by, ChatAct.END)
    ending = {Side.CUSTOMER: Ending.CUSTOMER, Side.TIME: Ending.SILENCE}.get(by.side, Ending.STAFF)
    _over(change, ending)
    change.tell(ChatEvent.ENDED, by=ending.value)
    return change.done()


def become_request(chat: Chat, request: str, *, by: By) -> ChatStep:
    """The chat ends and goes on as a request; its reference is empty while no address is shown to be theirs."""
    change = _Change(chat, by, ChatAct.BECOME_REQUEST)
    _over(change, Ending.REQUEST)
    change.put(request=request)
    change.tell(ChatEvent.BECAME_REQUEST, request=request)
    return change.done()


def take_along(chat: Chat, *, by: By) -> ChatStep:
    """A visitor's chat is from now on that of the person who signed in."""
    change = _Change(chat, by, ChatAct.TAKE_ALONG)
    change.put(signed=True)
    change.tell(ChatEvent.TAKEN_ALONG)
    return change.done()


def end_in_another(chat: Chat, other: str, *, by: By) -> ChatStep:
    """The chat is over and goes on in the ``other`` one, by its reference."""
    change = _Change(chat, by, ChatAct.END)
    _over(change, Ending.JOINED)
    change.tell(ChatEvent.ENDED, by=Ending.JOINED.value, chat=other)
    return change.done()


def take_in(chat: Chat, other: str, *, by: By) -> ChatStep:
    """What was said in the ``other`` chat goes on in this one; who answers, and how soon, stays as it is."""
    change = _Change(chat, by, ChatAct.JOIN)
    change.tell(ChatEvent.JOINED, chat=other)
    return change.done()


def rate(chat: Chat, rating: Rating, *, by: By, comment: str = "") -> ChatStep:
    """What whoever asked thinks of it; the same again changes nothing."""
    if chat.rating == rating.value and not comment:
        return ChatStep(chat)
    change = _Change(chat, by, ChatAct.RATE)
    change.put(rating=rating.value, rated_at=by.at)
    change.tell(ChatEvent.RATED, {"comment": comment} if comment else {}, rating=rating.value)
    return change.done()


_BY_HASTE = list(Priority)


def _sooner(one: Priority, other: Priority) -> bool:
    return _BY_HASTE.index(one) > _BY_HASTE.index(other)


def _over(change: _Change, ending: Ending) -> None:
    change.become(
        ChatState.ENDED,
        meant_for="",
        asked_at=None,
        unanswered_at=None,
        ended_at=change.by.at,
        ended_by=ending.value,
    )
