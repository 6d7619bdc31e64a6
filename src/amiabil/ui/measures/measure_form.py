"""What does the form of a new measure ask for? Whom it is against, what it is, and every part of its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from amiabil.actions.measures import SUBJECT_MAX, MeasureReport
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.complaints import OWN_KINDS, MeasureKind, Statement
from amiabil.domain.terms import Role
from amiabil.domain.written import LINE_MAX, TextMissing
from amiabil.foundation.errors import Invalid, InvalidFields
from amiabil.foundation.fields import NotAChoice, Reference
from amiabil.ui.facts import Choice, ErrorSummary, Field, Link, Option
from amiabil.ui.measures.statement_form import TEXTS, YES_NO, programs, text_field
from amiabil.ui.words import measures as words

REPORTED = tuple(one for one in MeasureKind if one not in OWN_KINDS)
"""What is recorded here; a warning about complaints is given by a supervisor, about figures."""

_SIDES = (Role.BUYER.value, Role.SELLER.value)


def report(typed: Mapping[str, str], viewer: Viewer, *, ref: str) -> MeasureReport:
    """The measure as it was written; who records it took part in it. Raises ``InvalidFields``."""
    problems: list[Invalid] = [
        TextMissing(field=f"/{name}") for name in ("title", *TEXTS) if not _text(typed, name)
    ]
    person = Reference().read(_text(typed, "person"), "/person", problems)
    problems += [
        NotAChoice(field=f"/{name}")
        for name, known in (("against", _SIDES), ("kind", REPORTED), ("automated", tuple(YES_NO)))
        if typed.get(name) not in known
    ]
    if problems or person is None:
        raise InvalidFields(tuple(problems))
    statement = Statement(**{name: typed[name] for name in TEXTS}, automated=YES_NO[typed["automated"]])
    others = {line.strip()[:80] for line in typed.get("decided_by", "").splitlines() if line.strip()}
    return MeasureReport(
        ref,
        MeasureKind(typed["kind"]),
        Role(typed["against"]),
        person,
        typed["title"],
        statement,
        decided_by=frozenset({viewer.ref, *sorted(others)[:19]}),
    )


def _text(typed: Mapping[str, str], name: str) -> str:
    return typed.get(name, "").strip()


def facts(typed: Mapping[str, str], errors: Mapping[str, str]) -> dict[str, Any]:
    """The fields with what was typed, and what was refused."""
    parts = (
        _against(typed, errors),
        Field(
            "person",
            _("Their reference"),
            value=typed.get("person", ""),
            hint=_("As the marketplace calls the buyer or the shop."),
            error=errors.get("person", ""),
            required=True,
            max_length=64,
        ),
        _kinds(typed, errors),
        Field(
            "title",
            _("What it is about"),
            value=typed.get("title", ""),
            hint=_("In a few words, for example the name of the listing."),
            error=errors.get("title", ""),
            required=True,
            max_length=SUBJECT_MAX,
        ),
        *(text_field(name, typed, errors) for name in TEXTS),
        programs(typed, errors, _("Did a program find or decide it?")),
        Field(
            "decided_by",
            _("Who else took part"),
            kind="textarea",
            value=typed.get("decided_by", ""),
            hint=_("One a line; colleagues as staff:name. Nobody named here decides a complaint."),
            error=errors.get("decided_by", ""),
            optional=_("optional"),
            max_length=LINE_MAX * 8,
            rows=2,
        ),
    )
    ids = {part.name: part.id for part in parts}
    links = tuple(Link(text, f"#{ids.get(name, parts[0].id)}") for name, text in errors.items())
    return {
        "parts": parts,
        "summary": ErrorSummary(_("Look at this again"), links) if links else None,
    }


def _against(typed: Mapping[str, str], errors: Mapping[str, str]) -> Choice:
    options = (
        Option(Role.SELLER.value, _("A seller"), selected=typed.get("against") == Role.SELLER),
        Option(Role.BUYER.value, _("A buyer"), selected=typed.get("against") == Role.BUYER),
    )
    return Choice(
        "against", _("Whom is it against?"), options, error=errors.get("against", ""), required=True
    )


def _kinds(typed: Mapping[str, str], errors: Mapping[str, str]) -> Choice:
    options = tuple(
        Option(one.value, str(words.KINDS[one]), str(words.KIND_HINTS[one]), typed.get("kind") == one)
        for one in REPORTED
    )
    return Choice("kind", _("What was done?"), options, error=errors.get("kind", ""), required=True)
