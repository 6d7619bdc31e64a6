"""Who contests a decision, between which amounts, and when is it final? Source: disputes.md 3.4 C11-C13, T9, T10."""

from __future__ import annotations

from amiabil.domain.disputes import clock, errors
from amiabil.domain.disputes.arguments import AppealArguments, DecideAppeal, Nothing
from amiabil.domain.disputes.change import Change, keep_held
from amiabil.domain.disputes.evidence import undecided_secrets
from amiabil.domain.disputes.hearing import check_replies, check_reviewer
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.parts import Appeal, Decision, Terms
from amiabil.domain.disputes.ranges import appeal_over, ask_range, disputed_range, review_range
from amiabil.domain.disputes.settling import (
    carry_out,
    conclude,
    decided_outcome,
    finish,
    fund_makes_whole,
    paid_towards,
    pay,
    terms_fact,
)
from amiabil.domain.terms import AppealGround, Command, Happening, Remedy, Role, State, Timer, party
from amiabil.foundation.money import BadAmount, Money
from amiabil.foundation.values import replace


def apply_range(change: Change) -> None:
    """Pay what is no longer contested, release what the buyer can no longer get, hold the rest."""
    decision = change.dispute.decision
    if decision is None or decision.terms.remedy in GOODS:
        return
    low, high = disputed_range(change.dispute)
    zero = Money.zero(change.dispute.currency)
    keep_held(change, max(high - paid_towards(change.dispute), zero))
    due = low - paid_towards(change.dispute)
    if due > zero and decision.terms.remedy is not Remedy.RETURN_REFUND:
        pay(change, due, remedy=decision.terms.remedy, purpose="undisputed")


def appeal(change: Change, given: AppealArguments) -> None:
    """A party contests the decision; the contested range stays held."""
    dispute, side = change.dispute, party(change.actor.role)
    decision = dispute.decision
    if decision is None:
        return
    if given.ground not in dispute.policy.timers.appeal.grounds:
        raise errors.GroundNotAllowed(
            given.ground.value, [g.value for g in dispute.policy.timers.appeal.grounds]
        )
    if given.ground is AppealGround.NEW_EVIDENCE and not given.text.strip():
        raise errors.EvidenceMissing(["explanation"])
    ask = Money.parse(given.ask, dispute.currency)
    least, most = ask_range(dispute, side)
    if not least <= ask <= most:
        raise BadAmount(ask=ask.fact(), min=least.fact(), max=most.fact())
    added = Appeal(side, given.ground, ask, change.at)
    decision = replace(decision, appeals=(*decision.appeals, added))
    change.dispute = replace(dispute, state=State.IN_APPEAL, decision=decision)
    change.record(
        Command.APPEAL, {"text": given.text}, by=side.value, ground=given.ground.value, ask=ask.fact()
    )
    clock.start(change, Timer.APPEAL_DECISION, dispute.policy.timers.appeal_decision.span)
    _after_a_word_on_appeal(change)


def waive_appeal(change: Change, given: Nothing) -> None:
    """A party will not appeal; when both will not, the decision is final."""
    decision, side = change.dispute.decision, party(change.actor.role)
    if decision is None:
        return
    decision = replace(decision, waived=decision.waived | {side})
    change.dispute = replace(change.dispute, decision=decision)
    change.record(Command.WAIVE_APPEAL, by=side.value)
    if not decision.appeals and decision.waived >= {Role.BUYER, Role.SELLER}:
        finalise(change, decision.terms)
        return
    _after_a_word_on_appeal(change)


def _after_a_word_on_appeal(change: Change) -> None:
    over = all(appeal_over(change.dispute, role) for role in (Role.BUYER, Role.SELLER))
    if over:
        clock.stop(change, Timer.APPEAL)
    apply_range(change)


def appeal_time_is_over(change: Change) -> None:
    """T9: without an appeal the decision is final; with one, only the other side's right has ended."""
    decision = change.dispute.decision
    if decision is None:
        return
    if change.dispute.state is State.DECIDED:
        finalise(change, decision.terms)
    else:
        apply_range(change)


