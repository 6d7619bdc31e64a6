"""A mail that was read becomes what it is: a message, a request, a note, a report, or something a person looks at.

Everything made of a mail has an id made of the mail's, so that filing it again, after a crash at any instant, is the
same filing. Who may speak where is decided before (``domain.mail.intake``); here it is done, all or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction

from amiabil.actions import mails, messages, ticket_acts
from amiabil.actions.tickets import Asked, Written, open_for_contact, open_ticket, write
from amiabil.domain.access import Act, Subject, Viewer, demand, may
from amiabil.domain.mail.addresses import Mailbox
from amiabil.domain.mail.intake import Cause, State
from amiabil.domain.mail.reports import Report
from amiabil.domain.mail.threads import Placement, Step
from amiabil.domain.support.setup_file import OTHER
from amiabil.domain.support.terms import TicketEvent
from amiabil.domain.support.ticket import TicketClosed, TicketMerged
from amiabil.domain.terms import Audience, Channel, Role
from amiabil.domain.written import LINE_MAX, MESSAGE_MAX, clean
from amiabil.foundation.errors import Conflict, Forbidden, NotFound
from amiabil.records import audit, clock, contacts, files, in_copy, mail_in, mail_people
from amiabil.records.contacts import Contact
from amiabil.records.files import NewFile
from amiabil.records.mail_in import Became, Read, StoredMail
from amiabil.records.mail_people import Place
from amiabil.records.messages import ConversationClosed

NO_TEXT = "…"
"""What stands for the words of a mail that has none but brings something."""


class MailSettled(Conflict):
    """The mail is filed already."""

    code = "mail_settled"


class MailWithoutAuthor(Conflict):
    """Nobody can be named who wrote this mail, so it cannot be anybody's request."""

    code = "mail_without_author"


class TakesNoMore(Exception):
    """The conversation a mail belongs to takes no more messages; ``placement`` is what to do with it instead."""

    def __init__(self, placement: Placement) -> None:
        super().__init__()
        self.placement = placement


@dataclass(frozen=True, slots=True)
class Mailed:
    """A mail as it was read: who wrote it, what was newly written, the files whose bytes are safe.

    ``author`` is None when nobody can be named. ``receipt``: its author may be told by mail that it has arrived.
    ``read`` is what is kept beside it; ``report`` what it says of a mail of ours, None when it says nothing. ``named``
    are the others it was written to besides us.
    """

    mail: StoredMail
    author: Mailbox | None
    proven: bool
    receipt: bool
    subject: str
    text: str
    language: str
    files: tuple[NewFile, ...]
    read: Read
    report: Report | None = None
    named: tuple[Mailbox, ...] = ()

    @property
    def message_id(self) -> UUID:
        """The id of the message it becomes."""
        return self.mail.derived_id("message")

    @property
    def case_id(self) -> UUID:
        """The id of the request it opens, where it opens one."""
        return self.mail.derived_id("case")


def file_mail(mailed: Mailed, placement: Placement) -> Became | None:
    """Do with a mail what was decided; None when it is gone. What is filed already stays, and is only read anew.

    Raises ``TakesNoMore``; then nothing has happened.
    """
    with transaction.atomic():
        known = mail_in.lock(mailed.mail.id)
        if known is None:
            return None
        became = _FILE[placement.step](mailed, placement) if _is_open(known) else known.became
        mail_in.finish(mailed.mail.id, mailed.read, became)
    return became


def _is_open(known: StoredMail) -> bool:
    return known.became.state in {State.WAITING, State.HELD, State.DISCARDED}


# ---- what a mail becomes -----------------------------------------------------------------------


def _join(mailed: Mailed, placement: Placement) -> Became:
    """A message by one of the people of the conversation. Raises ``TakesNoMore``."""
    place = mail_people.place_of(placement.reference)
    writer = mail_people.participant(placement.person, place.shop_id) if place and placement.person else None
    if place is None or writer is None:
        raise TakesNoMore(replace(placement, step=Step.OPEN_LINKED, reason="person_gone", person=None))
    try:
        _say(replace(writer, language=mailed.language), place, placement, mailed)
    except (TicketClosed, TicketMerged, ConversationClosed, Forbidden, NotFound) as refusal:
        if not placement.wakes:
            return Became(State.NOTED, "automatic_after_the_end", case_id=place.case_id)
        person = (
            None if writer.is_in_copy else placement.person
        )  # who is in copy goes on as themself, or not at all
        ended = replace(placement, step=Step.OPEN_LINKED, reason=refusal.code, person=person)
        raise TakesNoMore(ended) from None
    if writer.contact_id is not None and mailed.proven and not writer.is_in_copy:
        contacts.verify(writer.contact_id, at=clock.shifted(mailed.mail.received_at))
    if not writer.is_in_copy:
        _bring_in(writer, mailed, place.case_id, placement.reference)
    return _filed(mailed, placement, place.case_id)


