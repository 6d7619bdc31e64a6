"""How is a span of time kept so that the middle of many can be told later? As a step of a ladder that grows by a tenth.

Steps add up over days, lanes and countries, as a median does not. What is told of them is wrong by at most ``ERROR``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

GROWTH = 1.1
"""Each step is this many times as long as the one before."""

SHORTEST = 60.0
"""Seconds of the first step: what took less is not told apart."""

ERROR = math.sqrt(GROWTH) - 1
"""How far, as a share of itself, a span of a minute or more may be from the middle of its step: 4.9 %."""

_LOG = math.log(GROWTH)


def step_of(seconds: float) -> int:
    """The step a span belongs to; 0 for less than a minute."""
    if seconds < SHORTEST:
        return 0
    return 1 + int(math.log(seconds / SHORTEST) / _LOG)


def seconds_of(step: int) -> float:
    """The span a step stands for: its middle as a factor; half a minute for the first."""
    if step <= 0:
        return SHORTEST / 2
    return SHORTEST * math.sqrt(GROWTH) * math.exp(_LOG * (step - 1))


def at_share(steps: Mapping[int, int], share: float) -> float | None:
    """The seconds within which this share of the spans was over (0.5: the median), by rank; None without any."""
    total = sum(steps.values())
    if total <= 0:
        return None
    rank, passed = max(1, math.ceil(share * total)), 0
    for step in sorted(steps):
        passed += steps[step]
        if passed >= rank:
            return seconds_of(step)
    return None
