"""How do people really type? The same sentence without diacritics, and with the errors of a hurried thumb.

The errors of a sentence are always the same ones, so that two runs measure the same thing. Pure.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable

WORD_LETTERS = 4
"""Shorter words are hardly ever mistyped."""

ONE_IN = 4
"""One word of so many is mistyped, and one of each sentence at least."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_NEXT = {
    **dict(zip("qwertyuiop", "wertyuiopo", strict=True)),
    **dict(zip("asdfghjkl", "sdfghjklk", strict=True)),
    **dict(zip("zxcvbnm", "xcvbnmn", strict=True)),
}


def without_marks(text: str) -> str:
    """The text as people type it who have no Romanian keyboard."""
    apart = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def mistyped(text: str) -> str:
    """The text with errors of typing: two letters changed over, one left out, one doubled, one of the key beside."""
    words = list(_WORD.finditer(text))
    if not words:
        return text
    chosen = sorted(words, key=lambda one: _dice(text, one.start()))[: max(1, round(len(words) / ONE_IN))]
    for one in sorted(chosen, key=lambda found: found.start(), reverse=True):
        text = text[: one.start()] + _wrong(one[0]) + text[one.end() :]
    return text


def variant(text: str, name: str) -> str:
    """The sentence in one of the ways of ``VARIANTS``; raises ``KeyError`` for another."""
    return _WAYS[name](text)


VARIANTS = {"en": ("typo",), "ro": ("nodia", "typo", "typo_nodia")}
"""What can be made of a clean sentence, by its language."""


def _both(text: str) -> str:
    return mistyped(without_marks(text))


_WAYS: dict[str, Callable[[str], str]] = {"nodia": without_marks, "typo": mistyped, "typo_nodia": _both}


def _dice(text: str, place: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{place}:{text}".encode()).digest()[:6], "big")


def _wrong(word: str) -> str:
    dice = _dice(word, 0)
    at = 1 + dice // 7 % (len(word) - 2)
    kind = dice % 4
    if kind == 0 and word[at] != word[at + 1]:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    return word[:at] + _NEXT.get(without_marks(word[at]).lower(), "e") + word[at + 1 :]
