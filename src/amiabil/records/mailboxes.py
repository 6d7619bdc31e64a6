"""What is known by an address alone, for whoever reads its mailbox: requests, links to them, and what goes on wish."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.records import sql
from amiabil.records.address_checks import UNREAD
from amiabil.records.contacts import Contact
from amiabil.records.file_upkeep import KeptBytes
from amiabil.records.mail_upkeep import BLANK
from amiabil.records.paging import Page, bounded, decode, page
from amiabil.records.retention import HELD

ENDS_AFTER = timedelta(days=1)
"""How long the link in such a mail works: it opens everything at once."""


@dataclass(frozen=True, slots=True)
class MailboxLink:
    """A link that was asked for an address; ``tries`` counts the tries of its mail so far."""

    id: UUID
    address: str
    language: str
    tries: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A request of the address: ``ended`` with nothing more to answer, ``wished_at`` when erasure was wished."""

    contact: Contact
    case_id: UUID
    reference: str
    subject: str
    status: str
    changed_at: datetime
    ended: bool
    wished_at: datetime | None


_COLUMNS = "k.id, k.address, k.language, k.tries"

_HERE = """
  FROM contact q JOIN conversation c ON c.contact_id = q.id AND c.kind = 'ticket' AND c.erased_at IS NULL
  JOIN ticket t ON t.case_id = c.id
 WHERE lower(q.address) = lower(%(address)s) AND q.address <> ''
   AND (q.verified_at IS NOT NULL OR t.channel = 'email')
"""
"""Requests to which mails of ours go at this address: no other was ever shown to be its reader's."""

_LISTED = f"""
SELECT q.id, q.address, q.name, q.language, q.verified_at, c.id AS case_id, c.reference, c.subject, t.status,
       c.changed_at, t.status IN ('solved', 'closed') AS ended, q.erase_wished_at {_HERE}
   AND (c.changed_at, c.id) < (%(at)s::timestamptz, %(last)s::uuid)
 ORDER BY c.changed_at DESC, c.id DESC LIMIT %(limit)s
"""

_FREE = f"""
SELECT q.id
  FROM contact q JOIN conversation c ON c.contact_id = q.id JOIN ticket t ON t.case_id = c.id
  LEFT JOIN side_conversation v ON v.case_id = c.id
 WHERE q.erase_wished_at IS NOT NULL AND t.status IN ('solved', 'closed') AND NOT EXISTS ({HELD})
"""

_CUT = """
WITH cut AS (
  UPDATE contact q SET address = '', name = '', language = '', verified_at = NULL, erase_wished_at = NULL,
         links_since = %(machine)s
   WHERE q.id = ANY(%(contacts)s)
  RETURNING q.id
), cases AS (
  SELECT c.id FROM conversation c JOIN cut ON cut.id = c.contact_id
), spoke AS (
  UPDATE message m SET author_name = '' WHERE m.case_id IN (SELECT id FROM cases)
     AND m.author_ref IN (SELECT 'contact:' || cut.id FROM cut)
), told AS (
  SELECT n.id FROM notice n WHERE n.person_kind = 'contact' AND n.person_id IN (SELECT id FROM cut)
), mails AS (
  DELETE FROM delivery WHERE notice_id IN (SELECT id FROM told)
), notices AS (
  DELETE FROM notice WHERE id IN (SELECT id FROM told)
), checks AS (
  DELETE FROM address_check WHERE contact_id IN (SELECT id FROM cut)
), beside AS (
  DELETE FROM person_in_copy WHERE case_id IN (SELECT id FROM cases)
), calls AS (
  UPDATE call_back SET number = '' WHERE case_id IN (SELECT id FROM cases)
), came AS (
  UPDATE incoming_mail SET {blank} WHERE case_id IN (SELECT id FROM cases) AND erased_at IS NULL RETURNING id
)
UPDATE stored_file f SET erased_at = %(at)s, erased_why = 'erasure', name = ''
 WHERE f.id IN (SELECT id FROM came) AND f.erased_at IS NULL RETURNING f.kind, f.owner_id, f.id, f.variants
""".replace("{blank}", BLANK)
"""Nobody can be named by what is left; what was said stays until its own day, with the steps it belongs to."""

