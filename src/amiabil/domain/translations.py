"""When may a translation stand beside a message? Where it says the same sums, dates, codes and addresses.

A service can be wrong in words, and its reader is told that a program wrote them. What somebody might act upon, a
sum, a day, a reference, a link, is compared: a translation that has another one, or loses one, is not shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

TEXT_MAX = 8_000
"""Letters of a message that are translated at most; what is longer is read in its own language."""

GROWS_MOST = 4
"""How many times longer than its original a translation may be; ``ROOM`` letters are always allowed."""

ROOM = 200

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d+)*")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"')\]]+|[\w.+-]+@[\w-]+\.[\w.-]+", re.IGNORECASE)
_ENDS = ".,;:!?"


def is_faithful(original: str, translated: str) -> bool:
    """Whether digits and addresses of both are the same, and neither is nothing or far longer than the other.

    Numbers are compared by their digits in any order, so that 1.299,50 may become 1,299.50 and sentences may turn
    around.
    """
    if not translated.strip() or len(translated) > len(original) * GROWS_MOST + ROOM:
        return False
    return _addresses(original) == _addresses(translated) and _digits(original) == _digits(translated)


def needs_translation(text: str) -> bool:
    """Whether there are words to translate at all, and not too many."""
    return len(text) <= TEXT_MAX and any(sign.isalpha() for sign in _ADDRESS.sub(" ", text))


def _addresses(text: str) -> Counter[str]:
    return Counter(one.rstrip(_ENDS).casefold() for one in _ADDRESS.findall(text))


def _digits(text: str) -> Counter[str]:
    without = _ADDRESS.sub(" ", text)
    return Counter(_plain(one) for one in _NUMBER.findall(without))


def _plain(number: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in number if sign.isdigit())
