"""Somebody talks with us: they begin, write, ask for a person, end and rate; what the staff do is ``chat_desk``."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import IntegrityError, transaction

from amiabil.actions import chat_acts, chat_requests
from amiabil.actions.chat_acts import Doing, act_once
from amiabil.actions.disputes import actor_of
from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import to_customer
from amiabil.domain.access import Act, Subject, Viewer, demand, writable_audiences
from amiabil.domain.assistant.packaged import every_red_rule
from amiabil.domain.assistant.red_rules import QUEUES, reason_of
from amiabil.domain.assistant.redaction import KEPT_BY_NOBODY, redacted
from amiabil.domain.chain import SALT_BYTES
from amiabil.domain.notices import CHAT, IN
from amiabil.domain.support import chat_acts as acts
from amiabil.domain.support.cards import CHOICE, Card
from amiabil.domain.support.chat import AskedFor, ChatState, ChatStep
from amiabil.domain.support.chat_acts import By, Start
from amiabil.domain.support.content_reports import NAME_MAX
from amiabil.domain.support.terms import Priority, Rating
from amiabil.domain.support.ticket import UnknownTopic
from amiabil.domain.terms import PARTIES, Audience, Role
from amiabil.domain.written import REASON_MAX, clean
from amiabil.foundation.errors import Fact, Forbidden
from amiabil.foundation.ids import reference
from amiabil.records import chat_save, chats, clock, message_files, shifts, tickets
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.chat_save import NewChat
from amiabil.records.chats import ChatFile
from amiabil.records.contacts import Contact
from amiabil.records.messages import NewMessage
from amiabil.records.new_id import new_id
from amiabil.records.said import Message

WORDS_MAX = 4_000
"""Letters of one message of a chat: it is talk. Longer things are a request, or a file."""

HIDDEN = "hidden"
"""Under which an event of a message names what was hidden in it."""

SUBJECT_LETTERS = 80

_NAMES = UUID("6f2d7a70-6c1f-4b0e-9a3e-0d3f4f6f7a11")
"""Under which the name a client gives a chat becomes its id: knowing the id of a chat is not knowing that name."""


@dataclass(frozen=True, slots=True)
class First:
    """A chat as somebody begins it, with its first message.

    ``key`` is the client's own random name for it, told to nobody else: a repeat gives the first result. ``topic`` is
    empty where nobody said one, ``name`` what a visitor says they are called. ``person``: one is wanted at once.
    """

    key: UUID
    text: str
    received_at: datetime
    topic: str = ""
    name: str = ""
    files: tuple[UUID, ...] = ()
    person: bool = False

    @property
    def case_id(self) -> UUID:
        """The id of the chat."""
        return uuid5(_NAMES, str(self.key))

    @property
    def message_id(self) -> UUID:
        """The id of its first message."""
        return uuid5(self.key, "first")

    @property
    def secret(self) -> str:
        """What opens the chat for whoever began it without an account: 43 letters, 32 bytes."""
        made = hmac.digest(settings.SECRET_KEY.encode(), b"chat-secret:" + self.key.bytes, hashlib.sha256)
        return base64.urlsafe_b64encode(made).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Opened:
    """A chat that has begun. ``secret`` is empty where the session of the page opens it."""

    file: ChatFile
    secret: str = ""


def begin(viewer: Viewer, first: First) -> Opened:
    """Begin a chat of a signed-in customer's own. Where nobody is there it becomes a request at once.

    Raises ``UnknownTopic``, ``TextMissing``, ``TextTooLong``, and what ``demand`` raises.
    """
    demand(viewer, Act.OPEN_TICKET, Subject(buyer_id=viewer.person_id, shop_id=viewer.shop_id))
    return Opened(_begin(viewer, first, None))


def begin_with_secret(viewer: Viewer, first: First) -> Opened:
    """The same for a customer vouched for at another origin, whose chat is opened by its secret."""
    demand(viewer, Act.OPEN_TICKET, Subject(buyer_id=viewer.person_id, shop_id=viewer.shop_id))
    return Opened(_begin(viewer, first, None, secret=first.secret), first.secret)


def begin_as_visitor(language: str, first: First) -> Opened:
    """Begin a chat of somebody who has not signed in, and is never taken for anybody who has.

    Raises ``UnknownTopic``, ``TextMissing`` or ``TextTooLong``.
    """
    name = " ".join(clean(first.name, field="/name", most=NAME_MAX, required=False).split())
    contact = Contact(new_id(), "", name, language, None)
    return Opened(_begin(contact.viewer, first, contact, secret=first.secret), first.secret)


def _begin(viewer: Viewer, first: First, contact: Contact | None, *, secret: str = "") -> ChatFile:
    known = _known(viewer, first, secret)
    if known is not None:
        return known
    setup = current_setup()
    if first.topic and not setup.has_topic(first.topic):
        raise UnknownTopic(field="/topic")
    text = clean(first.text, field="/text", most=WORDS_MAX, required=not first.files)
    by = By(actor_of(viewer), first.received_at)
    begun = Start(
        signed=contact is None,
        language=viewer.language,
        topic=first.topic,
        team=setup.topic(first.topic).team if first.topic else "",
        assistant=chat_acts.assistant_answers(),
        person=first.person,
        priority=_haste(first.text),
    )
    step = acts.start(begun, by=by)
    message = _message(viewer, Said(first.message_id, text, first.received_at, first.files), [first.case_id])
    new = NewChat(
        case_id=first.case_id,
        reference=reference("C", randomness=os.urandom(5)),
        subject=_subject(message.new.text),
        customer_id=viewer.person_id if viewer.role is Role.BUYER else None,
        shop_id=viewer.shop_id if viewer.role is Role.SELLER else None,
        pinned=rules_at(first.received_at).for_person(),
        contact=contact,
        person_id=viewer.person_id,
        secret_hash=chats.hash_of(secret) if secret else None,
    )
    try:
        with transaction.atomic():
            chat_save.open_new(new, ChatStep(step.chat, (*step.events, message.event(1))), message)
    except IntegrityError:  # the same chat on two connections at once: the other one was first
        known = _known(viewer, first, secret)
        if known is None:
            raise
        return known
    return with_nobody_there(viewer, chats.file_of(viewer, new.reference), at=first.received_at)


def _known(viewer: Viewer, first: First, secret: str) -> ChatFile | None:
    """The chat that this beginning made before."""
    if secret:
        return chats.by_secret(secret, at=first.received_at)
    return chats.of_id(viewer, first.case_id)


def _subject(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SUBJECT_LETTERS else f"{line[: SUBJECT_LETTERS - 1].rstrip()}…"


# ---- writing -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it was received; ``id`` is the client's name for it, so that sending again changes nothing.

    ``note``: for the staff alone. ``files`` are the writer's own, put in for this chat. ``cards`` are what it shows
    besides, which only the marketplace's side may; ``choice`` is the id of the one that was pressed instead of typing.
    """

    id: UUID
    text: str
    received_at: datetime
    files: tuple[UUID, ...] = field(default_factory=tuple)
    note: bool = False
    cards: tuple[Card, ...] = ()
    choice: str = ""


