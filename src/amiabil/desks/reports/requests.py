"""The report on requests for help: how many, how long people waited for an answer, what they thought of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from amiabil.actions.support_setup import current_setup
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.reports import asking
from amiabil.desks.reports.frame import WHO
from amiabil.desks.reports.parts import as_file, nothing, notices
from amiabil.desks.reports.sheets import Sheet, sheet_page
from amiabil.desks.reports.tables import Table, Writer
from amiabil.domain.access import Viewer
from amiabil.domain.reports import writing
from amiabil.domain.reports.counting import Name
from amiabil.domain.reports.report import Asked, Report, Spread
from amiabil.domain.support.terms import LevelClock, Rating
from amiabil.records import reports
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words


@require_safe
@for_staff(*WHO)
def requests(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Requests for help of a period, as a page, as CSV or as JSON."""
    reader = home_reader(viewer)
    question = asking.question(request, reader)

    def figures(asked: Asked, form: str) -> HttpResponseBase | dict[str, Any]:
        told = reports.of_requests(viewer, asked)
        if form:
            return as_file("requests", asked, writing.requests(told), form)
        return {
            "notices": notices(told.counted, reader),
            "empty": nothing(
                _("No request was open, made or solved between these days. Choose another period.")
            )
            if told.is_empty
            else None,
            "tables": () if told.is_empty else _tables(told, Writer(viewer.language), viewer.language),
        }

    shortcuts = asking.shortcuts(question, reader, reverse("reports:requests"))
    sheet = Sheet("reports:requests", _("Report on requests for help"), question, reader, shortcuts)
    return sheet_page(request, viewer, sheet, figures)


def _tables(told: Report, write: Writer, language: str) -> tuple[Table, ...]:
    topics = {one.key: words.label(one.labels, language) for one in current_setup().topics}
    return (
        _flow(told, write),
        _waits(told, write, topics),
        _solved(told, write, topics),
        _missed(told, write),
        _rated(told, write),
    )


def _flow(told: Report, write: Writer) -> Table:
    before, now = told.requests_before, told.total
    opened, again, ended = now(Name.R_OPENED), now(Name.R_AGAIN), now(Name.R_ENDED)
    numbers = (before, opened, again, ended, before + opened + again - ended)
    return Table(
        "flow",
        _("Open and solved"),
        _(
            "Requests open when the period began, what came in it, and what is open at its end. Solved and closed count"
            " as ended; one that is opened again and ends again has ended twice."
        ),
        (
            _("Open before"),
            pgettext("how many", "Made"),
            pgettext("how many", "Opened again"),
            pgettext("how many", "Ended"),
            _("Open after"),
        ),
        (tuple(map(write.number, numbers)),),
        "",
        texts=0,
    )


def _waits(told: Report, write: Writer, topics: Mapping[str, str]) -> Table:
    return Table(
        "waits",
        _("Until the first answer"),
        _(
            "From the request to the first answer of a person, nights and weekends included, of requests first answered"
            " in the period; by the topic they were made with. Right to within 5 %."
        ),
        (_("Topic"), pgettext("how many", "Answered"), _("Median"), _("Nine in ten within")),
        _spreads(told, Name.R_REPLIED, write, topics),
        _("Nothing was answered for the first time."),
    )


def _solved(told: Report, write: Writer, topics: Mapping[str, str]) -> Table:
    return Table(
        "solved",
        _("Until the solution"),
        _("From the request to its solution, the time in which the customer was waited for included."),
        (_("Topic"), pgettext("how many", "Solved"), _("Median"), _("Nine in ten within")),
        _spreads(told, Name.R_SOLVED, write, topics),
        _("Nothing was solved."),
    )


def _spreads(
    told: Report, name: Name, write: Writer, topics: Mapping[str, str]
) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, Spread]] = [(topic, spread) for _lane, topic, spread in told.spreads(name)]
    found.sort(key=lambda one: -one[1].cases)
    rows = [(topics.get(topic, topic), *write.spread(spread)) for topic, spread in found]
    if len(rows) > 1:
        rows.append((_("All topics"), *write.spread(told.spread(name))))
    return tuple(rows)


def _missed(told: Report, write: Writer) -> Table:
    return Table(
        "missed",
        _("Promises that were missed"),
        _(
            "Times in the period at which what was promised ran out, in the working hours of the service level."
        ),
        (_("Promised"), _("Missed")),
        tuple(
            (str(words.CLOCKS[LevelClock(one.detail)]), write.number(one.times))
            for one in told.lines(Name.R_MISSED)
        ),
        _("Every promise was kept."),
    )


def _rated(told: Report, write: Writer) -> Table:
    whole = told.total(Name.R_RATED)
    counted = {one.detail: one.times for one in told.lines(Name.R_RATED)}
    return Table(
        "rated",
        _("What customers thought of it"),
        _("Ratings given in the period; who changes a rating has given two. Most people give none."),
        (_("Rating"), _("Given")),
        tuple(
            (str(words.RATINGS[rating]), write.part(counted.get(rating.value, 0), whole))
            for rating in Rating
            if whole
        ),
        _("Nobody has rated a solution."),
    )
