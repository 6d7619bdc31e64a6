"""The acts after a decision: appeal, do without an appeal, have a default set aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.disputes.arguments import SetAside, read_arguments
from amiabil.domain.disputes.money import GOODS
from amiabil.domain.disputes.ranges import ask_range
from amiabil.domain.terms import AppealGround, Command, Role, Timer
from amiabil.domain.written import REASON_MAX
from amiabil.foundation.fields import NotAChoice
from amiabil.ui.case.forms.parts import (
    ActForm,
    Errors,
    MakeForm,
    Part,
    ReadTyped,
    Typed,
    area,
    given,
    spoken,
    text_field,
)
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, ConsequenceItem, MoneyField, Option
from amiabil.ui.formats import currency_name, days
from amiabil.ui.words import names


def _appeal(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    least, most = ask_range(seen.dispute, seen.role)
    amounts = {"least": seen.reader.money(least), "most": seen.reader.money(most)}
    grounds = tuple(
        Option(
            one.value, str(names.GROUNDS[one]), _ground_hint(one), selected=typed.get("ground") == one.value
        )
        for one in seen.dispute.policy.timers.appeal.grounds
    )
    ask = MoneyField(
        "ask",
        _("What the buyer should get instead"),
        currency_name(seen.dispute.currency, seen.reader.language),
        value=typed.get("ask", ""),
        hint=_ask_hint(seen) % amounts,
        error=errors.get("ask", "") or errors.get("amount", ""),
    )
    reason = text_field(typed, errors, _("What is wrong, and what shows it"), required=True)
    within = days(seen.dispute.policy.timers.appeal_decision.days, seen.reader.language)
    items = (
        ConsequenceItem(_("Another person decides, not the mediator"), icon="users"),
        ConsequenceItem(
            _("The decision on the appeal comes within %(days)s") % {"days": within}, icon="clock"
        ),
        ConsequenceItem(
            _("If only you appeal, your result cannot get worse"),
            _("The other side can appeal too until its time is over."),
            "scales",
        ),
        ConsequenceItem(_("The money that is contested stays with us until then"), icon="lock-simple"),
    )
    parts = (
        Part("choice", Choice("ground", _("Why you appeal"), grounds, error=errors.get("ground", ""))),
        Part("money", ask),
        Part("field", reason),
    )
    decided = seen.last("dispute.decide")
    return ActForm(
        _("Appeal the decision"),
        items,
        parts,
        _("Send the appeal"),
        keep=_("Back to the case"),
        quote=decided.texts.get("grounds", "") if decided is not None else "",
        quote_by=_("The reasons of the decision"),
    )


def _ask_hint(seen: Seen) -> str:
    decision = seen.dispute.decision
    if decision is not None and decision.terms.remedy in GOODS:
        return _(
            "Money in place of the goods, from %(least)s to %(most)s; 0 if the buyer should get nothing."
        )
    return _("From %(least)s to %(most)s; what lies outside is not contested.")


def _ground_hint(ground: AppealGround) -> str:
    return {
        AppealGround.NEW_EVIDENCE: _("Something that could not be shown before. Say why not."),
        AppealGround.FACT_ERROR: _("The decision rests on something that is not so."),
        AppealGround.PROCEDURE_ERROR: _("You were not heard, or evidence was overlooked."),
        AppealGround.POLICY_ERROR: _("The facts are right, but the rule says something else."),
    }[ground]


def _waive(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    decision = seen.dispute.decision
    other = Role.BUYER if seen.role is Role.SELLER else Role.SELLER
    last = decision is not None and other in decision.waived and not decision.appeals
    due = seen.dispute.timers.get(Timer.APPEAL)
    until = seen.reader.last_day(due.due_at) if due is not None and due.due_at is not None else ""
    if last:
        first = ConsequenceItem(
            _("The decision is final at once: the other side accepts it too"), icon="gavel"
        )
    else:
        wait = _("The other side can still appeal until %(day)s.") % {"day": until} if until else ""
        first = ConsequenceItem(_("The decision is final when the other side does not appeal"), wait, "gavel")
    items = (
        first,
        ConsequenceItem(_("You can then no longer appeal"), icon="lock-simple"),
        ConsequenceItem(_("Your legal rights stay as they are"), icon="shield-check"),
    )
    return ActForm(_("Accept the decision?"), items, do=_("Accept the decision"), keep=_("Leave it open"))


def _set_aside(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    large = {"kind": "textarea", "required": True, "max_length": REASON_MAX, "kept": True}
    items = (
        ConsequenceItem(_("A reviewer reads your reason and answers it"), icon="eye"),
        ConsequenceItem(
            _("If it is accepted, a mediator hears the case after all"),
            _("The buyer keeps the money until there is a decision."),
            "gavel",
        ),
        ConsequenceItem(_("If it is not, the case stays as it is"), _("You can ask for this once."), "info"),
    )
    label = _("Why you could not answer in time")
    parts = (Part("field", area("excuse", label, typed, errors, large)),)
    return ActForm(
        _("Ask for the case to be heard after all"),
        items,
        parts,
        _("Send the request"),
        keep=_("Back to the case"),
    )


def _read_appeal(typed: Typed) -> Any:
    if not typed.get("ground"):
        raise NotAChoice(field="/ground")
    text = spoken(typed)
    amount = given({"amount": typed.get("ask", "")}, amount=True, must=True, field="/ask")["amount"]
    return read_arguments(Command.APPEAL, {"ground": typed["ground"], "ask": amount, "text": text})


def _read_excuse(typed: Typed) -> Any:
    return SetAside(spoken(typed, field="excuse"))


FORMS: Mapping[Command, MakeForm] = {
    Command.APPEAL: _appeal,
    Command.WAIVE_APPEAL: _waive,
    Command.SET_ASIDE_DEFAULT: _set_aside,
}

READ: Mapping[Command, ReadTyped] = {
    Command.APPEAL: _read_appeal,
    Command.SET_ASIDE_DEFAULT: _read_excuse,
}
