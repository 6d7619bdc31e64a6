# ruff: noqa: E501 - one sentence a line
"""What does each key of a policy mean? One sentence a key, for the generated reference and the policy desk.

A pattern may hold ``*`` for one part of the path; the exact path comes first. ``_`` only marks the sentence for
translation: who shows it to a person translates it.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from amiabil.domain.policy.limits import Limits
from amiabil.domain.policy.model import OneOf, Policy


def _(sentence: str) -> str:
    return sentence


SECTIONS: Mapping[str, str] = {
    "policy": _("Which policy this is"),
    "lanes": _("Until when what may be filed"),
    "timers": _("How long each timer runs, and what its end does"),
    "remedies": _("Which solutions are possible"),
    "money": _("How money is split, held and paid"),
    "evidence": _("What has to be shown"),
    "delivery_proof": _("Proof of delivery"),
    "external": _("Chargebacks and insolvency"),
    "limits": _("Limits and abuse"),
    "visibility": _("What the other side does not see"),
    "retention": _("How long files are kept"),
    "legal_texts": _("What pages have to show"),
}
"""The parts of a policy, in order."""

SENTENCES: Mapping[str, str] = {
    "policy.id": _("The name of the policy: small letters, digits and hyphens."),
    "policy.version": _("The number of this version; a published one never changes."),
    "policy.effective_from": _("The first day of its use, at midnight in its time zone. Open cases keep the version they were opened under."),
    "policy.case_tz": _("The time zone in which the days of a case are counted."),
    "policy.calendar": _("The calendar of holidays; its country's law is the floor of the policy."),
    "policy.currency": _("The currency in which the policy's amounts are usually given."),
    "lanes.guarantee.not_received.opens.after_latest_edd_days": _("Days after the latest estimated delivery until a parcel may be reported as not received."),
    "lanes.guarantee.not_received.opens.or_carrier_status": _("Reports of the carrier that open the window at once."),
    "lanes.guarantee.not_received.closes.after_latest_edd_days": _("Days after the latest estimated delivery until the window for a parcel that has not come closes."),
    "lanes.guarantee.not_received.edd_when_none_days": _("Days after payment that count as the estimated delivery when the order has none."),
    "lanes.guarantee.non_conformity.opens.at": _("What opens the window for goods that are not as agreed."),
    "lanes.guarantee.non_conformity.closes.after_delivery_days": _("Days after delivery in which the protection of the marketplace can be used; then the legal guarantee goes on."),
    "lanes.statutory_conformity.years": _("Years of the legal guarantee of conformity."),
    "lanes.statutory_conformity.presumption_months": _("Months in which a defect is presumed to have been there from the beginning."),
    "lanes.statutory_conformity.replacement_only_days": _("Days after delivery in which the buyer may insist on a replacement; null: no such rule."),
    "lanes.statutory_conformity.repair_cap_calendar_days": _("Calendar days within which a repair or replacement has to be done; null: a reasonable time."),
    "lanes.statutory_conformity.repair_prolongs_months": _("Months by which a repair prolongs the legal guarantee, once; null: no such rule."),
    "lanes.statutory_conformity.hold": _("Whether money is held while a case of the legal guarantee is open."),
    "lanes.statutory_withdrawal.days": _("Days of the right of withdrawal."),
    "lanes.statutory_withdrawal.start": _("From when the days of the withdrawal count."),
    "lanes.statutory_withdrawal.refund_days": _("Days within which everything paid comes back after a withdrawal."),
    "lanes.statutory_withdrawal.outbound_shipping": _("Which delivery cost comes back: the standard one, or what was paid."),
    "lanes.statutory_withdrawal.partial_order_shipping": _("How the delivery cost is counted when only a part is sent back."),
    "lanes.statutory_withdrawal.excluded_categories": _("Categories of goods without a right of withdrawal."),
    "lanes.platform_complaint.months": _("Months in which a measure of the platform can be complained about."),
    "lanes.platform_complaint.decision_days": _("Days within which such a complaint is decided."),
    "lanes.platform_complaint.remind_days": _("How many days before those months end whoever has not complained is reminded; 0: never."),
    "timers.seller_first_answer.days": _("Days the seller has for the first answer."),
    "timers.seller_first_answer.on_expiry": _("What the seller's silence does: the buyer's request is carried out up to the limit, or a mediator takes over."),
    "timers.seller_first_answer.auto_default_max": _("The highest request, per currency, that silence carries out; null: any amount."),
    "timers.seller_first_answer.require_delivered_notice": _("Whether silence counts only when the notice is known to have reached the seller."),
    "timers.negotiation.days": _("Days of the negotiation, from the opening."),
    "timers.negotiation.on_expiry": _("What the end of the negotiation does; it only ever leads to mediation."),
    "timers.proposal.days": _("Days a proposal stands."),
    "timers.proposal.buyer_silence": _("What the buyer's silence means for an offer of less than was asked."),
    "timers.proposal.dominating_offer": _("What happens at its end to an offer that is at least as good as the request."),
    "timers.earliest_escalation.days": _("Days after the opening before a party may ask for a mediator."),
    "timers.earliest_escalation.also_on": _("What opens the way to a mediator at once."),
    "timers.evidence_window.days": _("Days in mediation in which both sides hand in evidence; later it is late."),
    "timers.first_decision.days": _("Days within which the mediator decides."),
    "timers.first_decision.hard_days": _("Days at which the case goes to the supervisor for good."),
    "timers.*.on_breach": _("Who is told when the marketplace itself is late."),
    "timers.info_request.days": _("Days a party has to answer the mediator's question."),
    "timers.info_request.on_expiry": _("What silence to the mediator's question does."),
    "timers.recommendation.days": _("Days a recommendation stands."),
    "timers.recommendation.on_expiry": _("What silence about a recommendation does."),
    "timers.appeal.days": _("Days in which a decision can be appealed."),
    "timers.appeal.grounds": _("On which grounds a decision can be appealed."),
    "timers.appeal.per_party": _("How many appeals each party has; null: not limited by party."),
    "timers.appeal.per_case": _("How many appeals a case has in all; null: not limited by case."),
    "timers.appeal_decision.days": _("Days within which the reviewer decides an appeal."),
    "timers.return_label.business_days": _("Working days the seller has to give a label or an address for the return."),
    "timers.return_label.on_expiry": _("What happens when the seller gives none."),
    "timers.return_ship.days": _("Days the buyer has to send the goods back."),
    "timers.return_ship.withdrawal_days": _("The same after a withdrawal."),
    "timers.return_ship.extension.days": _("More days the buyer gets on request."),
    "timers.return_ship.extension.times": _("How often the buyer may ask for more days."),
    "timers.return_ship.on_expiry.guarantee": _("What a return that was not sent means."),
    "timers.return_ship.on_expiry.statutory_withdrawal": _("The same after a withdrawal: the right stays, the money waits."),
    "timers.return_lost.days": _("Days without a delivery scan after which a return counts as lost."),
    "timers.inspection.days": _("Days the seller has to look at a return."),
    "timers.inspection.on_expiry": _("What the seller's silence about a return does."),
    "timers.withdraw_cooling_off.hours": _("Hours in which a buyer may take back the withdrawal of a complaint."),
    "timers.refund_execution.hours": _("Hours within which a refund that is due has to be made."),
    "timers.refund_execution.retry_hours": _("Hours after a failed attempt until the next one."),
    "timers.performance.days": _("Days for a promised repair or replacement, unless a date was agreed."),
    "timers.performance.on_expiry": _("What a broken promise does."),
    "timers.late_evidence_reply.days": _("Days the other side has to answer late evidence."),
    "remedies.allowed": _("Which solutions each reason allows; a reason that is not named takes those of “other”."),
    "remedies.locked_in_statutory_conformity": _("Solutions that the legal guarantee opens only after repair or replacement failed."),
    "remedies.low_value_no_return_below": _("Below this value goods need not be sent back; null: no such limit."),
    "remedies.return_shipping_payer.seller_fault": _("Who pays the return when the seller is at fault."),
    "remedies.return_shipping_payer.wd_statutory": _("Who pays the return after a withdrawal."),
    "remedies.return_shipping_payer.wd_voluntary": _("Who pays a return the shop allows of its own will."),
    "remedies.partial_refund_steps_percent": _("Steps of a price reduction in per cent; null: any amount."),
    "money.rounding": _("How amounts are rounded."),
    "money.allocation": _("How a sum is split over lines and pieces."),
    "money.refund_currency": _("In which currency money comes back."),
    "money.seller_recoup_rate": _("Which day's rate counts when the seller is charged in another currency."),
    "money.shipping_refund.non_conformity_full_unit_refund": _("Whether delivery comes back with goods that are not as agreed."),
    "money.shipping_refund.price_reduction": _("Whether delivery comes back with a price reduction."),
    "money.shipping_refund.not_received_all": _("Whether delivery comes back when nothing arrived."),
    "money.shipping_refund.not_received_part": _("Whether delivery comes back when a part did not arrive."),
    "money.shipping_refund.statutory_withdrawal": _("Whether delivery comes back after a withdrawal."),
    "money.hold.scope": _("What is held while a case is open."),
    "money.hold.plus_shipping_share": _("Whether the share of the delivery cost is held too."),
    "money.pay_before_final": _("What is paid before a decision is final: only what nobody contests, or all."),
    "money.guarantee_fund.cap": _("The most the guarantee fund pays for one seller; null: no limit."),
    "money.guarantee_fund.pays_when": _("When the guarantee fund pays."),
    "evidence.max_files": _("The most files a party may hand in."),
    "evidence.max_bytes_per_file": _("The most bytes of one file."),
    "evidence.video": _("Whether videos may be handed in."),
    "evidence.late.admit_by": _("Who admits late evidence."),
    "evidence.late.reply_days": _("Days the other side has to answer it; the same number as timers.late_evidence_reply."),
    "evidence.late.extend_decision_days": _("Days the decision moves after that."),
    "evidence.required_by_reason": _("What a buyer has to show for each reason; an inner list means one of these."),
    "evidence.required_to_reject": _("What a seller has to show to reject a request."),
    "delivery_proof.signature_or_code_from": _("From this value a delivery needs a signature or a code; null: never."),
    "external.on_chargeback": _("What a chargeback does to an open case."),
    "external.after_won_by_seller": _("What happens when the seller wins the chargeback."),
    "external.after_lost_by_seller": _("What happens when the buyer wins it."),
    "external.on_insolvency": _("What the insolvency of the seller does."),
    "limits.open_cases_per_buyer_soft": _("From how many open cases of one buyer a person looks at it."),
    "limits.reopen_max": _("How often a closed case may be reopened."),
    "limits.reopen_days": _("Days after closing in which a case may be reopened."),
    "limits.abuse.unfounded_ratio": _("From which share of unfounded cases an account is looked at, from 0 to 1."),
    "limits.abuse.min_cases": _("From how many cases that share counts."),
    "limits.abuse.action": _("What happens then."),
    "limits.abuse.reply_days": _("Days somebody has for a reply to a warning before a suspension can follow."),
    "limits.abuse.suspend_days_most": _("The longest a suspension lasts, in days."),
    "limits.outage.longer_than_minutes": _("Minutes for which nobody could reach the marketplace before that gives the parties more time."),
    "limits.outage.days_after": _("Days after such an outage that every party still has; every whole day it lasted is given back besides."),
    "limits.pressure_phrases": _("Phrases of a seller that press the buyer to close, by language."),
    "visibility.exif_stripped_to_counterparty": _("Whether place and camera are taken out of pictures the other side sees."),
    "visibility.buyer_address_to_seller": _("When the seller sees the buyer's address."),
    "retention.after_close_years": _("Years a closed case is kept."),
    "retention.chargeback_extra_days": _("Days it is kept longer when a chargeback was open."),
    "legal_texts.*.sal_link": _("Whether pages in this language name alternative dispute resolution (SAL)."),
    "legal_texts.*.odr_link": _("The closed European platform: no page may lead to it."),
    "legal_texts.*.withdrawal_function": _("Whether the withdrawal function is offered in this language."),
    "legal_texts.*.ai_notice": _("Whether people are told that they talk to a program."),
    "*.roll": _("Whether an end on a weekend or holiday moves to the next working day."),
}  # fmt: skip
"""The sentence of every key."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key: its path, what it means, which values it takes, and whether it may be left out."""

    key: str
    sentence: str
    values: str
    required: bool


