"""What is an article? One topic in one language, with the ways people ask for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique

LANGUAGES = ("ro", "en")
"""The languages the product speaks; in each of them an article is missed where it is not."""

KEY_MAX = 80
TITLE_MAX = 120
SUMMARY_MAX = 160
BODY_MAX = 20_000
"""Letters: ten times the longest article that anybody reads to its end."""
PHRASE_MAX = 160
PHRASES_MAX = 60
NOT_THIS_MAX = 20
SOURCE_MAX = 300
LISTED_MAX = 30
"""Sources, related articles, countries and former keys of one article."""

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_COUNTRY = re.compile(r"[A-Z]{2}")


@unique
class Readers(StrEnum):
    """Whom an article is written for."""

    BUYERS = "buyers"
    SELLERS = "sellers"
    EVERYONE = "everyone"


@unique
class Section(StrEnum):
    """The shelf an article stands on, in the order of the start page."""

    ORDERS = "orders"
    DELIVERY = "delivery"
    DISPUTES = "disputes"
    RETURNS = "returns"
    REFUNDS = "refunds"
    PAYMENTS = "payments"
    ACCOUNT = "account"
    SELLERS = "sellers"
    SAFETY = "safety"
    CONTACT = "contact"
    RIGHTS = "rights"
    ABOUT = "about"


@dataclass(frozen=True, slots=True)
class NotThis:
    """A phrase that sounds like this article and is answered by another one."""

    phrase: str
    belongs_to: str


@dataclass(frozen=True, slots=True)
class Phrases:
    """How people ask for an article, and what sounds like it but is not."""

    asked_as: tuple[str, ...] = ()
    not_this: tuple[NotThis, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """What one article says in one language; ``body`` is Markdown.

    ``edition`` counts what the article *says*: languages that say the same have the same edition, and a lower one is a
    stale translation. ``formerly`` are keys it had before; ``countries`` is empty where it holds everywhere.
    """

    key: str
    language: str
    title: str
    summary: str
    readers: Readers
    topic: str
    section: Section
    body: str
    countries: tuple[str, ...] = ()
    review_by: date | None = None
    sources: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()
    edition: int = 1
    phrases: Phrases = Phrases()


def is_key(text: str) -> bool:
    """Whether this can be the key of an article, a topic or a section."""
    return len(text) <= KEY_MAX and _KEY.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """Whether this looks like the code of a language."""
    return _LANGUAGE.fullmatch(text) is not None


def is_country(text: str) -> bool:
    """Whether this looks like the code of a country."""
    return _COUNTRY.fullmatch(text) is not None
