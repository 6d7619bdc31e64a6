"""How does the money of a step become rows: movements, refunds, what each unit has cost, what the fund bears?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from amiabil.domain.chain import instant
from amiabil.domain.disputes import money
from amiabil.domain.disputes.model import Dispute, LedgerEntry, Step, UnitAccount
from amiabil.foundation.money import Money
from amiabil.foundation.working_time import local_day
from amiabil.records import sql
from amiabil.records.new_id import new_id

TWICE = frozenset({"never_pay_twice", "never_pay_more_than_paid"})
"""The constraints that refuse what would give back more than was paid."""


def pays_twice(error: IntegrityError) -> bool:
    """Whether the database refused because more would go back than was paid."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) in TWICE


def ledger_rows(step: Step, before: Dispute | None, *, at: datetime) -> list[dict[str, Any]]:
    """The movements of a step, and last what it changed in the account of the seller, in his currency.

    That debit is cumulative: the difference of two totals that are each rounded once (disputes.md 3.11, 7).
    """
    rows = [_ledger_row(entry) for entry in step.ledger]
    now = money.seller_debit(step.dispute)
    was = money.seller_debit(before) if before is not None else Money.zero(now.currency)
    if now != was:
        more = now - was
        kind = "seller_debit" if more.minor > 0 else "seller_credit"
        rows.append(_row(kind, Money(abs(more.minor), more.currency), at) | _rate(step.dispute))
    return rows


def _rate(dispute: Dispute) -> dict[str, Any]:
    """At which rate the seller is charged, and of which day it is; nothing in the order's own currency."""
    if dispute.order.settles_in in {None, dispute.currency}:
        return {}
    if dispute.recoup is not None:
        return {"rate": str(dispute.recoup.rate), "rate_day": dispute.recoup.day.isoformat()}
    if dispute.order.rate is None:
        return {}
    paid = local_day(dispute.order.paid_at, dispute.policy.zone)
    return {"rate": str(dispute.order.rate), "rate_day": paid.isoformat()}


def _ledger_row(entry: LedgerEntry) -> dict[str, Any]:
    return {
        **_row(entry.kind, entry.amount, entry.at),
        "refund_key": entry.refund,
        "attempt": entry.attempt,
        "from_hold": entry.from_hold.minor if entry.from_hold is not None else None,
        "from_fund": entry.from_fund.minor if entry.from_fund is not None else None,
        "purpose": entry.purpose,
        "payout_key": entry.payout,
        "shares": [[line, unit, share.minor] for line, unit, share in entry.shares],
    }


def _row(kind: str, amount: Money, at: datetime) -> dict[str, Any]:
    return {
        "id": str(new_id()),
        "kind": kind,
        "amount": amount.minor,
        "currency": amount.currency,
        "refund_key": "",
        "attempt": 0,
        "purpose": "",
        "payout_key": "",
        "rate": None,
        "rate_day": None,
        "shares": [],
        "at": instant(at),
    }


@dataclass(frozen=True, slots=True)
class FundChange:
    """By how much more (minor units, may be negative) the guarantee fund pays after a step, and the most it may pay
    for one seller (None: no limit)."""

    currency: str
    more: int
    most: int | None


def fund_change(before: Dispute, after: Dispute) -> FundChange | None:
    """What a step changes for the guarantee fund; None when nothing."""
    more = money.paid_by_fund(after) - money.paid_by_fund(before)
    if not more:
        return None
    rule = after.policy.money.guarantee_fund
    most = rule.cap.of(after.currency) if rule.cap else None
    return FundChange(after.currency, more.minor, most.minor if most is not None else None)


def use_fund(shop_id: UUID, change: FundChange) -> bool:
    """Count what the fund pays for a seller; False when it would be more than the cap for all his cases together,
    whatever two of them decide at once. Call it in the transaction of the step."""
    parameters = {"shop": shop_id, "currency": change.currency, "more": change.more, "most": change.most}
    sql.run(
        "INSERT INTO fund_use (shop_id, currency, paid) VALUES (%(shop)s, %(currency)s, 0)"
        " ON CONFLICT (shop_id, currency) DO NOTHING",
        parameters,
    )
    return bool(
        sql.run(
            "UPDATE fund_use SET paid = paid + %(more)s WHERE shop_id = %(shop)s AND currency = %(currency)s"
            " AND (%(more)s < 0 OR %(most)s::bigint IS NULL OR paid + %(more)s <= %(most)s::bigint)",
            parameters,
        )
    )


_REFUND_STATES = {"refund_instructed": "intended", "refund_confirmed": "confirmed", "refund_failed": "failed"}


def refund_rows(ledger: Sequence[LedgerEntry]) -> list[dict[str, Any]]:
    """One row a refund, as it stands after the whole step."""
    last = {entry.refund: entry for entry in ledger if entry.kind in _REFUND_STATES}
    return [_refund_row(entry) for entry in last.values()]


def _refund_row(entry: LedgerEntry) -> dict[str, Any]:
    state = _REFUND_STATES[entry.kind]
    return {
        "key": entry.refund,
        "amount": entry.amount.minor,
        "state": state,
        "at": instant(entry.at),
        "ended_at": None if state == "intended" else instant(entry.at),
    }


def unit_changes(before: Sequence[UnitAccount], after: Sequence[UnitAccount]) -> list[dict[str, Any]]:
    """What is now on its way back or gone for each unit, beyond what was before; only units that changed."""
    known = {(unit.line, unit.number): unit for unit in before}
    changes = []
    for unit in after:
        old = known.get((unit.line, unit.number))
        refunded = (unit.refunded + unit.pending).minor - ((old.refunded + old.pending).minor if old else 0)
        external = unit.debited.minor - (old.debited.minor if old else 0)
        if refunded or external:
            changes.append(
                {"line": unit.line, "unit": unit.number, "refunded": refunded, "external": external}
            )
    return changes