class _Repeated(Exception):
    """This message is there already."""


def write(viewer: Viewer, reference: str, said: Said) -> ChatFile:
    """Post a message into a chat, as whoever asked or as the one of the staff who answers in it.

    Raises ``NotFound``, ``ChatEnded``, ``ChatOfAnother``, ``NotInChat``, ``TextMissing``, ``TextTooLong``,
    ``MessageIdUsed``, and what ``demand`` raises.
    """

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        if tickets.has_message([file.case_id], said.id, viewer.ref):
            raise _Repeated()
        waits = file.chat.state is ChatState.WAITING and not said.note
        haste = _haste(said.text) if waits else Priority.NORMAL
        step = acts.note(file.chat, by=by) if said.note else acts.write(file.chat, by=by, priority=haste)
        return step, _message(viewer, said, [file.case_id], side=file.side)

    try:
        return act_once(viewer, reference, Doing(act), at=said.received_at)
    except _Repeated:
        return chats.file_of(viewer, reference)


def _message(viewer: Viewer, said: Said, case_ids: list[UUID], *, side: Role | None = None) -> Message:
    audience = Audience.STAFF if said.note else to_customer(side or viewer.role or Role.BUYER)
    if audience not in writable_audiences(viewer):
        raise Forbidden(act=Act.WRITE_MESSAGE.value)
    text, hidden = _kept(viewer, clean(said.text, field="/text", most=WORDS_MAX, required=not said.files))
    new = NewMessage(
        id=said.id,
        event_id=new_id(),
        salt=os.urandom(SALT_BYTES),
        text=text,
        audience=audience,
        received_at=said.received_at,
        language=viewer.language,
        cards=() if viewer.role in PARTIES else said.cards,
    )
    sent = message_files.to_send(viewer, case_ids, said.files)
    facts: dict[str, Fact] = {IN: CHAT}
    if said.choice:
        facts[CHOICE] = said.choice
    if hidden:
        facts[HIDDEN] = list(hidden)
    return Message(new, actor_of(viewer), viewer.reader_id, sent, facts)


