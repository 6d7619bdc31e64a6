"""The acts of mediator, reviewer, supervisor and operator, but for the decision itself (``staff_decision``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.disputes import money
from amiabil.domain.disputes.arguments import (
    AnswerChallenge,
    DecideAppeal,
    Recommend,
    RequestInfo,
    Written,
)
from amiabil.domain.disputes.evidence import unruled
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.negotiation import meant, offered_remedies
from amiabil.domain.disputes.ranges import review_range
from amiabil.domain.disputes.rulings import RuleOnEvidence
from amiabil.domain.terms import Command, Remedy, Role
from amiabil.domain.written import REASON_MAX, TextMissing, clean
from amiabil.foundation.errors import Invalid, InvalidFields
from amiabil.foundation.fields import NotAChoice
from amiabil.ui.case.forms import staff_decision
from amiabil.ui.case.forms.parts import (
    ActForm,
    Errors,
    MakeForm,
    Part,
    ReadTyped,
    Typed,
    hint_on_reasons,
    money_field,
)
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, ConsequenceItem, Field, MoneyField, Option
from amiabil.ui.formats import currency_name, days, read_amount
from amiabil.ui.words import evidence, names, remedies


def written(name: str, label: str, typed: Typed, errors: Errors, *, hint: str = "") -> Part:
    """A larger field in which something must be written."""
    return Part(
        "field",
        Field(
            name,
            label,
            kind="textarea",
            value=typed.get(name, ""),
            hint=hint,
            error=errors.get(name, ""),
            required=True,
            max_length=REASON_MAX,
            rows=5,
            kept=True,
        ),
    )


def texts(typed: Typed, *fields: str, choices: tuple[str, ...] = ()) -> dict[str, str]:
    """What was written into these fields and chosen; raises ``InvalidFields`` that names each one left empty."""
    found: dict[str, str] = {}
    refused: list[Invalid] = []
    for name in fields:
        try:
            found[name] = clean(typed.get(name, ""), field=f"/{name}", most=REASON_MAX)
        except Invalid as error:
            refused.append(error)
    for name in choices:
        found[name] = typed.get(name, "")
        if not found[name]:
            refused.append(NotAChoice(field=f"/{name}"))
    if refused:
        raise InvalidFields(tuple(refused))
    return found


def _back() -> str:
    return _("Back to the case")


# --- questions ----------------------------------------------------------------------------------------


def _request_info(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    asked = {question.of for question in seen.dispute.questions}
    open_now = {question.of for question in seen.dispute.questions if question.open}
    options = tuple(
        Option(
            role.value,
            str(names.ROLES[role]),
            _("Was asked before: the time of the decision does not stop again.") if role in asked else "",
            selected=typed.get("of") == role.value,
        )
        for role in (Role.BUYER, Role.SELLER)
        if role not in open_now
    )
    span = days(seen.dispute.policy.timers.info_request.days, seen.reader.language)
    items = (
        ConsequenceItem(_("The answer is due within %(days)s") % {"days": span}, icon="clock"),
        ConsequenceItem(
            _("No decision can be given until it has come or the time is over"),
            _("With the first question to a side, your own time stands still as well."),
            "pause",
        ),
        ConsequenceItem(_("Both sides read the question and the answer"), icon="eye"),
    )
    parts = (
        Part("choice", Choice("of", _("Whom do you ask?"), options, error=errors.get("of", ""))),
        written("fact", _("Which fact is to be shown?"), typed, errors, hint=_("One fact in one question.")),
        written(
            "proof",
            _("Which proof do you accept?"),
            typed,
            errors,
            hint=_("For example: a photo of the serial number, or the receipt of the courier."),
        ),
    )
    return ActForm(_("Ask one precise question"), items, parts, _("Send the question"), keep=_back())


def _read_question(typed: Typed) -> Any:
    found = texts(typed, "fact", "proof", choices=("of",))
    if found["of"] not in {Role.BUYER, Role.SELLER}:
        raise NotAChoice(field="/of")
    accepted = _("Accepted as proof:")
    return RequestInfo(Role(found["of"]), f"{found['fact']}\n\n{accepted} {found['proof']}")


# --- recommendations ------------------------------------------------------------------------------------


def _recommend(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    chosen = typed.get("remedy") or meant(seen.dispute, seen.dispute.claim.terms.remedy).value
    options = tuple(
        Option(one.value, remedies.name(one), selected=one.value == chosen)
        for one in offered_remedies(seen.dispute)
    )
    span = days(seen.dispute.policy.timers.recommendation.days, seen.reader.language)
    items = (
        ConsequenceItem(_("Both sides have %(days)s to say yes or no") % {"days": span}, icon="clock"),
        ConsequenceItem(_("If both say yes, the dispute ends with it"), icon="handshake"),
        ConsequenceItem(_("If one says no or nothing, you decide"), icon="gavel"),
    )
    parts = (
        Part("choice", Choice("remedy", _("What you recommend"), options, error=errors.get("remedy", ""))),
        Part("money", money_field(seen, typed, errors, most=money.claimable(seen.dispute))),
        written("text", _("Why, as both sides will read it"), typed, errors),
    )
    return ActForm(_("What do you recommend?"), items, parts, _("Send the recommendation"), keep=_back())


def _read_recommendation(typed: Typed) -> Any:
    found = texts(typed, "text", choices=("remedy",))
    if found["remedy"] not in set(Remedy):
        raise NotAChoice(field="/remedy")
    remedy = Remedy(found["remedy"])
    if remedy in GOODS:
        return Recommend(remedy, text=found["text"])
    if not typed.get("amount", "").strip():
        raise TextMissing(field="/amount")
    return Recommend(remedy, read_amount(typed["amount"]), text=found["text"])


# --- evidence -------------------------------------------------------------------------------------------


def _admit(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    reply = days(seen.dispute.policy.timers.late_evidence_reply.days, seen.reader.language)
    items = (
        ConsequenceItem(_("The other side has %(days)s to answer it") % {"days": reply}, icon="clock"),
        ConsequenceItem(_("Your own time moves with the answer where it must"), icon="hourglass-medium"),
    )
    late = {item.label for item in unruled(seen.dispute)}
    parts = (
        Part("choice", choose_item(seen, late, typed, errors)),
        written("text", _("Why do you admit it?"), typed, errors),
    )
    return ActForm(_("Admit evidence that came late?"), items, parts, _("Admit it"), keep=_back())


def _disregard(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    items = (
        ConsequenceItem(_("The decision lists it as not taken into account, with your reason"), icon="list"),
        ConsequenceItem(_("It stays in the file; both sides go on seeing it"), icon="eye"),
    )
    open_items = {item.label for item in seen.dispute.evidence if not item.ruled}
    parts = (
        Part("choice", choose_item(seen, open_items, typed, errors)),
        written("text", _("Why is it left out of account?"), typed, errors),
    )
    return ActForm(_("Leave evidence out of account?"), items, parts, _("Leave it out"), keep=_back())


def choose_item(seen: Seen, labels: set[str], typed: Typed, errors: Errors) -> Choice:
    """Which of these items of evidence is meant: by what it shows, whose it is and since when."""
    options = tuple(
        Option(
            item.label,
            _told(seen, item.label),
            ", ".join((str(names.ROLES[item.by]), seen.reader.moment(item.at).text)),
            selected=typed.get("label") == item.label,
        )
        for item in seen.dispute.evidence
        if item.label in labels
    )
    return Choice("label", _("Which item?"), options, error=errors.get("label", ""))


def _told(seen: Seen, label: str) -> str:
    name = evidence.called(seen.dispute.evidence, label)
    words = next((row.text for row in seen.evidence if row.label == label and not row.hidden), "")
    return f"{name}: {words[:80]}" if words else name


def _read_ruling(typed: Typed) -> Any:
    found = texts(typed, "text", choices=("label",))
    return RuleOnEvidence(found["label"], found["text"])


# --- appeals and defaults ---------------------------------------------------------------------------------


def _decide_appeal(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    low, high = review_range(seen.dispute)
    bounds = {"low": seen.reader.money(low), "high": seen.reader.money(high)}
    hint = _("Between %(low)s and %(high)s: who alone has appealed cannot be worse off by it.")
    if low == high:
        hint = _("Only %(low)s: who alone has appealed cannot be worse off by it.")
    amount = MoneyField(
        "amount",
        _("Amount for the buyer"),
        currency_name(seen.dispute.currency, seen.reader.language),
        value=typed.get("amount", ""),
        error=errors.get("amount", ""),
        hint=hint % bounds,
    )
    items = (
        ConsequenceItem(_("Your decision is final"), _("Courts and bodies outside stay open."), "gavel"),
        ConsequenceItem(_("What is still owed is paid at once, the rest is released"), icon="coins"),
        ConsequenceItem(_("Both sides read your reasons word for word, under your pseudonym"), icon="eye"),
    )
    parts = (
        *_goods_or_money(seen, typed, errors),
        Part("money", amount),
        written(
            "grounds",
            _("Reasons, as both sides will read them"),
            typed,
            errors,
            hint=hint_on_reasons(seen.dispute),
        ),
    )
    return ActForm(_("Decide the appeal"), items, parts, _("Give the decision"), keep=_back())


def _goods_or_money(seen: Seen, typed: Typed, errors: Errors) -> tuple[Part, ...]:
    """Where goods were decided: whether they stand, or money takes their place."""
    decision = seen.dispute.decision
    if decision is None or decision.terms.remedy not in GOODS:
        return ()
    chosen, goods = typed.get("remedy", ""), decision.terms.remedy
    stands = _("The decision stands: %(remedy)s") % {"remedy": names.within(remedies.name(goods))}
    options = (
        Option(goods.value, stands, selected=chosen == goods.value),
        Option(
            Remedy.REFUND_KEEP.value,
            _("Money in place of the goods"),
            _("The amount below. With 0 the buyer gets nothing."),
            selected=chosen == Remedy.REFUND_KEEP.value,
        ),
    )
    return (
        Part("choice", Choice("remedy", _("What the buyer gets"), options, error=errors.get("remedy", ""))),
    )


def _read_appeal(typed: Typed) -> Any:
    chosen, amount = typed.get("remedy", ""), typed.get("amount", "").strip()
    goods = Remedy(chosen) if chosen in GOODS else None
    if not amount and goods is None:
        raise TextMissing(field="/amount")
    found = texts(typed, "grounds")
    return DecideAppeal(read_amount(amount or "0"), found["grounds"], goods)


def _grant(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    items = (
        ConsequenceItem(_("A mediator hears the case after all"), icon="gavel"),
        ConsequenceItem(
            _("The buyer keeps the money until there is a decision"),
            _("If it gives the buyer less, the guarantee fund makes up the difference to the seller."),
            "coins",
        ),
    )
    parts = (written("text", _("Why is the excuse plausible, or which notice failed?"), typed, errors),)
    return ActForm(_("Reopen the case?"), items, parts, _("Reopen the case"), keep=_back())


def _refuse(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    items = (
        ConsequenceItem(_("The case stays as it ended"), icon="check-circle"),
        ConsequenceItem(_("The seller reads your reasons word for word"), icon="eye"),
    )
    parts = (written("text", _("Why is the excuse not enough?"), typed, errors),)
    return ActForm(_("Leave the case as it is?"), items, parts, _("Leave it as it is"), keep=_back())


def _read_text(typed: Typed) -> Any:
    return Written(texts(typed, "text")["text"])


# --- supervision ------------------------------------------------------------------------------------------


def _answer_challenge(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    span = days(seen.dispute.policy.timers.first_decision.days, seen.reader.language)
    options = (
        Option(
            "yes",
            _("Another mediator takes the case"),
            _("The time for the decision starts anew: %(days)s.") % {"days": span},
            selected=typed.get("granted") == "yes",
        ),
        Option("no", _("The mediator stays"), selected=typed.get("granted") == "no"),
    )
    items = (ConsequenceItem(_("Both sides read the answer and your reasons"), icon="eye"),)
    parts = (
        Part("choice", Choice("granted", _("Your answer"), options, error=errors.get("granted", ""))),
        written("text", _("Reasons"), typed, errors),
    )
    return ActForm(_("Answer the challenge"), items, parts, _("Give the answer"), keep=_back())


def _read_challenge(typed: Typed) -> Any:
    found = texts(typed, "text", choices=("granted",))
    if found["granted"] not in {"yes", "no"}:
        raise NotAChoice(field="/granted")
    return AnswerChallenge(found["granted"] == "yes", found["text"])


def _insolvency(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    items = (
        ConsequenceItem(
            _("It holds for every open case of this seller"),
            _("Their times to answer and to negotiate stop; mediators hear the cases."),
            "buildings",
        ),
        ConsequenceItem(_("The insolvency administrator acts for the seller from now on"), icon="user"),
        ConsequenceItem(
            _("What is not held for a case is paid by the guarantee fund, up to its cap"), icon="coins"
        ),
        ConsequenceItem(_("This cannot be taken back"), icon="lock-simple"),
    )
    title = _("Record the insolvency of %(shop)s?") % {"shop": seen.file.shop_name}
    return ActForm(title, items, do=_("Record the insolvency"), style="bad", keep=_back())


FORMS: Mapping[Command, MakeForm] = {
    **staff_decision.FORMS,
    Command.REQUEST_INFO: _request_info,
    Command.RECOMMEND: _recommend,
    Command.ADMIT_EVIDENCE: _admit,
    Command.DISREGARD_EVIDENCE: _disregard,
    Command.DECIDE_APPEAL: _decide_appeal,
    Command.GRANT_SET_ASIDE: _grant,
    Command.REFUSE_SET_ASIDE: _refuse,
    Command.ANSWER_CHALLENGE: _answer_challenge,
    Command.RECORD_INSOLVENCY: _insolvency,
}

READ: Mapping[Command, ReadTyped] = {
    **staff_decision.READ,
    Command.REQUEST_INFO: _read_question,
    Command.RECOMMEND: _read_recommendation,
    Command.ADMIT_EVIDENCE: _read_ruling,
    Command.DISREGARD_EVIDENCE: _read_ruling,
    Command.DECIDE_APPEAL: _read_appeal,
    Command.GRANT_SET_ASIDE: _read_text,
    Command.REFUSE_SET_ASIDE: _read_text,
    Command.ANSWER_CHALLENGE: _read_challenge,
}
