"""How does an article stand in a form, and how is it read from one? Lists are written one to a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amiabil.actions.support_setup import current_setup
from amiabil.desks.articles import facts
from amiabil.domain.helpcentre.article import (
    BODY_MAX,
    KEY_MAX,
    LANGUAGES,
    SUMMARY_MAX,
    TITLE_MAX,
    Article,
    NotThis,
    Phrases,
    Readers,
    Section,
)
from amiabil.domain.written import LINE_MAX
from amiabil.records.help_article_keys import keys
from amiabil.ui.facts import Field, Option
from amiabil.ui.words.tickets import label

ARROW = "=>"
"""Stands between a phrase that belongs elsewhere and the key of the article it belongs to."""

Word = TypeVar("Word", bound=StrEnum)

EMPTY = Article("", LANGUAGES[0], "", "", Readers.BUYERS, "other", Section.ORDERS, "")


def read(given: QueryDict, before: Article) -> Article:
    """The article a form says; what a form does not say stays as ``before``. Nothing is checked here."""
    return Article(
        key=given.get("key", before.key).strip() or before.key,
        language=_one_language(given.get("language"), before.language),
        title=_line(given.get("title", before.title)),
        summary=_line(given.get("summary", before.summary)),
        readers=_one_of(given.get("readers"), before.readers),
        topic=given.get("topic", before.topic)[:KEY_MAX],
        section=_one_of(given.get("section"), before.section),
        body=given.get("body", before.body).replace("\r\n", "\n").strip() + "\n",
        countries=_words(given.get("countries", " ".join(before.countries)).upper()),
        review_by=_day(given.get("review_by")),
        sources=_lines(given.get("sources", "\n".join(before.sources))),
        related=_words(given.get("related", " ".join(before.related))),
        edition=_edition(given.get("edition"), before.edition),
        phrases=Phrases(
            asked_as=_lines(given.get("asked_as", "\n".join(before.phrases.asked_as))),
            not_this=_negatives(given.get("not_this")) if "not_this" in given else before.phrases.not_this,
        ),
    )


def heads(article: Article, errors: Mapping[str, str], *, new: bool) -> list[Field]:
    """The fields above the text; key and language only of a new article."""
    place = [_key(article, errors), _language(article)] if new else []
    return [
        *place,
        Field(
            "title",
            _("Title"),
            value=article.title,
            required=True,
            max_length=TITLE_MAX,
            error=errors.get("title", ""),
        ),
        Field(
            "summary",
            _("Summary"),
            value=article.summary,
            required=True,
            max_length=SUMMARY_MAX,
            hint=_("One sentence, shown in lists and search results."),
            error=errors.get("summary", ""),
        ),
    ]


def body(article: Article, errors: Mapping[str, str]) -> Field:
    """The text."""
    return Field(
        "body",
        _("Text, in Markdown"),
        kind="textarea",
        value=article.body.rstrip("\n"),
        rows=24,
        required=True,
        max_length=BODY_MAX,
        hint=_(
            "Headings begin with ##. Numbers of the policy: {{withdrawal}}. Links: help:KEY, page:orders."
        ),
        error=errors.get("body", ""),
    )


def phrases(article: Article, errors: Mapping[str, str]) -> list[Field]:
    """How people ask for it, and what belongs elsewhere."""
    negatives = (f"{one.phrase} {ARROW} {one.belongs_to}" for one in article.phrases.not_this)
    return [
        Field(
            "asked_as",
            _("How people ask for it"),
            kind="textarea",
            value="\n".join(article.phrases.asked_as),
            rows=10,
            hint=_("One to a line, in their words; search and assistant find the article by them."),
            error=errors.get("asked_as", ""),
            optional=_("optional"),
        ),
        Field(
            "not_this",
            _("What sounds like it and belongs elsewhere"),
            kind="textarea",
            value="\n".join(negatives),
            rows=4,
            hint=_("One to a line: the phrase, then => and the address of the other article."),
            error=errors.get("not_this", ""),
            optional=_("optional"),
        ),
    ]


def about(article: Article, errors: Mapping[str, str]) -> list[Field]:
    """What is said about the article. Two statements, for topics and editions."""
    return [
        _select(
            "section",
            _("Shelf"),
            [(one.value, facts.section_name(one)) for one in Section],
            article.section.value,
        ),
        _select(
            "readers",
            _("For whom"),
            [(one.value, facts.readers_name(one)) for one in Readers],
            article.readers.value,
        ),
        _select(
            "topic",
            _("Topic"),
            _topics(article.topic),
            article.topic,
        ),
        _edition_field(article),
        Field(
            "review_by",
            _("To be read again by"),
            kind="date",
            value=article.review_by.isoformat() if article.review_by else "",
            error=errors.get("review_by", ""),
            optional=_("optional"),
        ),
        Field(
            "countries",
            _("Countries"),
            value=" ".join(article.countries),
            hint=_("Codes such as RO; empty: everywhere."),
            error=errors.get("countries", ""),
            optional=_("optional"),
        ),
        Field(
            "related",
            _("Related articles"),
            value=" ".join(article.related),
            hint=_("Their addresses, with a space between."),
            error=errors.get("related", ""),
            optional=_("optional"),
        ),
        Field(
            "sources",
            _("Sources"),
            kind="textarea",
            value="\n".join(article.sources),
            rows=3,
            hint=_("Laws and decisions, one to a line."),
            error=errors.get("sources", ""),
            optional=_("optional"),
        ),
    ]


def note(value: str) -> Field:
    """A word for the second person."""
    return Field(
        "note",
        _("What changes, in a line"),
        value=value,
        max_length=LINE_MAX,
        optional=_("optional"),
    )


def _key(article: Article, errors: Mapping[str, str]) -> Field:
    return Field(
        "key",
        _("Address"),
        value=article.key,
        required=True,
        max_length=KEY_MAX,
        hint=_("The same in every language: small letters, digits, hyphens."),
        error=errors.get("key", ""),
    )


def _language(article: Article) -> Field:
    named = [(code, facts.language_name(code)) for code in LANGUAGES]
    return _select("language", _("Language"), named, article.language)


def _topics(chosen: str) -> list[tuple[str, str]]:
    """Every topic by its title in the editor's language; one that the set-up does not know any more by its key."""
    named = {topic.key: label(topic.labels, get_language() or "") for topic in current_setup().topics}
    return [*named.items(), *([(chosen, chosen)] if chosen not in named else [])]


