"""People without an account: an address is shown to be theirs, what waited for it begins, an account takes it in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.actions import ticket_acts, tickets
from amiabil.actions.call_backs import Wanted, book_waiting, number_of
from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import Asked
from amiabil.domain.access import Act, Subject, Viewer, demand
from amiabil.domain.contact.call_backs import TooManyCalls
from amiabil.domain.mail.addresses import read_address
from amiabil.domain.support.content_reports import NAME_MAX
from amiabil.domain.support.terms import Priority, TicketEvent
from amiabil.domain.terms import Channel, Role
from amiabil.domain.written import clean
from amiabil.foundation.errors import Forbidden, InvalidFields, NotFound
from amiabil.foundation.fields import BadFormat
from amiabil.records import address_checks, chat_mails, chats, contacts, files, ticket_merges
from amiabil.records.address_checks import NewCheck
from amiabil.records.contacts import Contact
from amiabil.records.files import NewFile
from amiabil.records.tickets import TicketFile


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request of somebody without an account as it was received; ``key`` is the form's name for it.

    ``call`` is the call-back they want with it, None for none; it is booked once the address is theirs. The bytes of
    ``files`` are safe, under the name of the form. ``priority``: None for that of the topic.
    """

    key: UUID
    topic: str
    subject: str
    text: str
    name: str
    address: str
    language: str
    received_at: datetime
    answers: Mapping[str, object] = field(default_factory=dict)
    channel: Channel = Channel.WEB
    call: Wanted | None = None
    files: tuple[NewFile, ...] = ()
    priority: Priority | None = None


def ask_without_account(given: Waiting) -> None:
    """Keep a request until its address is shown to be theirs; nobody reads it before, and it goes after three days.

    Whether the address has too many waiting is not told. Raises what ``open_ticket`` raises, ``InvalidFields`` for an
    address no mail can go to, and ``BadTelephone``.
    """
    address = read_address(given.address)
    who = Contact(given.key, address or "", _name(given.name), given.language, None)
    asked = _asked(given, {name: value for name, value in given.answers.items() if value})
    problems = [] if address else [BadFormat(field="/email", expected="email")]
    try:
        tickets.check(who.viewer, asked, current_setup())
    except InvalidFields as refusal:
        raise InvalidFields((*problems, *refusal.errors)) from None
    if problems:
        raise InvalidFields(tuple(problems))
    body = {
        "topic": asked.topic,
        "subject": asked.subject,
        "text": asked.text,
        "name": who.name,
        "answers": dict(asked.answers),
        "received_at": given.received_at.isoformat(),
        "channel": given.channel.value,
        "priority": given.priority.value if given.priority else "",
        "call": _kept(given.call),
        "files": [str(file.id) for file in given.files],
    }
    new = NewCheck(given.key, who.address, who.language, body=body)
    with transaction.atomic():
        begun = address_checks.begin(new, at=given.received_at)
        for file in given.files if begun else ():
            files.insert(who.viewer, file)


def _kept(call: Wanted | None) -> dict[str, str] | None:
    """A wanted call as it waits, with its number as it will be kept. Raises ``BadTelephone``."""
    if call is None:
        return None
    return {
        "door": call.door,
        "starts_at": call.starts_at.isoformat(),
        "number": number_of(call),
        "language": call.language,
        "zone": call.zone,
    }


def _wanted(kept: Mapping[str, str]) -> Wanted:
    return Wanted(
        kept["door"],
        datetime.fromisoformat(kept["starts_at"]),
        kept["number"],
        kept["language"],
        kept["zone"],
    )


def _name(text: str) -> str:
    return " ".join(clean(text, field="/name", most=NAME_MAX).split()) if text.strip() else ""


def _asked(given: Waiting, answers: Mapping[str, object]) -> Asked:
    return Asked(
        given.key,
        given.topic,
        given.subject,
        given.text,
        given.received_at,
        answers=answers,
        channel=given.channel,
        priority=given.priority,
    )


def confirm_address(check_id: UUID, *, at: datetime) -> Contact | None:
    """The link in the mail was pressed: the address is theirs, and what waited for it begins. None when it is over.

    Pressed again, nothing happens.
    """
    check = address_checks.waiting(check_id, at=at)
    if check is None:
        return None
    with transaction.atomic():
        if check.contact_id is None:
            return _begin(check, at=at)
        if check.body is not None and check.body.get("chat"):
            return _mail_chat(check.contact_id, check, at=at)
        if contacts.verify(check.contact_id, at=at):
            known = contacts.of_id(check.contact_id)
            if known is not None:
                ticket_acts.note(known.contact.viewer, known.reference, TicketEvent.VERIFIED, at=at)
        address_checks.done(check.id)
    known = contacts.of_id(check.contact_id)
    return known.contact if known else None


def _mail_chat(contact_id: UUID, check: address_checks.Check, *, at: datetime) -> Contact | None:
    """What was said in a chat goes to the address that is theirs now."""
    known = contacts.of_id(contact_id)
    if known is None or check.body is None:
        return None
    contacts.reach_at(contact_id, check.address, at=at)
    chat_mails.ask(known.contact.viewer, chats.file_of(known.contact.viewer, check.body["chat"]), at=at)
    address_checks.done(check.id)
    return known.contact


def _begin(check: address_checks.Check, *, at: datetime) -> Contact | None:
    """The request that waited, under the id of its check; the one there is where it began before."""
    if check.body is None:
        known = contacts.of_id(check.id)
        return known.contact if known else None
    body = check.body
    who = Contact(check.id, check.address, body["name"], check.language, at)
    channel = Channel(body.get("channel", Channel.WEB))
    asked = Asked(
        check.id,
        body["topic"],
        body["subject"],
        body["text"],
        at,
        answers=body["answers"],
        channel=channel,
        files=tuple(UUID(one) for one in body.get("files", ())),
        priority=Priority(body["priority"]) if body.get("priority") else None,
    )
    file = tickets.open_for_contact(who, asked)
    if body.get("call"):
        with suppress(TooManyCalls):
            book_waiting(file.case_id, _wanted(body["call"]), at=at)
    address_checks.done(check.id)
    return file.contact


def attach(viewer: Viewer, contact: Contact, reference: str, *, at: datetime) -> TicketFile:
    """Take the request of a link, and what was merged into it, into the account of whoever holds it, a buyer.

    Raises ``NotFound`` when it is not there any more, and ``Forbidden`` for anybody who is no buyer.
    """
    if viewer.role is not Role.BUYER or viewer.person_id is None:
        raise Forbidden(act=Act.OPEN_TICKET.value)
    demand(viewer, Act.OPEN_TICKET, Subject(buyer_id=viewer.person_id))
    with transaction.atomic():
        came = ticket_merges.came_to(contact.id)
        if not contacts.attach(contact.id, viewer.person_id):
            raise NotFound()
        # What goes on in it came from the same mailbox: left behind, its old number would lead nowhere.
        for one in came:
            contacts.attach(one.contact_id, viewer.person_id)
            ticket_acts.note(viewer, one.reference, TicketEvent.ATTACHED, at=at)
        return ticket_acts.note(viewer, reference, TicketEvent.ATTACHED, at=at)
