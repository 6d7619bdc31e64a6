"""What is a chat as it stands, who acts next in it, and when does time alone act?

Values only; what changes them is ``chat_acts``. The messages stand in the conversation beside it. Source: support.md 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from amiabil.domain.disputes.model import Event
from amiabil.domain.support.terms import Priority
from amiabil.foundation.errors import Conflict


@unique
class ChatState(StrEnum):
    """Who is there for the customer: the program, nobody yet, a person, or nobody any more."""

    WITH_ASSISTANT = "with_assistant"
    WAITING = "waiting"
    WITH_AGENT = "with_agent"
    ENDED = "ended"


@unique
class ChatAct(StrEnum):
    """What somebody does in a chat."""

    WRITE = "write"
    NOTE = "note"
    ASK_PERSON = "ask_person"
    ACCEPT = "accept"
    TRANSFER = "transfer"
    HAND_BACK = "hand_back"
    RETURN_MISSED = "return_missed"
    END = "end"
    RATE = "rate"
    BECOME_REQUEST = "become_request"
    TAKE_ALONG = "take_along"
    JOIN = "join"


@unique
class ChatEvent(StrEnum):
    """What can happen in a chat besides messages; stored as ``chat.<kind>``."""

    STARTED = "started"
    PERSON_ASKED = "person_asked"
    ACCEPTED = "accepted"
    TRANSFERRED = "transferred"
    HANDED_BACK = "handed_back"
    MISSED = "missed"
    ENDED = "ended"
    RATED = "rated"
    BECAME_REQUEST = "became_request"
    TAKEN_ALONG = "taken_along"
    JOINED = "joined"


@unique
class Side(StrEnum):
    """Who acts: whoever asked, a person of the marketplace, the virtual assistant, or time alone."""

    CUSTOMER = "customer"
    STAFF = "staff"
    ASSISTANT = "assistant"
    TIME = "time"


@unique
class Ending(StrEnum):
    """By what a chat ended."""

    CUSTOMER = "customer"
    STAFF = "staff"
    SILENCE = "silence"
    REQUEST = "request"
    JOINED = "joined"
    """It goes on in another chat of the same person."""


@unique
class AskedFor(StrEnum):
    """Why a person is asked for."""

    WANTED = "wanted"
    """The customer wants one."""
    NO_ASSISTANT = "no_assistant"
    """Nothing but people answers here."""
    UNSURE = "unsure"
    """The assistant does not know, or was wrong."""
    SERIOUS = "serious"
    """Safety, money or law: never a program's matter."""
    CARE = "care"
    """Somebody who needs more care than a program gives."""
    WRONG = "wrong"
    """They say that the assistant's answer was wrong."""
    REPEATED = "repeated"
    """They ask the same again: the answer did not help."""
    UPSET = "upset"
    """They are angry, twice."""
    FAILED = "failed"
    """The assistant could not look something up."""
    HIGH_VALUE = "high_value"
    """It is about more money than the operator leaves to a program."""
    VIP = "vip"
    """A customer whom the marketplace always gives a person."""
    APPEAL = "appeal"
    """They contest a decision that a program made."""


PRIORITIES: Mapping[AskedFor, Priority] = {
    AskedFor.SERIOUS: Priority.URGENT,
    AskedFor.CARE: Priority.HIGH,
    AskedFor.HIGH_VALUE: Priority.HIGH,
    AskedFor.VIP: Priority.HIGH,
    AskedFor.APPEAL: Priority.HIGH,
}
"""How soon a person is wanted for a reason where nothing else says so; as usual for the rest."""


class ChatEnded(Conflict):
    """The chat has ended and takes nothing more; ``request`` is the reference of what it became, or empty."""

    code = "chat_ended"


class NotInChat(Conflict):
    """A chat in this ``state`` does not allow this ``act``."""

    code = "not_in_chat"


class ChatOfAnother(Conflict):
    """Another person of the staff answers in this chat; ``by`` names them."""

    code = "chat_of_another"


class NoAssistant(Conflict):
    """There is no virtual assistant to hand the chat back to."""

    code = "no_assistant"


@dataclass(frozen=True, slots=True)
class Times:
    """How long time waits in a chat. One place, so that tests and the operator's manual can name them."""

    take: timedelta = timedelta(minutes=2)
    """Who a chat was handed to by name takes it, or it is everybody's again."""
    patience: timedelta = timedelta(minutes=10)
    """So long somebody with an account waits in the queue, then the chat becomes a request."""
    abandoned: timedelta = timedelta(minutes=60)
    """So long a visitor without an address waits; nobody can be written to afterwards."""
    answer: timedelta = timedelta(minutes=3)
    """So long an agent leaves a customer without a word, then the chat goes back to the queue."""
    silence: timedelta = timedelta(minutes=20)
    """So long a customer who was answered says nothing, then the chat ends."""
    idle: timedelta = timedelta(minutes=60)
    """The same where the assistant answered."""


TIMES = Times()


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as it stands.

    ``signed``: whoever asked has an account. ``agent`` is the reference of who answers, ``meant_for`` of who it was
    handed to and has not taken it; both empty for nobody. ``asked_at`` is when a person was first asked for and has not
    come, ``unanswered_at`` when the oldest message came that nobody answered. ``missed`` counts how often an agent did
    not come. ``request`` is the reference of the request it became, where that is known. ``priority`` is how soon
    a person is wanted.
    """

    started_at: datetime
    state_at: datetime
    version: int = 1
    state: ChatState = ChatState.WITH_ASSISTANT
    signed: bool = False
    language: str = ""
    topic: str = ""
    team: str = ""
    priority: Priority = Priority.NORMAL
    agent: str = ""
    meant_for: str = ""
    reason: str = ""
    asked_at: datetime | None = None
    joined_at: datetime | None = None
    unanswered_at: datetime | None = None
    said_at: datetime | None = None
    missed: int = 0
    ended_at: datetime | None = None
    ended_by: str = ""
    request: str = ""
    rating: str = ""
    rated_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it goes on."""
        return self.state is not ChatState.ENDED


@dataclass(frozen=True, slots=True)
class ChatStep:
    """A chat after an act, and what happened; no event means that nothing has changed."""

    chat: Chat
    events: tuple[Event, ...] = ()


def wake_at(chat: Chat, times: Times = TIMES) -> datetime | None:
    """The next instant at which time alone does something; None when it never does."""
    match chat.state:
        case ChatState.WAITING if chat.meant_for:
            return chat.state_at + times.take
        case ChatState.WAITING:
            return chat.state_at + (times.patience if chat.signed else times.abandoned)
        case ChatState.WITH_AGENT if chat.unanswered_at is not None:
            return max(chat.unanswered_at, chat.state_at) + times.answer
        case ChatState.WITH_AGENT:
            return _last_word(chat) + times.silence
        case ChatState.WITH_ASSISTANT:
            return _last_word(chat) + times.idle
    return None


def due(chat: Chat, at: datetime, times: Times = TIMES) -> ChatAct | None:
    """What time does by an instant; None while nothing is due."""
    instant = wake_at(chat, times)
    if instant is None or at < instant:
        return None
    if chat.state is ChatState.WAITING and not chat.meant_for:
        return ChatAct.BECOME_REQUEST if chat.signed else ChatAct.END
    if chat.meant_for or (chat.unanswered_at is not None and chat.state is ChatState.WITH_AGENT):
        return ChatAct.RETURN_MISSED
    return ChatAct.END


def _last_word(chat: Chat) -> datetime:
    return max(chat.said_at or chat.state_at, chat.state_at)
