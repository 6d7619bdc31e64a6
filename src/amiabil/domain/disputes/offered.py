"""Which remedies may a buyer ask for at the opening, how much does each give, and what is locked until when?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from amiabil.domain.disputes import clock, money, negotiation, repairs
from amiabil.domain.disputes.eligibility import ABOUT_MONEY
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Reason, Remedy, ReturnCost, Timer
from amiabil.foundation.money import Money


@dataclass(frozen=True, slots=True)
class Offered:
    """One remedy of the reason.

    ``most`` is None for goods (repair, replacement, resend); ``return_cost`` only for a return; ``locked_until``
    (exclusive) is set while the law gives the seller time to repair or replace first. ``prolongs`` are the months a
    repair adds to the legal guarantee.
    """

    remedy: Remedy
    most: Money | None = None
    return_cost: ReturnCost | None = None
    locked_until: datetime | None = None
    prolongs: int = 0


def offered(dispute: Dispute) -> tuple[Offered, ...]:
    """Every remedy the policy knows for the reason of a case at its opening, the open ones first.

    Source: disputes.md 3.4 (statutory conformity), 3.11, L10.
    """
    locked = negotiation.locked_remedies(dispute)
    until = clock.due_of(dispute, Timer.STATUTORY_REPAIR)
    found = [
        Offered(
            remedy=remedy,
            most=None if remedy in money.GOODS else money.refundable(dispute, remedy),
            return_cost=money.return_payer(dispute) if remedy is Remedy.RETURN_REFUND else None,
            locked_until=until if remedy in locked else None,
            prolongs=repairs.months_by_repair(dispute) if remedy is Remedy.REPAIR else 0,
        )
        for remedy in _sensible(dispute.reason, dispute.policy.remedies.for_reason(dispute.reason))
    ]
    return tuple(sorted(found, key=lambda one: one.locked_until is not None))


def _sensible(reason: Reason, allowed: Iterable[Remedy]) -> tuple[Remedy, ...]:
    return tuple(one for one in allowed if reason not in ABOUT_MONEY or one is Remedy.REFUND_KEEP)
