"""The words, letters and sentences of a text as scorers see them: folded first, brought to their stems then.

So what is typed without diacritics, or with cedillas, is the same to every scorer but the embedding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from amiabil.domain.assistant.ranking import Material
from amiabil.domain.helpcentre.search_words import (
    Stem,
    errors_between,
    near_keys,
    telling_words,
    words_of,
)
from amiabil.foundation.text import fold

SENTENCES = 10
"""Sentences of an article that teach what it is about; its first screens. More cost time and teach nothing new."""

_ENDS = re.compile(r"(?<=[.!?])\s+|\n+")
_LEAST_WORDS = 4


def sentences(text: str) -> list[str]:
    """The first sentences of a text that say something."""
    pieces = (piece.strip() for piece in _ENDS.split(text))
    return [piece for piece in pieces if len(piece.split()) >= _LEAST_WORDS][:SENTENCES]


def stems(text: str, stem: Stem) -> list[str]:
    """The stems of the telling words of a text, in order."""
    return [stem(word) for word in telling_words(text)]


def pairs(text: str, stem: Stem) -> list[str]:
    """Stems of telling words, and each two words that stand together: *not received* is not *received*."""
    all_of_them = [stem(word) for word in words_of(fold(text))]
    return [*stems(text, stem), *map("_".join, pairwise(all_of_them))]


@dataclass(frozen=True, slots=True)
class Teaching:
    """Texts of which each belongs to an article (its place), and how much it says about it."""

    texts: tuple[str, ...]
    places: tuple[int, ...]
    weights: tuple[float, ...]


def teaching(materials: Sequence[Material], outside: Sequence[str]) -> Teaching:
    """What classifiers learn from: ways to ask wholly, summaries and sentences less; last comes *outside*."""
    rows: list[tuple[str, int, float]] = []
    for place, one in enumerate(materials):
        rows += [(way, place, 1.0) for way in (one.title, *one.asked_as)]
        rows.append((one.summary, place, 0.7))
        rows += [(sentence, place, 0.35) for sentence in sentences(one.text)]
    rows += [(text, len(materials), 1.0) for text in outside]
    texts, places, weights = zip(*rows, strict=True)
    return Teaching(texts, places, weights)


class Spelling:
    """Which known word is meant by one that is nowhere: the most usual one with one or two errors of typing."""

    def __init__(self, words: dict[str, int]) -> None:
        self._usual = words
        self._near: dict[str, list[str]] = {}
        for word in words:
            for key in near_keys(word):
                self._near.setdefault(key, []).append(word)

    def knows(self, word: str) -> bool:
        """Whether the word is written like this somewhere."""
        return word in self._usual

    def meant(self, word: str) -> str:
        """The word itself where it is known or nothing is near."""
        if word in self._usual:
            return word
        near = {other for key in near_keys(word) for other in self._near.get(key, ())}
        found = [
            (errors, -self._usual[other], other)
            for other in near
            if (errors := errors_between(word, other)) is not None
        ]
        return min(found)[2] if found else word
