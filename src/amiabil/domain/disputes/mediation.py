"""How does a person decide? Questions, recommendations, decisions and appeals.

Source: disputes.md 3.4 C8-C13, 3.5 T5-T10, 3.8.
"""

from __future__ import annotations

from amiabil.domain.disputes import clock, decision_form, errors, evidence, money, negotiation
from amiabil.domain.disputes.appeals import apply_range
from amiabil.domain.disputes.arguments import AnswerInfo, Decide, Nothing, Recommend, RequestInfo
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.hearing import check_interest, check_replies, check_reviewer
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.money import GOODS, KEEPS_GOODS
from amiabil.domain.disputes.parts import Decision, Question, Recommendation, Terms
from amiabil.domain.disputes.settling import (
    end_lives,
    settle,
    terms_fact,
)
from amiabil.domain.terms import (
    Command,
    EvidenceStatus,
    Outcome,
    Remedy,
    ReturnCost,
    Role,
    State,
    Timer,
    party,
)
from amiabil.foundation.money import BadAmount, Money
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import deadline, resume

# --- questions ----------------------------------------------------------------------------------------


def request_info(change: Change, given: RequestInfo) -> None:
    """Who hears the case asks one party one thing; its first question stops the clock of the decision."""
    dispute = change.dispute
    if change.actor.role is Role.REVIEWER:
        check_reviewer(change)
    else:
        check_interest(change)
    if given.of not in {Role.BUYER, Role.SELLER}:
        raise errors.CaseNotFound(of=given.of.value)
    if any(question.open and question.of is given.of for question in dispute.questions):
        raise errors.ReplyPending(given.of, clock.due_of(dispute, Timer.INFO_REQUEST))
    if not given.text.strip():
        raise errors.DecisionIncomplete(["text"])
    first = not any(question.of is given.of for question in dispute.questions)
    span = dispute.policy.timers.info_request.span
    question = Question(given.of, change.at, deadline(change.at, span, dispute.place))
    change.dispute = replace(dispute, questions=(*dispute.questions, question))
    change.record(Command.REQUEST_INFO, {"text": given.text}, of=given.of.value)
    _time_question(change)
    if first:
        clock.pause(change, Timer.FIRST_DECISION)


def answer_info(change: Change, given: AnswerInfo) -> None:
    """The party that was asked answers, with what shows it; the clock of the decision goes on.

    What comes with an answer after the time for evidence is late like any other item (5.4).
    """
    side = party(change.actor.role)
    change.record(Command.ANSWER_INFO, {"text": given.text}, by=side.value)
    evidence.hand_in(change, given.evidence)
    _end_questions(change, {side})


def answer_is_over(change: Change) -> None:
    """T7: nobody answered in time; the decision is made on the file."""
    over = {
        question.of for question in change.dispute.questions if question.open and question.due_at <= change.at
    }
    _end_questions(change, over)


def _end_questions(change: Change, sides: set[Role]) -> None:
    still = tuple(replace(q, open=q.open and q.of not in sides) for q in change.dispute.questions)
    change.dispute = replace(change.dispute, questions=still)
    _time_question(change)
    if not any(question.open for question in still):
        _resume_decision(change)


def _time_question(change: Change) -> None:
    waiting = [question for question in change.dispute.questions if question.open]
    if not waiting:
        clock.stop(change, Timer.INFO_REQUEST)
        return
    first = min(waiting, key=lambda question: question.due_at)
    span = change.dispute.policy.timers.info_request.span
    clock.start_until(change, Timer.INFO_REQUEST, first.due_at, span)


def _resume_decision(change: Change) -> None:
    running = change.dispute.timers.get(Timer.FIRST_DECISION)
    if running is None or running.left is None:
        return
    due_at = resume(running.left, running.span, at=change.at, place=change.dispute.place)
    floor = change.dispute.decision_floor
    due_at = max(due_at, floor) if floor else due_at
    clock.set_running(change, Timer.FIRST_DECISION, replace(running, due_at=due_at, left=None))


# --- recommendations ------------------------------------------------------------------------------------


def recommend(change: Change, given: Recommend) -> None:
    """The mediator proposes a settlement to both; T8 starts."""
    dispute = change.dispute
    check_interest(change)
    negotiation.check_remedy(dispute, given.remedy)
    amount = money.asked_amount(dispute, given.remedy, amount=given.amount, percent=given.percent)
    if not given.text.strip():
        raise errors.DecisionIncomplete(["text"])
    terms = Terms(given.remedy, amount, _return_cost(dispute, given.remedy, None))
    terms = negotiation.as_contested(dispute, terms)
    change.dispute = replace(
        dispute,
        state=State.RECOMMENDATION_OPEN,
        recommendation=Recommendation(terms, change.actor.ref),
        mediators=dispute.mediators | {change.actor.ref},
    )
    change.record(Command.RECOMMEND, {"text": given.text}, terms=terms_fact(terms))
    clock.start(change, Timer.RECOMMENDATION, dispute.policy.timers.recommendation.span)


def accept_recommendation(change: Change, given: Nothing) -> None:
    """A party says yes; when both have, it is a settlement."""
    open_now, side = change.dispute.recommendation, party(change.actor.role)
    change.record(Command.ACCEPT_RECOMMENDATION, by=side.value)
    if open_now is None:
        return
    accepted = open_now.accepted | {side}
    if accepted >= {Role.BUYER, Role.SELLER}:
        settle(change, Outcome.SETTLED_BY_AGREEMENT, open_now.terms)
        return
    change.dispute = replace(change.dispute, recommendation=replace(open_now, accepted=accepted))


