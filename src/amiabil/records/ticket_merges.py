"""Which requests go on in which, and how did they stand before? The requests themselves: ``ticket_save``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.support.merging import Merged
from amiabil.domain.support.ticket import TicketMerged
from amiabil.foundation import codec
from amiabil.records import sql, tickets
from amiabil.records.scope import CASE_SCOPE, case_scope
from amiabil.records.tickets import TicketFile

LONGEST_WAY = 50
"""Merges of merged requests that are followed; nobody makes so many."""


@dataclass(frozen=True, slots=True)
class JoinedTicket:
    """A request that goes on in another one."""

    reference: str
    subject: str
    merged_at: datetime


def note(id: UUID, *, source: UUID, into: UUID, kept: Merged, by: str) -> None:
    """Keep a merge that was saved in this transaction. Raises ``IntegrityError`` where the source is merged already."""
    sql.run(
        """INSERT INTO ticket_merge (id, source_id, into_id, kept, merged_by, merged_at)
           VALUES (%(id)s, %(source)s, %(into)s, %(kept)s, %(by)s, %(at)s)""",
        {
            "id": id,
            "source": source,
            "into": into,
            "kept": sql.jsonb(codec.encode(Merged, kept)),
            "by": by,
            "at": kept.at,
        },
    )


def of_source(viewer: Viewer, source_id: UUID) -> Merged | None:
    """How both stood when this request was merged; None where it is not, or not the viewer's to see. One statement."""
    found = sql.row(
        f"""SELECT m.kept FROM ticket_merge m JOIN conversation c ON c.id = m.source_id
             WHERE m.source_id = %(source)s AND m.undone_at IS NULL AND {CASE_SCOPE}""",
        {"source": source_id, **case_scope(viewer)},
    )
    return codec.decode(Merged, found.kept) if found else None


def undo(source_id: UUID, *, by: str, at: datetime) -> None:
    """Note that the merge of this request was taken back in this transaction."""
    sql.run(
        "UPDATE ticket_merge SET undone_by = %(by)s, undone_at = %(at)s"
        " WHERE source_id = %(source)s AND undone_at IS NULL",
        {"source": source_id, "by": by, "at": at},
    )


def joined(viewer: Viewer, into_id: UUID, *, most: int = 20) -> tuple[JoinedTicket, ...]:
    """The requests that go on in this one, the newest first. One statement."""
    found = sql.rows(
        f"""SELECT c.reference, c.subject, m.merged_at FROM ticket_merge m JOIN conversation c ON c.id = m.source_id
             WHERE m.into_id = %(into)s AND m.undone_at IS NULL AND {CASE_SCOPE}
             ORDER BY m.merged_at DESC LIMIT %(most)s""",
        {"into": into_id, "most": most, **case_scope(viewer)},
    )
    return tuple(JoinedTicket(*one) for one in found)


def surviving(viewer: Viewer, file: TicketFile) -> TicketFile:
    """The request this one goes on in, or itself; no statement where it is not merged.

    Raises ``NotFound``; ``TicketMerged`` where no end is found.
    """
    for _ in range(LONGEST_WAY):
        if not file.ticket.merged_into:
            return file
        file = tickets.file_of(viewer, file.ticket.merged_into)
    raise TicketMerged(into=file.ticket.merged_into)


# ---- requests of somebody without an account ------------------------------------------------------


_SAME_MAILBOX = """lower(p.address) = lower(q.address) AND q.address <> '' AND p.verified_at IS NOT NULL
   AND q.verified_at IS NOT NULL"""
"""SQL over two contacts: asked at every look, so that a link never opens what an erased or changed address did."""

_GOES_ON = f"""
WITH RECURSIVE way AS (
  SELECT c.id, 0 AS step FROM conversation c WHERE c.contact_id = %(contact)s
  UNION ALL
  SELECT m.into_id, w.step + 1 FROM way w JOIN ticket_merge m ON m.source_id = w.id AND m.undone_at IS NULL
   WHERE w.step < {LONGEST_WAY}
)
SELECT p.id FROM way w JOIN conversation c ON c.id = w.id JOIN contact p ON p.id = c.contact_id
  JOIN contact q ON q.id = %(contact)s
 WHERE p.id = q.id OR ({_SAME_MAILBOX})
 ORDER BY w.step DESC LIMIT 1
"""

_CAME = f"""
WITH RECURSIVE came AS (
  SELECT c.id, 0 AS step FROM conversation c WHERE c.contact_id = %(contact)s
  UNION ALL
  SELECT m.source_id, w.step + 1 FROM came w JOIN ticket_merge m ON m.into_id = w.id AND m.undone_at IS NULL
   WHERE w.step < {LONGEST_WAY}
)
SELECT p.id, c.reference, c.subject FROM came w JOIN conversation c ON c.id = w.id JOIN contact p ON p.id = c.contact_id
  JOIN contact q ON q.id = %(contact)s
 WHERE w.step > 0 AND {_SAME_MAILBOX}
 ORDER BY w.step, c.created_at DESC LIMIT 20
"""


@dataclass(frozen=True, slots=True)
class Came:
    """A request of a contact that goes on in another one of the same mailbox."""

    contact_id: UUID
    reference: str
    subject: str


def contact_going_on(contact_id: UUID) -> UUID:
    """As whom somebody without an account writes since their request was merged; themself where it was not.

    For whoever holds a link of theirs. One statement.
    """
    found = sql.row(_GOES_ON, {"contact": contact_id})
    return found.id if found else contact_id


def came_to(contact_id: UUID) -> tuple[Came, ...]:
    """The requests of the same mailbox that go on in the one of this contact, by whatever way. One statement."""
    return tuple(Came(*one) for one in sql.rows(_CAME, {"contact": contact_id}))
