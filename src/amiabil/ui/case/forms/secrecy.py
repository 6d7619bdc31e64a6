"""The act of a mediator about evidence given in confidence: whether that stands (disputes.md 5.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from amiabil.domain.disputes.evidence import undecided_secrets
from amiabil.domain.disputes.rulings import RuleOnSecrecy
from amiabil.domain.terms import Command
from amiabil.ui.case.forms.parts import ActForm, Errors, MakeForm, Part, ReadTyped, Typed
from amiabil.ui.case.forms.staff import choose_item, texts, written
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Choice, ConsequenceItem, Option


def _secrecy(seen: Seen, typed: Typed, errors: Errors) -> ActForm:
    items = (
        ConsequenceItem(
            _("If it stands, the other side goes on reading the summary alone"),
            _("A decision may rest on it, but never on it alone."),
            "lock-simple",
        ),
        ConsequenceItem(
            _("If it does not, it counts for nothing and still is not shown"),
            _("Whoever gave it in confidence can hand it in openly."),
            "prohibit",
        ),
        ConsequenceItem(_("Both sides read your reason"), icon="eye"),
    )
    asked = {item.label for item in undecided_secrets(seen.dispute)}
    chosen = typed.get("granted")
    options = (
        Option("yes", _("It stays confidential"), selected=chosen == "yes"),
        Option("no", _("It does not have to be confidential"), selected=chosen == "no"),
    )
    parts = (
        Part("choice", _which(seen, asked, typed, errors)),
        Part("choice", Choice("granted", _("Your ruling"), options, error=errors.get("granted", ""))),
        written("text", _("Why?"), typed, errors),
    )
    return ActForm(
        _("Does it stay confidential?"), items, parts, _("Give the ruling"), keep=_("Back to the case")
    )


def _which(seen: Seen, asked: set[str], typed: Typed, errors: Errors) -> Choice:
    """Which item, with what the other side reads of it: the ruling weighs that reason. The only one is chosen."""
    given = {item.label: item for item in seen.evidence}

    def told(option: Option) -> Option:
        item = given.get(option.value)
        if item is None:
            return option
        words = (
            option.hint,
            _("Summary: {text}").format(text=item.summary),
            _("Why in confidence: {text}").format(text=item.secret_because),
        )
        return replace(option, hint=" · ".join(words), selected=option.selected or len(asked) == 1)

    choice = choose_item(seen, asked, typed, errors)
    return replace(choice, options=tuple(told(one) for one in choice.options))


def _read_secrecy(typed: Typed) -> Any:
    found = texts(typed, "text", choices=("label", "granted"))
    return RuleOnSecrecy(found["label"], found["granted"] == "yes", found["text"])


FORMS: Mapping[Command, MakeForm] = {Command.RULE_CONFIDENTIAL: _secrecy}

READ: Mapping[Command, ReadTyped] = {Command.RULE_CONFIDENTIAL: _read_secrecy}
