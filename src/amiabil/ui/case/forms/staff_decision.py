"""The decision of a mediator as a form: every field of disputes.md 3.8 that a person has to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Literal

from django.utils.translation import gettext as _

from amiabil.domain.disputes import decision_form, money
from amiabil.domain.disputes.arguments import Decide, Finding
from amiabil.domain.disputes.decision_form import FINDINGS
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.negotiation import meant, offered_remedies
from amiabil.domain.terms import Command, Remedy, ReturnCost
from amiabil.domain.written import REASON_MAX, clean
from amiabil.foundation.errors import Invalid, InvalidFields
from amiabil.foundation.fields import NotAChoice
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
from amiabil.ui.facts import Choice, ConsequenceItem, Field, Option
from amiabil.ui.formats import days, read_amount
from amiabil.ui.words import evidence, names, remedies
from amiabil.ui.words.rules import rule_name, source_name

_LARGE: Mapping[str, Any] = {"kind": "textarea", "max_length": REASON_MAX, "rows": 4, "kept": True}

SEPARATOR = "\n"
"""Between the values of a field that takes several, as ``doing.read`` joins them."""


def _decide(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    policy = seen.dispute.policy
    appeal = days(policy.timers.appeal.days, seen.reader.language)
    items = (
        ConsequenceItem(_("First you see the text as both sides will read it"), icon="eye"),
        ConsequenceItem(_("What is not contested is paid at once"), icon="coins"),
        ConsequenceItem(
            _("Each side can appeal for %(days)s; another person hears it") % {"days": appeal}, icon="clock"
        ),
    )
    parts = (*_findings(seen, typed, errors), *_rules(seen, typed, errors), *_result(seen, typed, errors))
    last = (
        Part(
            "field",
            replace(
                _area("grounds", _("Reasons, as both sides will read them"), typed, errors, required=True),
                hint=hint_on_reasons(seen.dispute),
            ),
        ),
        *_automated(typed, errors),
    )
    return ActForm(
        _("Your decision"),
        items,
        (*parts, *last),
        _("Look at the decision"),
        keep=_("Back to the case"),
        hidden={"rule": policy.name},
    )


def _area(name: str, label: str, typed: Typed, errors: Errors, *, required: bool) -> Field:
    value, error = typed.get(name, ""), errors.get(name, "")
    return Field(name, label, value=value, error=error, required=required, **_LARGE)


def _several(typed: Typed, name: str) -> frozenset[str]:
    return frozenset(part for part in typed.get(name, "").split(SEPARATOR) if part)


def _findings(seen: Seen, typed: Typed, errors: Errors) -> tuple[Part, ...]:
    """A place for each fact that was written down and one more, two at least."""
    filled = max((n for n in range(1, FINDINGS + 1) if _has_finding(typed, n)), default=0)
    parts: list[Part] = []
    for number in range(1, min(max(2, filled + 1), FINDINGS) + 1):
        parts += _finding(seen, typed, errors, number)
    return tuple(parts)


def _has_finding(typed: Typed, number: int) -> bool:
    return bool(typed.get(f"finding_{number}", "").strip() or _several(typed, f"finding_{number}_evidence"))


def _finding(seen: Seen, typed: Typed, errors: Errors, number: int) -> tuple[Part, Part, Part]:
    name = f"finding_{number}"
    chosen, given = _several(typed, f"{name}_evidence"), typed.get(f"{name}_result", "proven")
    items = seen.dispute.evidence
    known = {item.label for item in items}
    sources = tuple(
        Option(
            label,
            evidence.called(items, label) if label in known else source_name(label),
            selected=label in chosen,
        )
        for label in decision_form.sources(seen.dispute)
    )
    results = (
        Option("proven", _("proven"), selected=given != "unproven"),
        Option("unproven", _("not proven"), selected=given == "unproven"),
    )
    label = _("Fact %(number)s") % {"number": number}
    shown = Choice(
        f"{name}_evidence",
        _("Fact %(number)s: what shows it, or was to show it") % {"number": number},
        sources,
        error=errors.get(f"{name}_evidence", ""),
        several=True,
    )
    result = Field(
        f"{name}_result", _("Fact %(number)s is") % {"number": number}, kind="select", options=results
    )
    return (
        Part("field", _area(name, label, typed, errors, required=number == 1)),
        Part("field", result),
        Part("choice", shown),
    )


def _rules(seen: Seen, typed: Typed, errors: Errors) -> tuple[Part, ...]:
    chosen = _several(typed, "legal_rules")
    options = tuple(
        Option(rule, rule_name(rule, seen.dispute.policy, seen.reader.language), selected=rule in chosen)
        for rule in decision_form.rules_for(seen.dispute)
    )
    hint = _("Beside the policy %(policy)s, which was fixed when the case was opened.") % {
        "policy": seen.dispute.policy.name
    }
    error = errors.get("legal_rules", "")
    return (Part("choice", Choice("legal_rules", _("Rules applied"), options, hint, error, several=True)),)


def _result(seen: Seen, typed: Typed, errors: Errors) -> tuple[Part, ...]:
    allowed = offered_remedies(seen.dispute)
    chosen = typed.get("remedy") or meant(seen.dispute, seen.dispute.claim.terms.remedy).value
    options = tuple(Option(one.value, remedies.name(one), selected=one.value == chosen) for one in allowed)
    parts = [
        Part("choice", Choice("remedy", _("What the buyer gets"), options, error=errors.get("remedy", ""))),
        Part("money", money_field(seen, typed, errors, most=money.claimable(seen.dispute))),
    ]
    if Remedy.RETURN_REFUND in allowed:
        parts += _return(typed, errors)
    if GOODS & set(allowed):
        parts.append(Part("field", _perform_by(seen, typed, errors)))
    return tuple(parts)


def _return(typed: Typed, errors: Errors) -> list[Part]:
    costs = tuple(
        Option(cost.value, str(names.RETURN_COSTS[cost]), selected=typed.get("return_cost") == cost.value)
        for cost in (ReturnCost.SELLER, ReturnCost.BUYER)
    )
    legend = _("If the goods go back: who pays")
    label = _("If the goods go back: how, where to, in which condition")
    return [
        Part("choice", Choice("return_cost", legend, costs, error=errors.get("return_cost", ""))),
        Part("field", _area("return_instruction", label, typed, errors, required=False)),
    ]


def _perform_by(seen: Seen, typed: Typed, errors: Errors) -> Field:
    span = timedelta(days=seen.dispute.policy.timers.performance.days)
    usual = (seen.reader.now + span).date().isoformat()
    return Field(
        "perform_by",
        _("If goods or a repair are owed: until which day"),
        kind="date",
        value=typed.get("perform_by", usual),
        error=errors.get("perform_by", ""),
    )


def _automated(typed: Typed, errors: Errors) -> tuple[Part, Part]:
    options = (
        Option("none", _("No"), selected=typed.get("automated") == "none"),
        Option("used", _("Yes"), selected=typed.get("automated") == "used"),
    )
    legend = _("Did a program help you with this decision?")
    label = _("If so: which one, and how")
    return (
        Part("choice", Choice("automated", legend, options, error=errors.get("automated", ""))),
        Part("field", _area("automated_how", label, typed, errors, required=False)),
    )


# --- reading it -----------------------------------------------------------------------------------------


def _read(typed: Typed) -> Any:
    """What was typed as a decision, whole or not; ``decision_form.missing`` says what it lacks."""
    refused: list[Invalid] = []
    remedy = Remedy(typed["remedy"]) if typed.get("remedy") in set(Remedy) else None
    decision = Decide(
        remedy=remedy,
        amount=None
        if remedy in GOODS or not typed.get("amount", "").strip()
        else read_amount(typed["amount"]),
        grounds=_words(typed, "grounds", refused),
        rule=typed.get("rule", "")[:80],
        return_cost=_return_cost(typed) if remedy is Remedy.RETURN_REFUND else None,
        findings=_read_findings(typed, refused),
        legal_rules=tuple(sorted(_several(typed, "legal_rules"))),
        return_instruction=_words(typed, "return_instruction", refused)
        if remedy is Remedy.RETURN_REFUND
        else "",
        perform_by=_day(typed, refused) if remedy in GOODS else None,
        automated=_read_automated(typed),
        automated_how=_words(typed, "automated_how", refused) if typed.get("automated") == "used" else "",
    )
    if refused:
        raise InvalidFields(tuple(refused))
    return decision


def _words(typed: Typed, name: str, refused: list[Invalid]) -> str:
    try:
        return clean(typed.get(name, ""), field=f"/{name}", most=REASON_MAX, required=False)
    except Invalid as error:
        refused.append(error)
        return ""


def _read_findings(typed: Typed, refused: list[Invalid]) -> tuple[Finding, ...]:
    numbers = [n for n in range(1, FINDINGS + 1) if _has_finding(typed, n)]
    return tuple(
        Finding(
            _words(typed, f"finding_{number}", refused),
            "unproven" if typed.get(f"finding_{number}_result") == "unproven" else "proven",
            tuple(sorted(_several(typed, f"finding_{number}_evidence"))),
        )
        for number in numbers
    )


def _return_cost(typed: Typed) -> ReturnCost | None:
    given = typed.get("return_cost")
    return ReturnCost(given) if given in set(ReturnCost) else None


def _read_automated(typed: Typed) -> Literal["", "none", "used"]:
    match typed.get("automated"):
        case "none":
            return "none"
        case "used":
            return "used"
    return ""


def _day(typed: Typed, refused: list[Invalid]) -> date | None:
    given = typed.get("perform_by", "").strip()
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        refused.append(NotAChoice(field="/perform_by"))
        return None


FORMS: Mapping[Command, MakeForm] = {Command.DECIDE: _decide}

READ: Mapping[Command, ReadTyped] = {Command.DECIDE: _read}
