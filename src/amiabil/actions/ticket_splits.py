"""An agent makes a request of its own of one of the matters somebody wrote about in one."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.actions.disputes import actor_of
from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import setup_of
from amiabil.actions.ticket_acts import Doing, act_once
from amiabil.actions.ticket_links import link
from amiabil.actions.tickets import to_customer
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.chain import SALT_BYTES
from amiabil.domain.support.linking import Tie
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.splitting import SplitStep, split
from amiabil.domain.support.ticket import SUBJECT_LETTERS, By, TicketStep
from amiabil.domain.terms import Channel
from amiabil.domain.written import clean
from amiabil.foundation.errors import Conflict
from amiabil.foundation.ids import reference
from amiabil.records import ticket_save, tickets
from amiabil.records.contacts import Contact
from amiabil.records.messages import NewMessage
from amiabil.records.new_id import new_id
from amiabil.records.said import Message
from amiabil.records.ticket_save import NewTicketFile
from amiabil.records.tickets import TicketFile


class AddressNotConfirmed(Conflict):
    """Who asked has not shown yet that the address is theirs; until then nothing is sent there and nothing made."""

    code = "address_not_confirmed"


@dataclass(frozen=True, slots=True)
class SplitOf:
    """What goes on by itself; ``id`` is the client's name for the new request, so that a repeat gives the first result.

    ``text`` is its first message, with what is quoted from the old one; the customer reads it.
    """

    id: UUID
    subject: str
    topic: str
    text: str
    received_at: datetime


def split_off(viewer: Viewer, old: str, asked: SplitOf) -> TicketFile:
    """Make a request of a part of another one, for whoever asked there, and link the two; the new one.

    Raises ``NotFound``, ``UnknownTopic``, ``TicketClosed``, ``TicketMerged``, ``AddressNotConfirmed``, ``TextMissing``,
    ``TextTooLong``, what linking refuses, and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    known = tickets.of_id(viewer, asked.id)
    if known is not None:
        return known
    source = tickets.file_of(viewer, old)
    if source.contact is not None and source.contact.verified_at is None:
        raise AddressNotConfirmed()
    new = _new(source, asked)
    setup = setup_of(source.setup_version, source.holidays)
    first = _message(viewer, source, asked)
    try:
        with transaction.atomic():
            made = _split(viewer, source, new, asked, setup).made
            told = TicketStep(made.ticket, (*made.events, first.event(made.ticket.version)))
            ticket_save.open_new(new, told, setup, first)
            _tell_old(viewer, source, new, asked)
            link(viewer, new.reference, source.reference, Tie.RELATED, at=asked.received_at)
    except IntegrityError:  # the same on two connections at once: the other one was first
        known = tickets.of_id(viewer, asked.id)
        if known is None:
            raise
        return known
    return tickets.file_of(viewer, new.reference)


def _new(source: TicketFile, asked: SplitOf) -> NewTicketFile:
    """The request that is made: of the same person, and about the same order."""
    return NewTicketFile(
        case_id=asked.id,
        reference=reference("T", randomness=os.urandom(5)),
        subject=clean(asked.subject, field="/subject", most=SUBJECT_LETTERS),
        customer_id=source.customer_id,
        shop_id=source.shop_id,
        order_id=source.order_id,
        channel=Channel(source.channel),
        pinned=rules_at(asked.received_at).for_person(),
        contact=_of_its_own(source.contact),
    )


def _of_its_own(contact: Contact | None) -> Contact | None:
    """Each conversation knows its contact by an id of its own."""
    return replace(contact, id=new_id()) if contact is not None else None


def _split(viewer: Viewer, source: TicketFile, new: NewTicketFile, asked: SplitOf, setup: Setup) -> SplitStep:
    names = (source.reference, new.reference)
    by = By(actor_of(viewer), asked.received_at)
    return split(source.ticket, asked.topic, names=names, by=by, setup=setup)


def _tell_old(viewer: Viewer, source: TicketFile, new: NewTicketFile, asked: SplitOf) -> None:
    def act(file: TicketFile, setup: Setup, _way: object) -> tuple[TicketStep, Message | None]:
        return _split(viewer, file, new, asked, setup).source, None

    act_once(viewer, source.reference, Doing(act), at=asked.received_at)


def _message(viewer: Viewer, source: TicketFile, asked: SplitOf) -> Message:
    new = NewMessage(
        id=new_id(),
        event_id=new_id(),
        salt=os.urandom(SALT_BYTES),
        text=clean(asked.text, field="/text"),
        audience=to_customer(source.side),
        received_at=asked.received_at,
        language=source.person_language,
    )
    return Message(new, actor_of(viewer), viewer.person_id)
