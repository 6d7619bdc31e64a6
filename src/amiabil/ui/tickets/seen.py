"""A request as somebody looks at it, with its history and how assistance is set up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from amiabil.actions.support_setup import setup_of
from amiabil.domain.access import Viewer
from amiabil.domain.support.setup import Setup, Topic
from amiabil.domain.terms import PARTIES
from amiabil.records import clock, tickets, timeline
from amiabil.records.paging import Page
from amiabil.records.tickets import TicketFile
from amiabil.records.timeline import Moment
from amiabil.ui.reader import Reader


@dataclass(frozen=True, slots=True)
class Seen:
    """A request, who reads it, and one page of its history, the newest first."""

    file: TicketFile
    setup: Setup
    reader: Reader
    moments: Page[Moment]

    @property
    def topic(self) -> Topic:
        """What it is about."""
        return self.setup.topic(self.file.ticket.topic)

    @property
    def for_customer(self) -> bool:
        """Whether the reader is whose request it is."""
        return self.reader.viewer.role in PARTIES


def for_letter(file: TicketFile, reader: Reader) -> Seen:
    """The request as its customer reads of it in a mail, with what was said last. One statement."""
    said = timeline.moments(of_customer(file, reader), file.case_id)
    return Seen(file, setup_of(file.setup_version, file.holidays), reader, said)


def of_customer(file: TicketFile, reader: Reader) -> Viewer:
    """The side of whoever asked: what is for the staff alone never gets into a mail to them."""
    contact = file.contact.id if file.contact else None
    return replace(reader.viewer, person_id=file.customer_id, shop_id=file.shop_id, contact_id=contact)


def look(viewer: Viewer, reference: str, *, after: str | None = None) -> Seen:
    """The request as it is now, and its history from ``after`` on. Two statements.

    Raises ``NotFound`` or ``BadCursor``.
    """
    file = tickets.file_of(viewer, reference)
    setup = setup_of(file.setup_version, file.holidays)
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    return Seen(file, setup, reader, timeline.moments(viewer, file.case_id, after=after))
