"""What of a search may be kept? Its words, folded, without what could be somebody's data."""

from __future__ import annotations

import re

from amiabil.domain.assistant.redaction import Kind, redacted
from amiabil.domain.helpcentre.search_words import LETTERS_MAX, readable
from amiabil.foundation.ids import read_reference
from amiabil.foundation.text import fold

KEPT_LETTERS = 120

PER_DAY = 3_000
"""Different searches of a day that are told apart; what comes on top is counted together."""

KEPT_DAYS = 400
"""A year, to compare a season with the one before."""

EMAIL, NUMBER, CODE, LINK = "[email]", "[number]", "[code]", "[link]"
"""What stands in the place of somebody's data. No question has these signs: they are left out of it first."""

_DIGITS = "00000000"
"""A number that is hidden, until what stands right beside it is hidden with it."""

_MASKS = {Kind.EMAIL: EMAIL, Kind.CVV: CODE, Kind.SECRET: CODE}

_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\b[a-z]{2}\d{2}(?:[a-z0-9]{10,30}|(?:[ -][a-z0-9]{4}){2,7}(?:[ -][a-z0-9]{1,3})?)\b", re.IGNORECASE
)
_LAW = r"\d{1,3}/(?:19|20)\d\d"
_NUMBER = re.compile(rf"(?!{_LAW}(?!\d|[ ()./–-]{{1,3}}\d))\+?\d(?:[ ()./–-]{{0,3}}\d){{5,}}")
_PIECE = re.compile(r"\S+")
_DIGITS_OF_A_CODE = 4
_LETTERS_OF_A_CODE = 8


def as_kept(typed: str) -> str:
    """A search as it is counted: folded, at most ``KEPT_LETTERS`` letters, empty for what has no letter or digit.

    What the assistant hides is replaced, and so are links, other long numbers, references and what looks like a code.
    What was typed around them stays, so that a missing article can still be seen.
    """
    return _without_data(fold(readable(typed)[:LETTERS_MAX])[: LETTERS_MAX * 2], KEPT_LETTERS)


def as_shown(typed: str, most: int) -> str:
    """The same for a question that people read: as it was written, with its capitals and diacritics."""
    return _without_data(readable(typed[: most * 4])[: most * 2], most)


def _without_data(text: str, most: int) -> str:
    text = text.replace("[", " ").replace("]", " ")
    text = redacted(_LINK.sub(LINK, text), lambda kind: _MASKS.get(kind, _DIGITS)).text
    text = _account(text)
    text = _NUMBER.sub(NUMBER, text)
    text = _PIECE.sub(lambda found: CODE if _is_code(found[0]) else found[0], text)
    seen = "".join(sign if sign.isprintable() else " " for sign in text)
    kept = " ".join(seen.split())[:most].rstrip()
    return kept if any(sign.isalnum() for sign in kept) else ""


def _account(text: str) -> str:
    """Account numbers have digits enough; words after two letters and two digits are no account."""
    return _ACCOUNT.sub(lambda found: NUMBER if sum(map(str.isdigit, found[0])) >= 8 else found[0], text)


def _is_code(piece: str) -> bool:
    if piece in {EMAIL, NUMBER, CODE, LINK} or re.fullmatch(_LAW, piece):
        return False
    digits = sum(map(str.isdigit, piece))
    long_mix = len(piece) >= _LETTERS_OF_A_CODE and digits >= _DIGITS_OF_A_CODE
    return long_mix or digits > _DIGITS_OF_A_CODE or read_reference(piece) is not None
