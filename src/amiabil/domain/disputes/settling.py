"""What follows from an agreement or a final decision? Money, goods or a return, and the closing of the case."""

from __future__ import annotations

from amiabil.domain.disputes import clock, money
from amiabil.domain.disputes.change import Change, instruct_refund, keep_held, release_all, under_way
from amiabil.domain.disputes.model import Dispute, Telling
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.parts import Decision, RefundPurpose, Settlement, Terms
from amiabil.domain.disputes.procedure import RETURNING
from amiabil.domain.terms import CarrierStatus, Flag, Happening, Lane, Outcome, Remedy, State, Timer
from amiabil.foundation.codec import encode
from amiabil.foundation.errors import Fact
from amiabil.foundation.money import Money, split, total
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Span, deadline, end_of_day


def terms_fact(terms: Terms) -> dict[str, Fact]:
    """Terms as facts of an event."""
    facts: dict[str, Fact] = dict(encode(Terms, terms))
    if terms.amount is not None:
        facts["amount"] = terms.amount.fact()
    return facts


def settle(change: Change, outcome: Outcome, terms: Terms) -> None:
    """Conclude an agreement and carry it out."""
    change.dispute = replace(
        change.dispute,
        settlement=Settlement(outcome, terms, change.at),
        recommendation=None,
        questions=tuple(replace(question, open=False) for question in change.dispute.questions),
        late_replies=frozenset(),
    )
    end_lives(change)
    clock.stop_all(change, but={Timer.STATUTORY_REPAIR, Timer.REFUND_EXECUTION})
    change.record(Happening.SETTLED, outcome=outcome.value, terms=terms_fact(terms))
    purpose: RefundPurpose = "default" if outcome is Outcome.DEFAULT_SELLER_SILENT else "settlement"
    carry_out(change, _beyond_default(change.dispute, terms), purpose=purpose)


def _beyond_default(dispute: Dispute, terms: Terms) -> Terms:
    """What an agreement still costs where a default that was set aside has paid something towards it."""
    if terms.amount is None or dispute.default_paid is None:
        return terms
    return replace(terms, amount=max(terms.amount - dispute.default_paid, Money.zero(dispute.currency)))


def end_lives(change: Change) -> None:
    """Leave the proposals as they are, without an end: the case has moved on."""
    still = {role: replace(proposal, life=None) for role, proposal in change.dispute.proposals.items()}
    change.dispute = replace(change.dispute, proposals=still)


def carry_out(change: Change, terms: Terms, *, purpose: RefundPurpose) -> None:
    """Begin what was agreed or finally decided: goods, a return, a payment, or nothing more."""
    settlement = change.dispute.settlement
    if change.dispute.contested is not None and settlement is not None:
        conclude(change, terms.amount or Money.zero(change.dispute.currency), settlement.outcome)
        return
    if terms.remedy in GOODS:
        _promise_goods(change, terms)
        return
    amount = terms.amount or Money.zero(change.dispute.currency)
    keep_held(change, amount)
    if not amount:
        # An earlier refund may still be under way; only then does the case wait here.
        change.dispute = replace(change.dispute, state=State.REMEDY_PENDING)
        finish(change)
    elif terms.remedy is Remedy.RETURN_REFUND:
        change.dispute = replace(change.dispute, state=State.RETURN_LABEL_DUE)
        clock.start(change, Timer.RETURN_LABEL, change.dispute.policy.timers.return_label.span)
    else:
        pay_due(change, amount, remedy=terms.remedy, purpose=purpose)


def _promise_goods(change: Change, terms: Terms) -> None:
    """The whole hold stays until performance (T17); in the conformity lane the legal limit runs instead."""
    change.dispute = replace(change.dispute, state=State.REMEDY_PENDING, performed_at=None)
    if clock.runs(change.dispute, Timer.STATUTORY_REPAIR):
        return
    span = change.dispute.policy.timers.performance.span
    if terms.perform_by is None:
        clock.start(change, Timer.PERFORMANCE, span)
    else:
        due_at = end_of_day(terms.perform_by, change.dispute.policy.zone)
        clock.start_until(change, Timer.PERFORMANCE, due_at, span)


def pay_due(change: Change, amount: Money, *, remedy: Remedy, purpose: RefundPurpose) -> None:
    """The remedy is due: instruct the refund and wait for its confirmation."""
    change.dispute = replace(change.dispute, state=State.REMEDY_PENDING)
    pay(change, amount, remedy=remedy, purpose=purpose)
    finish(change)


def pay(change: Change, amount: Money, *, remedy: Remedy, purpose: RefundPurpose) -> None:
    """Instruct a refund (T16) without leaving the state; an insolvent seller's part is the fund's."""
    payable, fund = _bearers(change, amount)
    if not payable:
        return
    instruct_refund(change, payable, remedy=remedy, purpose=purpose, fund=fund)
    if fund:
        change.flag(Flag.FUND_PAID)
    if not clock.runs(change.dispute, Timer.REFUND_EXECUTION):
        clock.start(change, Timer.REFUND_EXECUTION, change.dispute.policy.timers.refund_execution.span)


