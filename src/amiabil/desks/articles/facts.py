"""What do the pages about articles show? States, problems and dates in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.actions import help_articles
from amiabil.actions.policies import rules_at
from amiabil.desks.assistance.frame import frame as help_frame
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import Article, Readers, Section
from amiabil.domain.helpcentre.life import State
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.help_article_versions import Version
from amiabil.ui.facts import Chip, DeskFrame
from amiabil.ui.help_articles import fill, render
from amiabil.ui.help_problems import sentence
from amiabil.ui.words.articles import READERS, SECTIONS, STATES

WHO = (Role.OPERATOR, Role.ADMIN)

_TONES = {
    State.DRAFT: ("plain", "note-pencil"),
    State.REVIEW: ("warn", "users"),
    State.SCHEDULED: ("brand", "clock"),
    State.PUBLISHED: ("good", "check-circle"),
    State.OFFERED: ("brand", "package"),
}


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """What is wrong, in words; ``line`` is empty where it is no line of the text. ``grave`` keeps it from readers."""

    text: str
    line: str
    grave: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """An article as its readers see it; ``html`` is clean."""

    title: str
    summary: str
    html: str
    language: str


def frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    """Around every page about articles. No statement."""
    return help_frame(request, viewer, "articles")


def chip(state: State) -> Chip:
    """The state of a version in a word."""
    tone, icon = _TONES.get(state, ("plain", ""))
    return Chip(str(STATES[state]), tone, icon)  # type: ignore[arg-type]  # tones of the table above


def language_name(code: str) -> str:
    """A language, named in itself."""
    return dict(settings.LANGUAGES).get(code, code)


def section_name(section: Section) -> str:
    """A shelf of the help centre."""
    return str(SECTIONS[section])


def readers_name(readers: Readers) -> str:
    """Whom an article is for."""
    return str(READERS[readers])


def address(version: Version, page: str = "version", *more: object) -> str:
    """The address of a page about a version."""
    here = version.article
    return reverse(f"articles:{page}", args=[here.key, here.language, version.number, *more])


def problems(article: Article, viewer: Viewer) -> list[ToldProblem]:
    """What is wrong with an article, what keeps it from readers first."""
    found = sorted(help_articles.problems(article), key=lambda one: (not one.is_grave, one.line))
    return [
        ToldProblem(
            sentence(one, viewer.language),
            _("Line %(line)s") % {"line": one.line} if one.line else "",
            one.is_grave,
        )
        for one in found
    ]


def rendered(article: Article) -> Rendered:
    """An article as it would be read now, with the numbers of the policy in force. One statement."""
    policy, marketplace = rules_at(clock.now()).general(), settings.AMIABIL_MARKETPLACE
    return Rendered(
        fill(article.title, article.language, policy, marketplace),
        fill(article.summary, article.language, policy, marketplace),
        render(article.body, article.language, policy, marketplace),
        article.language,
    )
