"""Which questions say the same? By their words and letters, by meaning, and by the articles they are near to.

The articles tell more than the words: people ask for the same thing with hardly a word in common (of 610 questions over
61 articles two thirds of each two that were put together belonged together). They also join languages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import normalize

from amiabil.domain.helpcentre.search_words import Stem
from amiabil.gateways.ranking.phrases import nearness

TOGETHER = 0.5
"""From here on two groups of questions are one."""

TOGETHER_BY_WORDS = 0.55
"""The same without meanings: then words in common are needed beside the same articles."""

SAME = 0.75
"""From here on a question says what another one says."""

_ARTICLES = 0.5
_LEAST_ALIKE = 0.8
"""Two sentences of this embedding are never less alike than about this."""

_STEEP = 4
"""The first article of a question counts for most of where it stands."""

Numbers = NDArray[np.float32]
Vectors = Callable[[Sequence[str]], Numbers]


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with its language and the articles it is near to, the best near 1."""

    text: str
    language: str
    near: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Together:
    """Places of questions that say the same, the most central first, each with how near it is to the others."""

    places: tuple[int, ...]
    nearness: tuple[float, ...]


def between(questions: Sequence[Placed], stem_of: Callable[[str], Stem], vectors: Vectors | None) -> Numbers:
    """How near each two are, from 0 to 1; 1 to itself."""
    count = len(questions)
    if not count:
        return np.zeros((0, 0), dtype=np.float32)
    said = np.zeros((count, count), dtype=np.float32)
    for language in {one.language for one in questions}:
        at = [place for place, one in enumerate(questions) if one.language == language]
        said[np.ix_(at, at)] = nearness([questions[place].text for place in at], stem_of(language))
    if vectors is not None:
        rows = normalize(vectors([one.text for one in questions]))
        meant = np.clip((rows @ rows.T - _LEAST_ALIKE) / (1 - _LEAST_ALIKE), 0, 1)
        said = np.maximum(said, meant).astype(np.float32)
    near = _ARTICLES * _by_articles(questions) + (1 - _ARTICLES) * said
    # The same words are the same question, even where no article is near and chance says which one comes first.
    near = np.where(said >= SAME, np.maximum(near, said), near)
    np.fill_diagonal(near, 1.0)
    return np.asarray(np.clip(near, 0, 1), dtype=np.float32)


def _by_articles(questions: Sequence[Placed]) -> Numbers:
    keys = {key: at for at, key in enumerate(sorted({key for one in questions for key in one.near}))}
    rows = np.zeros((len(questions), max(1, len(keys))), dtype=np.float32)
    for at, one in enumerate(questions):
        for key, score in one.near.items():
            rows[at, keys[key]] = score**_STEEP
    rows = normalize(rows)
    return np.asarray(rows @ rows.T, dtype=np.float32)


def together(near: Numbers, *, with_meaning: bool) -> list[Together]:
    """The groups, the largest first; a question like no other is one by itself."""
    found = []
    for group in _merged(near, TOGETHER if with_meaning else TOGETHER_BY_WORDS):
        at = np.asarray(group)
        inner = near[np.ix_(at, at)].mean(axis=1)
        order = np.argsort(-inner, kind="stable")
        found.append(Together(tuple(at[order].tolist()), tuple(round(float(one), 4) for one in inner[order])))
    return sorted(found, key=lambda one: -len(one.places))


def _merged(near: Numbers, least: float) -> list[list[int]]:
    """Groups by the mean nearness between them, the nearest two first, until no two are near enough."""
    between_groups = near.astype(np.float32)
    np.fill_diagonal(between_groups, -1.0)
    groups: dict[int, list[int]] = {at: [at] for at in range(len(near))}
    while len(groups) > 1:
        one, other = map(int, np.unravel_index(int(between_groups.argmax()), between_groups.shape))
        if between_groups[one, other] < least:
            break
        here, there = len(groups[one]), len(groups[other])
        mean = (here * between_groups[one] + there * between_groups[other]) / (here + there)
        between_groups[one], between_groups[:, one] = mean, mean
        between_groups[other], between_groups[:, other] = -1.0, -1.0
        between_groups[one, one] = -1.0
        groups[one] += groups.pop(other)
    return list(groups.values())
