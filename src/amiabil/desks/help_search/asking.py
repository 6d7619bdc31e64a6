"""Which days and which language is a report on help about, and what stands around it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, unique
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from amiabil.desks.assistance.frame import frame as of_help
from amiabil.desks.supervisor.frame import frame as supervisors
from amiabil.domain.access import Act, Viewer, may
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.help_search_log import Since
from amiabil.ui import formats
from amiabil.ui.facts import DeskFrame, Link, Option
from amiabil.ui.paging import address

WHO = (Role.SUPERVISOR, Role.OPERATOR, Role.ADMIN)
SPANS = (7, 30, 90, 365)
_USUAL = 30


@unique
class Shown(StrEnum):
    """Which list is read: of searches, of articles, or of words."""

    MISSED = "missed"
    MOST = "most"
    OPENED = "opened"
    ARTICLES = "articles"
    WORDS = "words"


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: so many days up to today, in one language or (empty) in all."""

    days: int
    since: Since

    @property
    def kept(self) -> Mapping[str, str]:
        """What stays in the addresses of other lists."""
        return {"days": str(self.days), "language": self.since.language}


def question(request: HttpRequest) -> Question:
    """What the address asks; thirty days and every language where it names none that there are."""
    given = request.GET
    days = next((span for span in SPANS if str(span) == given.get("days")), _USUAL)
    language = given["language"] if given.get("language") in LANGUAGES else ""
    return Question(days, Since(clock.now().date() - timedelta(days=days - 1), language))


def facts_of(request: HttpRequest, viewer: Viewer, asked: Question, shown: Shown) -> dict[str, Any]:
    """What every list has around it: the frame of the reader's desk, the other lists, days and languages."""
    language = asked.since.language
    return {
        "frame": _frame(request, viewer),
        "home": request.path,
        "shown": shown.value,
        "hidden": shown.value if shown not in _PAGES else "",
        "filters": [Link(text, _address(one, asked), current=one is shown) for one, text in _names()],
        "spans": _spans(asked.days, viewer),
        "languages": [Option("", _("All languages"), selected=not language), *_languages(language)],
    }


def article_url(viewer: Viewer, key: str, language: str) -> str:
    """Where one looks further: the article's desk, or the article itself for who does not write articles."""
    if may(viewer, Act.MANAGE_ARTICLES):
        return reverse("articles:article", args=[key, language])
    return f"/{language}/help/{key}"


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    if viewer.role is Role.SUPERVISOR:
        return supervisors(request, viewer, "reports:report")
    return of_help(request, viewer, "help_search")


_PAGES: Mapping[Shown, str] = {Shown.ARTICLES: "help_search:articles", Shown.WORDS: "help_search:words"}
"""The lists that have a page of their own; the others share one."""


def _address(shown: Shown, asked: Question) -> str:
    if shown in _PAGES:
        return address(reverse(_PAGES[shown]), **asked.kept)
    return address(reverse("help_search:searches"), show=shown.value, **asked.kept)


def _names() -> tuple[tuple[Shown, str], ...]:
    return (
        (Shown.MISSED, _("Found nothing")),
        (Shown.MOST, _("Looked for most")),
        (Shown.OPENED, _("Opened most")),
        (Shown.ARTICLES, _("How articles do")),
        (Shown.WORDS, _("What readers wrote")),
    )


def _spans(chosen: int, viewer: Viewer) -> list[Option]:
    return [
        Option(
            str(days),
            _("The last %(days)s") % {"days": formats.days(days, viewer.language)},
            selected=days == chosen,
        )
        for days in SPANS
    ]


def _languages(chosen: str) -> list[Option]:
    return [
        Option(code, str(get_language_info(code)["name_translated"]), selected=code == chosen)
        for code in LANGUAGES
    ]
