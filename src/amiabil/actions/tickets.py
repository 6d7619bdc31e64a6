"""Somebody asks for help, writes again, is answered; the staff decide what becomes of a request; time passes."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.actions.disputes import SWEEP_AGAIN, SWEEP_PAUSE, actor_of
from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import current_setup, setup_of
from amiabil.actions.ticket_acts import PROGRAM, Doing, act_once
from amiabil.domain.access import COMMAND_LINE, Act, Subject, Viewer, demand, may, writable_audiences
from amiabil.domain.chain import SALT_BYTES
from amiabil.domain.disputes.model import SYSTEM, Event
from amiabil.domain.files import MESSAGE_FILES_MAX, TooManyFiles
from amiabil.domain.support import acts, waking
from amiabil.domain.support.answers import read_answers
from amiabil.domain.support.mentions import mentioned
from amiabil.domain.support.replies import demand_filled
from amiabil.domain.support.setup import Setup, Topic
from amiabil.domain.support.terms import Priority, TicketEvent, TicketStatus, TicketType
from amiabil.domain.support.ticket import (
    SUBJECT_LETTERS,
    By,
    Changes,
    Request,
    TicketStep,
    UnknownTopic,
)
from amiabil.domain.terms import Audience, Channel, Role
from amiabil.domain.written import MESSAGE_MAX, TextMissing, TextTooLong, clean
from amiabil.foundation.codec import instant_text
from amiabil.foundation.errors import Conflict, Fact, Forbidden, Invalid, InvalidFields, NotFound
from amiabil.foundation.fields import BadText, FieldRequired, UnknownField
from amiabil.foundation.ids import reference
from amiabil.records import (
    clock,
    message_files,
    orders,
    side_conversations,
    staff_notices,
    ticket_merges,
    ticket_save,
    ticket_work,
    tickets,
)
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.contacts import Contact
from amiabil.records.message_files import SentFile
from amiabil.records.messages import NewMessage
from amiabil.records.new_id import new_id
from amiabil.records.said import Message
from amiabil.records.staff_notices import Cause
from amiabil.records.ticket_save import NewTicketFile
from amiabil.records.tickets import TicketFile

_LOG = logging.getLogger(__name__)

_TO_CUSTOMER: Mapping[Role, Audience] = {
    Role.BUYER: Audience.BUYER_AND_PLATFORM,
    Role.SELLER: Audience.SELLER_AND_PLATFORM,
}
"""Whom a message to and from the customer of a request is for: nobody else of the marketplace's customers."""


