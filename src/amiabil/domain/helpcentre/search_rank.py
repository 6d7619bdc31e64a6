"""Which article answers best? What its words say, how people ask for it, and how alike the letters are.

Words alone find half of what is asked; the ways people ask (``asked_as``) matter more than any formula.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from amiabil.domain.helpcentre.search_entries import MOST, Asked
from amiabil.domain.helpcentre.search_words import (
    Question,
    alike,
    errors_between,
    letters_in_threes,
)

NEAREST = 4
"""Spellings that a word which is nowhere may stand for."""

_ERRORS_COST = {0: 1.0, 1: 0.8, 2: 0.6}
_GOES_ON = 0.75
SYNONYM = 0.55
"""What another word for the same counts."""

WORDS, ASKED, LETTERS = 0.4, 0.42, 0.18
"""What each of the three counts in the end."""

_UNKNOWN = 1.0
"""What a word counts that is nowhere: a question of words of another language fits less than one of known words."""

_BEST_TWO = (0.85, 0.15)

_SOUNDS_LIKE = 0.75
"""What is left of an article where a phrase that belongs to another one fits better than its own."""

_UNASKED = 0.6
"""What a word of a way to ask counts that the question does not have, measured by its usual words."""

CLOSELY, _NEAREST_WAYS = 10, 6
"""How many of the best are compared letter by letter, each by so many of its ways to ask."""

_CLOSE = 0.6
"""From here on a phrase that belongs to another article says that the other one is meant."""

LEAST = 0.12
"""Below this an article has little more than a word in common with what was asked."""

SHARE_OF_BEST = 0.25
"""What has less than this share of the best is left out."""


@dataclass(frozen=True, slots=True)
class Known:
    """A word of the help centre that may be meant by the word at ``place`` of a question; ``entries`` have its stem.

    ``place`` is -1 for another word for the same, whose place ``Other`` tells.
    """

    place: int
    written: str
    stem: str
    entries: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Other:
    """A stem that stands for the word at ``place`` as well, and what it counts of it."""

    place: int
    stem: str
    share: float


@dataclass(frozen=True, slots=True)
class Meant:
    """What the word at ``place`` may mean: what it tells by being rare, and stems with what each counts."""

    place: int
    rare: float
    stems: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that has some of the words, and what is known of it to weigh it; ``weights`` are of asked stems."""

    id: int
    key: str
    language: str
    weights: Mapping[str, float]
    asked: tuple[Asked, ...]
    not_this: tuple[Asked, ...]
    favour: float = 1.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate and how well it answers, from 0 to 1."""

    candidate: Candidate
    score: float


def meant(
    question: Question, known: Iterable[Known], others: Sequence[Other], entries: int
) -> tuple[Meant, ...]:
    """What each word of a question may mean in a language with so many entries; empty where no word means anything."""
    rows = list(known)
    spread = {row.stem: row.entries for row in rows}
    found = []
    for place, typed in enumerate(question.words):
        last = place == len(question.words) - 1
        stems = _stems(typed, [row for row in rows if row.place == place], goes_on=last)
        for other in others:
            if other.place == place and other.stem in spread:
                stems[other.stem] = max(stems.get(other.stem, 0.0), other.share)
        surest = max(stems.values(), default=0.0)
        usual = min((spread[stem] for stem, share in stems.items() if share == surest), default=0)
        found.append(Meant(place, rarity(usual, entries) if stems else _UNKNOWN, stems))
    return tuple(found) if any(one.stems for one in found) else ()


def rarity(having: int, entries: int) -> float:
    """What a word tells that so many of the entries have, from 0.3 up; its square would let one rare word decide."""
    return max(0.3, math.sqrt(math.log(1 + max(0.0, entries - having + 0.5) / (having + 0.5))))


def _stems(typed: str, rows: Sequence[Known], *, goes_on: bool) -> dict[str, float]:
    exact = {row.stem: 1.0 for row in rows if row.exact}
    near = sorted(
        (
            (share, row.entries, row.stem)
            for row in rows
            if not row.exact
            for share in [_share(typed, row.written, goes_on=goes_on)]
            if share
        ),
        reverse=True,
    )
    best = near[0][0] if near else 0.0
    for share, _, stem in near[: NEAREST if not exact else 2]:
        if share >= best - 0.15:
            exact.setdefault(stem, share)
    return exact


def _share(typed: str, written: str, *, goes_on: bool) -> float:
    """What a spelling counts for what was typed; 0 when it is another word."""
    if goes_on and written.startswith(typed):
        return _GOES_ON
    errors = errors_between(typed, written)
    if errors is None:
        return 0.0
    return _ERRORS_COST[errors] - (0.1 if typed[0] != written[0] else 0.0)


def rank(question: Question, meanings: Sequence[Meant], candidates: Sequence[Candidate]) -> list[Ranked]:
    """The candidates by how well they answer, the best first; those that hardly do are left out."""
    if not meanings:
        return []
    looked_for = _LookedFor.of(meanings)
    scored = [_scored(looked_for, one) for one in candidates]
    scored.sort(key=lambda one: (-one.score, one.candidate.key))
    letters = letters_in_threes(question.text)
    final = []
    for place, one in enumerate(scored):
        closely = LETTERS * one.by_letters(letters) * one.candidate.favour if place < CLOSELY else 0.0
        final.append(Ranked(one.candidate, one.share * (one.score + closely)))
    final.sort(key=lambda ranked: (-ranked.score, ranked.candidate.key))
    least = max(LEAST, SHARE_OF_BEST * final[0].score) if final else 0.0
    return [ranked for ranked in final if ranked.score >= least]


@dataclass(frozen=True, slots=True)
class _LookedFor:
    """A question as it is looked into: of each stem which words it stands for and by how much, and what each tells."""

    words: Mapping[str, tuple[tuple[int, float], ...]]
    rare: tuple[float, ...]
    whole: float

    @classmethod
    def of(cls, meanings: Sequence[Meant]) -> _LookedFor:
        words: dict[str, tuple[tuple[int, float], ...]] = {}
        for at, word in enumerate(meanings):
            for stem, share in word.stems.items():
                words[stem] = (*words.get(stem, ()), (at, share))
        rare = tuple(word.rare for word in meanings)
        return cls(words, rare, sum(rare))

    def by_words(self, weights: Mapping[str, float]) -> float:
        """How much of the question the words of an article answer, from 0 to 1."""
        best = [0.0] * len(self.rare)
        for stem, weight in weights.items():
            for at, share in self.words.get(stem, ()):
                best[at] = max(best[at], weight * share)
        total = sum(found * rare for found, rare in zip(best, self.rare, strict=True))
        return total / (MOST * self.whole)

    def fit(self, way: Asked) -> float:
        """How much a question and one way to ask have in common, rare words counting more.

        What the way says and the question does not counts as a word of middling rarity.
        """
        met: dict[int, float] = {}
        others = len(way.stems)
        for stem in way.stems:
            if stem in self.words:
                others -= 1
                for at, share in self.words[stem]:
                    met[at] = max(met.get(at, 0.0), share)
        if not met:
            return 0.0
        common = sum(share * self.rare[at] for at, share in met.items())
        rest = others * _UNASKED * max(1.0, self.whole / len(self.rare))
        return 2 * common / (self.whole + common + rest)


@dataclass(frozen=True, slots=True)
class _Scored:
    candidate: Candidate
    score: float
    share: float
    nearest: tuple[Asked, ...]

    def by_letters(self, letters: frozenset[str]) -> float:
        """How alike the letters of the question and of the nearest way to ask are."""
        return max((alike(letters, letters_in_threes(way.text)) for way in self.nearest), default=0.0)


def _scored(looked_for: _LookedFor, one: Candidate) -> _Scored:
    fits = sorted(((looked_for.fit(way), at) for at, way in enumerate(one.asked)), reverse=True)
    # What is asked in two ways is meant more surely than what is asked in one.
    asked = sum(fit * share for (fit, _), share in zip(fits, _BEST_TWO, strict=False))
    other = max((looked_for.fit(way) for way in one.not_this), default=0.0)
    sounds_like = other > _CLOSE and bool(fits) and other > fits[0][0]
    return _Scored(
        one,
        (WORDS * looked_for.by_words(one.weights) + ASKED * asked) * one.favour,
        _SOUNDS_LIKE if sounds_like else 1.0,
        tuple(one.asked[at] for fit, at in fits[:_NEAREST_WAYS]),
    )