def decline_recommendation(change: Change, given: Nothing) -> None:
    """A party says no: the mediator decides, T5 and T6 as they were."""
    change.record(Command.DECLINE_RECOMMENDATION, by=party(change.actor.role).value)
    recommendation_is_over(change)


def recommendation_is_over(change: Change) -> None:
    """T8 counts as a no."""
    clock.stop(change, Timer.RECOMMENDATION)
    change.dispute = replace(change.dispute, state=State.IN_MEDIATION, recommendation=None)


# --- decisions ------------------------------------------------------------------------------------------


def decide(change: Change, given: Decide) -> None:
    """The mediator decides on the merits; what is not contested is paid at once."""
    dispute = change.dispute
    check_interest(change)
    check_replies(dispute)
    terms = _decided_terms(dispute, given)
    negotiation.check_not_arrived(dispute, terms, change)
    _check_form(dispute, given)
    decision = _decision(change, given, terms)
    change.dispute = replace(
        dispute,
        state=State.DECIDED,
        decision=decision,
        recommendation=None,
        mediators=dispute.mediators | {change.actor.ref},
    )
    _record_decision(change, given, decision)
    end_lives(change)
    clock.stop_all(change, but={Timer.STATUTORY_REPAIR, Timer.REFUND_EXECUTION})
    clock.start(change, Timer.APPEAL, dispute.policy.timers.appeal.span)
    apply_range(change)


def _decided_terms(dispute: Dispute, given: Decide) -> Terms:
    remedy = given.remedy if dispute.contested is None else given.remedy or dispute.request.terms.remedy
    if remedy is None:
        raise errors.DecisionIncomplete(["remedy"])
    negotiation.check_remedy(dispute, remedy)
    cost = _return_cost(dispute, remedy, given.return_cost)
    if remedy in GOODS and given.amount is not None and given.percent is None:
        # A form may name the amount 0 beside goods; anything else contradicts them.
        if Money.parse(given.amount, dispute.currency):
            raise BadAmount(amount=given.amount, remedy=remedy.value)
        return Terms(remedy, None, cost, given.perform_by)
    if remedy not in GOODS and given.amount is None and given.percent is None:
        raise errors.DecisionIncomplete(["amount"])
    amount = money.asked_amount(dispute, remedy, amount=given.amount, percent=given.percent)
    by = given.perform_by if remedy in GOODS else None
    return negotiation.as_contested(dispute, Terms(remedy, amount, cost, by))


def _decision(change: Change, given: Decide, terms: Terms) -> Decision:
    dispute = change.dispute
    zero = Money.zero(dispute.currency)
    asked, limit = dispute.claim.terms, money.claimable(dispute)
    amount = zero if terms.amount is None else terms.amount
    return Decision(
        terms=terms,
        amount=amount,
        rule=given.rule,
        by=change.actor.ref,
        at=change.at,
        claim=max(limit if asked.amount is None else asked.amount, amount),
        asked=asked,
        floor=_undisputed(dispute, terms, amount),
    )


def _record_decision(change: Change, given: Decide, decision: Decision) -> None:
    items = change.dispute.evidence
    admitted = EvidenceStatus.ADMITTED
    change.record(
        Command.DECIDE,
        {"grounds": given.grounds, **decision_form.texts_of(given)},
        terms=terms_fact(decision.terms),
        amount=decision.amount.fact(),
        rule=given.rule,
        policy=change.dispute.policy.name,
        evidence=[item.label for item in items if item.status is admitted],
        disregarded=[item.label for item in items if item.ruled and item.status is not admitted],
        **decision_form.facts_of(change.dispute, given, decision, by=change.actor.name),
    )


def _undisputed(dispute: Dispute, terms: Terms, amount: Money) -> Money:
    """What nobody contests: the lower of what was decided and what the seller offered last without a return."""
    zero = Money.zero(dispute.currency)
    if terms.remedy not in KEEPS_GOODS:
        return zero
    if dispute.policy.money.pay_before_final == "all":
        return amount
    offer = dispute.last_offer
    return zero if offer is None or offer.amount is None else min(amount, offer.amount)


def _return_cost(dispute: Dispute, remedy: Remedy, named: ReturnCost | None) -> ReturnCost | None:
    if remedy is not Remedy.RETURN_REFUND:
        return None
    return named or money.return_payer(dispute)


def _check_form(dispute: Dispute, given: Decide) -> None:
    missing = [name for name in ("grounds", "rule") if not getattr(given, name).strip()]
    if evidence.unruled(dispute):
        missing.append("late_evidence")
    if evidence.undecided_secrets(dispute):
        missing.append("confidential")
    if given.findings:
        missing += decision_form.hidden_basis(dispute, given)
    if missing:
        raise errors.DecisionIncomplete(missing)


# --- overdue decisions ------------------------------------------------------------------------------------


def decision_is_overdue(change: Change) -> None:
    """T6: nobody loses by it; it runs on to the hard stop, and then stays overdue until a person decides."""
    running = change.dispute.timers[Timer.FIRST_DECISION]
    rule = change.dispute.policy.timers.first_decision
    hard = deadline(running.started_at, rule.hard_span, change.dispute.place)
    again = not running.breached and hard > change.at
    due_at, missed = running.due_at, running.missed or running.due_at
    ended = replace(running, breached=True, due_at=hard if again else due_at, ended=not again, missed=missed)
    clock.set_running(change, Timer.FIRST_DECISION, ended)
