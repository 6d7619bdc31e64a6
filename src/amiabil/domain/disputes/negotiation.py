"""How do the parties come to terms? Requests, proposals, matching, dominance, and the way to mediation.

Source: disputes.md 3.4 C2-C7, 3.5 T2-T4, 3.7.
"""

from __future__ import annotations

import re

from amiabil.domain.disputes import clock, errors, evidence, money
from amiabil.domain.disputes.arguments import (
    AcceptRequest,
    Answer,
    BadArguments,
    Nothing,
    Propose,
    RejectRequest,
)
from amiabil.domain.disputes.change import Change
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.money import GOODS, KEEPS_GOODS
from amiabil.domain.disputes.order import is_delivered
from amiabil.domain.disputes.parts import Proposal, Terms
from amiabil.domain.disputes.pressure import notice_pressure
from amiabil.domain.disputes.settling import settle, terms_fact
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import (
    Command,
    Flag,
    Happening,
    Lane,
    Outcome,
    Reason,
    Remedy,
    ReturnCost,
    Role,
    State,
    Timer,
    party,
)
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.money import Money
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Span, day_deadline, local_day

_BURDEN = {None: 0, ReturnCost.SELLER: 1, ReturnCost.BUYER: 2}
"""What a remedy of money asks of the buyer: keep the goods, return at the seller's cost, at his own."""


_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""The reason of a refusal is one word: it stays in the event, while what people tell can be erased."""


# --- remedies -----------------------------------------------------------------------------------------


def check_remedy(dispute: Dispute, remedy: Remedy) -> None:
    """Refuse a remedy the policy does not allow for the reason, or the law does not allow yet."""
    allowed = open_remedies(dispute)
    if remedy not in allowed:
        raise errors.RemedyNotAllowed(remedy, [item.value for item in allowed])


def open_remedies(dispute: Dispute) -> tuple[Remedy, ...]:
    """The remedies that may be asked for or offered now; in a claim only money, for the goods are back already."""
    if dispute.contested is not None:
        return (Remedy.RETURN_REFUND, Remedy.REFUND_KEEP)
    locked = locked_remedies(dispute)
    return tuple(r for r in dispute.policy.remedies.for_reason(dispute.reason) if r not in locked)


def meant(dispute: Dispute, remedy: Remedy) -> Remedy:
    """The remedy as the parties meet it: in a claim about a return the goods are back, and only money is left."""
    returned = dispute.contested is not None and remedy is Remedy.RETURN_REFUND
    return Remedy.REFUND_KEEP if returned else remedy


def offered_remedies(dispute: Dispute) -> tuple[Remedy, ...]:
    """The remedies that are open now, as the parties meet them: each once."""
    return tuple(dict.fromkeys(meant(dispute, one) for one in open_remedies(dispute)))


def locked_remedies(dispute: Dispute) -> tuple[Remedy, ...]:
    """What the buyer cannot ask for before the seller had his time to repair or replace.

    Nothing is locked where the reason allows nothing else (a fake can be neither repaired nor replaced): Directive
    2019/771 art. 13(4) then gives the other remedies at once.
    """
    waits = dispute.lane is Lane.STATUTORY_CONFORMITY and clock.runs(dispute, Timer.STATUTORY_REPAIR)
    locked = dispute.policy.remedies.locked_in_statutory_conformity if waits else ()
    return () if set(dispute.policy.remedies.for_reason(dispute.reason)) <= set(locked) else locked


def as_contested(dispute: Dispute, terms: Terms) -> Terms:
    """The terms as they count: in a claim every amount is one of the parent's remedy, by whatever name."""
    if dispute.contested is None:
        return terms
    asked = dispute.request.terms
    return replace(terms, remedy=asked.remedy, return_cost=asked.return_cost)


def check_not_arrived(dispute: Dispute, terms: Terms, change: Change) -> None:
    """Refuse money for goods that came after all (disputes.md 3.4, the parcel arrives)."""
    if terms.amount and has_arrived(dispute, change):
        raise errors.RemedyNotAllowed(terms.remedy)


def has_arrived(dispute: Dispute, change: Change) -> bool:
    """Whether everything a not-received case is about has been delivered, and the buyer has not denied it."""
    if dispute.reason not in money.NOT_RECEIVED or dispute.reason is Reason.NR_DELIVERED_NOT_RECEIVED:
        return False
    wanted = {unit.line for unit in dispute.units}
    return all(is_delivered(line, change.at) for line in dispute.order.lines if line.ref in wanted)


def replacement_is_due(dispute: Dispute) -> bool:
    """Whether the buyer may insist on the replacement he asks for, the defect having shown so early."""
    days = dispute.policy.lanes.statutory_conformity.replacement_only_days
    order = dispute.order
    asks = dispute.claim.terms.remedy is Remedy.REPLACEMENT
    if days is None or not asks or not (order.consumer and order.trader):
        return False
    wanted = {unit.line for unit in dispute.units}
    delivered = [line.delivered_at for line in order.lines if line.ref in wanted and line.delivered_at]
    place = dispute.place
    ends = [day_deadline(local_day(at, place.zone), Span(days), place) for at in delivered]
    return bool(ends) and dispute.opened_at < min(ends)


