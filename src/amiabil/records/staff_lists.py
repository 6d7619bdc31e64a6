"""Which disputes need the marketplace? Those open anywhere, those no mediator has taken, and what is late.

Each list is read state by state from the index that sorts it and merged, so that it costs the same at any size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.terms import State
from amiabil.foundation.money import Money
from amiabil.records import sql
from amiabil.records.case_lists import COLUMNS, TABLES, ListedDispute, listed
from amiabil.records.case_load import SPENT
from amiabil.records.dispute_index import asked_now
from amiabil.records.overdue import MISSED, OVERDUE
from amiabil.records.paging import Page, Place, bounded, decode, page
from amiabil.records.scope import scope_of

OPEN_STATES = tuple(state for state in State if state not in {State.DRAFT, State.CLOSED})
"""States in which something can still happen by itself."""

HEARD_STATES = (State.IN_MEDIATION, State.RECOMMENDATION_OPEN)
"""States in which a mediator has work."""

_MERGED = f"""
{COLUMNS}
  FROM (SELECT f.case_id FROM (VALUES {{states}}) AS wanted(state) CROSS JOIN LATERAL (
          SELECT x.case_id, x.staff_rank FROM dispute x
           WHERE x.state = wanted.state AND {{taken}} AND (x.staff_rank, x.case_id) > (%(rank)s, %(case)s)
           ORDER BY x.staff_rank, x.case_id LIMIT {{limit}}) f
         ORDER BY f.staff_rank, f.case_id LIMIT {{limit}}) AS first
  JOIN dispute d ON d.case_id = first.case_id
  {TABLES}
 ORDER BY d.staff_rank, d.case_id