def _haste(text: str) -> Priority:
    """How soon a person is wanted, by what somebody says who waits for one: danger and fraud come before all."""
    reason = reason_of(text[:WORDS_MAX], every_red_rule())
    return QUEUES[reason].priority if reason is not None else Priority.NORMAL


def _kept(viewer: Viewer, text: str) -> tuple[str, tuple[str, ...]]:
    """A customer's words without cards, codes, personal numbers, accounts and passwords, and what was hidden.

    None of it is stored, logged or sent on, whoever reads the chat (assistant.md 5.1).
    """
    if viewer.role not in PARTIES:
        return text, ()
    safe = redacted(text, kinds_hidden=KEPT_BY_NOBODY)
    return safe.text[:WORDS_MAX], tuple(dict.fromkeys(kind.value for kind in safe.kinds))


# ---- what else whoever asked does -----------------------------------------------------------------


def ask_person(
    viewer: Viewer, reference: str, *, at: datetime, reason: AskedFor = AskedFor.WANTED
) -> ChatFile:
    """Ask for a person; where nobody is there the chat of a signed-in customer becomes a request at once.

    Raises ``NotFound``, ``ChatEnded``, and what ``demand`` raises.
    """

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        return acts.ask_person(file.chat, reason, by=by), None

    return with_nobody_there(viewer, act_once(viewer, reference, Doing(act), at=at), at=at)


def end(viewer: Viewer, reference: str, *, at: datetime) -> ChatFile:
    """End a chat, as whoever asked or as the one who answers. Raises ``NotFound``, ``ChatOfAnother``, as ``demand``."""

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        return acts.end(file.chat, by=by), None

    return act_once(viewer, reference, Doing(act), at=at)


def rate(viewer: Viewer, reference: str, rating: Rating, *, at: datetime, comment: str = "") -> ChatFile:
    """What whoever asked thinks of a chat that has ended. Raises ``NotFound``, ``NotInChat``, ``TextTooLong``."""
    said = clean(comment, field="/comment", most=REASON_MAX, required=False)

    def act(file: ChatFile, by: By) -> tuple[ChatStep, Message | None]:
        return acts.rate(file.chat, rating, by=by, comment=said), None

    return act_once(viewer, reference, Doing(act), at=at)


def with_nobody_there(viewer: Viewer, file: ChatFile, *, at: datetime) -> ChatFile:
    """What becomes of a chat that waits while nobody takes any: a request, where it is known whom to answer."""
    if file.chat.state is not ChatState.WAITING or not file.chat.signed:
        return file
    if shifts.hall(at=at, now=clock.unshifted()).people:
        return file
    try:
        return chat_requests.become_request(viewer, file.reference, at=at)
    except CaseMovedOn:  # somebody came at this very moment
        return chats.file_of(viewer, file.reference)
