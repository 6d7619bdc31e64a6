"""Words, errors, synonyms and ranking: what no article and no database is needed for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.helpcentre.article import Article, Readers, Section
from amiabil.domain.helpcentre.packaged import shipped_synonyms
from amiabil.domain.helpcentre.search_entries import MOST, Asked, entry_of
from amiabil.domain.helpcentre.search_rank import Candidate, Known, Meant, Other, meant, rank, rarity
from amiabil.domain.helpcentre.search_words import (
    LETTERS_MAX,
    WORD_LETTERS,
    WORDS_MAX,
    alike,
    errors_between,
    letters_in_threes,
    near_keys,
    read_question,
)
from amiabil.domain.helpcentre.synonyms import made_ready, read_synonyms
from amiabil.foundation.documents import DocumentError


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Când primesc banii înapoi?", ("primesc", "banii", "inapoi")),
        ("rambursări", ("rambursari",)),
        ("ŞTERGE ţeapa", ("sterge", "teapa")),
        ("de la și", ("de", "la", "si")),
        ("bani bani BANI", ("bani",)),
        ("<b>bani</b>", ("b", "bani")),
        ("bani\0\ud800telefon", ("bani", "telefon")),
        ("где мой заказ", ("где", "мои", "заказ")),
        ("電話", ("電話",)),
        ("?!… 🙂", ()),
        ("", ()),
        ("\ud800", ()),
    ],
)
def test_the_telling_words_of_a_question(typed: str, words: tuple[str, ...]) -> None:
    assert read_question(typed).words == words


@pytest.mark.parametrize(("typed", "goes_on"), [("banii inap", True), ("banii ", False), ("ba", False)])
def test_a_last_word_may_go_on(typed: str, goes_on: bool) -> None:
    assert read_question(typed).goes_on is goes_on


@given(st.text(max_size=2000) | st.text(alphabet="a ăﷺ\u0301", min_size=900, max_size=5000))
def test_a_question_is_bounded_whatever_is_typed(typed: str) -> None:
    question = read_question(typed)
    assert len(question.text) <= LETTERS_MAX * 2
    assert len(question.words) <= WORDS_MAX
    assert all(0 < len(word) <= WORD_LETTERS for word in question.words)
    assert read_question(question.text).words == question.words


@pytest.mark.parametrize(
    ("typed", "written", "errors"),
    [
        ("telefon", "telefon", 0),
        ("telfon", "telefon", 1),
        ("teelfon", "telefon", 1),
        ("telefom", "telefon", 1),
        ("tlfon", "telefon", None),
        ("rambursaer", "rambursare", 1),
        ("rmbursre", "rambursare", 2),
        ("bani", "banca", None),
    ],
)
def test_errors_are_counted_up_to_what_a_word_bears(typed: str, written: str, errors: int | None) -> None:
    assert errors_between(typed, written) == errors


@given(st.text(alphabet="abcd", min_size=4, max_size=10), st.data())
def test_one_error_away_always_shares_a_key(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abcd"))
    changed = [
        word[:at] + letter + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + word[at + 1 :],
    ]
    if at + 1 < len(word):
        changed.append(word[:at] + word[at + 1] + word[at] + word[at + 2 :])
    for other in changed:
        if len(other) >= 4:
            assert set(near_keys(word)) & set(near_keys(other)), other
        assert errors_between(other, word) in {0, 1}


@pytest.mark.parametrize("word", ["abc", "12345", "awb123"])
def test_short_words_and_numbers_are_near_nothing(word: str) -> None:
    assert near_keys(word) == []


@given(st.text(max_size=20), st.text(max_size=20))
def test_alikeness_is_a_share(one: str, other: str) -> None:
    first, second = letters_in_threes(one), letters_in_threes(other)
    assert 0 <= alike(first, second) == alike(second, first) <= 1
    assert alike(first, first) in {0.0, 1.0}


# ---- entries -------------------------------------------------------------------------------


def article(**said: str) -> Article:
    given = {"title": "Title", "summary": "Summary.", "body": "Text.", **said}
    return Article(
        key="a", language="en", readers=Readers.BUYERS, topic="other", section=Section.ABOUT, **given
    )


def test_a_word_of_the_title_says_more_than_one_of_the_text() -> None:
    entry = entry_of(article(title="Zebra", body="One two zebra giraffe and more."), str)
    assert 0 < entry.weights["giraffe"] < entry.weights["zebra"] <= MOST


def test_an_entry_has_the_words_of_the_text_without_its_marks() -> None:
    entry = entry_of(article(body="## Head\n\nRead [this one](help:elsewhere) **now**\nor `later`.\n"), str)
    assert entry.text == "Head. Read this one now or later."
    assert "elsewhere" not in entry.weights


# ---- ranking -------------------------------------------------------------------------------


def candidate(key: str, *asked: str, not_this: tuple[str, ...] = (), **weights: float) -> Candidate:
    def ways(texts: tuple[str, ...]) -> tuple[Asked, ...]:
        return tuple(Asked(text, tuple(text.split())) for text in texts)

    return Candidate(0, key, "en", weights, ways(asked), ways(not_this))


def meanings(typed: str) -> tuple[Meant, ...]:
    return tuple(Meant(place, 1.0, {word: 1.0}) for place, word in enumerate(typed.split()))


def order(typed: str, *candidates: Candidate) -> list[str]:
    return [one.candidate.key for one in rank(read_question(typed), meanings(typed), candidates)]


def test_what_is_asked_just_so_comes_first() -> None:
    just_so, longer = (
        candidate("b", "zebra food", zebra=1.0, food=1.0),
        candidate("a", "zebra food for large animals", zebra=1.0, food=1.0),
    )
    assert order("zebra food", longer, just_so) == ["b", "a"]


def test_a_phrase_that_belongs_elsewhere_puts_an_article_back() -> None:
    own, other = (
        candidate("b", "zebra costs", zebra=1.0, price=1.0),
        candidate("a", "zebra costs", not_this=("zebra price",), zebra=1.0, price=1.0),
    )
    assert order("zebra price", own, other) == ["b", "a"]


def test_what_hardly_answers_is_left_out() -> None:
    assert order("zebra food price", candidate("a", "something else", zebra=0.2)) == []


def test_equal_answers_keep_an_order() -> None:
    assert order("zebra", candidate("b", "zebra", zebra=1.0), candidate("a", "zebra", zebra=1.0)) == [
        "a",
        "b",
    ]


def test_a_rare_word_tells_more_and_no_word_tells_nothing() -> None:
    assert rarity(1, 100) > rarity(50, 100) > rarity(100, 100) > 0
    assert rarity(120, 100) > 0


def test_an_unknown_word_stands_for_near_ones_and_a_known_one_for_itself() -> None:
    question = read_question("telfon zebra")
    known = [
        Known(0, "telefon", "telefon", 3, exact=False),
        Known(0, "teflon", "teflon", 1, exact=False),
        Known(0, "telescop", "telescop", 1, exact=False),
        Known(1, "zebra", "zebra", 1, exact=True),
        Known(-1, "horse", "horse", 2, exact=True),
    ]
    first, second = meant(question, known, [Other(1, "horse", 0.5), Other(1, "nowhere", 0.5)], 60)
    assert set(first.stems) == {"telefon", "teflon"}
    assert second.stems == {"zebra": 1.0, "horse": 0.5}


def test_a_question_of_unknown_words_means_nothing() -> None:
    assert meant(read_question("xyzzy"), [], [], 60) == ()


# ---- synonyms ------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ro", "en"])
def test_the_shipped_groups_can_be_read_and_are_enough(language: str) -> None:
    assert len(shipped_synonyms(language)) >= 75


def test_there_are_no_groups_for_other_languages() -> None:
    assert shipped_synonyms("de") == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("groups:\n  - [one]\n", "2 to"),
        ("groups:\n  - [Colet, colet]\n", "twice"),
        ("groups:\n  - [a, b]\n  - [c, B]\n", "already"),
        ("groups:\n  - [a, one two three four five six seven]\n", "words"),
        ("groups:\n  - [a, '?!']\n", "letters or digits"),
        ("groups:\n  - word\n", "groups[0]"),
        ("other: []\n", "groups"),
        ("groups: [", "line"),
    ],
)
def test_groups_that_make_no_sense_are_named(text: str, problem: str) -> None:
    with pytest.raises(DocumentError) as refused:
        read_synonyms(text, name="synonyms.yaml")
    assert problem in str(refused.value) or refused.value.line


def test_a_phrase_stands_for_a_word_and_a_word_for_a_phrase() -> None:
    ready = made_ready([("refund", "money back")], str)
    assert [one.stem for one in ready.others(["money", "back"])] == ["refund"]
    assert [(one.place, one.stem) for one in ready.others(["my", "refund"])] == [(1, "money"), (1, "back")]
    assert ready.others(["back", "money"]) == []
