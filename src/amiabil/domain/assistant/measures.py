"""How good is the assistant? The measures, apart from where questions and predictions come from.

Source: spec of the assistant, evaluation and targets; each measure is one number between 0 and 1. Pure.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BINS = 10
"""Into how many equal parts certainty is cut to see how honest it is."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How often the right article is the first, is among three, and how far up it stands (mean reciprocal rank)."""

    questions: int
    first: float
    among_three: float
    reciprocal: float


def retrieval(ranks: Sequence[int | None]) -> Retrieval:
    """From the place of the right article for each question, 1 being the best; None where it was not found."""
    count = len(ranks)
    if not count:
        return Retrieval(0, 0.0, 0.0, 0.0)
    return Retrieval(
        questions=count,
        first=sum(one == 1 for one in ranks) / count,
        among_three=sum(one is not None and one <= 3 for one in ranks) / count,
        reciprocal=sum(1 / one for one in ranks if one) / count,
    )


@dataclass(frozen=True, slots=True)
class Judged:
    """One message at the gate: how sure the program was, whether it answered at once, and what was true.

    ``inside`` says that some article answers it, ``right`` that the first one does.
    """

    sure: float
    direct: bool
    inside: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate is worth. None where there was nothing to measure it by."""

    area: float | None
    """That a question inside is surer than one outside (area under the curve)."""
    direct: float | None
    """Share of the questions inside that are answered at once."""
    right: float | None
    """Share of the direct answers to questions inside that are right."""
    outside: float | None
    """Share of the questions outside that are answered at once."""
    calibration: float | None
    """By how much certainty misses the share that is right, on average (expected calibration error)."""


def gate(judged: Sequence[Judged]) -> Gate:
    """The figures of a gate over questions with and without an answer."""
    inside = [one for one in judged if one.inside]
    outside = [one for one in judged if not one.inside]
    direct = [one for one in inside if one.direct]
    return Gate(
        area=area([one.sure for one in inside], [one.sure for one in outside]),
        direct=share(one.direct for one in inside),
        right=share(one.right for one in direct),
        outside=share(one.direct for one in outside),
        calibration=calibration_error(judged),
    )


def area(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """The chance that one of the first is above one of the second, ties counting half; None where one is empty."""
    if not higher or not lower:
        return None
    below = sorted(lower)
    total = sum((bisect_left(below, one) + bisect_right(below, one)) / 2 for one in higher)
    return total / (len(higher) * len(lower))


def calibration_error(judged: Sequence[Judged]) -> float | None:
    """How far certainty is from what came true, weighted by how often it was so sure; None for nothing."""
    if not judged:
        return None
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in judged:
        bins[min(BINS - 1, int(one.sure * BINS))].append(one)
    return sum(
        abs(sum(one.sure for one in part) - sum(one.right for one in part)) for part in bins if part
    ) / len(judged)


def share(answers: Iterable[bool]) -> float | None:
    """How many of these are true; None of nothing."""
    listed = list(answers)
    return sum(listed) / len(listed) if listed else None


def overlap(found: Sequence[str], wanted: Sequence[str]) -> tuple[int, int, int]:
    """Of two lists that may hold a thing twice: how many are in both, only found, only wanted."""
    rest, both = list(wanted), 0
    for one in found:
        if one in rest:
            rest.remove(one)
            both += 1
    return both, len(found) - both, len(rest)


def percentile(values: Sequence[float], part: float) -> float | None:
    """The value below which this part of them lies; None of nothing."""
    if not values:
        return None
    return sorted(values)[min(len(values) - 1, math.ceil(part * len(values)) - 1)]
