"""Between which amounts is a decision still contested? Source: disputes.md 3.4, undisputed part."""

from __future__ import annotations

from amiabil.domain.disputes import clock
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.parts import Decision
from amiabil.domain.terms import Role, Timer
from amiabil.foundation.money import Money


def disputed_range(dispute: Dispute) -> tuple[Money, Money]:
    """*L*, which nobody contests any more, and *U*, the most the buyer can still get."""
    decision = dispute.decision
    if decision is None:
        raise ValueError("there is no decision to contest")
    return _lowest(dispute, decision), _highest(dispute, decision)


def ask_range(dispute: Dispute, role: Role) -> tuple[Money, Money]:
    """Between which amounts a party may ask for another decision.

    Where goods were decided the seller may ask that the buyer gets nothing, or money instead
    (docs/decisions/0014).
    """
    decision = dispute.decision
    if decision is None:
        raise ValueError("there is no decision to contest")
    if role is Role.BUYER:
        return decision.amount, decision.claim
    return _lowest(dispute, decision), decision.claim if _gives_goods(decision) else decision.amount


def review_range(dispute: Dispute) -> tuple[Money, Money]:
    """The least and the most money a review can end with: an appeal by one side only may not worsen that side's result.

    Decided goods may stand besides.
    """
    decision = dispute.decision
    low, high = disputed_range(dispute)
    if decision is None:
        return low, high
    buyer, seller = decision.appeal_of(Role.BUYER), decision.appeal_of(Role.SELLER)
    if buyer is not None and seller is None:
        return max(low, decision.amount), high
    if seller is not None and buyer is None:
        return low, seller.ask if _gives_goods(decision) else min(high, decision.amount)
    return low, high


def _gives_goods(decision: Decision) -> bool:
    return decision.terms.remedy in GOODS


def _lowest(dispute: Dispute, decision: Decision) -> Money:
    appealed = decision.appeal_of(Role.SELLER)
    if appealed is not None:
        return appealed.ask
    return decision.amount if appeal_over(dispute, Role.SELLER) else decision.floor


def _highest(dispute: Dispute, decision: Decision) -> Money:
    appealed = decision.appeal_of(Role.BUYER)
    if appealed is not None:
        return appealed.ask
    return decision.amount if appeal_over(dispute, Role.BUYER) else decision.claim


def appeal_over(dispute: Dispute, role: Role) -> bool:
    """Whether a party can no longer appeal: it has, it waived, another used the only one, or T9 is over."""
    decision = dispute.decision
    if decision is None or decision.final_at is not None or not clock.runs(dispute, Timer.APPEAL):
        return True
    return role in decision.waived or has_used_appeals(dispute, role)


def has_used_appeals(dispute: Dispute, role: Role) -> bool:
    """Whether a party, or the case, has had all the appeals the policy gives; never without a decision."""
    decision, rule = dispute.decision, dispute.policy.timers.appeal
    if decision is None:
        return False
    own = sum(appeal.by is role for appeal in decision.appeals)
    full = rule.per_case is not None and len(decision.appeals) >= rule.per_case
    return own >= (rule.per_party or 1) or full
