"""What differs between two texts? Their lines side by side, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

AROUND = 2
"""Lines that are alike shown before and after a difference."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A line of each text with its number; a number 0 where that side has none. ``gap``: lines were left out here."""

    kind: Literal["same", "changed", "added", "removed", "gap"]
    old: str = ""
    new: str = ""
    old_number: int = 0
    new_number: int = 0


def pairs(old: str, new: str) -> list[Pair]:
    """The lines that differ with a few around them; empty when the texts are alike."""
    before, after = old.splitlines(), new.splitlines()
    found: list[Pair] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [
                Pair("same", before[i], after[i - i1 + j1], i + 1, i - i1 + j1 + 1) for i in range(i1, i2)
            ]
        else:
            found += _differing(before, after, range(i1, i2), range(j1, j2))
    return _around(found)


def _differing(before: list[str], after: list[str], olds: range, news: range) -> list[Pair]:
    return [
        Pair(
            "changed" if i is not None and j is not None else "removed" if j is None else "added",
            before[i] if i is not None else "",
            after[j] if j is not None else "",
            i + 1 if i is not None else 0,
            j + 1 if j is not None else 0,
        )
        for i, j in zip_longest(olds, news)
    ]


def _around(found: list[Pair]) -> list[Pair]:
    """Without the lines far from every difference."""
    near: set[int] = set()
    for place, one in enumerate(found):
        if one.kind != "same":
            near.update(range(place - AROUND, place + AROUND + 1))
    kept: list[Pair] = []
    for place, one in enumerate(found):
        if place in near:
            kept.append(one)
        elif kept and kept[-1].kind != "gap":
            kept.append(Pair("gap"))
    return kept[:-1] if kept and kept[-1].kind == "gap" else kept