# --- commands -----------------------------------------------------------------------------------------


def propose(change: Change, given: Propose) -> None:
    """A party proposes terms in place of its own previous ones; matching is tried at once."""
    dispute, side = change.dispute, party(change.actor.role)
    insists = side is Role.SELLER and given.remedy is Remedy.REPAIR
    if insists and replacement_is_due(dispute):
        days = dispute.policy.lanes.statutory_conformity.replacement_only_days
        raise errors.ExcludedByLaw("replacement_only", within_days=days)
    check_remedy(dispute, given.remedy)
    _check_promise(change, given)
    terms = as_contested(dispute, money.terms_of(dispute, given))
    old = dispute.proposals.get(side)
    proposal = Proposal(
        by=side,
        terms=terms,
        version=dispute.version,
        since=old.since if old else dispute.version,
        made_at=change.at,
        asked=terms.amount,
    )
    proposal = clock.capped_life(dispute, proposal)
    offers = side is Role.SELLER and terms.remedy in KEEPS_GOODS
    change.dispute = replace(
        dispute,
        proposals={**dispute.proposals, side: proposal},
        lapsed=dispute.lapsed - {side},
        last_offer=terms if offers else dispute.last_offer,
    )
    change.record(Command.PROPOSE, {"text": given.text}, by=side.value, terms=terms_fact(terms))
    notice_pressure(change, given.text)
    if match(change):
        return
    if dispute.state is State.AWAITING_SELLER:
        _answered(change)


def _check_promise(change: Change, given: Propose) -> None:
    """A promise of goods names a day that is still to come."""
    today = local_day(change.at, change.dispute.policy.zone)
    if given.remedy in GOODS and given.perform_by is not None and given.perform_by < today:
        raise errors.DayIsPast(field="/perform_by")


def match(change: Change) -> bool:
    """Settle at the buyer's amount when the seller offers the same remedy and at least as much."""
    dispute = change.dispute
    offer, asked = dispute.proposals.get(Role.SELLER), dispute.claim.terms
    if offer is None or offer.terms.remedy is not asked.remedy or has_arrived(dispute, change):
        return False
    offered = offer.terms
    if _BURDEN[offered.return_cost] > _BURDEN[asked.return_cost]:
        return False
    if asked.amount is not None and (offered.amount is None or offered.amount < asked.amount):
        return False
    settle(change, Outcome.SETTLED_BY_MATCHING, replace(offered, amount=asked.amount))
    return True


def dominates(offer: Terms, asked: Terms) -> bool:
    """Whether an offer gives the buyer at least what he asks and burdens him no more."""
    if offer.remedy in GOODS or asked.remedy in GOODS:
        return offer.remedy is asked.remedy
    if offer.amount is None or asked.amount is None:
        return False
    return offer.amount >= asked.amount and _BURDEN[offer.return_cost] <= _BURDEN[asked.return_cost]


def accept(change: Change, given: Answer) -> None:
    """A party accepts the other's current proposal."""
    proposal = change.dispute.proposal_of(given.proposal)
    if proposal is None:
        raise errors.NotInThisState(change.dispute.state, Command.ACCEPT)
    check_not_arrived(change.dispute, proposal.terms, change)
    change.record(Command.ACCEPT, proposal=given.proposal.value, terms=terms_fact(proposal.terms))
    settle(change, Outcome.SETTLED_BY_AGREEMENT, proposal.terms)


def decline(change: Change, given: Answer) -> None:
    """A party declines the other's current proposal; no timer is set anew, and the buyer's request stands."""
    dispute = change.dispute
    rest = {role: proposal for role, proposal in dispute.proposals.items() if role is not given.proposal}
    change.dispute = replace(dispute, proposals=rest)
    change.record(Command.DECLINE, proposal=given.proposal.value)


def accept_request(change: Change, given: AcceptRequest) -> None:
    """The seller grants what the buyer asks for now."""
    terms = change.dispute.claim.terms
    check_not_arrived(change.dispute, terms, change)
    change.record(Command.ACCEPT_REQUEST, terms=terms_fact(terms))
    settle(change, Outcome.SETTLED_BY_AGREEMENT, terms)


def reject_request(change: Change, given: RejectRequest) -> None:
    """The seller rejects the request, with what the matrix demands; the negotiation begins."""
    if not _WORD.fullmatch(given.reason):
        raise BadArguments(field="/reason", problem="not_allowed")
    dispute = change.dispute
    missing = evidence.missing_to_reject(dispute, given.evidence)
    if missing:
        raise errors.EvidenceMissing(missing)
    change.dispute = replace(dispute, rejected_at=change.at)
    change.record(Command.REJECT_REQUEST, {"text": given.text}, reason=given.reason)
    evidence.add_entries(change, given.evidence)
    if replacement_is_due(dispute):
        change.flag(Flag.STATUTORY_BREACH)
    _answered(change)


