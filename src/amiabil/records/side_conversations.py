"""Whom have the staff asked beside a request, and what came of it? Each is a request of its own (``tickets``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support.terms import TicketStatus
from amiabil.records import sql

MOST = 20
"""Side conversations of one request that are listed."""


@dataclass(frozen=True, slots=True)
class Side:
    """A side conversation in the list of its request; ``my_turn``: they have written and nobody has answered."""

    reference: str
    subject: str
    asked: str
    status: TicketStatus
    opened_at: datetime
    changed_at: datetime
    my_turn: bool


@dataclass(frozen=True, slots=True)
class AboutRequest:
    """The request a side conversation is about."""

    reference: str
    subject: str


@dataclass(frozen=True, slots=True)
class ShopAsked:
    """The shop that sold an order, which can be asked about it."""

    id: UUID
    name: str


def keep(viewer: Viewer, case_id: UUID, parent_id: UUID, *, at: datetime) -> None:
    """Tie a request just made to the one it is about. One statement. Raises what ``demand`` raises."""
    demand(viewer, Act.WORK_TICKET)
    sql.run(
        "INSERT INTO side_conversation (case_id, parent_id, opened_by, opened_at)"
        " VALUES (%(case)s, %(parent)s, %(by)s, %(at)s)",
        {"case": case_id, "parent": parent_id, "by": viewer.ref[:80], "at": at},
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a request: whom the staff asked about it, the newest first, or the one it was asked about."""

    asked: tuple[Side, ...] = ()
    about: AboutRequest | None = None


_BESIDE = """
SELECT x.case_id = %(case)s AS is_parent, c.reference, c.subject,
       COALESCE(NULLIF(s.name, ''), s.ref, NULLIF(q.name, ''), q.address, '') AS asked,
       k.status, x.opened_at, c.changed_at, k.asked_at IS NOT NULL AS my_turn
  FROM side_conversation x
  JOIN conversation c ON c.id = CASE WHEN x.case_id = %(case)s THEN x.parent_id ELSE x.case_id END
  JOIN ticket k ON k.case_id = c.id
  LEFT JOIN shop s ON s.id = k.shop_id LEFT JOIN contact q ON q.id = c.contact_id
 WHERE x.parent_id = %(case)s OR x.case_id = %(case)s
 ORDER BY x.opened_at DESC, c.id DESC LIMIT %(most)s
"""


def beside(viewer: Viewer, case_id: UUID) -> Beside:
    """What stands beside a request. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``: neither the customer nor who is asked learns of the other.
    """
    demand(viewer, Act.SEE_TICKETS)
    found = sql.rows(_BESIDE, {"case": case_id, "most": MOST})
    sides = tuple(
        Side(
            one.reference,
            one.subject,
            one.asked,
            TicketStatus(one.status),
            one.opened_at,
            one.changed_at,
            one.my_turn,
        )
        for one in found
        if not one.is_parent
    )
    return Beside(
        sides, next((AboutRequest(one.reference, one.subject) for one in found if one.is_parent), None)
    )


def shop_of_order(viewer: Viewer, order_id: UUID) -> ShopAsked | None:
    """The shop that sold an order of a request; None when there is no such order. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    found = sql.row(
        "SELECT s.id, COALESCE(NULLIF(s.name, ''), s.ref) AS name FROM \"order\" o JOIN shop s ON s.id = o.shop_id"
        " WHERE o.id = %(order)s",
        {"order": order_id},
    )
    return ShopAsked(*found) if found else None


def waiting_parent(case_id: UUID) -> str:
    """The reference of the request that waits for this side conversation; empty for none. One statement."""
    found = sql.row(
        "SELECT c.reference FROM side_conversation x JOIN conversation c ON c.id = x.parent_id"
        " JOIN ticket k ON k.case_id = x.parent_id"
        " WHERE x.case_id = %(case)s AND k.status = 'waiting_for_third_party'",
        {"case": case_id},
    )
    return str(found.reference) if found else ""