_UNREAD = """
WITH gone AS (
  DELETE FROM address_check WHERE lower(address) = lower(%(address)s) RETURNING body
), came AS (
  UPDATE incoming_mail i SET {blank}
   WHERE i.author = lower(%(address)s) AND i.case_id IS NULL AND i.erased_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM customer o WHERE lower(o.email) = lower(%(address)s))
     AND NOT EXISTS (SELECT 1 FROM legal_hold h JOIN conversation c ON c.id = h.case_id
                      WHERE h.lifted_at IS NULL AND c.reference = i.meant)
  RETURNING i.id
), unread AS ({unread} RETURNING f.kind, f.owner_id, f.id, f.variants
), mails AS (
  UPDATE stored_file f SET erased_at = %(at)s, erased_why = 'erasure', name = ''
   WHERE f.id IN (SELECT id FROM came) AND f.erased_at IS NULL RETURNING f.kind, f.owner_id, f.id, f.variants
)
SELECT * FROM unread UNION ALL SELECT * FROM mails
""".replace("{blank}", BLANK).replace("{unread}", UNREAD)


# ---- links -----------------------------------------------------------------------------------


def ask(id: UUID, address: str, language: str, *, at: datetime) -> None:
    """Keep the wish for a link, whether anything is known by the address or not. Once for each id; one statement."""
    sql.run(
        "INSERT INTO mailbox_link (id, address, language, made_at, ends_at, tries, next_try_at)"
        " VALUES (%(id)s, %(address)s, %(language)s, %(at)s, %(ends)s, 0, clock_timestamp())"
        " ON CONFLICT (id) DO NOTHING",
        {"id": id, "address": address, "language": language, "at": at, "ends": at + ENDS_AFTER},
    )


def open_link(id: UUID, *, at: datetime) -> MailboxLink | None:
    """A link that still works; None when it is over. One statement."""
    found = sql.row(
        f"SELECT {_COLUMNS} FROM mailbox_link k WHERE k.id = %(id)s AND k.ends_at > %(at)s",
        {"id": id, "at": at},
    )
    return MailboxLink(*found) if found else None


def claim_mail(*, lease: timedelta) -> MailboxLink | None:
    """A mail whose try has come, ours for as long as ``lease``; None when there is none."""
    found = sql.row(
        f"UPDATE mailbox_link k SET tries = k.tries + 1, next_try_at = clock_timestamp() + %(lease)s"
        " WHERE k.id = (SELECT id FROM mailbox_link WHERE next_try_at <= clock_timestamp()"
        f" ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING {_COLUMNS}",
        {"lease": lease},
    )
    return MailboxLink(*found) if found else None


def mark_mail(link: MailboxLink, *, again_in: timedelta | None) -> None:
    """The mail went out (None: no other try follows) or is tried again."""
    sql.run(
        "UPDATE mailbox_link SET next_try_at = clock_timestamp() + %(again)s::interval WHERE id = %(id)s",
        {"id": link.id, "again": again_in},
    )


def forget(id: UUID) -> None:
    """The link opens nothing any more."""
    sql.run("DELETE FROM mailbox_link WHERE id = %(id)s", {"id": id})


def sweep(*, at: datetime) -> int:
    """Forget the links that are over; how many."""
    return sql.run("DELETE FROM mailbox_link WHERE ends_at <= %(at)s", {"at": at})