def _answered(change: Change) -> None:
    clock.stop(change, Timer.SELLER_FIRST_ANSWER)
    change.dispute = replace(change.dispute, state=State.NEGOTIATING)


def escalate(change: Change, given: Nothing) -> None:
    """A party asks for a mediator."""
    change.record(Command.ESCALATE)
    enter_mediation(change)


def enter_mediation(change: Change) -> None:
    """The case is with a mediator from now on, by whatever way: T5 and T6 start, T2 and T3 stop."""
    timers = change.dispute.policy.timers
    clock.stop(change, Timer.SELLER_FIRST_ANSWER, Timer.NEGOTIATION)
    clock.start(change, Timer.EVIDENCE_WINDOW, timers.evidence_window.span)
    clock.start(change, Timer.FIRST_DECISION, timers.first_decision.span)
    change.dispute = replace(
        change.dispute, state=State.IN_MEDIATION, mediation_at=change.at, evidence_waived=frozenset()
    )
    clock.recount_lives(change)


# --- what a named proposal must be ----------------------------------------------------------------------


def answer_refusal(
    dispute: Dispute, command: Command, given: Answer | AcceptRequest, *, seen: int | None
) -> AmiabilError | None:
    """The refusal for a proposal that is gone, was replaced since it was seen, or has another amount."""
    role = given.proposal if isinstance(given, Answer) else Role.BUYER
    proposal = dispute.proposal_of(role)
    if proposal is None:
        return errors.TooLate() if role in dispute.lapsed else errors.NotInThisState(dispute.state, command)
    amount = proposal.terms.amount
    replaced = seen is not None and proposal.since <= seen < proposal.version
    if replaced or (given.amount is not None and _differs(given.amount, amount, dispute.currency)):
        return errors.Superseded(amount)
    return None


def _differs(named: str, amount: Money | None, currency: str) -> bool:
    return amount is None or Money.parse(named, currency) != amount


# --- ends of time ---------------------------------------------------------------------------------------


def seller_was_silent(change: Change) -> None:
    """T2: the buyer's request is executed when the policy says so, else a mediator takes the case."""
    dispute = change.dispute
    asked = dispute.claim.terms
    informed = Role.SELLER not in dispute.notice_bounced
    change.dispute = replace(dispute, moved_on_by=Timer.SELLER_FIRST_ANSWER)
    if silence_grants(dispute, change):
        _default(change, asked)
        return
    change.flag(Flag.SELLER_SILENT if informed else Flag.NOTICE_NOT_CONFIRMED)
    enter_mediation(change)


def _default(change: Change, asked: Terms) -> None:
    settle(change, Outcome.DEFAULT_SELLER_SILENT, asked)
    clock.start(change, Timer.APPEAL, change.dispute.policy.timers.appeal.span)


def negotiation_is_over(change: Change) -> None:
    """T3: on to mediation, never to an end of the case."""
    change.dispute = replace(change.dispute, moved_on_by=Timer.NEGOTIATION)
    enter_mediation(change)


def proposal_is_over(change: Change) -> None:
    """T4: an offer that dominates the request settles; any other proposal lapses."""
    dispute = change.dispute
    ends = {role: life.due_at for role, life in clock.lives(dispute).items() if life.due_at is not None}
    first = min(ends, key=lambda role: (ends[role], role is Role.BUYER))
    proposal = dispute.proposals[first]
    rest = {role: other for role, other in dispute.proposals.items() if role is not first}
    change.record(Happening.EXPIRED, timer=Timer.PROPOSAL.value, by=first.value)
    settles = dispute.policy.timers.proposal.dominating_offer == "settle" and first is Role.SELLER
    if settles and dominates(proposal.terms, dispute.claim.terms) and not has_arrived(dispute, change):
        settle(change, Outcome.SETTLED_BY_DOMINATING_OFFER, proposal.terms)
        return
    change.dispute = replace(dispute, proposals=rest, lapsed=dispute.lapsed | {first})


def silence_grants(dispute: Dispute, change: Change) -> bool:
    """Whether the seller's silence carries out the request as it stands at this instant (disputes.md 3.5, T2)."""
    needed = dispute.policy.timers.seller_first_answer.require_delivered_notice
    informed = Role.SELLER not in dispute.notice_bounced or not needed
    allowed = default_allowed(dispute.policy, dispute.claim.terms.amount)
    return allowed and informed and evidence.is_shown(dispute) and not has_arrived(dispute, change)


def default_allowed(policy: Policy, amount: Money | None) -> bool:
    """Whether a silent seller may be taken to agree to this amount. Source: disputes.md 3.5, T2."""
    rule = policy.timers.seller_first_answer
    if rule.on_expiry != "default_or_escalate" or amount is None:
        return False
    if rule.auto_default_max is None:
        return True
    most = rule.auto_default_max.of(amount.currency)
    return most is not None and amount <= most
