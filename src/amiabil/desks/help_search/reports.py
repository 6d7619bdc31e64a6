"""What do people look for, what do they not find, and what do they open?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.cases.lines import home_reader
from amiabil.desks.help_search.asking import WHO, Question, Shown, article_url, facts_of, question
from amiabil.domain.access import Viewer
from amiabil.records import help_search_log as records
from amiabil.records.help_search_log import Opened, Searched
from amiabil.ui import formats
from amiabil.ui.facts import Empty, Pager
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff

SIZE = 50
_LISTS = (Shown.MISSED, Shown.MOST, Shown.OPENED)


@dataclass(frozen=True, slots=True)
class SearchLine:
    """A line of a list: what it is, how often, and where one looks further; ``last`` and ``nothing`` may be empty."""

    text: str
    url: str
    language: str
    times: str
    nothing: str = ""
    last: str = ""


@require_safe
@for_staff(*WHO)
def searches(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """One of the three lists, of a number of days, in one language or all."""
    asked = question(request)
    shown = Shown(request.GET["show"]) if request.GET.get("show") in _LISTS else Shown.MISSED
    lines, steps = _lines(request, viewer, shown, asked)
    facts = facts_of(request, viewer, asked, shown) | {
        "lines": lines,
        "pager": steps,
        "empty": _empty(shown),
    }
    return render(request, "help_search/searches.html", facts)


def _lines(
    request: HttpRequest, viewer: Viewer, shown: Shown, asked: Question
) -> tuple[list[SearchLine], Pager]:
    home, after, reader = reverse("help_search:searches"), request.GET.get("after"), home_reader(viewer)
    if shown is Shown.OPENED:
        opened = records.opened(viewer, asked.since, limit=SIZE, after=after)
        return [_opened(one, viewer) for one in opened.items], pager(
            request, opened, home, show=shown.value, **asked.kept
        )
    found = records.searches(viewer, asked.since, missed=shown is Shown.MISSED, limit=SIZE, after=after)
    return [_searched(one, reader) for one in found.items], pager(
        request, found, home, show=shown.value, **asked.kept
    )


def _searched(one: Searched, reader: Reader) -> SearchLine:
    day = datetime.combine(one.last_day, time(12), UTC)
    return SearchLine(
        text=one.query or _("Everything beyond what is told apart of a day"),
        url=f"/{one.language}/help/search?q={quote(one.query)}" if one.query else "",
        language=one.language,
        times=formats.number(one.times, reader.language),
        nothing=formats.number(one.nothing, reader.language),
        last=reader.day(day),
    )


def _opened(one: Opened, viewer: Viewer) -> SearchLine:
    return SearchLine(
        text=one.title or one.key,
        url=article_url(viewer, one.key, one.language),
        language=one.language,
        times=formats.number(one.times, viewer.language),
    )


def _empty(shown: Shown) -> Empty:
    if shown is Shown.MISSED:
        text = _("Whatever people looked for in these days had an answer.")
        return Empty(_("Everything was found"), text, "check-circle")
    return Empty(
        _("Nothing yet"), _("It is counted as soon as somebody searches in help."), "magnifying-glass"
    )
