"""How is a statement of reasons asked for? The same fields for a measure and for the decision about a complaint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from django.utils.translation import gettext as _

from amiabil.domain.disputes.complaints import Statement
from amiabil.domain.written import LINE_MAX, MESSAGE_MAX
from amiabil.ui.facts import Choice, Field, Option

TEXTS = tuple(field.name for field in fields(Statement) if field.name != "automated")
"""The parts that are written, in the order of the form."""

YES_NO = {"yes": True, "no": False}
"""What the choice about programs says."""


def text_field(name: str, typed: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    """One written part, with what was typed."""
    label, hint, rows = {
        "what": (_("What is decided"), _("In plain words, as the person concerned will read it."), 3),
        "scope": (_("What it covers"), _("Which listings, payments or rights, where, and for how long."), 2),
        "facts": (_("Facts"), _("What you found, and on what you base it."), 6),
        "ground": (_("Ground in the law or the terms"), _("The rule, with its number."), 1),
        "redress": (_("What they can do about it"), _("What stays open to them, in your words."), 3),
    }[name]
    return Field(
        name,
        label,
        kind="text" if rows == 1 else "textarea",
        value=typed.get(name, ""),
        hint=hint,
        error=errors.get(name, ""),
        required=True,
        max_length=LINE_MAX if name == "ground" else MESSAGE_MAX,
        rows=rows,
        kept=True,
    )


def programs(typed: Mapping[str, str], errors: Mapping[str, str], question: str, *, hint: str = "") -> Choice:
    """Whether any program took part: it has to be said."""
    options = (
        Option("no", _("No"), selected=typed.get("automated") == "no"),
        Option("yes", _("Yes"), selected=typed.get("automated") == "yes"),
    )
    return Choice("automated", question, options, hint=hint, error=errors.get("automated", ""), required=True)
