"""What when the goods that came back are not in order? The seller's claim: a case of its own, tied to its parent.

The parent waits in ``return_inspection`` with its hold. The claim holds nothing; its decision says how much of the
parent's remedy the buyer gets. Each case tells the other of its end (``Telling``). Source: disputes.md 3.12, C18.
"""

from __future__ import annotations

from uuid import UUID, uuid5

from amiabil.domain.disputes import clock, errors, evidence, money, negotiation
from amiabil.domain.disputes.arguments import EvidenceEntry, Inspect
from amiabil.domain.disputes.change import Change, keep_held
from amiabil.domain.disputes.eligibility import SELLER_CLAIMS
from amiabil.domain.disputes.model import Dispute, Telling
from amiabil.domain.disputes.parts import Contested, Firm, Proposal, RefundPurpose, ReturnClaim, Terms
from amiabil.domain.disputes.settling import close, due_amount, pay_due, terms_fact, terms_in_force
from amiabil.domain.terms import (
    Command,
    EvidenceKind,
    Happening,
    Lane,
    Outcome,
    Reason,
    Remedy,
    Role,
    State,
    Timer,
)
from amiabil.foundation.money import Money
from amiabil.foundation.values import replace

USUAL = Reason.SE_RETURN_DAMAGED
"""The reason where the seller names none: it accuses the buyer of least."""

PHOTOS = tuple(kind for kind in EvidenceKind if kind.startswith("photo_"))
"""Kinds of which a claim needs at least one, whatever the policy says."""

_FIRST = 1


# --- the beginning ----------------------------------------------------------------------------------------


def open_claim(change: Change, given: Inspect) -> None:
    """The seller contests what came back: the parent waits, a mediator hears the claim at once.

    Raises ``EvidenceMissing`` without the photos the policy demands.
    """
    reason = given.reason or USUAL
    if reason not in SELLER_CLAIMS:
        raise errors.NotHere("submit")
    missing = missing_to_claim(change.dispute, reason, given.evidence)
    if missing:
        raise errors.EvidenceMissing(missing)
    parent = change.dispute
    claim = uuid5(parent.id, f"return-claim/{parent.version}")
    stake = due_amount(parent)
    clock.stop(change, Timer.INSPECTION)
    change.dispute = replace(change.dispute, return_claim=ReturnClaim(claim, change.at))
    change.record(Command.INSPECT, ok=False, reason=reason.value, claim=str(claim))
    opened = Change(_claim(parent, change, claim, reason, stake), change.at, change.actor, change.around)
    opened.record(
        Command.SUBMIT,
        reason=reason.value,
        lane=Lane.SELLER_RETURN_CLAIM.value,
        order=parent.order.ref,
        parent=str(parent.id),
        terms=terms_fact(opened.dispute.request.terms),
        policy=parent.policy.name,
        by=Role.SELLER.value,
    )
    negotiation.enter_mediation(opened)
    evidence.add_entries(opened, given.evidence)
    change.opens.append(opened)


def missing_to_claim(dispute: Dispute, reason: Reason, shown: tuple[EvidenceEntry, ...]) -> evidence.Missing:
    """What the seller has not shown of what a claim for this reason needs."""
    kinds = [entry.kind for entry in shown]
    missing = evidence.unmet(evidence.required_to_file(dispute.policy, reason), kinds)
    if not missing and not frozenset(kinds) & frozenset(PHOTOS):
        return [[kind.value for kind in PHOTOS]]
    return missing


def _claim(parent: Dispute, change: Change, claim: UUID, reason: Reason, stake: Money) -> Dispute:
    in_force = terms_in_force(parent) or parent.request.terms
    terms = Terms(Remedy.RETURN_REFUND, stake, in_force.return_cost)
    return Dispute(
        id=claim,
        version=_FIRST,
        state=State.IN_MEDIATION,
        lane=Lane.SELLER_RETURN_CLAIM,
        reason=reason,
        order=parent.order,
        policy=parent.policy,
        calendar=parent.calendar,
        opened_at=change.at,
        units=(),
        request=Proposal(Role.BUYER, terms, _FIRST, _FIRST, change.at, asked=stake),
        opened_by=change.actor.ref,
        firm=Firm.at(1),
        insolvent=parent.insolvent,
        contested=Contested(parent.id, stake, money.net_of(parent)),
    )


# --- the end ----------------------------------------------------------------------------------------------


def concerns(dispute: Dispute, telling: Telling) -> bool:
    """Whether a telling is for this case as it stands: of the claim it waits for, or of its open claim's parent."""
    if telling.given is None:
        return (
            dispute.is_open and dispute.contested is not None and dispute.contested.parent == telling.sender
        )
    return (
        dispute.return_claim is not None
        and dispute.awaits_claim
        and (dispute.return_claim.case == telling.sender)
    )


def hear(change: Change, telling: Telling) -> None:
    """The tied case has ended: a parent carries out what its claim decided, a claim ends with its parent."""
    if telling.given is None:
        close(change, telling.outcome)
        return
    claim = change.dispute.return_claim
    if claim is None:
        return
    told = replace(claim, given=telling.given, outcome=telling.outcome)
    change.dispute = replace(change.dispute, return_claim=told)
    change.record(
        Happening.DECISION_FINAL,
        amount=telling.given.fact(),
        claim=str(telling.sender),
        outcome=telling.outcome.value,
    )
    carry_on(change)


def carry_on(change: Change) -> None:
    """The parent goes on once its claim is over, it is not suspended, and no withdrawal can still be undone."""
    dispute = change.dispute
    claim = dispute.return_claim
    if claim is None or claim.given is None or dispute.state is not State.RETURN_INSPECTION:
        return
    if dispute.withdrawn_at is not None:
        return
    terms = terms_in_force(dispute) or dispute.request.terms
    if not claim.given:
        close(change, Outcome.DECIDED_SELLER)
        return
    amount = min(claim.given, due_amount(dispute))
    keep_held(change, amount)
    purpose: RefundPurpose = "settlement" if dispute.decision is None else "decision"
    pay_due(change, amount, remedy=terms.remedy, purpose=purpose)
