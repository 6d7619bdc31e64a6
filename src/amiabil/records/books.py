"""Do the books agree? Refunds, movements, holds and the second books of the database, compared for the check."""

from __future__ import annotations

from uuid import UUID

from amiabil.records import sql

_DIFFERENT = """
SELECT CASE
    WHEN NOT EXISTS (SELECT 1 FROM dispute d WHERE d.case_id = %(case)s) THEN ''
    WHEN (SELECT COALESCE(sum(r.amount), 0) FROM refund r WHERE r.case_id = %(case)s AND r.state = 'confirmed')
      <> (SELECT COALESCE(sum(l.amount), 0) FROM ledger_entry l
           WHERE l.case_id = %(case)s AND l.kind = 'refund_confirmed') THEN 'refunds'
    WHEN (SELECT d.held FROM dispute d WHERE d.case_id = %(case)s)
      <> COALESCE((SELECT h.amount FROM hold h WHERE h.case_id = %(case)s), 0) THEN 'hold'
    WHEN EXISTS (
      SELECT 1 FROM dispute d JOIN order_money m ON m.order_id = d.order_id
       WHERE d.case_id = %(case)s
         AND ((SELECT COALESCE(sum(u.refunded), 0) FROM unit_money u WHERE u.order_id = d.order_id) <> m.refunded
           OR (SELECT COALESCE(sum(u.external), 0) FROM unit_money u WHERE u.order_id = d.order_id) <> m.external
           OR (SELECT COALESCE(sum(r.amount), 0) FROM refund r WHERE r.order_id = d.order_id) <> m.refunded)
    ) THEN 'order'
    WHEN EXISTS (
      SELECT 1 FROM ledger_entry l LEFT JOIN payout p ON p.key = l.payout_key
       WHERE l.case_id = %(case)s AND l.payout_key <> '' AND p.amount IS DISTINCT FROM l.amount)
      OR (SELECT COALESCE(sum(p.amount), 0) FROM payout p WHERE p.case_id = %(case)s AND p.state = 'confirmed')
      <> (SELECT COALESCE(sum(l.amount), 0) FROM ledger_entry l
           WHERE l.case_id = %(case)s AND l.kind = 'payout_confirmed') THEN 'payouts'
    ELSE '' END AS part
"""


def different(case_id: UUID) -> str:
    """Which books of a case do not agree: ``refunds`` (paid, and booked as paid), ``hold``, ``order`` (its units, its
    refunds and the database's own books) or ``payouts`` (what the seller was to get and has got); empty when all do,
    or when the case has no procedure."""
    found = sql.row(_DIFFERENT, {"case": case_id})
    return found.part if found else ""