def decide_appeal(change: Change, given: DecideAppeal) -> None:
    """A second person decides, within what is contested; the decision is final."""
    dispute = change.dispute
    decision = dispute.decision
    if decision is None:
        return
    check_reviewer(change)
    check_replies(dispute)
    amount = Money.parse(given.amount, dispute.currency)
    terms = _reviewed(decision, given.remedy, amount)
    if terms.remedy not in GOODS:
        _check_range(dispute, decision, amount)
    _check_form(dispute, given)
    change.dispute = replace(dispute, decision=replace(decision, reviewed_by=change.actor.ref))
    stands = given.remedy.value if given.remedy is not None else None
    change.record(Command.DECIDE_APPEAL, {"grounds": given.grounds}, amount=amount.fact(), remedy=stands)
    finalise(change, terms)


def _check_form(dispute: Dispute, given: DecideAppeal) -> None:
    missing = [] if given.grounds.strip() else ["grounds"]
    if undecided_secrets(dispute):
        missing.append("confidential")
    if missing:
        raise errors.DecisionIncomplete(missing)


def _appealed(decision: Decision, role: Role) -> bool:
    return decision.appeal_of(role) is not None


def _reviewed(decision: Decision, named: Remedy | None, amount: Money) -> Terms:
    """What a review makes of the decided terms: its amount, or the decided goods where they stand.

    Where the buyer alone appeals, nothing else can be meant by no money than that the goods stand.
    """
    decided = decision.terms
    if named is not None and named is not decided.remedy:
        raise errors.RemedyNotAllowed(named, [decided.remedy])
    if decided.remedy not in GOODS:
        return replace(decided, amount=amount)
    if named is not None and amount:
        raise BadAmount(amount=amount.fact(), remedy=named.value)
    if named is not None or not (amount or _appealed(decision, Role.SELLER)):
        return decided
    return Terms(Remedy.REFUND_KEEP, amount)


def _check_range(dispute: Dispute, decision: Decision, amount: Money) -> None:
    """Refuse money outside what is contested, and what would worsen the result of who alone has appealed."""
    low, high = disputed_range(dispute)
    buyer, seller = _appealed(decision, Role.BUYER), _appealed(decision, Role.SELLER)
    if amount > high and buyer:
        raise errors.ExceedsRefundable(high)
    least, most = review_range(dispute)
    if buyer and not seller and amount < least:
        raise errors.CannotWorsen(least)
    if seller and not buyer and amount > most:
        raise errors.CannotWorsen(most)
    if amount < low:
        raise BadAmount(amount=amount.fact(), min=low.fact())


def finalise(change: Change, terms: Terms) -> None:
    """The decision is final with these terms: the rest is released, what is due is carried out."""
    dispute = change.dispute
    decision = dispute.decision
    if decision is None:
        return
    amount = terms.amount or Money.zero(dispute.currency)
    decision = replace(decision, terms=terms, amount=amount, final_at=change.at)
    change.dispute = replace(
        dispute, decision=decision, questions=tuple(replace(q, open=False) for q in dispute.questions)
    )
    clock.stop_all(change, but={Timer.STATUTORY_REPAIR, Timer.REFUND_EXECUTION})
    change.record(Happening.DECISION_FINAL, amount=amount.fact(), terms=terms_fact(terms))
    if dispute.contested is not None:
        conclude(change, amount, decided_outcome(decision))
        return
    if dispute.set_aside:
        fund_makes_whole(change, amount)
    rest = max(amount - paid_towards(change.dispute), Money.zero(dispute.currency))
    change.dispute = replace(change.dispute, state=State.REMEDY_PENDING)
    if rest or terms.remedy in GOODS:
        carry_out(change, terms if terms.remedy in GOODS else replace(terms, amount=rest), purpose="decision")
    else:
        keep_held(change, rest)
        finish(change)


def review_is_overdue(change: Change) -> None:
    """T10: it runs anew under the same name."""
    before = change.dispute.timers[Timer.APPEAL_DECISION]
    clock.start(change, Timer.APPEAL_DECISION, change.dispute.policy.timers.appeal_decision.span)
    running, missed = change.dispute.timers[Timer.APPEAL_DECISION], before.missed or before.due_at
    clock.set_running(change, Timer.APPEAL_DECISION, replace(running, breached=True, missed=missed))
