"""Articles as files: read, written and read again; what cannot be read is told with its line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.helpcentre.article import Article, NotThis, Phrases, Readers, Section
from amiabil.domain.helpcentre.files import (
    FILE_MAX,
    article_file,
    phrases_file,
    read_article,
    read_phrases,
)
from amiabil.foundation.documents import DocumentError
from tests.help_files import sample, samples

GOOD = """---
key: my-key
title: "A title: with a colon"
summary: One sentence.
audience: buyers
topic: refund
section: refunds
---
Text.
"""


def test_the_samples_are_read_with_their_phrases() -> None:
    romanian = sample(language="ro")
    assert (romanian.key, romanian.readers, romanian.section) == (
        "refund-not-received",
        Readers.BUYERS,
        Section.REFUNDS,
    )
    assert romanian.countries == ("RO",) and romanian.review_by == date(2027, 5, 31)
    assert romanian.phrases.asked_as == ("unde sunt banii mei", "banii înapoi")
    assert romanian.phrases.not_this == (NotThis("stare disputa", "dispute-status"),)
    assert len(samples()) == 3


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ("key: my-key", "key: My Key", 2, "small letters"),
        ("audience: buyers", "audience: people", 5, "'people' is not one of buyers, sellers, everyone"),
        ("section: refunds", "section: shelf", 7, "'shelf' is not one of"),
        ("section: refunds", "section: refunds\nshoe: 1", 8, "unknown key 'shoe'"),
        ("section: refunds", "section: refunds\ncountries: [ro]", 8, "two capital letters"),
        ("section: refunds", "section: refunds\nreview_by: soon", 8, "a date"),
        ("section: refunds", "section: refunds\nedition: 0", 8, "from 1"),
        ("summary: One sentence.", f"summary: {'x' * 161}", 4, "161 characters"),
        ("summary: One sentence.", "summary: ''", 4, "text is missing"),
        ("topic: refund\n", "", 2, "'topic' is missing"),
        ("---\nText", "Text", 1, "front matter"),
        ("Text.", " ", 0, "no text"),
        ("Text.", "x" * 20_001, 0, "at most 20000"),
        ("Text.", "x" * FILE_MAX, 0, "more than"),
        ("Text.", "a\0b", 0, "no text"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(right: str, wrong: str, line: int, said: str) -> None:
    with pytest.raises(DocumentError, match=said) as told:
        read_article(GOOD.replace(right, wrong, 1), language="en", name="en/my-key.md")
    assert (told.value.line, told.value.name) == (line, "en/my-key.md")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("asked_as: words", "a list is expected"),
        ("asked_as: ['']", "text is missing"),
        ("asked_as: [1]", "text is expected"),
        ("not_this: [a phrase]", "a map is expected"),
        ("not_this: [{phrase: a}]", "'belongs_to' is missing"),
        ("something: []", "unknown key"),
        (f"asked_as: [{', '.join(f'a{n}' for n in range(61))}]", "at most 60"),
    ],
)
def test_phrases_that_cannot_be_read_are_told(text: str, said: str) -> None:
    with pytest.raises(DocumentError, match=said):
        read_phrases(text)


_line = (
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)
    .map(lambda text: " ".join(text.split()))
    .filter(lambda text: bool(text) and text.isprintable())
)
_key = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
_phrases = st.builds(
    Phrases,
    asked_as=st.lists(_line, max_size=4).map(tuple),
    not_this=st.lists(st.builds(NotThis, _line, _key), max_size=3).map(tuple),
)
_articles = st.builds(
    Article,
    key=_key,
    language=st.just("ro"),
    title=_line,
    summary=_line,
    readers=st.sampled_from(Readers),
    topic=_key,
    section=st.sampled_from(Section),
    body=_line.map(lambda text: f"{text}\n\n---\n\n* {text}\n"),
    countries=st.lists(st.sampled_from(["RO", "NO", "MD"]), max_size=2, unique=True).map(tuple),
    review_by=st.none() | st.dates(),
    sources=st.lists(_line, max_size=2).map(tuple),
    related=st.lists(_key, max_size=2).map(tuple),
    formerly=st.lists(_key, max_size=2).map(tuple),
    edition=st.integers(1, 99),
    phrases=_phrases,
)


@given(_articles)
def test_what_is_written_is_read_as_the_same_article(article: Article) -> None:
    phrases = read_phrases(phrases_file(article.phrases))
    assert read_article(article_file(article), language="ro", phrases=phrases) == article


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    for whole in (text, f"---\n{text}\n---\nx"):
        with pytest.raises(DocumentError):
            read_article(whole, language="en")
