"""What must a step know beyond its own case? The other cases of the order, and what the guarantee fund has paid."""

from __future__ import annotations

from uuid import UUID

from amiabil.domain.disputes import money
from amiabil.domain.disputes.model import CaseOfOrder, Dispute, Rates, Surroundings
from amiabil.domain.terms import State
from amiabil.records import daily_rates, ledger, proceedings
from amiabil.records.case_load import LoadedCase, others_of_order


def surroundings_of(case: LoadedCase) -> Surroundings:
    """What the step must know beyond its case. What other cases have paid for its units came with it; the cases
    themselves are read only where it takes units anew (a closed case may be reopened), the fund only where it may
    pay: everything else is decided inside the case, for one statement less."""
    dispute, fund = case.dispute, None
    others: tuple[CaseOfOrder, ...] = ()
    if dispute.state is State.CLOSED:
        others = seen_from_outside(case.order_id, but=case.case_id)
    if dispute.insolvent or dispute.set_aside:
        fund = ledger.fund_used(case.shop_id, dispute.currency) - money.paid_by_fund(dispute)
    return Surroundings(others=others, fund_paid=fund, elsewhere=case.elsewhere, rates=_rates(dispute))


def _rates(dispute: Dispute) -> Rates:
    """The rates of days, only where the seller may be charged at one."""
    if not money.settles_elsewhere(dispute):
        return ()
    return daily_rates.known(dispute.currency, dispute.order.settles_in or "")


def seen_from_outside(order_id: UUID, *, but: UUID | None = None) -> tuple[CaseOfOrder, ...]:
    """What a case must know of the other cases of its order, and of what is contested outside without a case."""
    cases = tuple(money.elsewhere(other, key) for key, other in others_of_order(order_id, but=but))
    return (*cases, *proceedings.as_others(order_id))
