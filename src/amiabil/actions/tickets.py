"""Somebody asks for help, writes again, is answered; the staff decide what becomes of a request; time passes."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.actions.disputes import SWEEP_AGAIN, SWEEP_PAUSE, TRIES, actor_of
from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import current_setup, setup_of
from amiabil.domain.access import Act, Subject, Viewer, demand, writable_audiences
from amiabil.domain.chain import SALT_BYTES
from amiabil.domain.support import acts, waking
from amiabil.domain.support.answers import read_answers
from amiabil.domain.support.setup import Setup, Topic
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
from amiabil.foundation.errors import Forbidden, Invalid, InvalidFields, NotFound
from amiabil.foundation.fields import BadText, FieldRequired, UnknownField
from amiabil.foundation.ids import reference
from amiabil.records import clock, orders, ticket_save, tickets
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.messages import MessageIdUsed, NewMessage
from amiabil.records.new_id import new_id
from amiabil.records.ticket_save import Message, NewTicketFile
from amiabil.records.tickets import TicketFile

_LOG = logging.getLogger(__name__)

_TO_CUSTOMER: Mapping[Role, Audience] = {
    Role.BUYER: Audience.BUYER_AND_PLATFORM,
    Role.SELLER: Audience.SELLER_AND_PLATFORM,
}
"""Whom a message to and from the customer of a request is for: nobody else of the marketplace's customers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as somebody makes it; ``case_id`` is the client's name for it, so that a repeat gives the first result.

    ``order_ref`` is empty for none; ``answers`` are those to the questions of the topic, by key.
    """

    case_id: UUID
    topic: str
    subject: str
    text: str
    received_at: datetime
    order_ref: str = ""
    answers: Mapping[str, object] = field(default_factory=dict)
    channel: Channel = Channel.WEB


def open_ticket(viewer: Viewer, asked: Asked) -> TicketFile:
    """Make a request of the viewer's own.

    Raises ``UnknownTopic``, ``NotFound`` for an order that is not theirs, ``InvalidFields``, ``TextMissing``,
    ``TextTooLong``, and what ``demand`` raises.
    """
    demand(viewer, Act.OPEN_TICKET, Subject(buyer_id=viewer.person_id, shop_id=viewer.shop_id))
    known = tickets.of_id(viewer, asked.case_id)
    if known is not None:
        return known
    setup = current_setup()
    step = _requested(viewer, asked, setup)
    order_id = orders.order(viewer, asked.order_ref).id if asked.order_ref else None
    new = NewTicketFile(
        case_id=asked.case_id,
        reference=reference("T", randomness=os.urandom(5)),
        subject=clean(asked.subject, field="/subject", most=SUBJECT_LETTERS),
        customer_id=viewer.person_id if viewer.role is Role.BUYER else None,
        shop_id=viewer.shop_id if viewer.role is Role.SELLER else None,
        order_id=order_id,
        channel=asked.channel,
        pinned=rules_at(asked.received_at).for_person(),
    )
    first = _message(viewer, new_id(), asked.text, _audience(viewer), asked.received_at)
    try:
        with transaction.atomic():
            told = TicketStep(step.ticket, (*step.events, first.event(step.ticket.version)))
            ticket_save.open_new(new, told, setup, first)
    except IntegrityError:  # the same request on two connections at once: the other one was first
        known = tickets.of_id(viewer, asked.case_id)
        if known is None:
            raise
        return known
    return tickets.file_of(viewer, new.reference)


def _requested(viewer: Viewer, asked: Asked, setup: Setup) -> TicketStep:
    if not setup.has_topic(asked.topic):
        raise UnknownTopic(field="/topic")
    topic = setup.topic(asked.topic)
    problems = _problems(asked, topic)
    answers: dict[str, str] = {}
    try:
        answers = read_answers(topic.asked_fields(), asked.answers)
    except InvalidFields as refusal:
        problems += refusal.errors
    if problems:
        raise InvalidFields(tuple(problems))
    request = Request(topic.key, order=asked.order_ref, fields=answers)
    return acts.open_ticket(request, by=By(actor_of(viewer), asked.received_at), setup=setup)


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
            clean(text, field=f"/{name}", most=most)
        except (TextMissing, TextTooLong) as refusal:
            problems.append(refusal)
    return problems


def _audience(viewer: Viewer) -> Audience:
    audience = _TO_CUSTOMER.get(viewer.role) if viewer.role else None
    if audience is None:
        raise NotFound()
    return audience


def _message(viewer: Viewer, id: UUID, text: str, audience: Audience, at: datetime) -> Message:
    new = NewMessage(
        id=id,
        event_id=new_id(),
        salt=os.urandom(SALT_BYTES),
        text=clean(text, field="/text"),
        audience=audience,
        received_at=at,
        language=viewer.language,
    )
    return Message(new, actor_of(viewer), viewer.person_id)


# ---- writing ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """A message as it was received; ``id`` is the client's name for it, so that sending again changes nothing.

    ``note``: for the staff alone. ``changes`` are what a member of the staff sets with it.
    """

    id: UUID
    text: str
    received_at: datetime
    note: bool = False
    changes: Changes = field(default_factory=dict)


def write(viewer: Viewer, reference: str, written: Written) -> TicketFile:
    """Post a message into a request, as whose it is or as one of the staff who answer.

    Raises ``NotFound``, ``TicketClosed``, ``TicketMerged``, ``TextMissing``, ``TextTooLong``, ``MessageIdUsed``, what
    ``acts.change_ticket`` refuses, and what ``demand`` raises.
    """

    def act(file: TicketFile, setup: Setup) -> tuple[TicketStep, Message]:
        by = By(actor_of(viewer), written.received_at)
        audience = Audience.STAFF if written.note else _TO_CUSTOMER[file.side]
        if audience not in writable_audiences(viewer):
            raise Forbidden(act=Act.WRITE_MESSAGE.value)
        message = _message(viewer, written.id, written.text, audience, written.received_at)
        if not viewer.is_staff:
            return acts.customer_wrote(file.ticket, by=by, setup=setup), message
        if written.note:
            return acts.change_ticket(file.ticket, written.changes, by=by, setup=setup), message
        return acts.staff_replied(file.ticket, written.changes, by=by, setup=setup), message

    return _once(viewer, reference, act, at=written.received_at)


def change(
    viewer: Viewer, reference: str, changes: Changes, *, at: datetime, seen_version: int | None = None
) -> TicketFile:
    """Set fields of a request. ``seen_version`` is the one the viewer had before them, None for whatever is current.

    Raises ``NotFound``, ``CaseMovedOn``, what ``acts.change_ticket`` refuses, and what ``demand`` raises.
    """

    def act(file: TicketFile, setup: Setup) -> tuple[TicketStep, Message | None]:
        demand(viewer, Act.WORK_TICKET)
        if seen_version not in {None, file.chain.version}:
            raise CaseMovedOn()
        by = By(actor_of(viewer), at)
        return acts.change_ticket(file.ticket, changes, by=by, setup=setup), None

    return _once(viewer, reference, act, at=at)


_Act = Callable[[TicketFile, Setup], tuple[TicketStep, Message | None]]


def _once(viewer: Viewer, reference: str, act: _Act, *, at: datetime) -> TicketFile:
    """Act on a request as it stands, what is due before it first; again where somebody came in between."""
    for _ in range(TRIES):
        file = tickets.file_of(viewer, reference)
        demand(viewer, Act.WRITE_MESSAGE, Subject(buyer_id=file.customer_id, shop_id=file.shop_id))
        setup = setup_of(file.setup_version, file.holidays)
        due = waking.wake(file.ticket, at=at, setup=setup)
        step, message = act(replace(file, ticket=due.ticket), setup)
        told = (message.event(due.ticket.version + 1),) if message else ()
        whole = TicketStep(step.ticket, (*due.events, *told, *step.events))
        try:
            with transaction.atomic():
                ticket_save.save(file, whole, setup, received_at=at, message=message)
        except CaseMovedOn:
            continue
        except IntegrityError:
            if message is None or not tickets.has_message(file.case_id, message.new.id, viewer.ref):
                raise MessageIdUsed() from None
        return tickets.file_of(viewer, reference)
    raise CaseMovedOn()


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
