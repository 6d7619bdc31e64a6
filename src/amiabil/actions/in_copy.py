"""Who else is in copy of a request: an agent adds somebody and takes somebody out.

Whom a customer names in a mail comes in by itself (``mail_filing``). Source: support.md 5 and 6, lessons M22, M23, S5.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.actions import ticket_acts
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.mail.addresses import Mailbox, read_address
from amiabil.domain.support.terms import TicketEvent, TicketStatus
from amiabil.domain.support.ticket import TicketClosed, TicketMerged
from amiabil.foundation.errors import Conflict, InvalidFields
from amiabil.foundation.fields import BadFormat
from amiabil.records import in_copy, tickets


class NotInCopy(Conflict):
    """They are in copy already, have another part in the request, work here, or ``most`` are in copy."""

    code = "not_in_copy"


def add(viewer: Viewer, reference: str, address: str, *, at: datetime) -> None:
    """Bring somebody in: answers from here on go to them too, and what they answer comes into the request.

    Raises ``NotFound``, ``TicketClosed``, ``TicketMerged``, ``InvalidFields``, ``NotInCopy``, and what ``demand``
    raises.
    """
    demand(viewer, Act.WORK_TICKET)
    read = read_address(address)
    if not read:
        raise InvalidFields((BadFormat(field="/address", expected="email"),))
    file = tickets.file_of(viewer, reference)
    if file.ticket.merged_into:
        raise TicketMerged(into=file.ticket.merged_into)
    if file.ticket.status is TicketStatus.CLOSED:
        raise TicketClosed()
    with transaction.atomic():
        language = file.person_language
        if not in_copy.add(viewer, file.case_id, Mailbox(read), language=language, at=at):
            raise NotInCopy(most=in_copy.MOST)
        ticket_acts.note(viewer, reference, TicketEvent.COPIED, at=at)


def remove(viewer: Viewer, reference: str, person_id: UUID, *, at: datetime) -> bool:
    """Take somebody out, for good: a mail does not bring them in again. Whether they were in.

    Raises ``NotFound`` and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    file = tickets.file_of(viewer, reference)
    with transaction.atomic():
        if not in_copy.remove(viewer, file.case_id, person_id, at=at):
            return False
        ticket_acts.note(viewer, reference, TicketEvent.NO_LONGER_COPIED, at=at)
    return True
