"""What of an article is found: how much each of its words says, and how people ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from amiabil.domain.helpcentre.article import Article
from amiabil.domain.helpcentre.search_words import Stem, telling_words, words_of
from amiabil.foundation.markdown import to_text
from amiabil.foundation.text import fold

RULES = 2
"""Grows with every change of how articles are read: what is kept by another number is read again."""

SATURATION = 1.2
"""How soon saying a word again stops to tell more (BM25's k1)."""

MOST = 1 + SATURATION
"""What a word can weigh at most."""

_FIELDS = {
    "title": (4.0, 0.2, 6.0),
    "asked": (1.5, 0.3, 70.0),
    "summary": (2.0, 0.3, 14.0),
    "body": (1.0, 0.7, 170.0),
}
"""Of each part of an article: what a word in it counts, how much its length matters, and its usual length in words."""


class Asked(NamedTuple):
    """A way to ask, as it is compared: folded, and the stems of its telling words. A search makes hundreds of them."""

    text: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of an article to find it by.

    ``weights`` are of stems (0 to ``MOST``), ``spellings`` the written words and their stems, ``asked`` the title and
    the ways people ask for it, ``not_this`` what sounds like it. ``text`` is its body as plain words.
    """

    weights: Mapping[str, float]
    spellings: Mapping[str, str]
    asked: tuple[Asked, ...]
    not_this: tuple[Asked, ...]
    text: str


def entry_of(article: Article, stem: Stem) -> Entry:
    """What is kept of an article."""
    text = to_text(article.body)
    ways = (article.title, *article.phrases.asked_as)
    parts = {
        "title": telling_words(article.title),
        "asked": [word for way in article.phrases.asked_as for word in telling_words(way)],
        "summary": telling_words(article.summary),
        "body": telling_words(text),
    }
    spellings = {word: stem(word) for words in parts.values() for word in words}
    return Entry(
        weights=_weights({name: [spellings[word] for word in words] for name, words in parts.items()}),
        spellings=spellings,
        asked=tuple(_asked(way, stem) for way in ways),
        not_this=tuple(_asked(one.phrase, stem) for one in article.phrases.not_this),
        text=text,
    )


def _asked(way: str, stem: Stem) -> Asked:
    return Asked(
        " ".join(words_of(fold(way))), tuple(dict.fromkeys(stem(word) for word in telling_words(way)))
    )


def _weights(parts: Mapping[str, list[str]]) -> dict[str, float]:
    """BM25 over weighted fields, without the rarity of words: that is known only when somebody asks."""
    said: Counter[str] = Counter()
    for name, stems in parts.items():
        counts, length, usual = _FIELDS[name]
        scale = counts / (1 - length + length * len(stems) / usual)
        for stem, times in Counter(stems).items():
            said[stem] += times * scale  # type: ignore[assignment]  # a Counter of amounts
    return {stem: round(much * MOST / (much + SATURATION), 4) for stem, much in said.items()}
