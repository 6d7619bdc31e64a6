"""The acts of the negotiation: accept, decline, offer, refuse, and ask for a mediator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.disputes import money
from amiabil.domain.disputes.arguments import RejectRequest, read_arguments
from amiabil.domain.disputes.errors import AmountWithGoods
from amiabil.domain.disputes.evidence import required_to_reject
from amiabil.domain.disputes.negotiation import meant, offered_remedies, replacement_is_due
from amiabil.domain.disputes.repairs import months_by_repair
from amiabil.domain.terms import Command, EvidenceKind, Remedy, ReturnCost, Role
from amiabil.foundation.errors import Invalid
from amiabil.foundation.fields import Day, NotAChoice
from amiabil.ui.case import texts
from amiabil.ui.case.forms import consequences
from amiabil.ui.case.forms.parts import (
    ActForm,
    Errors,
    MakeForm,
    Part,
    ReadTyped,
    Typed,
    given,
    keep,
    money_field,
    other_side,
    place,
    spoken,
    text_field,
)
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, ConsequenceItem, Field, Option
from amiabil.ui.formats import days
from amiabil.ui.words import remedies

REFUSALS = ("not_so", "as_described", "used", "delivered", "agreed_before", "other")
"""Why a seller refuses: one word for the record, beside the seller's own sentence."""