def sentence_of(key: str) -> str:
    """What a key means, in English; empty for a key the schema does not have."""
    exact = SENTENCES.get(key)
    if exact is not None:
        return exact
    return next(
        (text for pattern, text in SENTENCES.items() if "*" in pattern and fnmatchcase(key, pattern)), ""
    )


@cache
def entries() -> tuple[Entry, ...]:
    """Every key of the schema, in the order of a policy file."""
    return tuple(_entries(Policy, ""))


def _entries(kind: Any, prefix: str) -> Iterator[Entry]:
    hints = get_type_hints(kind)
    for one in fields(kind):
        hint, key = hints[one.name], f"{prefix}{one.name}"
        inner = _record_in(hint)
        if inner is not None:
            star = "*." if _is_map(hint) else ""
            yield from _entries(inner, f"{key}.{star}")
            continue
        required = one.default is MISSING and one.default_factory is MISSING
        yield Entry(key, sentence_of(key), _values(hint), required)


def _is_map(hint: Any) -> bool:
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _record_in(hint: Any) -> Any | None:
    inside = [part for part in (hint, *get_args(hint)) if is_dataclass(part) and part not in {Limits, OneOf}]
    return inside[0] if inside else None


_PLAIN: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    date: "date",
    Decimal: "number from 0 to 100",
    Limits: "amount per currency",
    OneOf: "kind of evidence, or a list of which one is enough",
    type(None): "null",
}


def _values(hint: Any) -> str:
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Literal:
        return ", ".join(f"`{word}`" for word in inside)
    if origin in {Union, types.UnionType}:
        return " or ".join(_values(part) for part in inside)
    if origin is tuple:
        return f"list of {_values(inside[0])}"
    if _is_map(hint):
        return f"map: {_values(inside[0])} to {_values(inside[1])}"
    return _word(hint)


def _word(hint: Any) -> str:
    if issubclass(hint, Enum):
        return f"{hint.__name__} of the glossary"
    raise TypeError(f"a policy cannot hold {hint}")