def _edition_field(article: Article) -> Field:
    """What the version does to the other languages, as the edition it has."""
    newest = max(keys().edition.get(article.key, 1), 1)
    told = [
        (newest + 1, _("Says something new: the other languages fall behind")),
        (newest, _("Says what the newest language says")),
    ]
    if article.edition < newest:
        told.append((article.edition, _("Is still behind another language")))
    return _select(
        "edition", _("What it says"), [(str(one), text) for one, text in told], str(article.edition)
    )


def _select(name: str, label: str, named: list[tuple[str, str]], chosen: str) -> Field:
    options = tuple(Option(value, text, selected=value == chosen) for value, text in named)
    return Field(name, label, kind="select", value=chosen, options=options)


def _one_language(code: str | None, before: str) -> str:
    return code if code in LANGUAGES else before


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for one in text.splitlines() if (line := _line(one)))


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def _negatives(text: str | None) -> tuple[NotThis, ...]:
    parts = (line.rpartition(ARROW) if ARROW in line else (line, ARROW, "") for line in _lines(text or ""))
    return tuple(NotThis(_line(phrase), key.strip()) for phrase, _arrow, key in parts)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _edition(text: str | None, before: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 5 else before


def _one_of(text: str | None, before: Word) -> Word:
    """The word of the set ``before`` is of that is written so; ``before`` when none is."""
    return next((one for one in type(before) if one.value == text), before)