def end_links(link: MailboxLink, *, at: datetime) -> None:
    """Links sent before open nothing any more: those to single requests and those like this one, which stays.

    ``at`` is of the clock that links are dated by. Two statements.
    """
    since = at.replace(microsecond=0)  # links are dated by whole seconds
    sql.run(
        "UPDATE contact SET links_since = %(at)s WHERE lower(address) = lower(%(address)s)",
        {"address": link.address, "at": since},
    )
    sql.run(
        "DELETE FROM mailbox_link WHERE lower(address) = lower(%(address)s) AND id <> %(id)s",
        {"address": link.address, "id": link.id},
    )


# ---- requests --------------------------------------------------------------------------------


def knows(address: str) -> bool:
    """Whether there is a request to which mails of ours go at this address. One statement."""
    return sql.row(f"SELECT 1 AS one {_HERE} LIMIT 1", {"address": address}) is not None


def requests(address: str, *, limit: int | None = None, after: str | None = None) -> Page[Listed]:
    """The requests of an address, those first in which something happened last. Raises ``BadCursor``."""
    size = bounded(limit)
    place = decode(after, (datetime, UUID)) or ["9999-12-31T00:00:00+00:00", str(UUID(int=2**128 - 1))]
    given = {"address": address, "at": place[0], "last": place[1], "limit": size + 1}
    found = [_listed(one) for one in sql.rows(_LISTED, given)]
    return page(found, limit=size, place=lambda one: [one.changed_at.isoformat(), str(one.case_id)])


def every_request(address: str) -> Iterator[Listed]:
    """All of them; a hundred a statement."""
    after: str | None = None
    while True:
        found = requests(address, limit=100, after=after)
        yield from found.items
        if found.next is None:
            return
        after = found.next


def _listed(found: Any) -> Listed:
    return Listed(
        Contact(found.id, found.address, found.name, found.language, found.verified_at),
        found.case_id,
        found.reference,
        found.subject,
        found.status,
        found.changed_at,
        found.ended,
        found.erase_wished_at,
    )


# ---- erasure ---------------------------------------------------------------------------------


def wish_erasure(address: str, *, at: datetime) -> int:
    """Note the wish on every request of the address that has none yet; how many."""
    return sql.run(
        f"UPDATE contact SET erase_wished_at = %(at)s WHERE erase_wished_at IS NULL AND id IN (SELECT q.id {_HERE})",
        {"address": address, "at": at},
    )


def take_back(address: str) -> int:
    """Forget the wish where it was not carried out yet; how many."""
    return sql.run(
        "UPDATE contact SET erase_wished_at = NULL"
        " WHERE lower(address) = lower(%(address)s) AND erase_wished_at IS NOT NULL",
        {"address": address},
    )


def free(address: str | None = None, *, limit: int) -> list[UUID]:
    """Contacts whose wish nothing stands against any more, of one address or of all; locked for this transaction."""
    more = " AND lower(q.address) = lower(%(address)s)" if address is not None else ""
    found = sql.rows(
        f"{_FREE}{more} ORDER BY q.id LIMIT %(limit)s FOR UPDATE OF q SKIP LOCKED",
        {"address": address, "limit": limit},
    )
    return [one.id for one in found]


def cut_off(contacts: list[UUID], *, at: datetime, machine: datetime) -> list[KeptBytes]:
    """Make nobody of these contacts; the bytes that now go. ``machine`` is the clock links are dated by."""
    found = sql.rows(_CUT, {"contacts": contacts, "at": at, "machine": machine})
    sql.row(
        "SELECT count(search_enter(c.id, NULL)::text) FROM conversation c WHERE c.contact_id = ANY(%(contacts)s)",
        {"contacts": contacts},
    )
    return _bytes(found)


def forget_unread(address: str, *, at: datetime) -> list[KeptBytes]:
    """Remove what waits for a link, and mails of the address that belong nowhere; the bytes that go. One statement."""
    return _bytes(sql.rows(_UNREAD, {"address": address, "at": at}))


def _bytes(found: list[Any]) -> list[KeptBytes]:
    return [KeptBytes(one.kind, one.owner_id, one.id, tuple(one.variants)) for one in found]
