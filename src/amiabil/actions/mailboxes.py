"""Whoever reads a mailbox and has no account: a link to all their requests, the old ones ended, a copy, an erasure.

Nothing here tells a stranger whether an address is known. Source: disputes.md L24 (GDPR articles 12, 15, 17, 20).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.actions.erasures import NotConfirmed
from amiabil.domain.access import Viewer
from amiabil.domain.mail.addresses import read_address
from amiabil.domain.terms import Role
from amiabil.foundation.errors import InvalidFields
from amiabil.foundation.fields import BadFormat
from amiabil.records import audit, mailboxes
from amiabil.records.file_upkeep import KeptBytes
from amiabil.records.mailboxes import MailboxLink

AT_ONCE = 100
"""Contacts of one step of an erasure."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What became of the wish: how many requests name nobody any more, how many wait for their end, bytes that go."""

    done: int
    waiting: int
    bytes: tuple[KeptBytes, ...]


def ask_link(id: UUID, address: str, language: str, *, at: datetime) -> None:
    """Let a link go to an address where something is known by it. Done alike for every address, so nothing is told.

    Raises ``InvalidFields`` for an address no mail can go to.
    """
    read = read_address(address)
    if not read:
        raise InvalidFields((BadFormat(field="/email", expected="email"),))
    mailboxes.ask(id, read, language, at=at)


@transaction.atomic
def end_links(link: MailboxLink, *, at: datetime, machine: datetime) -> None:
    """End every link that was sent to this mailbox before. ``machine`` is the clock links are dated by."""
    mailboxes.end_links(link, at=machine)
    audit.note(_reader(link), "mailbox.links_ended", str(link.id), at=at, facts={})


@transaction.atomic
def erase(link: MailboxLink, *, confirmed: bool, at: datetime, machine: datetime) -> Erased:
    """Take name and address from every request of the mailbox that has ended, from the others when they end.

    What was said stays until the day its request is erased, with nobody's name. Raises ``NotConfirmed``.
    """
    if not confirmed:
        raise NotConfirmed(field="/confirmed", rule="GDPR 12(2), 17(1)")
    wished = mailboxes.wish_erasure(link.address, at=at)
    gone = mailboxes.forget_unread(link.address, at=at)
    done = 0
    while found := mailboxes.free(link.address, limit=AT_ONCE):
        gone += mailboxes.cut_off(found, at=at, machine=machine)
        done += len(found)
    waiting = sum(1 for one in mailboxes.every_request(link.address) if one.wished_at is not None)
    facts = {"requests": wished, "done": done}
    audit.note(_reader(link), "person.erasure_asked", str(link.id), at=at, facts=facts)
    return Erased(done, waiting, tuple(gone))


@transaction.atomic
def take_back(link: MailboxLink, *, at: datetime) -> None:
    """Stay known where the wish was not carried out yet. Doing it twice is doing it once."""
    if mailboxes.take_back(link.address):
        audit.note(_reader(link), "person.erasure_taken_back", str(link.id), at=at, facts={})


def take_copy(link: MailboxLink, *, at: datetime) -> None:
    """Write down that a copy of everything was fetched."""
    audit.note(_reader(link), "person.copy_taken", str(link.id), at=at, facts={})


@transaction.atomic
def carry_out(*, at: datetime, machine: datetime) -> tuple[int, tuple[KeptBytes, ...]]:
    """One batch of wishes nothing stands against any more; how many, and the bytes that go. For the daily job."""
    found = mailboxes.free(limit=AT_ONCE)
    return len(found), tuple(mailboxes.cut_off(found, at=at, machine=machine) if found else ())


def _reader(link: MailboxLink) -> Viewer:
    """Whoever reads the mailbox, named by the link and never by the address."""
    return Viewer(role=Role.BUYER, ref=f"mailbox:{link.id}", name="", language=link.language)
