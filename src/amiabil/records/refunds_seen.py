"""Which refunds are coming to somebody, and how far is each?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amiabil.domain.access import Viewer
from amiabil.foundation.money import Money
from amiabil.records import sql
from amiabil.records.scope import CASE_SCOPE, case_scope

MOST = 10
"""The newest ones: who waits for money means one of them."""


@dataclass(frozen=True, slots=True)
class SeenRefund:
    """A refund as whoever takes part in its case sees it; ``ended_at`` is when it was confirmed, or failed for good.

    ``state`` is ``intended``, ``sent``, ``confirmed`` or ``failed``.
    """

    dispute: str
    order: str
    amount: Money
    state: str
    intended_at: datetime
    ended_at: datetime | None


def refunds_of(viewer: Viewer, *, order: str = "") -> tuple[SeenRefund, ...]:
    """The refunds of the viewer's cases, the newest first; of one order where it is named. One statement."""
    found = sql.rows(
        f"""SELECT c.reference, o.ref, r.amount, r.currency, r.state, r.intended_at, r.ended_at
              FROM refund r JOIN conversation c ON c.id = r.case_id JOIN "order" o ON o.id = r.order_id
             WHERE {CASE_SCOPE} AND (%(order)s = '' OR o.ref = %(order)s)
             ORDER BY r.intended_at DESC, r.key LIMIT {MOST}""",
        {**case_scope(viewer), "order": order},
    )
    return tuple(
        SeenRefund(
            one.reference, one.ref, Money(one.amount, one.currency), one.state, one.intended_at, one.ended_at
        )
        for one in found
    )
