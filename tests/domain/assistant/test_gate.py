"""The gate answers when it is sure, offers a choice when it is not, and asks when it knows nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.assistant.gate import Band, band, probability
from amiabil.domain.assistant.packaged import calibration

LANGUAGES = ["ro", "en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clear_hit_is_answered_a_close_race_is_a_choice_and_nothing_is_a_question(language: str) -> None:
    model = calibration(language)
    assert band(probability([0.95, 0.5, 0.4], 4, model), model) is Band.ANSWER
    assert band(probability([0.5, 0.49, 0.48], 4, model), model) is Band.CHOICES
    assert band(probability([0.15, 0.14], 4, model), model) is Band.CLARIFY
    assert band(probability([], 4, model), model) is Band.CLARIFY


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_answered_that_is_likelier_wrong_than_right(language: str) -> None:
    model = calibration(language)
    assert 0 < model.choices_from <= model.answer_from
    assert model.answer_from >= 0.5


def test_a_language_that_was_not_measured_is_answered_with_more_care() -> None:
    assert calibration("de").answer_from == max(calibration(one).answer_from for one in LANGUAGES)


@given(
    st.sampled_from(LANGUAGES),
    st.lists(st.floats(0, 1), min_size=1, max_size=5),
    st.integers(0, 16),
    st.floats(0, 0.5),
)
def test_a_better_best_hit_is_never_less_sure(
    language: str, scores: list[float], words: int, more: float
) -> None:
    ranked, model = sorted(scores, reverse=True), calibration(language)
    before = probability(ranked, words, model)
    assert 0 <= before <= probability([ranked[0] + more, *ranked[1:]], words, model) <= 1
