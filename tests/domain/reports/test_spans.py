"""The middle of many spans, told from a ladder of steps, is right within what is promised."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.reports.spans import ERROR, SHORTEST, at_share, seconds_of, step_of

YEAR = 365 * 86_400


@given(st.floats(SHORTEST, 5 * YEAR))
def test_a_step_stands_for_its_spans_within_the_promise(seconds: float) -> None:
    told = seconds_of(step_of(seconds))
    assert abs(told - seconds) / min(told, seconds) <= ERROR + 1e-9


@given(st.lists(st.floats(SHORTEST, 3 * YEAR), min_size=1, max_size=60), st.sampled_from([0.5, 0.9, 1.0]))
def test_a_share_is_that_of_the_spans_themselves_within_the_promise(spans: list[float], share: float) -> None:
    exact = sorted(spans)[max(1, math.ceil(share * len(spans))) - 1]
    told = at_share(Counter(map(step_of, spans)), share)
    assert told is not None
    assert abs(told - exact) / min(told, exact) <= ERROR + 1e-9


def test_what_took_less_than_a_minute_is_not_told_apart() -> None:
    assert {step_of(0), step_of(-3), step_of(59.9)} == {0}
    assert step_of(SHORTEST) == 1


@pytest.mark.parametrize("steps", [{}, {3: 0}])
def test_nothing_has_no_middle(steps: dict[int, int]) -> None:
    assert at_share(steps, 0.5) is None


def test_later_spans_never_have_an_earlier_step() -> None:
    steps = [step_of(seconds) for seconds in range(0, 100_000, 7)]
    assert steps == sorted(steps)
