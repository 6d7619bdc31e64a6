"""Which refunds are on their way, and how far? Our own ledger in front of the payment service (reliability.md R2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.foundation.money import Money
from amiabil.records import sql


@dataclass(frozen=True, slots=True)
class RefundOrder:
    """A refund to be executed. ``state`` is ``intended`` or, when an attempt may be under way, ``sent``.

    ``from_hold`` and ``from_fund`` are parts of the amount, None where it is not known whose money it is.
    """

    key: str
    case_id: UUID
    case_reference: str
    order_ref: str
    amount: Money
    state: str
    tries: int
    intended_at: datetime
    from_hold: Money | None = None
    from_fund: Money | None = None


def refund_to_execute(refund_key: str) -> RefundOrder | None:
    """The refund of this key, or None when it is unknown, confirmed or given up by the procedure."""
    found = sql.row(
        """
        SELECT r.key, r.case_id, c.reference, o.ref AS order_ref, r.amount, r.currency, r.state, r.tries,
               r.intended_at, l.from_hold, l.from_fund
          FROM refund r JOIN conversation c ON c.id = r.case_id JOIN "order" o ON o.id = r.order_id
          LEFT JOIN LATERAL (
            SELECT e.from_hold, e.from_fund FROM ledger_entry e
             WHERE e.case_id = r.case_id AND e.refund_key = r.key AND e.kind = 'refund_instructed'
             ORDER BY e.at LIMIT 1) l ON true
         WHERE r.key = %(key)s AND r.state IN ('intended', 'sent')
        """,
        {"key": refund_key},
    )
    if found is None:
        return None
    return RefundOrder(
        key=found.key,
        case_id=found.case_id,
        case_reference=found.reference,
        order_ref=found.order_ref,
        amount=Money(found.amount, found.currency),
        state=found.state,
        tries=found.tries,
        intended_at=found.intended_at,
        from_hold=_part(found.from_hold, found.currency),
        from_fund=_part(found.from_fund, found.currency),
    )


def _part(minor: int | None, currency: str) -> Money | None:
    return Money(minor, currency) if minor is not None else None


def mark_sent(refund_key: str, *, at: datetime) -> bool:
    """Record that an attempt starts now; False when somebody else has started it or it is over."""
    return bool(
        sql.run(
            "UPDATE refund SET state = 'sent', sent_at = %(at)s, tries = tries + 1"
            " WHERE key = %(key)s AND state = 'intended'",
            {"key": refund_key, "at": at},
        )
    )


NOBODY_AT_IT = """
NOT EXISTS (SELECT 1 FROM procrastinate_jobs j WHERE j.lock = %(locked_as)s || r.key
               AND (j.status = 'doing' OR (j.status = 'todo' AND COALESCE(j.scheduled_at, now()) <= now())))
"""
"""That no job about the row ``r`` waits or runs; the lock of such a job is ``locked_as`` and its key."""

_UNSETTLED = f"""
SELECT r.key FROM refund r
 WHERE r.state IN ('intended', 'sent') AND COALESCE(r.sent_at, r.intended_at) < %(at)s AND {NOBODY_AT_IT}
 ORDER BY random() LIMIT %(limit)s
"""


def unsettled_refunds(*, sent_before: datetime, locked_as: str, limit: int = 100) -> list[str]:
    """Keys of refunds whose attempt started before this instant and has no answer: they are asked, not repeated.

    Not those about which a job waits or runs; its lock is ``locked_as`` and the key. Of more than ``limit`` any: those
    a service never answers about must not keep it from being asked about others.
    """
    found = sql.rows(_UNSETTLED, {"at": sent_before, "locked_as": locked_as, "limit": limit})
    return [one.key for one in found]


def note_cause(refund_key: str, cause: str) -> None:
    """Keep why the payments service did not pay, for the people who look into it."""
    sql.run(
        "UPDATE refund SET cause = %(cause)s WHERE key = %(key)s", {"key": refund_key, "cause": cause[:200]}
    )


def fund_used(shop_id: UUID, currency: str) -> Money:
    """What the guarantee fund has paid, or is about to, for this seller in all his cases."""
    found = sql.row(
        "SELECT paid FROM fund_use WHERE shop_id = %(shop)s AND currency = %(currency)s",
        {"shop": shop_id, "currency": currency},
    )
    return Money(found.paid if found else 0, currency)
