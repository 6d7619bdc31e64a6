"""How were cases like this one decided? The newest decided cases of the same reason, for the staff alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.foundation.money import Money
from amiabil.records import sql
from amiabil.records.scope import scope_of

MOST = 5


@dataclass(frozen=True, slots=True)
class Precedent:
    """An ended case that was decided. ``asked`` is None when goods were asked for; ``decided`` what the buyer got.

    ``same_category``: a line of it is of a category of this case.
    """

    reference: str
    subject: str
    outcome: str
    closed_at: datetime
    asked: Money | None
    decided: Money
    rule: str
    same_category: bool


_SIMILAR = """
WITH wanted AS (
  SELECT DISTINCT l.category FROM dispute d JOIN order_line l ON l.order_id = d.order_id
   WHERE d.case_id = %(case)s AND l.category <> ''
), newest AS (
  SELECT d.case_id, d.order_id, d.outcome, d.closed_at, d.asked, d.currency, d.body, d.staff_rank
    FROM dispute d
   WHERE d.state = 'closed' AND d.reason = %(reason)s AND d.case_id <> %(case)s
     AND d.outcome IN ('decided_buyer', 'decided_seller', 'decided_split')
   ORDER BY d.staff_rank, d.case_id LIMIT 200
)
SELECT c.reference, c.subject, n.outcome, n.closed_at, n.asked, n.currency,
       n.body #>> '{decision,amount}' AS decided, n.body #>> '{decision,rule}' AS rule,
       EXISTS (SELECT 1 FROM order_line l JOIN wanted w ON w.category = l.category WHERE l.order_id = n.order_id)
         AS same_category
  FROM newest n JOIN conversation c ON c.id = n.case_id
 ORDER BY same_category DESC, n.closed_at DESC, n.case_id
 LIMIT %(most)s
"""


def similar_decided(viewer: Viewer, case_id: UUID, reason: str) -> tuple[Precedent, ...]:
    """Up to ``MOST`` decided cases of the same reason, those with goods of the same category first. One statement.

    Empty for anybody who is not staff.
    """
    if scope_of(viewer) != "all" or not viewer.is_staff:
        return ()
    found = sql.rows(_SIMILAR, {"case": case_id, "reason": reason, "most": MOST})
    return tuple(_precedent(one) for one in found if one.decided is not None)


def _precedent(found: Any) -> Precedent:
    return Precedent(
        reference=found.reference,
        subject=found.subject,
        outcome=found.outcome,
        closed_at=found.closed_at,
        asked=Money(found.asked, found.currency) if found.asked is not None else None,
        decided=Money.parse(found.decided.partition(" ")[0], found.currency),
        rule=found.rule or "",
        same_category=found.same_category,
    )
