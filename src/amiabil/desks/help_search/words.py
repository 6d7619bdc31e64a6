"""What did readers of help write about its articles?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.cases.lines import home_reader
from amiabil.desks.help_search.asking import WHO, Shown, article_url, facts_of, question
from amiabil.domain.access import Viewer
from amiabil.records import help_article_figures as records
from amiabil.records.help_article_figures import Words
from amiabil.ui.facts import Chip, Empty, Link
from amiabil.ui.paging import address, pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff
from amiabil.ui.words.help_centre import REASONS

SIZE = 50
KEY_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Said:
    """What one reader wrote; ``about`` names the version and the reason, where one was chosen."""

    words: str
    language: str
    article: Link
    about: str
    chip: Chip
    day: str


@require_safe
@for_staff(*WHO)
def words(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What was written in the chosen days, the newest first; ``article`` narrows it to one."""
    asked, key, home = question(request), _key(request), reverse("help_search:words")
    found = records.words(viewer, asked.since, key=key, limit=SIZE, after=request.GET.get("after"))
    reader, kept = home_reader(viewer), {**asked.kept, **({"article": key} if key else {})}
    facts = facts_of(request, viewer, asked, Shown.WORDS) | {
        "said": [_said(one, viewer, reader) for one in found.items],
        "article": key,
        "everything": address(home, **asked.kept),
        "pager": pager(request, found, home, **kept),
        "empty": Empty(
            _("Nobody wrote anything"),
            _("Readers may add a word when they say that an article did not help; most do not."),
            "chat-circle-text",
        ),
    }
    return render(request, "help_search/words.html", facts)


def _key(request: HttpRequest) -> str:
    """The article that is named; no key of ours has other signs."""
    given = request.GET.get("article", "")[:KEY_LETTERS]
    return given if given.isprintable() else ""


def _said(one: Words, viewer: Viewer, reader: Reader) -> Said:
    version = _("version %(number)s") % {"number": one.number}
    return Said(
        words=one.words,
        language=one.language,
        article=Link(one.title or one.key, article_url(viewer, one.key, one.language)),
        about=f"{version} · {REASONS[one.reason]}" if one.reason else version,
        chip=Chip(_("helped"), "good") if one.helpful else Chip(_("did not help"), "warn"),
        day=reader.day(datetime.combine(one.day, time(12), UTC)),
    )
