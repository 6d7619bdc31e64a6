"""Two spellings of one word are one word for search and sorting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.foundation.text import fold


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
