"""What do pages of the help centre hand to their templates?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from amiabil.ui.facts import Link, Moment


@dataclass(frozen=True, slots=True)
class ShelfFact:
    """A section with some of its articles; ``all`` leads to the rest, None when these are all."""

    name: Link
    articles: tuple[Link, ...]
    all: Link | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a list: where it is, what it says in one sentence, and what is to be known about it."""

    link: Link
    summary: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ArticleFact:
    """An article as it is shown. ``language`` is that of its text; ``other`` says so when it is not the page's."""

    key: str
    title: str
    summary: str
    html: SafeString
    contents: tuple[Link, ...]
    updated: Moment
    language: str
    other: str = ""
    countries: str = ""
    sources: tuple[str, ...] = ()
    related: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its choices in the form of an article."""

    value: str
    text: str
