"""What may a reader say about an article, and what of it is kept?"""

from __future__ import annotations

import re
from enum import StrEnum, unique

from amiabil.domain.assistant.redaction import redacted

WORDS_MAX = 500
"""Letters of what a reader adds."""


@unique
class Reason(StrEnum):
    """Why an article did not help."""

    ANOTHER_MATTER = "another_matter"
    UNCLEAR = "unclear"
    NOT_AS_SAID = "not_as_said"
    NOT_FAIR = "not_fair"


@unique
class Way(StrEnum):
    """A way from an article to people: the first three stand under each one, all may stand in a text."""

    PERSON = "person"
    WRITE = "write"
    REPORT = "report"
    CHAT = "chat"
    REQUEST = "request"


_LINK = re.compile(r"\S+://\S+|\bwww\.\S+", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d(?:[\s./()-]{0,2}\d){4,}|\b[A-Za-z]{1,4}\d{2}\w{8,}\b|\b[DTC]-?\w{4}-?\w{4}\b")
_LEFT_OUT = "…"


def reason_of(text: str) -> Reason | None:
    """The reason a form names, None when it names none that there is."""
    return next((one for one in Reason if one.value == text), None)


def way_of(text: str) -> Way | None:
    """The way an address names, None when it names none that there is."""
    return next((one for one in Way if one.value == text), None)


def kept_words(text: str) -> str:
    """What is kept of a reader's words: one line, without addresses, long numbers and references, not too long.

    An article is improved without knowing who was in trouble: e-mail addresses, telephone and card numbers, accounts
    and references of cases are left out before anything is stored.
    """
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text[: WORDS_MAX * 4]).split())
    line = redacted(_LINK.sub(_LEFT_OUT, line), lambda _kind: _LEFT_OUT).text
    return _NUMBER.sub(_LEFT_OUT, line)[:WORDS_MAX].strip()
