"""How do the articles of help do: read, found helpful, left for a person, old?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.cases.lines import home_reader
from amiabil.desks.help_search.asking import WHO, Question, Shown, article_url, facts_of, question
from amiabil.desks.reports.tables import Writer
from amiabil.domain.access import Viewer
from amiabil.domain.helpcentre.feedback import Reason
from amiabil.records import clock
from amiabil.records import help_article_figures as records
from amiabil.records.help_article_figures import Asked, Figures, Order
from amiabil.records.help_article_overview import SOON
from amiabil.ui.facts import Chip, Empty, Link, Option
from amiabil.ui.paging import address, pager
from amiabil.ui.reader import Reader
from amiabil.ui.spreadsheets import csv_file
from amiabil.ui.viewer import for_staff
from amiabil.ui.words.help_centre import REASONS

SIZE = 50
ALL_ARTICLES = 20_000
"""Lines in a file: ten thousand articles in two languages."""

_COUNTS = ("reads", "helped", "failed", "contacts")
_COLUMNS = ("key", "language", "title", *_COUNTS, *(one.value for one in Reason), "review_by", "stale")


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """An article in one language; ``helpful`` is a share only of many answers, ``reasons`` say why it did not help."""

    text: str
    url: str
    language: str
    chips: tuple[Chip, ...]
    reads: str
    helpful: str
    contacts: str
    reasons: str
    words_url: str


@require_safe
@for_staff(*WHO)
def articles(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every public article and every other one that was read, in one language or all; all of them as CSV."""
    asked, given, home = question(request), request.GET, reverse("help_search:articles")
    order = Order(given["order"]) if given.get("order") in set(Order) else Order.READ
    today = clock.now().date()
    told = Asked(asked.since, order, today + SOON)
    if given.get("as") == "csv":
        name = f"help-articles-{asked.since.day.isoformat()}-{today.isoformat()}"
        return csv_file(name, _COLUMNS, _all(viewer, told))
    found = records.figures(viewer, told, limit=SIZE, after=given.get("after"))
    reader, write = home_reader(viewer), Writer(viewer.language)
    kept = {**asked.kept, "order": order.value}
    facts = facts_of(request, viewer, asked, Shown.ARTICLES) | {
        "orders": [Option(one.value, text, selected=one is order) for one, text in _orders()],
        "lines": [_line(one, viewer, asked, reader, write) for one in found.items],
        "file": Link(_("As a table (CSV)"), address(home, **kept, **{"as": "csv"}), "download-simple"),
        "pager": pager(request, found, home, **kept),
        "empty": Empty(
            _("No article is like that"), _("Choose other days or another language."), "check-circle"
        ),
    }
    return render(request, "help_search/articles.html", facts)


def _orders() -> tuple[tuple[Order, str], ...]:
    return (
        (Order.READ, _("Read most")),
        (Order.FAILED, _("Did not help most often")),
        (Order.CONTACTS, _("Led to contact most often")),
        (Order.OLD, _("To be read again, or behind another language")),
    )


def _line(one: Figures, viewer: Viewer, asked: Question, reader: Reader, write: Writer) -> ArticleLine:
    said = sorted(one.reasons.items(), key=lambda pair: -pair[1])
    return ArticleLine(
        text=one.title or one.key,
        url=article_url(viewer, one.key, one.language),
        language=one.language,
        chips=_chips(one, reader),
        reads=write.number(one.reads),
        helpful=write.part(one.helped, one.helped + one.failed),
        contacts=write.number(one.contacts),
        reasons=" · ".join(f"{REASONS[reason]}: {write.number(times)}" for reason, times in said),
        words_url=address(
            reverse("help_search:words"), **{**asked.kept, "language": one.language, "article": one.key}
        )
        if one.helped or one.failed
        else "",
    )


def _chips(one: Figures, reader: Reader) -> tuple[Chip, ...]:
    chips, today = [], clock.now().date()
    if not one.title:
        chips.append(Chip(_("taken away")))
    if one.stale:
        chips.append(Chip(_("behind another language"), "warn", "translate"))
    if one.review_by is not None and one.review_by <= today + SOON:
        day = reader.day(datetime.combine(one.review_by, time(12), UTC))
        text = _("to be read again by %(day)s") % {"day": day}
        chips.append(Chip(text, "bad" if one.review_by < today else "warn", "eye"))
    return tuple(chips)


def _all(viewer: Viewer, asked: Asked) -> Iterator[tuple[object, ...]]:
    after, told = None, 0
    while told < ALL_ARTICLES:
        found = records.figures(viewer, asked, limit=100, after=after)
        for one in found.items:
            yield (
                one.key,
                one.language,
                one.title,
                *(getattr(one, name) for name in _COUNTS),
                *(one.reasons.get(reason, 0) for reason in Reason),
                one.review_by.isoformat() if one.review_by else "",
                "yes" if one.stale else "no",
            )
        told, after = told + len(found.items), found.next
        if after is None:
            return