def to_customer(side: Role) -> Audience:
    """Who reads what the staff and the customer of a request write to each other."""
    return _TO_CUSTOMER[side]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as somebody makes it; ``case_id`` is the client's name for it, so that a repeat gives the first result.

    ``answers`` are those to the questions of the topic, by key; who asks by mail or in a chat, or makes a report, is
    asked none. ``files`` are the viewer's own, put in for a request of this name. ``message_id``: of the first message.
    ``quiet``: no receipt. ``facts``: told with the opening, never personal. ``priority``: None for that of the topic.
    """

    case_id: UUID
    topic: str
    subject: str
    text: str
    received_at: datetime
    order_ref: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    channel: Channel = Channel.WEB
    files: tuple[UUID, ...] = ()
    message_id: UUID | None = None
    quiet: bool = False
    type: TicketType | None = None
    priority: Priority | None = None
    facts: Mapping[str, Fact] = field(default_factory=dict)


def open_ticket(viewer: Viewer, asked: Asked) -> TicketFile:
    """Make a request of the viewer's own.

    Raises ``UnknownTopic``, ``NotFound`` for an order or a file that is not theirs, ``InvalidFields``, ``TextMissing``,
    ``TextTooLong``, ``TooManyFiles``, and what ``demand`` raises.
    """
    demand(viewer, Act.OPEN_TICKET, Subject(buyer_id=viewer.person_id, shop_id=viewer.shop_id))
    return _open(viewer, asked)


def open_for_contact(contact: Contact, asked: Asked) -> TicketFile:
    """Make the request of somebody without an account; the contact is kept with it.

    A repeat names a contact of its own and gives the first result. No order is theirs. Raises as ``open_ticket`` does.
    """
    return _open(contact.viewer, asked, contact, finder=COMMAND_LINE)


def _open(
    viewer: Viewer, asked: Asked, contact: Contact | None = None, *, finder: Viewer | None = None
) -> TicketFile:
    """``finder`` sees the first result of a repeat, where that is not the viewer's own by right."""
    finder = finder or viewer
    known = tickets.of_id(finder, asked.case_id)
    if known is not None:
        return known
    setup = current_setup()
    step = requested(viewer, asked, setup)
    order_id = orders.order(viewer, asked.order_ref).id if asked.order_ref else None
    new = NewTicketFile(
        case_id=asked.case_id,
        reference=reference("T", randomness=os.urandom(5)),
        subject=clean(asked.subject, field="/subject", most=SUBJECT_LETTERS),
        customer_id=viewer.person_id if viewer.role is Role.BUYER else None,
        contact=contact,
        shop_id=viewer.shop_id if viewer.role is Role.SELLER else None,
        order_id=order_id,
        channel=asked.channel,
        pinned=rules_at(asked.received_at).for_person(),
    )
    sent = message_files.to_send(viewer, [asked.case_id], _few(asked.files))
    written = Written(asked.message_id or new_id(), asked.text, asked.received_at)
    first = _message(viewer, written, _audience(viewer), sent)
    try:
        with transaction.atomic():
            told = TicketStep(step.ticket, (*step.events, first.event(step.ticket.version)))
            ticket_save.open_new(new, told, setup, first)
    except IntegrityError:  # the same request on two connections at once: the other one was first
        known = tickets.of_id(finder, asked.case_id)
        if known is None:
            raise
        return known
    return tickets.file_of(viewer, new.reference)


def open_from_chat(asker: Viewer, asked: Asked) -> TicketFile:
    """Make the request a chat becomes, for whoever began the chat; who may let it become one was asked before.

    A repeat under the same ``case_id`` gives the first result. Raises what ``open_ticket`` raises of what is asked.
    """
    return _open(asker, asked)


def check(viewer: Viewer, asked: Asked, setup: Setup) -> None:
    """Refuse what ``open_ticket`` would refuse of a request, before it is made."""
    requested(viewer, asked, setup)


def requested(viewer: Viewer, asked: Asked, setup: Setup) -> TicketStep:
    """The request as it would begin; raises as ``open_ticket`` of what is asked."""
    if not setup.has_topic(asked.topic):
        raise UnknownTopic(field="/topic")
    topic = setup.topic(asked.topic)
    unasked = asked.channel in {Channel.EMAIL, Channel.CHAT} or asked.type is TicketType.REPORT
    answers = {} if unasked else _answers(asked, topic)
    request = Request(
        topic.key,
        order=asked.order_ref,
        fields=answers,
        priority=asked.priority,
        type=asked.type,
        quiet=asked.quiet,
        facts=asked.facts,
    )
    return acts.open_ticket(request, by=By(actor_of(viewer), asked.received_at), setup=setup)


def _answers(asked: Asked, topic: Topic) -> dict[str, str]:
    """The answers to the questions of the topic. Raises ``InvalidFields`` with all that is wrong with the form."""
    problems = _problems(asked, topic)
    answers: dict[str, str] = {}
    try:
        answers = read_answers(topic.asked_fields(), asked.answers)
    except InvalidFields as refusal:
        problems += refusal.errors
    if problems:
        raise InvalidFields(tuple(problems))
    return answers


