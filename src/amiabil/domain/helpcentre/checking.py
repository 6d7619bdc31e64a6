"""What is wrong with an article, by itself and beside the others? For ``amiabil help check`` and the desk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from amiabil.domain.helpcentre.article import Article
from amiabil.domain.helpcentre.links import article_key, is_outside, product_page
from amiabil.domain.helpcentre.values import NAMES, named
from amiabil.foundation.errors import Fact
from amiabil.foundation.markdown import Outline, outline
from amiabil.foundation.text import fold

WORDS: Final = (150, 500)
"""Of the text of an article: less does not answer, more is not read."""
ASKED_AS: Final = (15, 25)
NOT_THIS: Final = 3

GRAVE = frozenset(
    {
        "html_in_article",
        "image_in_article",
        "link_to_nothing",
        "unknown_value",
        "first_heading",
        "unknown_topic",
    }
)
"""What keeps an article from being published; everything else is advice to whoever writes here."""

_CEDILLAS = re.compile("[şŞţŢ]")
_BRACES = re.compile(r"\{\{[^{}\n]*\}\}")
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong: ``code`` with its facts, in a line of the text (0: in the front matter or the phrases)."""

    code: str
    key: str
    language: str
    line: int = 0
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def is_grave(self) -> bool:
        """Whether the article cannot become public like this."""
        return self.code in GRAVE


@dataclass(frozen=True, slots=True)
class Known:
    """What an article may name: keys of articles, topics, and the languages there are."""

    keys: frozenset[str]
    topics: frozenset[str]
    languages: tuple[str, ...]


def check(articles: Sequence[Article], known: Known) -> tuple[Problem, ...]:
    """Everything that is wrong with a whole help centre, by language and key."""
    found = [problem for one in articles for problem in check_article(one, known)]
    found += _across_languages(articles, known)
    found += _same_phrases(articles)
    return tuple(sorted(found, key=lambda one: (one.language, one.key, one.line, one.code)))


def check_article(article: Article, known: Known) -> tuple[Problem, ...]:
    """What is wrong with one article by itself."""
    held = outline(article.body)
    found = [
        *_text(article, held),
        *_links(article, held, known),
        *_names(article),
        *_metadata(article, known),
        *_phrases(article, known),
    ]
    return tuple(Problem(code, article.key, article.language, line, facts) for code, line, facts in found)


_Found = Iterator[tuple[str, int, dict[str, Fact]]]


def _text(article: Article, held: Outline) -> _Found:
    for part in held.html:
        yield "html_in_article", part.line, {"text": part.text[:60]}
    for part in held.images:
        yield "image_in_article", part.line, {"text": part.text[:60]}
    for level, part in held.headings:
        if level < 2:
            yield "first_heading", part.line, {"text": part.text[:60]}
    low, high = WORDS
    if not low <= held.words <= high:
        yield "words_of_article", 0, {"count": held.words, "low": low, "high": high}
    if article.language == "ro":
        for number, line in enumerate(article.body.splitlines(), 1):
            if _CEDILLAS.search(line):
                yield "cedilla", number, {}
        heads = (article.title, article.summary, *article.phrases.asked_as)
        if any(map(_CEDILLAS.search, heads)):
            yield "cedilla", 0, {}


def _links(article: Article, held: Outline, known: Known) -> _Found:
    for part in held.links:
        key = article_key(part.text)
        leads = key in known.keys if key is not None else product_page(part.text) or is_outside(part.text)
        if not leads:
            yield "link_to_nothing", part.line, {"target": part.text[:120]}
    for key in {*article.related, *(one.belongs_to for one in article.phrases.not_this)} - known.keys:
        yield "link_to_nothing", 0, {"target": key}


def _names(article: Article) -> _Found:
    for number, line in enumerate((f"{article.title} {article.summary}", *article.body.splitlines())):
        for name in named(line):
            if name not in NAMES:
                yield "unknown_value", number, {"name": name[:60]}
        if "{{" in _BRACES.sub("", line) or "}}" in _BRACES.sub("", line):
            yield "unknown_value", number, {"name": "{{"}


def _metadata(article: Article, known: Known) -> _Found:
    if article.topic not in known.topics:
        yield "unknown_topic", 0, {"topic": article.topic}
    if article.language not in known.languages:
        yield "unknown_article_language", 0, {"code": article.language}
    if article.key in article.related:
        yield "related_to_itself", 0, {}
    if article.review_by is None:
        yield "no_review_day", 0, {}


def _phrases(article: Article, known: Known) -> _Found:
    low, high = ASKED_AS
    asked = [_bare(one) for one in article.phrases.asked_as]
    if not low <= len(asked) <= high:
        yield "count_of_phrases", 0, {"count": len(asked), "low": low, "high": high}
    if len(article.phrases.not_this) < NOT_THIS:
        yield "count_of_negatives", 0, {"count": len(article.phrases.not_this), "low": NOT_THIS}
    for at, phrase in enumerate(article.phrases.asked_as):
        if asked[at] in asked[:at]:
            yield "phrase_twice", 0, {"phrase": phrase}
    for one in article.phrases.not_this:
        if _bare(one.phrase) in asked or one.belongs_to == article.key:
            yield "negative_is_own", 0, {"phrase": one.phrase}


def _across_languages(articles: Iterable[Article], known: Known) -> Iterator[Problem]:
    by_key: dict[str, list[Article]] = defaultdict(list)
    for one in articles:
        by_key[one.key].append(one)
    for key, spoken in by_key.items():
        newest = max(one.edition for one in spoken)
        for language in known.languages:
            if language not in {one.language for one in spoken}:
                yield Problem("missing_translation", key, language)
        for one in spoken:
            if one.edition < newest:
                yield Problem("stale_translation", key, one.language, facts={"edition": newest})
        for name in ("readers", "topic", "section", "countries"):
            if len({getattr(one, name) for one in spoken}) > 1:
                told = "audience" if name == "readers" else name
                yield Problem("languages_disagree", key, spoken[-1].language, facts={"name": told})


def _same_phrases(articles: Iterable[Article]) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for one in articles:
        for phrase in one.phrases.asked_as:
            other = taken.setdefault((one.language, _bare(phrase)), one.key)
            if other != one.key:
                facts: dict[str, Fact] = {"phrase": phrase, "other": other}
                yield Problem("phrase_taken", one.key, one.language, facts=facts)


def _bare(phrase: str) -> str:
    """A phrase as search compares it: without case, marks and punctuation."""
    return _NO_WORD.sub(" ", fold(phrase)).strip()
