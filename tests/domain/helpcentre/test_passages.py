"""The passage of an article that answers is one of its own sections, short, and cut after a sentence."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.helpcentre.passages import PASSAGE_LETTERS, best_passage

BODY = """Money comes back to the card.

## How long

The bank needs **five** days.

## Cash

Couriers give no [cash](help:cod-refund).
"""


def test_the_section_that_says_most_of_what_is_asked_is_taken_as_plain_words() -> None:
    assert best_passage(BODY, frozenset({"bank", "days"}), str) == "The bank needs five days."
    assert best_passage(BODY, frozenset({"cash"}), str) == "Couriers give no cash."
    assert best_passage(BODY, frozenset({"long"}), str) == "The bank needs five days.", "the heading counts"


def test_without_a_word_in_common_it_is_the_first_section() -> None:
    assert best_passage(BODY, frozenset({"zebra"}), str) == "Money comes back to the card."
    assert best_passage("", frozenset({"zebra"}), str) == ""


@given(st.lists(st.text("abc ", min_size=1, max_size=80).map(lambda one: f"{one.strip()}x."), max_size=30))
def test_it_ends_with_a_sentence_before_it_is_too_long(sentences: list[str]) -> None:
    passage = best_passage(" ".join(sentences), frozenset(), str)
    assert len(passage) <= PASSAGE_LETTERS
    assert not passage or passage.endswith(".")
