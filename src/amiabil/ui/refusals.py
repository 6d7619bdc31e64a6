"""What is a person told when something is refused? One translated sentence for each code, with its facts.

Pages, mails and the API's ``detail`` take it from here. A test demands that codes and sentences are the same set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from amiabil.domain.disputes.questions import QUESTIONS
from amiabil.domain.terms import EvidenceKind, Role
from amiabil.foundation.errors import AmiabilError, Invalid
from amiabil.foundation.money import Money
from amiabil.ui import formats
from amiabil.ui.refusal_sentences import ALTERNATIVES, SENTENCES
from amiabil.ui.words import evidence, names, questions

_NAMED = re.compile(r"\{([a-z_]+)\}")
QUESTION_KEYS = frozenset(one.key for asked in QUESTIONS.values() for one in asked)
CASE_ZONE = "Europe/Bucharest"
"""Dates of a refusal are shown here when neither the reader nor the case names a zone."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal for a reader: the sentence, and the JSON pointer of the field to blame, None when there is none."""

    text: str
    field: str | None

    @property
    def name(self) -> str:
        """The name of the form field: the first part of the pointer; empty without one."""
        return (self.field or "").strip("/").partition("/")[0]


def describe(error: AmiabilError, language: str, zone: str | None = None) -> Refusal:
    """The sentence of a refusal in this language; instants in ``zone``.

    Raises ``KeyError`` for a code without sentence. Several fields at once: use ``describe_all``.
    """
    text = sentence(error.code, error.facts, language, zone)
    return Refusal(text, error.field if isinstance(error, Invalid) else None)


def sentence(code: str, facts: Mapping[str, Any], language: str, zone: str | None = None) -> str:
    """The sentence of a refusal that was kept as its code and facts, as the report of an import does."""
    with override(language):
        known = _words(facts, language, zone or CASE_ZONE)
        return next(
            str(words).format(**known)
            for words in SENTENCES[code]
            if set(_NAMED.findall(str(words))) <= known.keys()
        )


def describe_all(error: AmiabilError, language: str, zone: str | None = None) -> tuple[Refusal, ...]:
    """One refusal for each field at fault; a single one when the refusal is not about several."""
    errors = getattr(error, "errors", None)
    if isinstance(errors, tuple) and errors:
        return tuple(describe(one, language, zone) for one in errors)
    return (describe(error, language, zone),)


# ---- facts in words -------------------------------------------------------------------------


def _words(facts: Mapping[str, Any], language: str, zone: str) -> dict[str, str]:
    return {
        name: text
        for name, value in facts.items()
        if (text := _word(name, value, language, zone)) is not None
    }


def _word(name: str, value: Any, language: str, zone: str) -> str | None:
    """A fact as a reader reads it; None when it is nothing to be read."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, dict):
        return (
            formats.money(Money.parse(value["amount"], value["currency"]), language)
            if "amount" in value
            else None
        )
    if isinstance(value, list):
        return _list(name, value) or None
    if name in {"opens", "closes"}:
        return formats.long(_shown(name, value), language, zone=zone)
    return _named(name, value, language)


def _shown(name: str, value: str) -> datetime:
    """An opening is its first minute, a close its last one."""
    at = datetime.fromisoformat(value)
    return formats.last_minute(at) if name == "closes" else at


def _named(name: str, value: str | int, language: str) -> str | None:
    if name in {"first", "last"}:
        return formats.day(datetime.fromisoformat(f"{value}T12:00Z"), language, zone="UTC")
    if name == "within_days":
        return formats.days(int(value), language)
    if name == "of":
        return str(names.ROLES[Role(str(value))])
    if name == "expected" and (name, value) in ALTERNATIVES:
        return str(ALTERNATIVES[(name, str(value))])
    if name in {"why", "route", "reason", "right", "problem"}:
        alternative = ALTERNATIVES.get((name, str(value)))
        return None if alternative is None else str(alternative)
    if name in {"size", "max"} and isinstance(value, int) and value >= 100_000:
        return formats.file_size(value, language)
    return formats.number(value, language) if isinstance(value, int) else str(value)


def _list(name: str, values: list[Any]) -> str:
    return ", ".join(_item(name, value) for value in values)


def _item(name: str, value: Any) -> str:
    """One of a list: a kind of evidence (or one of several), a question, a part of a form, else its own name."""
    if isinstance(value, list):
        return " / ".join(_item(name, one) for one in value)
    if name == "missing" and value in set(EvidenceKind):
        return evidence.name(EvidenceKind(value))
    if name == "missing" and value in QUESTION_KEYS:
        return _("“%(question)s”") % {"question": questions.label(value)}
    alternative = ALTERNATIVES.get((name, str(value)))
    return str(value) if alternative is None else str(alternative)
