"""What do the forms about a complainant ask for? A title, every part of the reasons, for a suspension its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from amiabil.actions.complainants import REASON_MAX, Told
from amiabil.actions.measures import SUBJECT_MAX
from amiabil.domain.disputes.complaints import Statement
from amiabil.domain.policy.model import Policy
from amiabil.domain.unfounded import StepKind
from amiabil.domain.written import TextMissing
from amiabil.foundation.errors import Invalid, InvalidFields
from amiabil.foundation.fields import OutOfRange
from amiabil.records.complainants import CaseOf, Complainant
from amiabil.records.new_id import new_id
from amiabil.ui.facts import ErrorSummary, Field, Link, Notice
from amiabil.ui.measures.statement_form import TEXTS, text_field

_FEW_DAYS = 30
"""What is proposed for a suspension."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form is made from: the step, about whom, under which policy, and their cases, the newest first."""

    kind: StepKind
    one: Complainant
    policy: Policy
    cases: tuple[CaseOf, ...]

    def proposed(self) -> dict[str, str]:
        """What stands in the form before anybody has typed: the figures and the rule; the reasons are people's."""
        figures = self.one.figures
        references = ", ".join(case.reference for case in self.cases if case.verdict == "unfounded")
        told = {"unfounded": figures.unfounded, "ended": figures.ended, "references": references}
        counted = _("Of %(ended)s complaints decided within a year, %(unfounded)s had nothing in them.")
        named = _(
            "Of %(ended)s complaints decided within a year, %(unfounded)s had nothing in them: %(references)s."
        )
        warned = self.kind is StepKind.WARNING
        months = self.policy.lanes.platform_complaint.months
        return {
            "title": _("Complaints without ground: a warning")
            if warned
            else _("Complaints without ground: they rest for a time"),
            "what": _("This is a warning. Nothing is restricted.")
            if warned
            else _("Your complaints rest for a time: the marketplace does not deal with them until then."),
            "scope": _("It is about complaints that come from now on.")
            if warned
            else _(
                "What the law gives you stays open: withdrawal, the legal guarantee, goods that did not come. A "
                "complaint about a measure is kept and dealt with afterwards; one about this decision at once."
            ),
            "facts": (named if references else counted) % told,
            "ground": _("Regulation (EU) 2022/2065 (Digital Services Act), article 23 (2) and (3)"),
            "redress": _(
                "You can contest this on its page, free of charge, within %(months)s months; somebody who took no "
                "part decides."
            )
            % {"months": months},
            "days": str(min(_FEW_DAYS, self.policy.limits.abuse.suspend_days_most)),
        }


def told(typed: Mapping[str, str], sheet: Sheet) -> Told:
    """What was written, each part that stands as it was proposed in the language of whom it is about.

    The figures found them, so a program took part. Raises ``InvalidFields``.
    """
    problems: list[Invalid] = [
        TextMissing(field=f"/{name}") for name in ("title", *TEXTS) if not typed.get(name, "").strip()
    ]
    if problems:
        raise InvalidFields(tuple(problems))
    written, theirs = get_language() or settings.LANGUAGE_CODE, sheet.one.person.language
    theirs = theirs or settings.LANGUAGE_CODE
    proposed = sheet.proposed()
    with override(theirs):
        read = sheet.proposed()
    same = {name for name in ("title", *TEXTS) if _words(typed[name]) == _words(proposed[name])}
    texts = {name: read[name] if name in same else typed[name] for name in ("title", *TEXTS)}
    return Told(
        texts.pop("title"),
        Statement(**texts, automated=True),
        {name: theirs if name in same else written for name in TEXTS},
    )


def _words(text: str) -> list[str]:
    """A text as far as it was changed by a person: a browser sends other ends of lines."""
    return text.split()


def days(typed: Mapping[str, str], sheet: Sheet) -> int:
    """For how many days. Raises ``OutOfRange``."""
    text = typed.get("days", "").strip()
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise OutOfRange(field="/days", min=1, max=sheet.policy.limits.abuse.suspend_days_most)
    return int(text)


def key(typed: Mapping[str, str]) -> UUID:
    """The name of this act: sent again it is the same one."""
    try:
        return UUID(typed.get("key", ""))
    except ValueError:
        return new_id()


def facts(sheet: Sheet, typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """The fields with what was typed, or with what is proposed."""
    shown = typed if typed else sheet.proposed()
    parts = _cleared(shown, errors) if sheet.kind is StepKind.CLEARED else _reasons(sheet, shown, errors)
    ids = {part.name: part.id for part in parts}
    links = tuple(Link(text, f"#{ids[name]}") for name, text in errors.items() if name in ids)
    return {
        "parts": parts,
        "key": str(key(typed)),
        "summary": ErrorSummary(_("Look at this again"), links) if links else None,
        "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name not in ids),
    }


def _cleared(shown: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    return (
        Field(
            "reason",
            _("Why is nothing to be said against them?"),
            kind="textarea",
            value=shown.get("reason", ""),
            hint=_(
                "For colleagues. They wait here again when another of their complaints ends with nothing in it."
            ),
            error=errors.get("reason", ""),
            required=True,
            max_length=REASON_MAX,
            rows=4,
        ),
    )


def _reasons(sheet: Sheet, shown: Mapping[str, str], errors: Mapping[str, str]) -> tuple[Field, ...]:
    title = Field(
        "title",
        _("What it is about"),
        value=shown.get("title", ""),
        error=errors.get("title", ""),
        required=True,
        max_length=SUBJECT_MAX,
    )
    fields = (title, *(text_field(name, shown, errors) for name in TEXTS))
    if sheet.kind is not StepKind.SUSPENSION:
        return fields
    most = sheet.policy.limits.abuse.suspend_days_most
    length = Field(
        "days",
        _("For how many days"),
        kind="number",
        value=shown.get("days", ""),
        hint=_("Whole days from tomorrow, %(most)s at most.") % {"most": most},
        error=errors.get("days", ""),
        required=True,
        inputmode="numeric",
    )
    return (length, *fields)
