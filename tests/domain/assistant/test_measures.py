"""The measures of an evaluation, against examples worked out by hand."""

from __future__ import annotations

import pytest

from amiabil.domain.assistant.measures import (
    Judged,
    area,
    calibration_error,
    gate,
    overlap,
    percentile,
    retrieval,
)


def test_retrieval_counts_places() -> None:
    found = retrieval([1, 2, 4, None])
    assert (found.questions, found.first, found.among_three) == (4, 0.25, 0.5)
    assert found.reciprocal == pytest.approx((1 + 0.5 + 0.25) / 4)
    assert retrieval([]).questions == 0


@pytest.mark.parametrize(
    ("higher", "lower", "wanted"),
    [
        ([0.9, 0.8], [0.1], 1.0),
        ([0.5], [0.5], 0.5),
        ([0.1], [0.9], 0.0),
        ([0.9, 0.1], [0.5], 0.5),
        ([], [0.5], None),
    ],
)
def test_area_is_the_chance_of_being_above(
    higher: list[float], lower: list[float], wanted: float | None
) -> None:
    assert area(higher, lower) == wanted


def test_the_gate_is_measured_on_questions_inside_and_outside() -> None:
    found = gate(
        [
            Judged(0.9, direct=True, inside=True, right=True),
            Judged(0.8, direct=True, inside=True, right=False),
            Judged(0.2, direct=False, inside=True, right=True),
            Judged(0.7, direct=True, inside=False, right=False),
            Judged(0.1, direct=False, inside=False, right=False),
        ]
    )
    assert found.direct == pytest.approx(2 / 3)
    assert (found.right, found.outside) == (0.5, 0.5)
    assert found.area == pytest.approx(5 / 6)


def test_certainty_that_comes_true_has_no_error() -> None:
    sure = [Judged(1.0, direct=True, inside=True, right=True)] * 3
    assert calibration_error(sure) == 0
    assert calibration_error([Judged(0.95, direct=True, inside=True, right=False)]) == pytest.approx(0.95)
    assert calibration_error([]) is None


def test_overlap_counts_a_thing_as_often_as_it_is_there() -> None:
    assert overlap(["CARD", "CARD", "CVV"], ["CARD", "EMAIL"]) == (1, 2, 1)


def test_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0, 4.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0, 4.0], 0.95) == 4.0
    assert percentile([], 0.95) is None
