"""What does a ranking of articles consist of, and what is known of how sure it is? No library is named here.

Scorers look at a message in different ways; each gives every article a number. What the numbers weigh together, and
how sure the first one is, was learned on development data (``data/ranking.yaml``) for each language, once with and
once without the embedding. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Protocol

from amiabil.domain.assistant.gate import Band

LEXICAL = ("words", "article", "seed_words", "seed_letters", "linear")
"""Scorers that need no embedding: BM25; letters of the whole article; nearest way to ask by words, by letters; a
linear classifier."""

MEANING = ("seed_meaning", "linear_meaning", "other_meaning")
"""Scorers over embeddings: nearest way to ask; a classifier; nearest way to ask in the other languages."""

SIGNALS = (
    "lead",
    "chance",
    "agreed",
    "known",
    "words",
    "seed_words",
    "seed_letters",
    "linear",
    "linear_outside",
    "seed_meaning",
    "linear_meaning",
    "other_meaning",
    "linear_meaning_outside",
    "outside_meaning",
    "outside_letters",
)
"""What the gate looks at; those over embeddings are 0 without one. ``data/ranking.yaml`` gives each its weight."""


@unique
class Kind(StrEnum):
    """What made a ranking; its numbers mean something else each time, so each is weighed in its own way."""

    SEARCH = "search"
    """The search of the help centre, which asks the database."""
    LEXICAL = "lexical"
    """The scorers in memory without an embedding."""
    WHOLE = "whole"
    """All scorers."""


@dataclass(frozen=True, slots=True)
class Material:
    """What an article is found by: its texts as plain words, how people ask for it, and what only sounds like it."""

    key: str
    language: str
    title: str
    summary: str
    text: str
    asked_as: tuple[str, ...]
    not_this: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likely:
    """An article and how well it fits, the best of a message being near 1; ``language`` is its own."""

    key: str
    score: float
    language: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """Articles, the best first, and what the gate needs."""

    found: tuple[Likely, ...]
    signals: Mapping[str, float]
    kind: Kind


NOTHING = Ranking((), {}, Kind.LEXICAL)


class Ranker(Protocol):
    """Ranks the articles of one knowledge base, which it holds in memory."""

    def rank(self, text: str, language: str) -> Ranking:
        """The articles by how well they answer a message in this language; ``NOTHING`` where none can."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """The learned part for one language: what each scorer counts, and the gate's model and bands."""

    scorers: Mapping[str, float]
    constant: float
    signals: Mapping[str, float]
    answer_from: float
    choices_from: float

    def sure(self, ranking: Ranking) -> float:
        """How surely the first article is right, from 0 to 1; 0 where there is none."""
        if not ranking.found:
            return 0.0
        total = self.constant + sum(
            weight * ranking.signals.get(name, 0.0) for name, weight in self.signals.items()
        )
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def band(self, sure: float) -> Band:
        """What is done at a probability."""
        if sure >= self.answer_from:
            return Band.ANSWER
        return Band.CHOICES if sure >= self.choices_from else Band.CLARIFY


def standardised(scores: Sequence[float]) -> list[float]:
    """Scores as distances from their middle, in spreads: so scorers of different scales can be added."""
    count = len(scores)
    middle = sum(scores) / count
    spread = math.sqrt(sum((one - middle) ** 2 for one in scores) / count)
    return [(one - middle) / spread if spread > 1e-9 else 0.0 for one in scores]
