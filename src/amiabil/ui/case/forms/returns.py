"""The acts of a return: label, parcel, more time, inspection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from amiabil.actions.handed_in import HandedIn
from amiabil.domain.disputes import money
from amiabil.domain.disputes.arguments import Inspect, ProvideLabel, Written, read_arguments
from amiabil.domain.disputes.eligibility import SELLER_CLAIMS
from amiabil.domain.disputes.errors import EvidenceMissing
from amiabil.domain.disputes.evidence import required_to_file
from amiabil.domain.disputes.settling import is_statutory_withdrawal, nothing_to_send, terms_in_force
from amiabil.domain.terms import Command, EvidenceKind, Reason, ReturnCost, Role
from amiabil.foundation.fields import NotAChoice
from amiabil.foundation.money import Money
from amiabil.ui.case.forms import consequences
from amiabil.ui.case.forms.parts import (
    ActForm,
    Errors,
    MakeForm,
    NeedItems,
    Part,
    ReadTyped,
    Typed,
    given,
    line,
    place,
    short,
    spoken,
    text_field,
)
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, ConsequenceItem, Option, Upload
from amiabil.ui.formats import days
from amiabil.ui.words import evidence, names


def due(seen: Seen) -> Money:
    """What is paid when the return has done its part."""
    terms = terms_in_force(seen.dispute) or seen.dispute.claim.terms
    return terms.amount if terms.amount is not None else money.refundable(seen.dispute)


def _label(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    ship = days(seen.dispute.policy.timers.return_ship.days, seen.reader.language)
    items = (
        ConsequenceItem(_("The buyer then has %(days)s to send the goods") % {"days": ship}, icon="truck"),
        ConsequenceItem(
            _("With a label of yours the risk of the way is yours"),
            _("If the parcel gets lost, the buyer is paid."),
            "shield-check",
        ),
    )
    known = seen.file.return_address
    begin = {"text": known.text, **typed} if known is not None else typed
    parts = (
        Part("field", text_field(begin, errors, _("Address for the return, and what to do"), required=True)),
        Part("field", line("tracking", _("Number of the prepaid label"), typed, errors)),
        Part(
            "upload",
            place(seen, EvidenceKind.DOCUMENT, errors, required=False, label=_("The label to print")),
        ),
    )
    return ActForm(
        _("How do the goods come back?"), items, parts, _("Give it to the buyer"), keep=_("Back to the case")
    )


def _address(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    known = seen.file.return_address
    items = (
        ConsequenceItem(
            _("The buyer reads it at once, and gets a mail"),
            _("The time to send the goods stays as it is."),
            "truck",
        ),
    )
    begin = {"text": known.text, **typed} if known is not None else typed
    field = text_field(begin, errors, _("Address for the return, and what to do"), required=True)
    return ActForm(
        _("Where should the goods go?"),
        items,
        (Part("field", field),),
        _("Give it to the buyer"),
        keep=_("Back to the case"),
    )


def _waive(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    amount = due(seen)
    within = {"amount": seen.reader.money(amount), "hours": consequences.paid_within(seen)}
    unsent = nothing_to_send(seen.dispute)
    items = (
        ConsequenceItem(_("The buyer keeps the goods"), icon="package")
        if not unsent
        else ConsequenceItem(
            _("Nothing has to come back"),
            _("Stop the parcel, if it is being prepared: what arrives after the refund is not paid again."),
            "package",
        ),
        ConsequenceItem(
            _("The buyer is paid %(amount)s within %(hours)s") % within,
            consequences.source(seen, amount),
            "coins",
        ),
        ConsequenceItem(_("The case is then over"), icon="check-circle"),
    )
    if unsent:
        return ActForm(_("Refund goods that have not left?"), items, do=_("Refund now"), keep=_("Not now"))
    return ActForm(
        _("Do without the return?"), items, do=_("Let the buyer keep the goods"), keep=_("Keep the return")
    )


def _parcel(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    proof = typed.get("proof", "")
    proofs = [
        Option("tracking", _("A number to follow the parcel"), selected=proof == "tracking"),
        Option("receipt", _("A receipt of the courier or the post"), selected=proof == "receipt"),
    ]
    if not is_statutory_withdrawal(seen.dispute):
        hint = _("Only where you chose the courier; if the parcel gets lost, a mediator decides.")
        proofs.append(Option("none", _("No proof"), hint, selected=proof == "none"))
    chosen = typed.get("carrier_chosen_by") or (
        ReturnCost.SELLER.value if seen.dispute.parcel.label_by is Role.SELLER else ReturnCost.BUYER.value
    )
    carriers = (
        Option(
            ReturnCost.SELLER.value,
            _("The seller's label"),
            _("The seller bears the risk of the way."),
            selected=chosen == ReturnCost.SELLER.value,
        ),
        Option(
            ReturnCost.BUYER.value,
            _("A courier I chose"),
            _("Keep the proof: it shows that you handed the parcel over."),
            selected=chosen == ReturnCost.BUYER.value,
        ),
    )
    receipt = place(
        seen,
        EvidenceKind.PROOF_OF_DISPATCH,
        errors,
        required=proof == "receipt",
        label=_("Photo of the receipt"),
    )
    parts = (
        Part(
            "choice",
            Choice("proof", _("What shows that you sent it"), tuple(proofs), error=errors.get("proof", "")),
        ),
        Part("field", line("tracking", _("Courier and number of the parcel"), typed, errors)),
        Part("upload", receipt),
        Part("choice", Choice("carrier_chosen_by", _("How it was sent"), carriers)),
    )
    return ActForm(
        _("Have you sent the goods?"), _after_parcel(seen), parts, _("I have sent it"), keep=_("Not yet")
    )


def _after_parcel(seen: Seen) -> tuple[ConsequenceItem, ...]:
    amount = {"amount": seen.reader.money(due(seen))}
    if is_statutory_withdrawal(seen.dispute):
        within = {**amount, "hours": consequences.paid_within(seen)}
        return (ConsequenceItem(_("You are paid %(amount)s within %(hours)s") % within, icon="coins"),)
    check = days(seen.dispute.policy.timers.inspection.days, seen.reader.language)
    lost = days(seen.dispute.policy.timers.return_lost.days, seen.reader.language)
    return (
        ConsequenceItem(
            _("When it has come, the seller has %(days)s to check it") % {"days": check},
            _("If the seller is silent, you are paid %(amount)s by itself.") % amount,
            "magnifying-glass",
        ),
        ConsequenceItem(
            _("If it does not come within %(days)s, nobody has to wait longer") % {"days": lost},
            _("With the seller's label you are paid; with a courier of yours a mediator decides."),
            "clock-countdown",
        ),
    )


def _extend(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    rule = seen.dispute.policy.timers.return_ship.extension
    more = days(rule.days if rule is not None else 0, seen.reader.language)
    items = (
        ConsequenceItem(
            _("You have %(days)s more to send the goods") % {"days": more}, icon="calendar-check"
        ),
        ConsequenceItem(_("This is possible once"), icon="info"),
    )
    return ActForm(_("More time for the return?"), items, do=_("Take more time"), keep=_("Back to the case"))


def _inspect(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    amount = due(seen)
    within = {"amount": seen.reader.money(amount), "hours": consequences.paid_within(seen)}
    found = typed.get("ok", "")
    answers = (
        Option(
            "yes",
            _("Yes, they are in order"),
            _("The buyer is paid %(amount)s within %(hours)s, and the case is over.") % within,
            selected=found == "yes",
        ),
        Option(
            "no",
            _("No, something is not right"),
            _("You show with photos what it is; a mediator hears it as a case of its own."),
            selected=found == "no",
        ),
    )
    reasons = tuple(
        Option(one.value, str(names.REASONS[one]), selected=typed.get("reason") == one.value)
        for one in sorted(SELLER_CLAIMS)
    )
    items = (
        ConsequenceItem(
            _("If they are in order, the buyer is paid"), consequences.source(seen, amount), "coins"
        ),
        ConsequenceItem(
            _("If they are not, the money waits until the claim is decided"),
            _("The buyer is heard too. The decision says how much of it the buyer gets."),
            "gavel",
        ),
    )
    wrong = Choice(
        "reason",
        _("What is wrong"),
        reasons,
        _("Only if they are not in order."),
        errors.get("reason", ""),
    )
    parts = (
        Part("choice", Choice("ok", _("What you found"), answers, error=errors.get("ok", ""))),
        Part("choice", wrong),
        *(Part("upload", one) for one in _photos(seen, typed, errors)),
    )
    return ActForm(
        _("Are the goods in order?"), items, parts, _("Send what you found"), keep=_("Back to the case")
    )


def _photos(seen: Seen, typed: Typed, errors: Errors) -> Iterator[Upload]:
    """A place for each photo a claim may need, with whether it is needed for the one that is made."""
    policy, demanded = seen.dispute.policy, typed.get("ok") == "no"
    entries = {reason: required_to_file(policy, reason) for reason in sorted(SELLER_CLAIMS)}
    asked = [kind for needed in entries.values() for entry in needed for kind in entry.kinds]
    chosen = [needed for reason, needed in entries.items() if reason.value == typed.get("reason")]
    always = [
        {kind for entry in needed if len(entry.kinds) == 1 for kind in entry.kinds}
        for needed in chosen or entries.values()
    ]
    needed_now = set.intersection(*always)
    told = False
    for kind in dict.fromkeys(asked or [EvidenceKind.PHOTO_CONTENT]):
        required = demanded and kind in needed_now
        shown = place(seen, kind, errors, required=required, label=evidence.name(kind))
        if kind in needed_now and not required:
            needed = _("%(what)s (needed if something is not right)") % {"what": evidence.name(kind)}
            shown = replace(shown, label=needed)
        yield replace(shown, error="") if told and required else shown
        told = told or required


def _read_label(typed: Typed) -> Any:
    return ProvideLabel(spoken(typed), short(typed, "tracking"))


def _read_parcel(typed: Typed) -> Any:
    proof = typed.get("proof", "")
    if proof not in {"tracking", "receipt", "none"}:
        raise NotAChoice(field="/proof")
    tracking = short(typed, "tracking", required=proof == "tracking")
    more = given(typed, "carrier_chosen_by")
    return read_arguments(Command.RECORD_RETURN_SHIPMENT, {"proof": proof, "tracking": tracking, **more})


def _read_inspection(typed: Typed) -> Any:
    if typed.get("ok") not in {"yes", "no"}:
        raise NotAChoice(field="/ok")
    if typed["ok"] == "yes":
        return Inspect(ok=True)
    if typed.get("reason") not in SELLER_CLAIMS:
        raise NotAChoice(field="/reason")
    return Inspect(ok=False, reason=Reason(typed["reason"]))


def _needs_receipt(typed: Typed, items: Sequence[HandedIn]) -> None:
    if typed.get("proof") == "receipt" and not items:
        raise EvidenceMissing([EvidenceKind.PROOF_OF_DISPATCH.value])


FORMS: Mapping[Command, MakeForm] = {
    Command.PROVIDE_LABEL: _label,
    Command.GIVE_RETURN_ADDRESS: _address,
    Command.WAIVE_RETURN: _waive,
    Command.RECORD_RETURN_SHIPMENT: _parcel,
    Command.EXTEND: _extend,
    Command.INSPECT: _inspect,
}

READ: Mapping[Command, ReadTyped] = {
    Command.GIVE_RETURN_ADDRESS: lambda typed: Written(spoken(typed)),
    Command.PROVIDE_LABEL: _read_label,
    Command.RECORD_RETURN_SHIPMENT: _read_parcel,
    Command.INSPECT: _read_inspection,
}

NEEDS: Mapping[Command, NeedItems] = {Command.RECORD_RETURN_SHIPMENT: _needs_receipt}