def _bring_in(writer: Viewer, mailed: Mailed, case_id: UUID, reference: str) -> None:
    """Whom the customer of a request named beside us is in copy from here on; only where the mail is proven theirs."""
    people = mailed.named if mailed.proven else ()
    at = clock.shifted(mailed.mail.received_at)
    if people and in_copy.keep_from_mail(
        case_id, people, language=mailed.language, mail_id=mailed.mail.id, at=at
    ):
        ticket_acts.note(writer, reference, TicketEvent.COPIED, at=at)


def _say(writer: Viewer, place: Place, placement: Placement, mailed: Mailed) -> None:
    at = clock.shifted(mailed.mail.received_at)
    if place.kind == "ticket":
        sent = _sent(writer, mailed)
        words = Written(mailed.message_id, mailed.text, at, files=sent, wakes=placement.wakes)
        write(writer, placement.reference, words)
        return
    # In a dispute a mail is for the marketplace: what the other side is to read is written where that is shown.
    audience = Audience.SELLER_AND_PLATFORM if writer.side is Role.SELLER else Audience.BUYER_AND_PLATFORM
    messages.post_message(
        writer, placement.reference, messages.Written(mailed.message_id, mailed.text, audience, at)
    )


def _sent(writer: Viewer, mailed: Mailed) -> tuple[UUID, ...]:
    """The rows of the files that go with the message: its writer has put them in."""
    for file in mailed.files:
        files.insert(writer, file)
    return tuple(file.id for file in mailed.files)


def _open(mailed: Mailed, placement: Placement) -> Became:
    """A request of its author's own: as the person of the conversation it goes on from, or as the known customer where
    the mail is proven to be theirs, else as who wrote from that address."""
    by = _going_on(placement) or _known(mailed)
    contact = _contact(mailed) if by is None or by.contact_id is not None else None
    writer = contact.viewer if contact is not None else by
    assert writer is not None  # noqa: S101 - one of the two
    if contact is None and not may(writer, Act.OPEN_TICKET, Subject(writer.person_id, writer.shop_id)):
        return _hold(mailed, replace(placement, reason=Cause.NO_RIGHT.value))
    asked = Asked(
        case_id=mailed.case_id,
        topic=OTHER,
        subject=mailed.subject,
        text=mailed.text,
        received_at=clock.shifted(mailed.mail.received_at),
        channel=Channel.EMAIL,
        message_id=mailed.message_id,
        quiet=not mailed.receipt,
        files=_sent(writer, mailed),
    )
    if contact is not None:
        opened = open_for_contact(contact, asked)
    else:
        opened = open_ticket(replace(writer, language=mailed.language), asked)
    _bring_in(writer, mailed, opened.case_id, opened.reference)
    return _filed(mailed, placement, opened.case_id)


def _going_on(placement: Placement) -> Viewer | None:
    """Whose conversation is gone on from; None for a mail that begins one."""
    place = mail_people.place_of(placement.reference) if placement.person is not None else None
    if place is None or placement.person is None:
        return None
    return mail_people.participant(placement.person, place.shop_id)


def _known(mailed: Mailed) -> Viewer | None:
    """The customer the author is, where the mail is proven to be theirs; None for everybody else."""
    return mail_people.customer_at(mailed.author.key) if mailed.author and mailed.proven else None


def _contact(mailed: Mailed) -> Contact:
    """Who wrote from this address; a proven mail shows that the mailbox is theirs."""
    author = mailed.author
    if author is None:
        raise MailWithoutAuthor()
    at = clock.shifted(mailed.mail.received_at) if mailed.proven else None
    return Contact(mailed.mail.derived_id("contact"), author.address, author.name, mailed.language, at)


def _note(mailed: Mailed, placement: Placement) -> Became:
    """A note by the member of the staff who wrote the mail; it waits where they answer no requests."""
    member = mail_people.staff_at(mailed.author.key) if mailed.author else None
    if member is None or member.role is None:
        return Became(State.HELD, cause=Cause.STAFF.value, meant=placement.reference)
    return _noted(member, mailed, placement)


