"""Whoever asks for a person gets one, and danger, threats, fraud and law reach people; robot vacuums do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.assistant.packaged import every_red_rule, red_rules, safe_text
from amiabil.domain.assistant.red_rules import QUEUES, Reason, reason_of
from amiabil.domain.support.terms import Priority
from amiabil.foundation.text import fold

DATA = Path(__file__).parents[2] / "data"
LANGUAGES = ["ro", "en"]

TOLD_BY_PEOPLE = {
    *("account-hacked", "report-fraud", "unsafe-product", "out-of-court"),
    *("contact-phone", "chat-with-us", "accessibility"),
}
"""Articles whose questions may well be for a person."""


def phrases(language: str) -> list[tuple[str, str]]:
    lines = (DATA / "assistant" / f"red_{language}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("|") for line in lines if "|" in line and not line.startswith("#")]
    return [(reason.strip(), text.strip()) for reason, text in pairs]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_phrase_brings_a_person_or_does_not(language: str) -> None:
    said = [(reason, text, reason_of(text, every_red_rule()) or "none") for reason, text in phrases(language)]
    assert [one for one in said if one[0] != one[2]] == []
    assert sum(reason != "none" for reason, _text, _found in said) >= 60
    assert sum(reason == "none" for reason, _text, _found in said) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_ordinary_questions_hardly_ever_do(language: str) -> None:
    lines = (DATA / "help_search" / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("|") for line in lines if "|" in line and not line.startswith("#")]
    asked = [text for text, keys in pairs if keys.split()[0] not in TOLD_BY_PEOPLE]
    assert len(asked) >= 75
    fired = [(text, found) for text in asked if (found := reason_of(text, every_red_rule()))]
    assert len(fired) <= 0.03 * len(asked), fired


def test_the_weightiest_reason_counts_and_marks_do_not() -> None:
    assert reason_of("vreau un om, incarcatorul a luat foc", every_red_rule()) is Reason.DANGER
    for language in LANGUAGES:
        for reason, text in phrases(language):
            assert (reason_of(fold(text).upper() + "!!!", every_red_rule()) or "none") == reason


def test_each_reason_has_a_queue_and_words_in_each_language() -> None:
    assert set(QUEUES) == set(Reason)
    for language, rules in red_rules().items():
        assert [rule.reason for rule in rules] == list(Reason), language
    assert QUEUES[Reason.DANGER].priority is Priority.URGENT
    assert "112" in safe_text(Reason.DANGER, "ro")
    assert safe_text(Reason.FRAUD, "ro") != safe_text(Reason.FRAUD, "en") == safe_text(Reason.FRAUD, "de")


@given(st.text(max_size=300))
def test_anything_can_be_typed(typed: str) -> None:
    assert reason_of(typed, every_red_rule()) in {None, *Reason}
