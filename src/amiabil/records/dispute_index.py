"""Which disputes are there? For who walks through all of them: systems of the marketplace and staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.terms import State
from amiabil.foundation.money import Money
from amiabil.records import sql
from amiabil.records.case_load import SPENT, as_it_is, pinned_snapshot
from amiabil.records.paging import BadCursor, Page, bounded, decode, page
from amiabil.records.scope import CASE_SCOPE, case_scope


@dataclass(frozen=True, slots=True)
class IndexedDispute:
    """A dispute in the index.

    ``asked`` is what the buyer asks for now, after what other cases of the order have paid; None for no amount.
    """

    id: UUID
    reference: str
    version: int
    order_ref: str
    buyer_ref: str
    seller_ref: str
    lane: str
    reason: str
    state: str
    outcome: str
    turn: str
    asked: Money | None
    held: Money
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    changed_at: datetime


_INDEX = f"""
SELECT c.id, c.reference, c.version, o.ref AS order_ref, b.subject AS buyer_ref, s.ref AS seller_ref, d.lane,
       d.reason, d.state, d.outcome, d.turn, d.asked, d.held, d.currency, d.opened_at, d.due_at, d.closed_at,
       c.changed_at, d.policy_id AS pinned, books.spent, CASE WHEN books.spent IS NOT NULL THEN d.body END AS body
  FROM dispute d
  JOIN conversation c ON c.id = d.case_id
  JOIN "order" o ON o.id = d.order_id
  JOIN customer b ON b.id = d.buyer_id
  JOIN shop s ON s.id = d.shop_id
 CROSS JOIN LATERAL (SELECT CASE WHEN d.closed_at IS NULL THEN {SPENT} END AS spent) AS books
 WHERE {CASE_SCOPE} AND d.case_id > %(after)s {{filters}}
 ORDER BY d.case_id LIMIT %(limit)s
"""
_START = UUID(int=0)


def disputes(
    viewer: Viewer,
    *,
    state: State | None = None,
    order_ref: str | None = None,
    limit: int | None = None,
    after: str | None = None,
) -> Page[IndexedDispute]:
    """A page of the disputes the viewer may see, the oldest first; one statement for any length.

    ``state`` and ``order_ref`` keep only those of them. Raises ``BadCursor``.
    """
    size = bounded(limit)
    filters = " AND d.state = %(state)s" if state is not None else ""
    filters += " AND o.ref = %(order_ref)s" if order_ref is not None else ""
    found = sql.rows(
        _INDEX.format(filters=filters),
        {
            **case_scope(viewer),
            "state": state.value if state else None,
            "order_ref": order_ref,
            "after": _after(after),
            "limit": size + 1,
        },
    )
    return page([_indexed(one) for one in found], limit=size, place=lambda one: [str(one.id)])


def _after(cursor: str | None) -> UUID:
    place = decode(cursor, (str,))
    try:
        return UUID(str(place[0])) if place else _START
    except ValueError:
        raise BadCursor(field="/after") from None


def asked_now(found: Any) -> Money | None:
    """What is asked in a row with ``asked``, ``currency``, ``spent``, ``body``, ``pinned`` and ``version``.

    The column says what was asked when something last happened in the case itself; payments elsewhere cut it.
    """
    if found.spent is None:
        return Money(found.asked, found.currency) if found.asked is not None else None
    dispute = as_it_is(found.body, pinned_snapshot(found.pinned), found.spent, version=found.version)
    return dispute.claim.terms.amount


def _indexed(found: Any) -> IndexedDispute:
    return IndexedDispute(
        id=found.id,
        reference=found.reference,
        version=found.version,
        order_ref=found.order_ref,
        buyer_ref=found.buyer_ref,
        seller_ref=found.seller_ref,
        lane=found.lane,
        reason=found.reason,
        state=found.state,
        outcome=found.outcome,
        turn=found.turn,
        asked=asked_now(found),
        held=Money(found.held, found.currency),
        opened_at=found.opened_at,
        due_at=found.due_at,
        closed_at=found.closed_at,
        changed_at=found.changed_at,
    )
