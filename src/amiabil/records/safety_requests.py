"""Which safety request runs beside a dispute, and what has to be told in it? Source: disputes.md 6, L26."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.records import sql
from amiabil.records.scope import CASE_SCOPE, case_scope

BESIDE = """(SELECT t.reference FROM safety_request q JOIN conversation t ON t.id = q.ticket_id
        WHERE q.case_id = c.id)"""
"""The reference of the safety request beside conversation ``c``, null for none; the seller is not shown it."""


@dataclass(frozen=True, slots=True)
class Danger:
    """A dispute that tells of something dangerous: whose it is, about what, and what was said at its opening.

    ``safety`` is the reference of its safety request, empty while there is none. ``texts`` is empty once erased.
    """

    case_id: UUID
    reference: str
    subject: str
    order_ref: str
    buyer_id: UUID
    reason: str
    safety: str
    texts: Mapping[str, str]


def danger_of(case_id: UUID) -> Danger | None:
    """The dispute of this id as the safety team has to know it, locked for this transaction. One statement."""
    found = sql.row(
        f"""SELECT c.id AS case_id, c.reference, c.subject, o.ref AS order_ref, d.buyer_id, d.reason,
                   COALESCE({BESIDE}, '') AS safety,
                   COALESCE((SELECT jsonb_object_agg(x.name, x.text)
                               FROM event_text x JOIN event e ON e.id = x.event_id
                              WHERE e.case_id = c.id AND e.type = 'dispute.submit'), '{{}}') AS texts
              FROM conversation c JOIN dispute d ON d.case_id = c.id JOIN "order" o ON o.id = d.order_id
             WHERE c.id = %(case)s FOR UPDATE OF c""",
        {"case": case_id},
    )
    return Danger(*found) if found is not None else None


def keep(case_id: UUID, ticket_id: UUID, *, at: datetime) -> None:
    """Note that this request is about the danger of that dispute. Raises ``IntegrityError`` for a second one."""
    sql.run(
        "INSERT INTO safety_request (case_id, ticket_id, opened_at) VALUES (%(case)s, %(ticket)s, %(at)s)",
        {"case": case_id, "ticket": ticket_id, "at": at},
    )


def dispute_of(viewer: Viewer, ticket_id: UUID) -> str:
    """The reference of the dispute a safety request was opened beside; empty for none the viewer may see."""
    found = sql.row(
        f"""SELECT c.reference FROM safety_request q JOIN conversation c ON c.id = q.case_id
             WHERE q.ticket_id = %(ticket)s AND {CASE_SCOPE}""",
        {"ticket": ticket_id, **case_scope(viewer)},
    )
    return str(found.reference) if found is not None else ""