def _problems(asked: Asked, topic: Topic) -> list[Invalid]:
    """What is missing or too much besides the answers to the topic's questions."""
    problems: list[Invalid] = []
    if topic.order == "required" and not asked.order_ref:
        problems.append(FieldRequired(field="/order"))
    if not asked.order_ref.isprintable():
        problems.append(BadText(field="/order"))
    if topic.order == "never" and asked.order_ref:
        problems.append(UnknownField(field="/order"))
    for name, text, most in (("subject", asked.subject, SUBJECT_LETTERS), ("text", asked.text, MESSAGE_MAX)):
        try:
            clean(text, field=f"/{name}", most=most, required=name == "subject" or not asked.files)
        except (TextMissing, TextTooLong) as refusal:
            problems.append(refusal)
    return problems


def _audience(viewer: Viewer) -> Audience:
    audience = _TO_CUSTOMER.get(viewer.role) if viewer.role else None
    if audience is None:
        raise NotFound()
    return audience


def _message(viewer: Viewer, written: Written, audience: Audience, files: tuple[SentFile, ...]) -> Message:
    new = NewMessage(
        id=written.id,
        event_id=new_id(),
        salt=os.urandom(SALT_BYTES),
        text=clean(written.text, field="/text", required=not files),
        audience=audience,
        received_at=written.received_at,
        language=viewer.language,
    )
    return Message(new, actor_of(viewer), viewer.reader_id, files)


def _few(files: Sequence[UUID]) -> Sequence[UUID]:
    if len(files) > MESSAGE_FILES_MAX:
        raise TooManyFiles(MESSAGE_FILES_MAX)
    return files


