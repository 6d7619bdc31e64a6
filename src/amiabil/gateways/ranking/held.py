"""The ranker of a whole knowledge base: one index for each language, weighed together as development data taught."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from amiabil.domain.assistant.ranking import (
    LEXICAL,
    MEANING,
    NOTHING,
    Kind,
    Likely,
    Material,
    Ranking,
    Weighing,
    standardised,
)
from amiabil.domain.helpcentre.search_words import Stem
from amiabil.domain.helpcentre.synonyms import Synonyms
from amiabil.gateways.embedding import KeptEmbedder
from amiabil.gateways.ranking.index import LanguageIndex, Seen

KEPT = 10
"""Articles that are told; three are ever offered."""

Weigh = Callable[[str, Kind], Weighing]
"""The learned part for a language, with or without the embedding."""


class HeldRanker:
    """Ranks in memory. ``add_meaning`` may be called while others ask: they get the better answers once it is done."""

    def __init__(self, indexes: Mapping[str, LanguageIndex], weigh: Weigh) -> None:
        self._indexes, self._weigh = dict(indexes), weigh

    def rank(self, text: str, language: str) -> Ranking:
        """The articles by how well they answer; ``NOTHING`` where nothing was said or no article is there."""
        index = self._indexes.get(language) or next(iter(self._indexes.values()), None)
        if index is None or not any(sign.isalnum() for sign in text):
            return NOTHING
        return weighed(index, index.seen(text), self._weigh(language, index.kind))

    def add_meaning(self, embedder: KeptEmbedder) -> None:
        """Let the embedding take part, language by language."""
        for index in self._indexes.values():
            index.add_meaning(embedder, [one for one in self._indexes.values() if one is not index])

    def to_embed(self) -> list[str]:
        """Every text of the articles that the embedding is made of."""
        return [text for index in self._indexes.values() for text in index.to_embed()]

    def index(self, language: str) -> LanguageIndex:
        """The index of one language. Raises ``KeyError`` where it has none."""
        return self._indexes[language]


def weighed(index: LanguageIndex, seen: Seen, weighing: Weighing) -> Ranking:
    """One order out of what the scorers say, and what the gate needs to know about it."""
    names = [name for name in (*LEXICAL, *MEANING) if name in seen.scores]
    total = np.zeros(len(index.materials))
    for name in names:
        total += weighing.scorers.get(name, 0.0) * np.asarray(standardised(seen.scores[name].tolist()))
    order = np.argsort(-total, kind="stable")
    best = int(order[0])
    signals = {
        "lead": float(total[best] - total[order[1]]) if len(order) > 1 else float(total[best]),
        "chance": _chance(total, best),
        "agreed": sum(int(np.argmax(seen.scores[name])) == best for name in names) / len(names),
        "known": seen.known,
        "words": min(seen.words, 8) / 8,
        "linear_outside": seen.outside["linear"],
        "outside_letters": seen.outside["letters"],
        **{name: float(seen.scores[name][best]) for name in names if name not in {"words", "article"}},
    }
    if "seed_meaning" in seen.scores:
        signals["linear_meaning_outside"] = seen.outside["linear_meaning"]
        signals["outside_meaning"] = seen.outside["meaning"]
    top = float(total[best]) or 1.0
    found = [
        Likely(one.key, max(0.0, float(total[at]) / top), one.language)
        for at in order[:KEPT].tolist()
        for one in (index.materials[at],)
    ]
    return Ranking(tuple(found), signals, Kind.WHOLE if "seed_meaning" in seen.scores else Kind.LEXICAL)


def _chance(total: NDArray[np.float64], best: int) -> float:
    """How likely the best is among all articles, as the logarithm of its odds: weights were learned to make it so."""
    share = float(1 / np.exp(total - total[best]).sum())
    return math.log(max(share, 1e-4) / max(1 - share, 1e-4))


def build(
    materials: Iterable[Material],
    languages: Sequence[str],
    *,
    outside: Callable[[str], Sequence[str]],
    words: Callable[[str], tuple[Stem, Synonyms]],
    weigh: Weigh,
) -> HeldRanker:
    """Hold these articles ready. One that a language does not have is found by its words in the next one."""
    listed = list(materials)
    indexes = {}
    for language in languages:
        spoken = (language, *(one for one in languages if one != language))
        by_key: dict[str, Material] = {}
        for one in sorted(
            (one for one in listed if one.language in spoken), key=lambda one: spoken.index(one.language)
        ):
            by_key.setdefault(one.key, one)
        if by_key:
            stem, synonyms = words(language)
            ordered = [by_key[key] for key in sorted(by_key)]
            indexes[language] = LanguageIndex(ordered, outside(language), stem, synonyms)
    return HeldRanker(indexes, weigh)
