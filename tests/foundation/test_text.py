"""Two spellings of one word are one word for search and sorting."""

from __future__ import annotations

import re
from unicodedata import combining

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.foundation.text import MARKS_IN_A_ROW, fold, steady


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ŞTEFAN", "ștefan"),
        ("ţară", "țara"),
        ("Straße", "STRASSE"),
        ("ﬁrmă", "firma"),
        ("İstanbul", "istanbul"),
        ("Crème", "creme"),
    ],
)
def test_spellings_that_people_take_for_the_same_are_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_words_stay_different() -> None:
    assert fold("casa") != fold("case")


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_folding_twice_changes_no_letter_of_any_living_script() -> None:
    letters = (chr(n) for n in range(0x3000))
    assert [c for c in letters if fold(fold(c)) != fold(c)] == []


@given(st.text(alphabet="aș€ệ—\u0300\u0323\u05b0", max_size=200))
def test_only_marks_beyond_thirty_in_a_row_are_taken_away(text: str) -> None:
    kept = steady(text)
    assert "".join(c for c in kept if not combining(c)) == "".join(c for c in text if not combining(c))
    assert all(len(row) <= MARKS_IN_A_ROW for row in re.findall("[\u0300\u0323\u05b0]+", kept))
    assert kept == text or len(kept) < len(text)


def test_a_row_of_marks_is_cut() -> None:
    assert steady("a" + "\u0300" * 40 + "b") == "a" + "\u0300" * MARKS_IN_A_ROW + "b"
    assert steady("aș — 12 €") == "aș — 12 €"