# ---- writing ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it was received; ``id`` is the client's name for it, so that sending again changes nothing.

    ``note``: for the staff alone. ``changes`` are what a member of the staff sets with it, ``also`` what else happened
    by it. ``files`` are the writer's own, put in for this request; where there is one, no word is needed. Without
    ``wakes`` it is no answer: a machine wrote it for the customer, so nothing opens again and no clock stops. ``seen``
    is the version a member of the staff had before them; None sends whatever colleagues have answered meanwhile.
    """

    id: UUID
    text: str
    received_at: datetime
    note: bool = False
    changes: Changes = field(default_factory=dict)
    files: tuple[UUID, ...] = ()
    wakes: bool = True
    seen: int | None = None
    also: tuple[TicketEvent, Mapping[str, Fact]] | None = None


class AnsweredMeanwhile(Conflict):
    """``by`` has answered the customer since the writer looked; nothing was sent."""

    code = "answered_meanwhile"


def write(viewer: Viewer, reference: str, written: Written) -> TicketFile:
    """Post a message into a request, as whose it is or as one of the staff who answer. Where it was merged into another
    one, the message goes there.

    Colleagues a note names are told. Raises ``NotFound``, ``TicketClosed``, ``TicketMerged``, ``TextMissing``,
    ``TextTooLong``, ``TooManyFiles``, ``BlankLeft``, ``AnsweredMeanwhile``, ``MessageIdUsed``, what
    ``acts.change_ticket`` refuses, and what ``demand`` raises.
    """
    if viewer.is_staff and not written.note:
        demand_filled(written.text)

    def act(file: TicketFile, setup: Setup, way: Sequence[UUID]) -> tuple[TicketStep, Message]:
        by = By(actor_of(viewer), written.received_at)
        audience = Audience.STAFF if written.note else _TO_CUSTOMER[file.side]
        if audience not in writable_audiences(viewer):
            raise Forbidden(act=Act.WRITE_MESSAGE.value)
        if written.files and tickets.has_message(way, written.id, viewer.ref):
            raise _Repeated()  # its files went with it the first time
        sent = message_files.to_send(viewer, way, _few(written.files))
        message = _message(viewer, written, audience, sent)
        _demand_seen(viewer, file, written, way)
        if not viewer.is_staff and not written.wakes:
            step = acts.change_ticket(file.ticket, {}, by=by, setup=setup)
        elif not viewer.is_staff:
            step = acts.customer_wrote(file.ticket, by=by, setup=setup)
        elif written.note:
            step = acts.change_ticket(file.ticket, written.changes, by=by, setup=setup)
        else:
            step = acts.staff_replied(file.ticket, written.changes, by=by, setup=setup)
        return _with(step, written, by), message

    def also(file: TicketFile) -> None:
        names = mentioned(written.text) if written.note and may(viewer, Act.WORK_TICKET) else ()
        if names:
            cause = Cause(written.id, file.case_id, written.received_at, viewer.ref, viewer.name)
            staff_notices.tell_named(viewer, cause, names)

    try:
        doing = Doing(act, also, follow=True)
        file = act_once(viewer, reference, doing, at=written.received_at)
    except _Repeated:
        return ticket_merges.surviving(viewer, tickets.file_of(viewer, reference))
    if not viewer.is_staff and written.wakes:
        _wake_request(file, at=written.received_at)
    return file


def _wake_request(file: TicketFile, *, at: datetime) -> None:
    """Who was asked beside a request has answered: what waits for it waits for the staff again."""
    parent = side_conversations.waiting_parent(file.case_id)
    if not parent:
        return

    def act(waiting: TicketFile, setup: Setup, _way: object) -> tuple[TicketStep, Message | None]:
        if waiting.ticket.status is not TicketStatus.WAITING_FOR_THIRD_PARTY:
            return TicketStep(waiting.ticket), None
        changes: Changes = {"status": TicketStatus.OPEN}
        return acts.change_ticket(waiting.ticket, changes, by=By(SYSTEM, at), setup=setup), None

    act_once(PROGRAM, parent, Doing(act), at=at)


class _Repeated(Exception):
    """This message is there already."""


def _demand_seen(viewer: Viewer, file: TicketFile, written: Written, way: Sequence[UUID]) -> None:
    """Let an answer pass whose writer knows what colleagues have answered. Raises ``AnsweredMeanwhile``."""
    if written.seen is None or written.note or written.seen >= file.chain.version:
        return
    if tickets.has_message(way, written.id, viewer.ref):  # sent before: a repeat crosses nothing
        return
    crossed = ticket_work.answered_since(viewer, file.case_id, written.seen)
    if crossed is not None:
        raise AnsweredMeanwhile(by=crossed.by, at=instant_text(crossed.at))


def change(
    viewer: Viewer, reference: str, changes: Changes, *, at: datetime, seen_version: int | None = None
) -> TicketFile:
    """Set fields of a request. ``seen_version`` is the one the viewer had before them, None for whatever is current.

    Raises ``NotFound``, ``CaseMovedOn``, what ``acts.change_ticket`` refuses, and what ``demand`` raises.
    """

    def act(file: TicketFile, setup: Setup, _way: object) -> tuple[TicketStep, Message | None]:
        demand(viewer, Act.WORK_TICKET)
        if seen_version not in {None, file.chain.version}:
            raise CaseMovedOn()
        by = By(actor_of(viewer), at)
        return acts.change_ticket(file.ticket, changes, by=by, setup=setup), None

    return act_once(viewer, reference, Doing(act), at=at)


def _with(step: TicketStep, written: Written, by: By) -> TicketStep:
    """A step with what else happened by the message."""
    if written.also is None:
        return step
    kind, facts = written.also
    told = Event(kind.value, by.at, by.actor, step.ticket.version, facts)
    return TicketStep(step.ticket, (*step.events, told))


# ---- time ------------------------------------------------------------------------------------


def wake_due_tickets(limit: int) -> int:
    """Let time act on up to ``limit`` requests; how many there were. What another sweep holds is left to it."""
    now = clock.now()
    with transaction.atomic():
        found = tickets.lock_due_tickets(at=now - SWEEP_PAUSE, limit=limit)
        for file in found:
            _wake(file, now)
    return len(found)


def _wake(file: TicketFile, now: datetime) -> None:
    try:
        with transaction.atomic():
            setup = setup_of(file.setup_version, file.holidays)
            step = waking.wake(file.ticket, at=now - SWEEP_PAUSE, setup=setup)
            ticket_save.save(file, step, setup, received_at=now)
    except Exception:
        _LOG.exception("time could not act on %s", file.reference)
        ticket_save.postpone(file.case_id, until=now + SWEEP_AGAIN)
