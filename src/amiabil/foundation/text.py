"""When are two spellings the same word for search and sorting, and which texts are safe to compare?"""

from __future__ import annotations

import re
import unicodedata

MARKS_IN_A_ROW = 30
"""Marks on one letter; no language needs more. Source: UAX #15, *Stream-Safe Text Format*."""

_MAY_BE_MARKS = re.compile("[^\\0-\u02ff\u1e00-\u1eff\u2010-\u205e\u20a0-\u20bf]")
"""Anything but Latin letters, their punctuation and signs of currencies: the first mark of Unicode is U+0300."""


def steady(text: str) -> str:
    """The text without what would make bringing it to a normal form slow: marks in a row beyond thirty.

    Normalizing sorts each row of marks in quadratic time, so that one message of nothing but marks would keep a
    process busy for half a minute.
    """
    if text.isascii() or not _MAY_BE_MARKS.search(text):
        return text
    row, kept = 0, []
    for char in text:
        row = row + 1 if unicodedata.combining(char) else 0
        if row <= MARKS_IN_A_ROW:
            kept.append(char)
    return text if len(kept) == len(text) else "".join(kept)


def fold(text: str) -> str:
    """The text without case and marks, for comparing only, never for showing.

    Compatibility forms become plain letters, so cedilla and comma below, ``Ş`` and ``ș``, are both
    ``s``. Folding twice changes nothing. Source: conventions.md, Languages.
    """
    if text.isascii():
        return text.lower()
    once = _fold_once(steady(text))
    return once if once.isascii() else _fold_once(once)  # of plain letters alone nothing is left to fold


def _fold_once(text: str) -> str:
    # A second pass is needed for the few letters whose decomposition has a capital again.
    parts = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in parts if not unicodedata.combining(c))
    return bare.casefold()
