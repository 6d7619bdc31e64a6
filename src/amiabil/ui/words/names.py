"""What are states, reasons, outcomes, timers, flags and roles called?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amiabil.domain.terms import (
    AppealGround,
    Audience,
    CarrierStatus,
    EvidenceStatus,
    Flag,
    Lane,
    Outcome,
    Reason,
    ReturnCost,
    Role,
    Secrecy,
    ShopRight,
    State,
    Timer,
)

Word = TypeVar("Word", bound=StrEnum)
Names = Mapping[Word, Promise]


def within(name: object) -> str:
    """One of our names inside a sentence: its first letter small, for it begins with an ordinary word."""
    text = str(name)
    return f"{text[:1].lower()}{text[1:]}"


ROLES: Names[Role] = {
    Role.BUYER: _("buyer"),
    Role.SELLER: _("seller"),
    Role.AGENT: _("agent"),
    Role.MEDIATOR: _("mediator"),
    Role.REVIEWER: _("reviewer"),
    Role.SUPERVISOR: _("supervisor"),
    Role.OPERATOR: _("operator"),
    Role.ADMIN: _("administrator of the platform"),
    Role.AUDITOR: _("auditor"),
    Role.ADMINISTRATOR: _("insolvency administrator"),
    Role.CARRIER: _("courier"),
    Role.PSP: _("payment service"),
    Role.SYSTEM: _("the platform"),
    Role.ASSISTANT: _("assistant, a program"),
}

RIGHTS: Names[ShopRight] = {
    ShopRight.ANSWER: _("answer disputes"),
    ShopRight.SETTLE: _("accept and offer money"),
    ShopRight.MANAGE: _("manage members"),
}

LANES: Names[Lane] = {
    Lane.GUARANTEE: _("Marketplace protection"),
    Lane.STATUTORY_CONFORMITY: _("Legal guarantee"),
    Lane.STATUTORY_WITHDRAWAL: _("Withdrawal from the purchase"),
    Lane.PLATFORM_COMPLAINT: _("Complaint about the platform"),
    Lane.SELLER_RETURN_CLAIM: _("Seller's claim about a return"),
}

STATES: Names[State] = {
    State.DRAFT: _("Not sent yet"),
    State.AWAITING_SELLER: _("Waiting for the seller's answer"),
    State.NEGOTIATING: _("Negotiation"),
    State.IN_MEDIATION: _("With a mediator"),
    State.RECOMMENDATION_OPEN: _("Recommendation to both sides"),
    State.DECIDED: _("Decided, can be appealed"),
    State.IN_APPEAL: _("Appeal is being heard"),
    State.RETURN_LABEL_DUE: _("Return label is being prepared"),
    State.RETURN_SHIPMENT_DUE: _("Goods are to be sent back"),
    State.RETURN_IN_TRANSIT: _("Goods are on their way back"),
    State.RETURN_INSPECTION: _("Goods are being checked"),
    State.REMEDY_PENDING: _("Agreed or decided, being carried out"),
    State.SUSPENDED: _("Standing still"),
    State.CLOSED: _("Ended"),
}

OUTCOMES: Names[Outcome] = {
    Outcome.SETTLED_BY_AGREEMENT: _("Agreement"),
    Outcome.SETTLED_BY_MATCHING: _("Agreement, because the proposals met"),
    Outcome.SETTLED_BY_DOMINATING_OFFER: _("Agreement by an offer of at least what was asked"),
    Outcome.DEFAULT_SELLER_SILENT: _("The seller did not answer in time"),
    Outcome.DECIDED_BUYER: _("Decided for the buyer"),
    Outcome.DECIDED_SELLER: _("Decided for the seller"),
    Outcome.DECIDED_SPLIT: _("Decided for each side in part"),
    Outcome.WITHDRAWN_BY_BUYER: _("Withdrawn by the buyer"),
    Outcome.RETURN_NOT_SENT: _("The goods were not sent back"),
    Outcome.WITHDRAWAL_COMPLETED: _("Withdrawal completed"),
    Outcome.SUPERSEDED_BY_CHARGEBACK: _("The money came back through the bank"),
    Outcome.INADMISSIBLE: _("Could not be heard here"),
    Outcome.MERGED_DUPLICATE: _("Joined with another dispute"),
    Outcome.REFERRED_EXTERNAL: _("Referred to a body outside"),
}

REASONS: Names[Reason] = {
    Reason.NR_IN_TRANSIT_LATE: _("Has not arrived in time"),
    Reason.NR_LOST: _("Lost on the way"),
    Reason.NR_RETURNED_TO_SENDER: _("Went back to the seller"),
    Reason.NR_CUSTOMS: _("Held by customs"),
    Reason.NR_WRONG_ADDRESS: _("Sent to a wrong address"),
    Reason.NR_DELIVERED_NOT_RECEIVED: _("Marked as delivered, not received"),
    Reason.NC_NOT_AS_DESCRIBED: _("Not as described"),
    Reason.NC_WRONG_ITEM: _("Another product came"),
    Reason.NC_WRONG_VARIANT: _("Wrong size, colour or model"),
    Reason.NC_DAMAGED: _("Arrived damaged"),
    Reason.NC_DEFECTIVE: _("Does not work"),
    Reason.NC_MISSING_PARTS: _("Parts are missing"),
    Reason.NC_SHORT_QUANTITY: _("Fewer pieces than bought"),
    Reason.NC_COUNTERFEIT: _("Looks like a fake"),
    Reason.NC_UNSAFE: _("Unsafe to use"),
    Reason.WD_STATUTORY: _("Withdrawal from the contract, no reason needed"),
    Reason.WD_VOLUNTARY: _("Return under the shop's own policy"),
    Reason.FN_REFUND_MISSING: _("A refund has not come"),
    Reason.FN_OVERCHARGED: _("Charged too much"),
    Reason.FN_DUPLICATE: _("Charged twice"),
    Reason.UNAUTHORISED: _("A payment I did not make"),
    Reason.SE_RETURN_MISSING: _("The return did not come"),
    Reason.SE_RETURN_WRONG_ITEM: _("Another product came back"),
    Reason.SE_RETURN_DAMAGED: _("The return is damaged"),
    Reason.SE_EMPTY_BOX: _("The returned box is empty"),
}
"""For titles and lists, in nobody's voice; the form asks the buyer with ``words.reasons``."""

