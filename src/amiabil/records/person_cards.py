"""Who is somebody to the agents: how to speak to them, how long they have been here, what they have asked before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records import sql

MOST_EARLIER = 8


@dataclass(frozen=True, slots=True)
class Earlier:
    """A request, dispute or chat of somebody; ``state`` is its status or state, ``ended_at`` None while it goes on."""

    kind: str
    reference: str
    subject: str
    state: str
    at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A buyer or a shop. ``orders`` counts up to 999; ``email`` and ``zone`` are empty where none is known."""

    id: UUID
    side: Role
    name: str
    email: str
    email_verified: bool
    language: str
    zone: str
    since: datetime
    orders: int
    disputes_open: int
    disputes_ended: int
    earlier: tuple[Earlier, ...]


_ABOUT = """
  (SELECT count(*) FROM (SELECT 1 FROM "order" o WHERE {order} = p.id LIMIT 999) AS counted) AS orders,
  (SELECT count(*) FROM dispute d WHERE {dispute} = p.id AND d.closed_at IS NULL) AS disputes_open,
  (SELECT count(*) FROM dispute d WHERE {dispute} = p.id AND d.closed_at IS NOT NULL) AS disputes_ended,
  (SELECT jsonb_agg(jsonb_build_array(e.kind, e.reference, e.subject, e.state, e.at, e.ended_at) ORDER BY e.at DESC)
     FROM (SELECT c.kind, c.reference, c.subject, COALESCE(d.state, k.status, t.state) AS state, c.created_at AS at,
                  COALESCE(d.closed_at, k.closed_at, t.ended_at) AS ended_at
             FROM conversation c LEFT JOIN dispute d ON d.case_id = c.id LEFT JOIN ticket k ON k.case_id = c.id
             LEFT JOIN chat t ON t.case_id = c.id
            WHERE {case} = p.id AND c.kind IN ('ticket', 'dispute', 'chat') AND c.erased_at IS NULL
            ORDER BY c.created_at DESC LIMIT %(most)s) AS e) AS earlier
"""
_OF = {
    Role.BUYER: f"""SELECT p.id, p.name, p.email, p.email_verified, p.language, p.zone, p.created_at AS since,
        {_ABOUT.format(order="o.buyer_id", dispute="d.buyer_id", case="c.buyer_id")}
        FROM customer p WHERE p.id = %(id)s AND p.erased_at IS NULL""",
    Role.SELLER: f"""SELECT p.id, p.name, '' AS email, false AS email_verified, '' AS language, '' AS zone,
        p.created_at AS since,
        {_ABOUT.format(order="o.shop_id", dispute="d.shop_id", case="c.shop_id")}
        FROM shop p WHERE p.id = %(id)s""",
}


def person_card(viewer: Viewer, side: Role, id: UUID) -> PersonCard:
    """The card of a buyer, or of a shop by its row id. One statement.

    Raises ``NotFound``, and what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    found = sql.row(_OF[side], {"id": id, "most": MOST_EARLIER}) if side in _OF else None
    if found is None:
        raise NotFound()
    return PersonCard(
        id=found.id,
        side=side,
        name=found.name,
        email=found.email,
        email_verified=found.email_verified,
        language=found.language,
        zone=found.zone,
        since=found.since,
        orders=found.orders,
        disputes_open=found.disputes_open,
        disputes_ended=found.disputes_ended,
        earlier=tuple(_earlier(one) for one in found.earlier or ()),
    )


def _earlier(row: Any) -> Earlier:
    kind, reference, subject, state, at, ended_at = row
    ended = datetime.fromisoformat(ended_at) if ended_at else None
    return Earlier(kind, reference, subject, state, datetime.fromisoformat(at), ended)