def _noted(member: Viewer, mailed: Mailed, placement: Placement) -> Became:
    place = mail_people.place_of(placement.reference)
    if place is None:
        raise NotFound()
    at = clock.shifted(mailed.mail.received_at)
    if place.kind == "ticket":
        words = Written(mailed.message_id, mailed.text, at, note=True, files=_sent(member, mailed))
        write(replace(member, language=mailed.language), placement.reference, words)
    else:
        said = messages.Written(mailed.message_id, mailed.text, Audience.STAFF, at)
        messages.post_message(replace(member, language=mailed.language), placement.reference, said)
    return _filed(mailed, placement, place.case_id)


def _report(mailed: Mailed, placement: Placement) -> Became:
    """What a mail server says of a mail of ours stands beside its conversation, and says nothing in it."""
    place = mail_people.place_of(placement.reference)
    report = mailed.report
    if report is not None:
        mails.came_back(report)
    return Became(State.NOTED, placement.reason, case_id=place.case_id if place else None)


def _hold(mailed: Mailed, placement: Placement) -> Became:
    return Became(State.HELD, cause=placement.reason, meant=placement.reference)


_FILE: Mapping[Step, Callable[[Mailed, Placement], Became]] = {
    Step.JOIN: _join,
    Step.OPEN: _open,
    Step.OPEN_LINKED: _open,
    Step.NOTE: _note,
    Step.REPORT: _report,
    Step.QUARANTINE: _hold,
}


def _filed(mailed: Mailed, placement: Placement, case_id: UUID) -> Became:
    meant = placement.reference if case_id == mailed.case_id else ""
    return Became(State.FILED, placement.reason, "", meant, case_id, mailed.message_id)


# ---- what a person does with one ----------------------------------------------------------------


def file_by_hand(viewer: Viewer, mailed: Mailed, placement: Placement) -> Became:
    """What one of the staff decides about a mail that waits: a request of its author's, or into a request there is.

    Into a request whose person wrote it, it is their message; a stranger's mail is a note beside it. Raises
    ``NotFound``, ``MailSettled``, ``MailWithoutAuthor``, what ``write`` refuses and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    if placement.step is Step.OPEN and mailed.author is None:
        raise MailWithoutAuthor()
    with transaction.atomic():
        _demand_open(mailed.mail.id)
        if placement.step is Step.NOTE:
            became = _noted(viewer, _as_note(mailed), placement)
        else:
            became = _FILE[placement.step](mailed, placement)
        became = replace(became, seen_by=viewer.ref)
        mail_in.finish(mailed.mail.id, mailed.read, became)
        _note_down(viewer, "mail.file", mailed.mail.id, into=placement.reference)
    return became


def _as_note(mailed: Mailed) -> Mailed:
    """A stranger's words under the name of whoever files them say whose they are."""
    by = mailed.author.address if mailed.author else "?"
    head = f"{by} · {mailed.subject}\n\n"
    return replace(mailed, text=f"{head}{mailed.text}"[:MESSAGE_MAX].rstrip())


def discard(viewer: Viewer, mail_id: UUID, reason: str) -> None:
    """Put a mail aside for good, with the reason; its bytes stay, and it can be taken up again.

    Raises ``NotFound``, ``MailSettled``, ``TextMissing``, ``TextTooLong`` and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    why = clean(reason, field="/reason", most=LINE_MAX)
    with transaction.atomic():
        _demand_open(mail_id)
        mail_in.discard(mail_id, reason=why, by=viewer.ref)
        _note_down(viewer, "mail.discard", mail_id)


def read_again(viewer: Viewer, mail_id: UUID) -> None:
    """Let a mail be read and decided about anew, as if it had just come in. What is filed already is only read.

    Raises ``NotFound`` and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    with transaction.atomic():
        if mail_in.lock(mail_id) is None:
            raise NotFound()
        mail_in.wait_again(mail_id)
        _note_down(viewer, "mail.read_again", mail_id)


def _demand_open(mail_id: UUID) -> None:
    known = mail_in.lock(mail_id)
    if known is None:
        raise NotFound()
    if not _is_open(known):
        raise MailSettled()


def _note_down(viewer: Viewer, action: str, mail_id: UUID, *, into: str = "") -> None:
    facts = {"into": into} if into else {}
    audit.note(viewer, action, str(mail_id), at=clock.now(), facts=facts)