def _accept(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    proposal = texts.theirs(seen)
    request = seen.can(Command.ACCEPT_REQUEST) and seen.role is Role.SELLER
    amount = proposal.terms.amount if proposal is not None else None
    hidden = {"amount": amount.text() if amount is not None else ""}
    if not request:
        hidden["proposal"] = other_side(seen.role).value
    return ActForm(
        _("Do you accept the request?") if request else _("Do you accept the proposal?"),
        consequences.of_terms(seen, proposal.terms) if proposal is not None else (),
        do=texts.verb(seen, Command.ACCEPT),
        keep=keep(),
        hidden=hidden,
    )


def _decline(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    other = other_side(seen.role)
    items = (
        ConsequenceItem(_("The offer is no longer open"), texts.means(seen, Command.DECLINE), "x"),
        ConsequenceItem(_("You can still propose something else or ask for a mediator"), icon="handshake"),
    )
    return ActForm(
        _("Decline the offer?"), items, do=_("Decline the offer"), keep=keep(), hidden={"proposal": other}
    )


def _propose(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    allowed = _proposable(seen)
    chosen = typed.get("remedy") or meant(seen.dispute, seen.dispute.claim.terms.remedy).value
    options = tuple(
        Option(one.value, remedies.name(one), _hint(seen, one), selected=one.value == chosen)
        for one in allowed
    )
    open_for = days(seen.dispute.policy.timers.proposal.days, seen.reader.language)
    items = (
        ConsequenceItem(texts.means(seen, Command.PROPOSE), icon="arrows-left-right"),
        ConsequenceItem(_("The proposal stays open for %(days)s") % {"days": open_for}, icon="clock"),
    )
    goods = any(one in money.GOODS for one in allowed)
    only_money = _("Leave it empty for a replacement, a repair or sending it again.") if goods else ""
    most = money.claimable(seen.dispute)
    parts = (
        Part("choice", Choice("remedy", _("What you propose"), options, error=errors.get("remedy", ""))),
        Part("money", money_field(seen, typed, errors, most=most, hint=only_money)),
        *_about_return(typed, errors, allowed),
        *_about_goods(seen, typed, errors, allowed),
        Part("field", text_field(typed, errors, _("A few words to go with it"), required=False)),
    )
    return ActForm(
        _("What do you propose?"), items, parts, _("Send the proposal"), keep=_("Back without a change")
    )


def _hint(seen: Seen, remedy: Remedy) -> str:
    """What a remedy means for whoever proposes it; a buyer learns what a repair does to the guarantee."""
    if seen.role is Role.SELLER:
        return remedies.offer_hint(remedy)
    longer = remedies.prolongs(remedy, months_by_repair(seen.dispute))
    return " ".join(filter(None, (remedies.hint(remedy), longer)))


def _proposable(seen: Seen) -> list[Remedy]:
    """What this side can propose; no repair in place of a replacement the buyer may insist on (OUG 140/2021)."""
    insists = seen.role is Role.SELLER and replacement_is_due(seen.dispute)
    return [one for one in offered_remedies(seen.dispute) if not (insists and one is Remedy.REPAIR)]


def _about_return(typed: Typed, errors: Errors, allowed: Sequence[Remedy]) -> tuple[Part, ...]:
    """Who pays for sending the goods back, where that can be proposed."""
    if Remedy.RETURN_REFUND not in allowed:
        return ()
    chosen = typed.get("return_cost") or ReturnCost.SELLER.value
    options = (
        Option(ReturnCost.SELLER.value, _("The seller pays"), selected=chosen == ReturnCost.SELLER.value),
        Option(ReturnCost.BUYER.value, _("The buyer pays"), selected=chosen == ReturnCost.BUYER.value),
    )
    hint = _("Counts only for money back for a return.")
    legend = _("Who pays for sending it back")
    return (Part("choice", Choice("return_cost", legend, options, hint, errors.get("return_cost", ""))),)


def _about_goods(seen: Seen, typed: Typed, errors: Errors, allowed: Sequence[Remedy]) -> tuple[Part, ...]:
    """By when goods are promised, where they can be."""
    if not any(one in money.GOODS for one in allowed):
        return ()
    span = days(seen.dispute.policy.timers.performance.days, seen.reader.language)
    hint = _("Counts only for a replacement, a repair or sending it again. Empty: within %(days)s.") % {
        "days": span
    }
    by = Field(
        "perform_by",
        _("Done by"),
        kind="date",
        value=typed.get("perform_by", ""),
        hint=hint,
        error=errors.get("perform_by", ""),
        optional=_("optional"),
    )
    return (Part("field", by),)


def _escalate(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    timers = seen.dispute.policy.timers
    items = (
        ConsequenceItem(_("A person reads everything and decides"), icon="gavel"),
        ConsequenceItem(
            _("Both sides can hand in evidence for another %(days)s")
            % {"days": days(timers.evidence_window.days, seen.reader.language)},
            icon="image",
        ),
        ConsequenceItem(
            _("The decision usually comes within %(days)s")
            % {"days": days(timers.first_decision.days, seen.reader.language)},
            _("You can still agree with the other side before."),
            "clock",
        ),
    )
    return ActForm(_("Ask for a mediator?"), items, do=_("Ask for a mediator"), keep=_("Go on negotiating"))


def refusal_name(word: str) -> str:
    """A refusal's reason in words."""
    return {
        "not_so": _("What the buyer says did not happen"),
        "as_described": _("The product is as the listing says"),
        "used": _("It was damaged by use"),
        "delivered": _("It was delivered"),
        "agreed_before": _("We agreed on something else"),
        "other": _("Another reason"),
    }[word]


def _reject(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    options = tuple(Option(one, refusal_name(one), selected=typed.get("reason") == one) for one in REFUSALS)
    needed = [kind for entry in required_to_reject(seen.dispute) for kind in entry.kinds]
    places = [place(seen, kind, errors, required=True) for kind in needed]
    places.append(place(seen, EvidenceKind.OTHER, errors, required=False))
    parts = (
        Part("choice", Choice("reason", _("Why"), options, error=errors.get("reason", ""))),
        Part("field", text_field(typed, errors, _("In your own words"), required=True)),
        *(Part("upload", place) for place in places),
    )
    items: tuple[ConsequenceItem, ...] = (
        ConsequenceItem(_("The buyer reads your reason word for word"), icon="eye"),
        ConsequenceItem(_("The buyer can ask for a mediator at once"), icon="gavel"),
        ConsequenceItem(_("You can still agree at any time"), icon="handshake"),
    )
    if replacement_is_due(seen.dispute):
        breach = _("The law entitles the buyer to the replacement they ask for")
        text = _("The defect has shown so soon after the delivery. Your refusal is noted as a breach.")
        items = (ConsequenceItem(breach, text, "warning"), *items)
    return ActForm(
        _("Why do you refuse?"), items, parts, _("Refuse the request"), keep=_("Back without a change")
    )


def _read_accept(typed: Typed) -> Any:
    return read_arguments(Command.ACCEPT, given(typed, "proposal", amount=True))


def _read_request(typed: Typed) -> Any:
    return read_arguments(Command.ACCEPT_REQUEST, given(typed, amount=True))


def _read_decline(typed: Typed) -> Any:
    return read_arguments(Command.DECLINE, given(typed, "proposal"))


def _read_proposal(typed: Typed) -> Any:
    remedy = typed.get("remedy", "")
    if remedy not in set(Remedy):
        raise NotAChoice(field="/remedy")
    goods = remedy in money.GOODS
    terms = given(typed, "remedy", amount=True, must=not goods)
    if goods and "amount" in terms:
        raise AmountWithGoods(field="/amount")
    if remedy == Remedy.RETURN_REFUND:
        terms |= given(typed, "return_cost")
    if goods:
        terms |= _day(typed)
    return read_arguments(Command.PROPOSE, {**terms, "text": spoken(typed, required=False)})


def _day(typed: Typed) -> dict[str, str]:
    """The day that was chosen, as the engine reads it; empty without one. Raises ``BadFormat``."""
    problems: list[Invalid] = []
    if not typed.get("perform_by"):
        return {}
    day = Day().read(typed["perform_by"], "/perform_by", problems)
    if day is None:
        raise problems[0]
    return {"perform_by": day.isoformat()}


def _read_refusal(typed: Typed) -> Any:
    if not typed.get("reason"):
        raise NotAChoice(field="/reason")
    return RejectRequest(typed["reason"], spoken(typed))


FORMS: Mapping[Command, MakeForm] = {
    Command.ACCEPT: _accept,
    Command.ACCEPT_REQUEST: _accept,
    Command.DECLINE: _decline,
    Command.PROPOSE: _propose,
    Command.REJECT_REQUEST: _reject,
    Command.ESCALATE: _escalate,
}

READ: Mapping[Command, ReadTyped] = {
    Command.ACCEPT: _read_accept,
    Command.ACCEPT_REQUEST: _read_request,
    Command.DECLINE: _read_decline,
    Command.PROPOSE: _read_proposal,
    Command.REJECT_REQUEST: _read_refusal,
}