"""
_ANY, _NOT_TAKEN = "true", "x.mediator_id IS NULL"

_START: Place = [-1, str(UUID(int=0))]


def open_disputes(
    viewer: Viewer,
    *,
    states: Sequence[State] = OPEN_STATES,
    limit: int | None = None,
    after: str | None = None,
) -> Page[ListedDispute]:
    """For staff: the disputes in these states, those that wait for the marketplace first, then by due time.

    Empty for anybody else. One statement. Raises ``BadCursor``.
    """
    return _merged(_ANY, viewer, tuple(states), limit=limit, after=after)


def disputes_to_take(
    viewer: Viewer, *, limit: int | None = None, after: str | None = None
) -> Page[ListedDispute]:
    """For staff: the disputes in mediation that nobody has taken, the most urgent first. Empty for anybody else."""
    return _merged(_NOT_TAKEN, viewer, HEARD_STATES, limit=limit, after=after)


@lru_cache(maxsize=256)
def _statement(taken: str, states: tuple[State, ...], limit: int) -> str:
    """States and limit stand in the text: as parameters they are unknown to the prepared plan, which then looks so
    bad that PostgreSQL plans anew each time, for four times the cost of reading."""
    wanted = ", ".join(f"('{state.value}'::varchar)" for state in states)
    return _MERGED.format(side="staff", rank="staff_rank", taken=taken, states=wanted, limit=limit)


def _merged(
    taken: str, viewer: Viewer, states: tuple[State, ...], *, limit: int | None, after: str | None
) -> Page[ListedDispute]:
    if scope_of(viewer) != "all" or not states:
        return Page((), None)
    size, place = bounded(limit), decode(after, (int, UUID)) or _START
    parameters = {"reader": viewer.person_id, "rank": place[0], "case": place[1]}
    found = [listed(one) for one in sql.rows(_statement(taken, states, size + 1), parameters)]
    return page(found, limit=size, place=lambda one: [one.rank, str(one.case_id)])


# ---- what is late -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LateCase:
    """Something the marketplace owes and has not done in time.

    ``why`` is ``decision_late``, ``refund_late``, ``refund_failed`` or ``complaint_late``, which is about a
    measure and names one side only; ``since`` is when it was due or failed. ``amount`` is that of the refund, or what
    is asked now (None: no amount); ``cause`` is what the payment service said.
    """

    case_id: UUID
    reference: str
    subject: str
    buyer_name: str
    shop_name: str
    why: str
    since: datetime
    amount: Money | None
    cause: str
    tries: int
    mediator_name: str


_LATE = f"""
WITH late AS (
  SELECT d.case_id, 'decision_late' AS why, '' AS refund,
         COALESCE((SELECT min(e.at) FROM event e WHERE {MISSED}
                      AND e.case_id = d.case_id AND e.type = 'dispute.expired'), d.due_at, d.opened_at) AS since,
         NULL::bigint AS amount, '' AS cause, 0 AS tries
    FROM dispute d
   WHERE d.state IN ('in_mediation', 'in_appeal') AND d.turn IN ('mediator', 'reviewer') AND {OVERDUE}
  UNION ALL
  SELECT r.case_id, 'refund_failed', r.key, COALESCE(r.ended_at, r.intended_at), r.amount, r.cause, r.tries
    FROM refund r WHERE r.state = 'failed'
  UNION ALL
  SELECT r.case_id, 'refund_late', r.key, d.due_at, r.amount, r.cause, r.tries
    FROM refund r JOIN dispute d ON d.case_id = r.case_id
   WHERE r.state IN ('intended', 'sent') AND d.state = 'remedy_pending' AND d.turn = 'psp' AND d.due_at <= %(now)s
  UNION ALL
  SELECT k.case_id, 'complaint_late', '',
         (SELECT min(e.at) FROM event e WHERE e.case_id = k.case_id AND e.type = 'complaint.expired'), NULL, '', 0
    FROM platform_complaint k WHERE k.breached AND k.due_at IS NOT NULL
)
SELECT l.case_id, l.why, l.refund, l.since, l.amount, l.cause, l.tries, d.currency, c.reference, c.subject,
       COALESCE(b.name, '') AS buyer_name, COALESCE(s.name, '') AS shop_name, COALESCE(m.name, '') AS mediator_name,
       d.asked, books.spent, d.policy_id AS pinned, c.version, CASE WHEN books.spent IS NOT NULL THEN d.body END AS body
  FROM late l
  JOIN conversation c ON c.id = l.case_id
  LEFT JOIN dispute d ON d.case_id = l.case_id
  LEFT JOIN customer b ON b.id = c.buyer_id
  LEFT JOIN shop s ON s.id = c.shop_id
  LEFT JOIN staff_member m ON m.id = d.mediator_id
 CROSS JOIN LATERAL (SELECT CASE WHEN l.why = 'decision_late' THEN {SPENT} END AS spent) AS books
 WHERE (l.since, l.case_id, l.refund) > (%(since)s::timestamptz, %(case)s::uuid, %(refund)s)
 ORDER BY l.since, l.case_id, l.refund
 LIMIT %(limit)s
"""
_FIRST: Place = ["0001-01-02T00:00:00+00:00", str(UUID(int=0)), ""]


def late_cases(
    viewer: Viewer, *, now: datetime, limit: int | None = None, after: str | None = None
) -> Page[LateCase]:
    """Decisions past their time, complaints about measures too, and refunds that failed or are late.

    The longest overdue first; one statement.

    Raises what ``demand`` raises for ``OVERSEE``, and ``BadCursor``.
    """
    demand(viewer, Act.OVERSEE)
    size, place = bounded(limit), decode(after, (datetime, UUID, str)) or _FIRST
    parameters = {"now": now, "since": place[0], "case": place[1], "refund": place[2], "limit": size + 1}
    found = sql.rows(_LATE, parameters)
    kept = page(found, limit=size, place=lambda one: [one.since.isoformat(), str(one.case_id), one.refund])
    return Page(tuple(_late(one) for one in kept.items), kept.next)


def _amount(found: Any) -> Money | None:
    if found.why == "decision_late":
        return asked_now(found)
    return Money(found.amount, found.currency) if found.amount is not None else None


def _late(found: Any) -> LateCase:
    return LateCase(
        case_id=found.case_id,
        reference=found.reference,
        subject=found.subject,
        buyer_name=found.buyer_name,
        shop_name=found.shop_name,
        why=found.why,
        since=found.since,
        amount=_amount(found),
        cause=found.cause,
        tries=found.tries,
        mediator_name=found.mediator_name,
    )