RETURN_COSTS: Names[ReturnCost] = {
    ReturnCost.SELLER: _("at the seller's cost"),
    ReturnCost.BUYER: _("at the buyer's cost"),
}

EVIDENCE_STATUS: Names[EvidenceStatus] = {
    EvidenceStatus.ADMITTED: pgettext_lazy("of evidence", "Admitted"),
    EvidenceStatus.LATE: pgettext_lazy("of evidence", "Late"),
    EvidenceStatus.LATE_NOT_ADMITTED: pgettext_lazy("of evidence", "Late, not admitted"),
    EvidenceStatus.DISREGARDED: pgettext_lazy("of evidence", "Not taken into account"),
}

SECRECY: Names[Secrecy] = {
    Secrecy.OPEN: pgettext_lazy("of evidence", "Both sides see it"),
    Secrecy.ASKED: pgettext_lazy("of evidence", "Only for whoever decides; not ruled on yet"),
    Secrecy.GRANTED: pgettext_lazy("of evidence", "Only for whoever decides"),
    Secrecy.REFUSED: pgettext_lazy("of evidence", "Was not kept confidential; does not count"),
}

GROUNDS: Names[AppealGround] = {
    AppealGround.NEW_EVIDENCE: _("New evidence"),
    AppealGround.FACT_ERROR: _("A fact is wrong"),
    AppealGround.PROCEDURE_ERROR: _("The procedure was not followed"),
    AppealGround.POLICY_ERROR: _("The rule was applied wrongly"),
}

FLAGS: Names[Flag] = {
    Flag.SELLER_SILENT: _("The seller was silent"),
    Flag.NOTICE_NOT_CONFIRMED: _("The notice may not have arrived"),
    Flag.LATE_EVIDENCE: _("Evidence came late"),
    Flag.STATUTORY_BREACH: _("A legal time limit was missed"),
    Flag.PROMISE_BROKEN: _("A promise was not kept"),
    Flag.PRESSURE_TO_CLOSE: _("The seller urged to close the case"),
    Flag.FUND_PAID: _("The guarantee fund paid"),
    Flag.DOUBLE_PAYMENT_RISK: _("The money may be paid twice"),
}

TIMERS: Names[Timer] = {
    Timer.SELLER_FIRST_ANSWER: _("Seller's first answer"),
    Timer.NEGOTIATION: _("End of the negotiation"),
    Timer.PROPOSAL: _("Life of the proposal"),
    Timer.EVIDENCE_WINDOW: _("Time for evidence"),
    Timer.FIRST_DECISION: _("Mediator's decision"),
    Timer.INFO_REQUEST: _("Answer to the mediator's question"),
    Timer.RECOMMENDATION: _("Answer to the recommendation"),
    Timer.APPEAL: _("Time to appeal"),
    Timer.APPEAL_DECISION: _("Decision on the appeal"),
    Timer.RETURN_LABEL: _("Return label"),
    Timer.RETURN_SHIP: _("Sending the goods back"),
    Timer.RETURN_LOST: _("Arrival of the return"),
    Timer.INSPECTION: _("Check of the returned goods"),
    Timer.WITHDRAW_COOLING_OFF: _("Time to change your mind"),
    Timer.REFUND_EXECUTION: _("Payment of the refund"),
    Timer.PERFORMANCE: _("Doing what was agreed"),
    Timer.LATE_EVIDENCE_REPLY: _("Answer to late evidence"),
    Timer.STATUTORY_WITHDRAWAL: _("Refund after a withdrawal, by law"),
    Timer.STATUTORY_REPAIR: _("Repair or replacement, by law"),
}

CARRIER: Names[CarrierStatus] = {
    CarrierStatus.ACCEPTED: _("Handed to the courier"),
    CarrierStatus.IN_TRANSIT: _("On its way"),
    CarrierStatus.DELIVERED: _("Delivered"),
    CarrierStatus.LOST: _("Lost"),
    CarrierStatus.RETURNED_TO_SENDER: _("Went back to the sender"),
}

_AUDIENCES: Mapping[tuple[Audience, Role | None], Promise] = {
    (Audience.EVERYONE, Role.BUYER): _("you, the seller and the platform"),
    (Audience.EVERYONE, Role.SELLER): _("you, the buyer and the platform"),
    (Audience.EVERYONE, None): _("the buyer, the seller and the platform"),
    (Audience.BUYER_AND_PLATFORM, Role.BUYER): _("only you and the platform"),
    (Audience.BUYER_AND_PLATFORM, None): _("only the buyer and the platform"),
    (Audience.SELLER_AND_PLATFORM, Role.SELLER): _("only you and the platform"),
    (Audience.SELLER_AND_PLATFORM, None): _("only the seller and the platform"),
    (Audience.STAFF, None): _("only the team"),
}


def audience(value: Audience, reader: Role | None) -> str:
    """Who reads a message, seen by this reader: "you, the seller and the platform"."""
    return str(_AUDIENCES.get((value, reader), _AUDIENCES[value, None]))
