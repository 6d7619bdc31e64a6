"""The staff ask somebody else about a request: the shop that sold the order, or whoever reads mail at an address.

What is asked is a request of its own, made by the staff for whoever is asked: they read it on their page or in their
mail, answer it there, and see nothing of the request it is about but what was put into it. See
docs/decisions/0053-who-is-asked-has-a-request-of-their-own.md.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from amiabil.actions.disputes import actor_of
from amiabil.actions.policies import rules_at
from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import change
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.chain import SALT_BYTES
from amiabil.domain.mail.addresses import read_address
from amiabil.domain.support import acts
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.support.ticket import SUBJECT_LETTERS, By, Request, TicketClosed, TicketStep
from amiabil.domain.terms import Audience, Channel
from amiabil.domain.written import LINE_MAX, clean
from amiabil.foundation.errors import Invalid, NotFound
from amiabil.foundation.ids import reference
from amiabil.records import side_conversations, ticket_save, tickets
from amiabil.records.contacts import Contact
from amiabil.records.messages import NewMessage
from amiabil.records.new_id import new_id
from amiabil.records.said import Message
from amiabil.records.ticket_save import NewTicketFile
from amiabil.records.tickets import TicketFile


class BadAddress(Invalid):
    """This is no address that mail can be sent to."""

    code = "bad_address"


@dataclass(frozen=True, slots=True)
class SideAsked:
    """What the staff ask whom; ``id`` is the client's name for it, so that a repeat gives the first result.

    ``address`` is empty for the shop that sold the order of the request; ``name`` is that of whoever reads there.
    ``waits``: the request waits for the answer.
    """

    id: UUID
    subject: str
    text: str
    received_at: datetime
    address: str = ""
    name: str = ""
    language: str = ""
    waits: bool = True


def ask_beside(viewer: Viewer, parent: str, asked: SideAsked) -> TicketFile:
    """Ask somebody else about a request. An address that is given counts as working: the staff vouch for it.

    Raises ``NotFound`` for the request or a shop it has none of, ``TicketClosed``, ``BadAddress``, ``TextMissing``,
    ``TextTooLong``, and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    about = tickets.file_of(viewer, parent)
    known = tickets.of_id(viewer, asked.id)
    if known is not None:
        return known
    if about.ticket.status is TicketStatus.CLOSED or about.ticket.merged_into:
        raise TicketClosed()
    setup = current_setup()
    new, audience = _new(viewer, about, asked)
    step = _step(viewer, about, asked, setup, to_shop=new.shop_id is not None)
    first = _message(viewer, asked, audience)
    told = TicketStep(step.ticket, (step.events[0], first.event(step.ticket.version), *step.events[1:]))
    try:
        with transaction.atomic():
            ticket_save.open_new(new, told, setup, first)
            side_conversations.keep(viewer, new.case_id, about.case_id, at=asked.received_at)
            if asked.waits:
                waits = {"status": TicketStatus.WAITING_FOR_THIRD_PARTY}
                change(viewer, parent, waits, at=asked.received_at)
    except IntegrityError:  # the same on two connections at once: the other one was first
        known = tickets.of_id(viewer, asked.id)
        if known is None:
            raise
        return known
    return tickets.file_of(viewer, new.reference)


def _new(viewer: Viewer, about: TicketFile, asked: SideAsked) -> tuple[NewTicketFile, Audience]:
    """The request that is made, and who reads what is said in it."""
    shop = None
    contact = _contact(asked) if asked.address else None
    if contact is None:
        shop = side_conversations.shop_of_order(viewer, about.order_id) if about.order_id else None
        if shop is None:
            raise NotFound()
    new = NewTicketFile(
        case_id=asked.id,
        reference=reference("T", randomness=os.urandom(5)),
        subject=clean(asked.subject, field="/subject", most=SUBJECT_LETTERS),
        customer_id=None,
        shop_id=shop.id if shop else None,
        order_id=about.order_id if shop else None,
        channel=Channel.WEB,
        pinned=rules_at(asked.received_at).for_person(),
        contact=contact,
    )
    return new, Audience.SELLER_AND_PLATFORM if shop else Audience.BUYER_AND_PLATFORM


def _contact(asked: SideAsked) -> Contact:
    address = read_address(asked.address.strip())
    if address is None:
        raise BadAddress(field="/address")
    name = clean(asked.name, field="/name", most=LINE_MAX, required=False)
    return Contact(new_id(), address, name, asked.language, asked.received_at)


def _step(viewer: Viewer, about: TicketFile, asked: SideAsked, setup: Setup, *, to_shop: bool) -> TicketStep:
    """Made and answered in one step: what was asked waits for whoever is asked, and nobody is sent a receipt."""
    by = By(actor_of(viewer), asked.received_at)
    order = about.order_ref if to_shop else ""
    topic = about.ticket.topic if setup.has_topic(about.ticket.topic) else setup.topics[-1].key
    made = acts.open_ticket(Request(topic, order=order, asked_by_customer=False), by=by, setup=setup)
    said = acts.staff_replied(made.ticket, {}, by=by, setup=setup)
    version = made.ticket.version
    events = tuple(replace(one, version=version) for one in (*made.events, *said.events))
    return TicketStep(replace(said.ticket, version=version), events)


def _message(viewer: Viewer, asked: SideAsked, audience: Audience) -> Message:
    new = NewMessage(
        id=new_id(),
        event_id=new_id(),
        salt=os.urandom(SALT_BYTES),
        text=clean(asked.text, field="/text"),
        audience=audience,
        received_at=asked.received_at,
        language=viewer.language,
    )
    return Message(new, actor_of(viewer), viewer.person_id)