def _bearers(change: Change, amount: Money) -> tuple[Money, Money]:
    """What of an amount can be paid, and what of that the guarantee fund bears."""
    dispute = change.dispute
    zero = Money.zero(dispute.currency)
    amount = min(amount, money.refundable(dispute))
    if not dispute.insolvent:
        return amount, zero
    free = total(money.free_by_unit(dispute), dispute.currency)
    short = max(amount - free, zero)
    fund = min(short, fund_left(change))
    if fund < short:
        missing = (dispute.unpaid or zero) + short - fund
        change.dispute = replace(dispute, unpaid=missing)
    return amount - short + fund, fund


def most_payable(change: Change) -> Money:
    """The most that can be paid at once: of an insolvent seller no more than is held and the fund still gives."""
    most = money.refundable(change.dispute)
    if not change.dispute.insolvent:
        return most
    free = total(money.free_by_unit(change.dispute), change.dispute.currency)
    return min(most, free + fund_left(change))


def fund_left(change: Change) -> Money:
    """What the guarantee fund may still pay for this seller."""
    dispute = change.dispute
    zero = Money.zero(dispute.currency)
    rule = dispute.policy.money.guarantee_fund
    cap = rule.cap.of(dispute.currency) if rule.cap else zero
    wanted = "seller_insolvent" if dispute.insolvent else "default_set_aside"
    if cap is None or wanted not in rule.pays_when:
        return zero
    return max(cap - money.paid_by_fund(dispute) - (change.around.fund_paid or zero), zero)


def finish(change: Change) -> None:
    """Close the case when everything that was agreed or decided has been done."""
    dispute = change.dispute
    if not under_way(dispute):
        clock.stop(change, Timer.REFUND_EXECUTION)
    waits = under_way(dispute) or promises_goods(dispute)
    if waits or not dispute.is_open or dispute.suspended_from is not None:
        return
    outcome = outcome_of(dispute)
    if outcome is not None and dispute.state not in _NOT_YET:
        close(change, outcome)


_NOT_YET = frozenset(
    {
        State.RETURN_LABEL_DUE,
        State.RETURN_SHIPMENT_DUE,
        State.RETURN_IN_TRANSIT,
        State.RETURN_INSPECTION,
    }
)


def promises_goods(dispute: Dispute) -> bool:
    """Whether goods are still owed to the buyer."""
    terms = terms_in_force(dispute)
    owed = terms is not None and terms.remedy in GOODS
    limits = (Timer.PERFORMANCE, Timer.STATUTORY_REPAIR)
    return owed and any(clock.runs(dispute, timer) for timer in limits)


def terms_in_force(dispute: Dispute) -> Terms | None:
    """What is to be carried out: a final decision, else an agreement, else nothing."""
    if dispute.decision is not None:
        return dispute.decision.terms if dispute.decision.final_at is not None else None
    return dispute.settlement.terms if dispute.settlement is not None else None


def outcome_of(dispute: Dispute) -> Outcome | None:
    """How the case will close when what is in force is done; None while nothing is in force."""
    if terms_in_force(dispute) is None:
        return None
    if dispute.unpaid:
        return Outcome.REFERRED_EXTERNAL
    if dispute.decision is not None:
        return decided_outcome(dispute.decision)
    return dispute.settlement.outcome if dispute.settlement is not None else None


def decided_outcome(decision: Decision) -> Outcome:
    """Who a decision went for: the buyer when he gets at least what he asked for."""
    asked, given = decision.asked, decision.terms
    if given.remedy in GOODS:
        return Outcome.DECIDED_BUYER if asked.remedy is given.remedy else Outcome.DECIDED_SPLIT
    if not decision.amount:
        return Outcome.DECIDED_SELLER
    enough = decision.claim if asked.amount is None else asked.amount
    return Outcome.DECIDED_BUYER if decision.amount >= enough else Outcome.DECIDED_SPLIT


def close(change: Change, outcome: Outcome) -> None:
    """Close the case: what is still held goes to the seller, the timers end.

    Only the time in which a default may be set aside runs on.
    """
    release_all(change)
    end_lives(change)
    by_default = outcome is Outcome.DEFAULT_SELLER_SILENT and not change.dispute.set_aside
    paying = {Timer.REFUND_EXECUTION} if under_way(change.dispute) else set()
    clock.stop_all(change, but={Timer.APPEAL} | paying if by_default else paying)
    limits = change.dispute.policy.limits
    change.dispute = replace(
        change.dispute,
        state=State.CLOSED,
        outcome=outcome,
        closed_at=change.at,
        withdrawn_at=None,
        reopen_until=deadline(change.at, Span(limits.reopen_days, roll=True), change.dispute.place),
    )
    change.record(Happening.CLOSED, outcome=outcome.value)
    claim = change.dispute.return_claim
    if claim is not None and change.dispute.awaits_claim:
        change.dispute = replace(change.dispute, return_claim=replace(claim, outcome=outcome))
        change.tells.append(Telling(claim.case, change.dispute.id, change.at, outcome))


