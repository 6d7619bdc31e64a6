"""May the best article be given as the answer, is a choice of three better, or is a question due?

Scores of search order articles well and say little about being right. A small model, made by
``tools/assistant_gate.py`` from questions whose answer is known and from others that have none, turns them into a
probability; thresholds for each language turn that into a band. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

CHOICES = 3
"""Articles offered where none is sure."""


@unique
class Band(StrEnum):
    """What is done with the best article."""

    ANSWER = "answer"
    CHOICES = "choices"
    CLARIFY = "clarify"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The model of one language: a constant, what each of ``signals`` counts, and from where on the bands begin."""

    constant: float
    weights: tuple[float, ...]
    answer_from: float
    choices_from: float


SEARCH_SIGNALS = ("search_best", "search_second", "search_third", "words")
"""What ``signals`` gives, by the names that a ranking of the search has."""


def signals(scores: Sequence[float], words: int) -> tuple[float, ...]:
    """What is looked at: the best score, its lead over the second and the third, and how much was asked."""
    best, second, third = (*scores, 0.0, 0.0, 0.0)[:3]
    return best, best - second, best - third, min(words, 8) / 8


def probability(scores: Sequence[float], words: int, model: Calibration) -> float:
    """How surely the best of these articles answers, from 0 to 1; 0 where there is none."""
    if not scores:
        return 0.0
    total = model.constant + sum(
        weight * one for weight, one in zip(model.weights, signals(scores, words), strict=True)
    )
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def band(sure: float, model: Calibration) -> Band:
    """What is done at a probability."""
    if sure >= model.answer_from:
        return Band.ANSWER
    return Band.CHOICES if sure >= model.choices_from else Band.CLARIFY
