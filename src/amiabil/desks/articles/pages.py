"""Reading a version of an article: as its readers see it, what is wrong, what may be done, against another one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions import help_articles as actions
from amiabil.desks.articles import facts
from amiabil.desks.assistance.comparing import pairs
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.policies.facts import people
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.article import LANGUAGES
from amiabil.domain.helpcentre.files import article_file, phrases_file
from amiabil.domain.helpcentre.life import BY_A_SECOND, OPEN, State, Step, open_steps
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock
from amiabil.records import help_article_versions as records
from amiabil.records.help_article_versions import Version
from amiabil.ui.facts import Link, Notice
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.help_articles import article_address
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff

_MOST_LISTED = 100


@require_safe
@for_staff(*facts.WHO)
def article(request: HttpRequest, viewer: Viewer, key: str, language: str) -> HttpResponseBase:
    """The version somebody works on, else the public one, else the newest. Raises ``NotFound``."""
    for states in (tuple(OPEN), (State.PUBLISHED,), tuple(State)):
        one = records.in_states(viewer, key, language, states)
        if one is not None:
            return HttpResponseRedirect(facts.address(one))
    raise NotFound


@require_safe
@for_staff(*facts.WHO)
def version(request: HttpRequest, viewer: Viewer, key: str, language: str, number: int) -> HttpResponseBase:
    """One version. Raises ``NotFound``."""
    return shown(request, viewer, actions.found(viewer, key, language, number))


def shown(
    request: HttpRequest, viewer: Viewer, one: Version, refusal: AmiabilError | None = None
) -> HttpResponse:
    """The page of a version, with the refusal of a step on top where there was one."""
    reader, here = home_reader(viewer), one.article
    steps = open_steps(one.state, by=viewer.ref, authors=one.authors)
    told = describe(refusal, viewer.language, viewer.zone).text if refusal else ""
    page = {
        "frame": facts.frame(request, viewer),
        "home": reverse("articles:list"),
        "one": one,
        "chip": facts.chip(one.state),
        "notice": Notice(told, tone="bad") if refusal else None,
        "article": facts.rendered(here),
        "problems": facts.problems(here, viewer) if one.state in OPEN else [],
        "authors": people(one.authors),
        "decided_by": people([one.decided_by]) if one.decided_by else "",
        "review_by": reader.day(_noon(here.review_by)) if here.review_by else "",
        "changed_at": reader.moment(one.changed_at),
        "publish_at": reader.moment(one.publish_at) if one.publish_at else None,
        "published_at": reader.moment(one.published_at) if one.published_at else None,
        "section": facts.section_name(here.section),
        "readers": facts.readers_name(here.readers),
        "languages": _languages(viewer, one),
        "public_url": article_address(here.key, here.language) if one.state is State.PUBLISHED else "",
        "urls": {step.value: facts.address(one, "step", step.value) for step in Step},
        "write_url": facts.address(one, "write"),
        "draft_url": facts.address(one, "step", "draft"),
        "rename_url": facts.address(one, "step", "rename"),
        "may": {step.value: step in steps for step in Step},
        "waits_for_second": one.state is State.REVIEW and not steps & BY_A_SECOND,
        "may_begin": one.state not in OPEN,
        "versions": _versions(viewer, one),
        "plan": _tomorrow(viewer),
        "zone": viewer.zone or HOME_ZONE,
    }
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "articles/version.html", page, status=status)


def _noon(day: date) -> datetime:
    """The middle of a day, which is on that day in every zone people read articles in."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _languages(viewer: Viewer, one: Version) -> list[Link]:
    return [
        Link(
            facts.language_name(code),
            reverse("articles:article", args=[one.article.key, code]),
            current=code == one.article.language,
            language=code,
        )
        for code in LANGUAGES
        if code == one.article.language or records.in_states(viewer, one.article.key, code, tuple(State))
    ]


def _versions(viewer: Viewer, one: Version) -> list[dict[str, object]]:
    found = records.versions(viewer, one.article.key, one.article.language, limit=_MOST_LISTED)
    reader = home_reader(viewer)
    return [
        {
            "name": _("Version %(number)s") % {"number": other.number},
            "url": facts.address(other),
            "chip": facts.chip(other.state),
            "by": people(other.authors),
            "at": reader.moment(other.changed_at),
            "note": other.note,
            "compare": facts.address(one, "compare", other.number) if other.number != one.number else "",
        }
        for other in found.items
    ]


def _tomorrow(viewer: Viewer) -> str:
    """The first hour of tomorrow's work, as the field of a time reads it."""
    local = clock.now().astimezone(ZoneInfo(viewer.zone or HOME_ZONE)) + timedelta(days=1)
    return f"{local:%Y-%m-%d}T09:00"


@require_safe
@for_staff(*facts.WHO)
def compare(request: HttpRequest, viewer: Viewer, /, old: int, **place: Any) -> HttpResponseBase:
    """Two versions side by side, the older one first. Raises ``NotFound``."""
    here = actions.found(viewer, **place)
    two = sorted((here, actions.found(viewer, **{**place, "number": old})), key=lambda one: one.number)
    page = {
        "frame": facts.frame(request, viewer),
        "title": two[-1].article.title,
        "versions_url": facts.address(here),
        "names": [_("Version %(number)s") % {"number": one.number} for one in two],
        "pairs": pairs(*(_whole(one) for one in two)),
    }
    return render(request, "assistance/compare.html", page)


def _whole(one: Version) -> str:
    return f"{article_file(one.article)}\n{phrases_file(one.article.phrases)}"
