"""What makes sense in a case now, beyond what state and role allow? For pages that offer acts; the engine decides."""

from __future__ import annotations

from datetime import datetime

from amiabil.domain.disputes import money
from amiabil.domain.disputes.eligibility import NON_CONFORMITY, law_excludes, sight_of, window_of
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import is_delivered
from amiabil.domain.disputes.procedure import NEVER_REOPENED, OPEN
from amiabil.domain.terms import Lane, Reason


def can_reopen(dispute: Dispute) -> bool:
    """Whether a closed case can be taken up again, as far as the case itself says so."""
    exhausted = dispute.reopened >= dispute.policy.limits.reopen_max
    ended = dispute.outcome in NEVER_REOPENED or dispute.contested is not None
    ended = ended or any(external.won_by is None for external in dispute.externals)
    return not ended and not exhausted and bool(money.refundable(dispute))


def hears_of_insolvency(dispute: Dispute) -> bool:
    """Whether the case can be told now that its seller is insolvent; suspended or withdrawn, it is told afterwards."""
    return dispute.state in OPEN and dispute.withdrawn_at is None and not dispute.insolvent


def conversions(dispute: Dispute, at: datetime) -> tuple[Reason, ...]:
    """The reasons the buyer can turn the case into now: the withdrawal, then those of the same request."""
    lines = {unit.line for unit in dispute.units}
    found = []
    withdrawn = window_of(sight_of(dispute, dispute.opened_at), lines, Reason.WD_STATUTORY)
    barred = law_excludes(dispute.order, lines, Reason.WD_STATUTORY, dispute.policy) is not None
    if withdrawn.refusal(dispute.opened_at) is None and not barred:
        found.append(Reason.WD_STATUTORY)
    wanted = [line for line in dispute.order.lines if line.ref in lines]
    fitting = NON_CONFORMITY | {Reason.NR_DELIVERED_NOT_RECEIVED}
    if not all(is_delivered(line, at) for line in wanted):
        fitting = money.NOT_RECEIVED - {Reason.NR_DELIVERED_NOT_RECEIVED}
    for reason in Reason:
        if reason is dispute.reason or reason not in fitting:
            continue
        opens = window_of(sight_of(dispute, at), lines, reason).opens
        asked = dispute.claim.terms.remedy in dispute.policy.remedies.for_reason(reason)
        if asked and opens is not None and opens <= at:
            found.append(reason)
    return tuple(found)


def can_use_legal_guarantee(dispute: Dispute) -> bool:
    """Whether the buyer can go over to the legal guarantee: a consumer's complaint about a trader's goods."""
    order = dispute.order
    complaint = dispute.reason in NON_CONFORMITY and dispute.lane is Lane.GUARANTEE
    return complaint and order.consumer and order.trader