def conclude(change: Change, given: Money, outcome: Outcome) -> None:
    """A claim about a return is over: it closes, and its parent hears what the buyer gets of its remedy."""
    contested = change.dispute.contested
    close(change, outcome)
    if contested is not None:
        change.tells.append(Telling(contested.parent, change.dispute.id, change.at, outcome, given))


def cut_to_rest(change: Change) -> None:
    """Lower what is asked, offered and agreed to what can still be refunded."""
    change.dispute = within_rest(change.dispute)


def within_rest(dispute: Dispute) -> Dispute:
    """The case with its request, its proposals and an agreement that is not yet paid within what can still be
    refunded."""
    proposals = {
        role: replace(proposal, terms=_cut(dispute, proposal.terms))
        for role, proposal in dispute.proposals.items()
    }
    request = replace(dispute.request, terms=_cut(dispute, dispute.request.terms))
    settlement = dispute.settlement
    unpaid = settlement is not None and dispute.state in _NOT_YET
    if settlement is not None and unpaid:
        settlement = replace(settlement, terms=_cut(dispute, settlement.terms))
    return replace(dispute, proposals=proposals, request=request, settlement=settlement)


def _cut(dispute: Dispute, terms: Terms) -> Terms:
    if terms.amount is None:
        return terms
    return replace(terms, amount=min(terms.amount, money.claimable(dispute, terms.remedy)))


def due_amount(dispute: Dispute) -> Money:
    """What is still to be paid of what is in force."""
    zero = Money.zero(dispute.currency)
    terms = terms_in_force(dispute)
    if terms is None or terms.amount is None:
        return zero
    paid = paid_towards(dispute) if dispute.decision is not None else dispute.default_paid or zero
    return max(terms.amount - paid, zero)


def paid_towards(dispute: Dispute) -> Money:
    """What has been paid or instructed towards the decision: since it was made, and by a default that was set aside.

    What was paid before the case was taken up again (C15) is no part of what is decided afterwards.
    """
    zero, decision = Money.zero(dispute.currency), dispute.decision
    if decision is None:
        return zero
    counted = (
        refund.amount
        for refund in dispute.refunds
        if refund.status not in {"overtaken", "dropped"}
        and (
            dispute.default_paid is not None
            if refund.purpose == "default"
            else refund.purpose in {"undisputed", "decision", "voluntary"}
            and refund.instructed_at >= decision.at
        )
    )
    return sum(counted, zero)


def fund_makes_whole(change: Change, amount: Money) -> None:
    """The guarantee fund pays the seller what a default, set aside since, had cost him more than was decided."""
    dispute = change.dispute
    zero = Money.zero(dispute.currency)
    too_much = (dispute.default_paid or zero) - amount
    if too_much <= zero:
        return
    paid = min(too_much, fund_left(change))
    if not paid:
        return
    shares = split(paid, [unit.refunded.minor for unit in dispute.units])
    change.dispute = replace(dispute, fund_for_seller=paid)
    change.set_units(
        [
            replace(u, released=u.released + share)
            for u, share in zip(change.dispute.units, shares, strict=True)
        ]
    )
    payout = change.book("fund_paid", shares)
    change.record(Happening.RELEASED, amount=paid.fact(), source="fund", payout=payout)
    change.flag(Flag.FUND_PAID)


def is_statutory_withdrawal(dispute: Dispute) -> bool:
    """Whether this is a withdrawal from the contract, which is never negotiated."""
    return dispute.lane is Lane.STATUTORY_WITHDRAWAL


_NOT_WITH_THE_BUYER = frozenset({None, CarrierStatus.LOST, CarrierStatus.RETURNED_TO_SENDER})


def nothing_to_send(dispute: Dispute) -> bool:
    """Whether a withdrawal is about goods that never left the seller, came back to him or were lost on the way to the
    buyer: then the seller can wait for nothing. Source: L3; docs/decisions/0057."""
    lines = (line for line in dispute.order.lines if any(unit.line == line.ref for unit in dispute.units))
    return is_statutory_withdrawal(dispute) and all(
        line.delivered_at is None and line.carrier_status in _NOT_WITH_THE_BUYER for line in lines
    )


def return_required(dispute: Dispute) -> bool:
    """Whether the goods have to go back before what was agreed, decided or withdrawn from is carried out.

    True from that moment until they were checked, waived or need not be waited for any more; a proceeding outside
    that suspends the case changes nothing in it. Nothing goes back that never reached the buyer. Source: disputes.md
    3.3, the return branch.
    """
    return (dispute.suspended_from or dispute.state) in RETURNING and not nothing_to_send(dispute)
