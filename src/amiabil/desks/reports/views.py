"""Reports: disputes of a period, sellers behind them, and the figures of the yearly transparency report."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from amiabil.desks.cases.lines import home_reader
from amiabil.desks.reports import asking, outside_table, yearly
from amiabil.desks.reports.frame import WHO, frame
from amiabil.desks.reports.tables import Table, Writer, tables
from amiabil.domain.access import Viewer
from amiabil.domain.reports import writing
from amiabil.domain.reports.report import Asked, Counted
from amiabil.records import out_of_court, reports
from amiabil.records.reports import ShopFigures
from amiabil.ui.facts import Empty, Link, Notice
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.spreadsheets import csv_file
from amiabil.ui.viewer import for_staff

SIZE = 50
ALL_SELLERS = 10_000
"""Sellers in a file; more are for the API, page by page."""

_SELLER_COLUMNS = ("seller", "name", "orders", "opened", "closed", "at_fault", "silent")


@require_safe
@for_staff(*WHO)
def report(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Disputes of a period, as a page, as CSV or as JSON."""
    reader, countries = home_reader(viewer), reports.countries(viewer)
    question = asking.question(request, reader, countries)
    home = reverse("reports:report")
    facts: dict[str, Any] = {
        "frame": frame(request, viewer, "reports:report"),
        "heading": _("Report on disputes"),
        "fields": (*asking.period_fields(question), *asking.narrowing_fields(question, countries)),
        "filters": asking.shortcuts(question, reader, home),
        "others": _others(question.asked),
    }
    if question.asked is None:
        return render(request, "reports/report.html", facts, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    told, outside = reports.report(viewer, question.asked), out_of_court.totals(viewer, question.asked)
    form = request.GET.get("as")
    if form in {"csv", "json"}:
        return _file(_name("disputes", question.asked), writing.document(told, outside), form)
    write = Writer(viewer.language)
    facts |= {
        "period": _period(question.asked, reader),
        "notices": _notices(told.counted, reader),
        "empty": None if not told.is_empty else _nothing(),
        "tables": () if told.is_empty else tables(told, write),
        "outside": outside_table.table(outside, write),
        "files": _files(question, home),
    }
    return render(request, "reports/report.html", facts)


@require_safe
@for_staff(*WHO)
def transparency(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """What DSA art. 15 and 24 ask for, of a year or another period, as a page, as CSV or as JSON."""
    reader, home = home_reader(viewer), reverse("reports:transparency")
    question = yearly.question(request, reader)
    facts: dict[str, Any] = {
        "frame": frame(request, viewer, "reports:report"),
        "heading": _("Transparency report"),
        "fields": asking.period_fields(question),
        "filters": yearly.shortcuts(question, reader, home),
        "others": _others(question.asked, here="reports:transparency"),
    }
    if question.asked is None:
        return render(request, "reports/report.html", facts, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    told = reports.report(viewer, yearly.asked_of(question.asked))
    outside = out_of_court.totals(viewer, question.asked)
    form = request.GET.get("as")
    if form in {"csv", "json"}:
        written = writing.transparency(told, outside, p2b=settings.AMIABIL_P2B)
        return _file(_name("transparency", question.asked), written, form)
    write = Writer(viewer.language)
    facts |= {
        "period": _period(question.asked, reader),
        "lead": yearly.lead(),
        "notices": _notices(told.counted, reader),
        "tables": yearly.tables(told, write, p2b=settings.AMIABIL_P2B),
        "outside": outside_table.table(outside, write),
        "files": _files(question, home),
    }
    return render(request, "reports/report.html", facts)


@require_safe
@for_staff(*WHO)
def sellers(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Sellers with disputes in a period, those with the most first; all of them as CSV."""
    reader, home = home_reader(viewer), reverse("reports:sellers")
    question = asking.question(request, reader)
    facts: dict[str, Any] = {
        "frame": frame(request, viewer, "reports:report"),
        "heading": _("Sellers with disputes"),
        "fields": asking.period_fields(question),
        "filters": asking.shortcuts(question, reader, home),
        "others": _others(question.asked, here="reports:sellers"),
    }
    if question.asked is None:
        return render(request, "reports/report.html", facts, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.GET.get("as") == "csv":
        return csv_file(
            _name("sellers", question.asked), _SELLER_COLUMNS, _all_sellers(viewer, question.asked)
        )
    found = reports.shops(viewer, question.asked, after=request.GET.get("after"), limit=SIZE)
    write = Writer(viewer.language)
    period = {"from": question.typed["from"], "to": question.typed["to"]}
    facts |= {
        "period": _period(question.asked, reader),
        "tables": (_sellers_table(found.items, write),) if found.items else (),
        "empty": None if found.items else _nothing(),
        "pager": pager(request, found, home, **period),
        "files": _files(question, home, forms=("csv",)),
    }
    return render(request, "reports/report.html", facts)


def _sellers_table(shops: tuple[ShopFigures, ...], write: Writer) -> Table:
    return Table(
        "sellers",
        _("By seller"),
        _(
            "Disputes under the guarantee and the law of conformity. The share of disputes is of the orders paid in the"
            " period, counted once a day. At fault: closed with a decision for the buyer, wholly or in part, or on the"
            " seller's silence; an agreement finds no fault. Of few cases no percentage is told."
        ),
        (
            _("Seller"),
            _("Orders"),
            _("Disputes"),
            _("Disputes per order"),
            pgettext("how many", "Closed"),
            _("Seller at fault"),
            _("First answer missed"),
        ),
        tuple(
            (
                one.name or one.ref,
                write.number(one.orders),
                write.number(one.opened),
                write.part(one.opened, one.orders),
                write.number(one.closed),
                write.part(one.fault, one.closed),
                write.number(one.silent),
            )
            for one in shops
        ),
        "",
    )


def _all_sellers(viewer: Viewer, asked: Asked) -> Iterator[tuple[object, ...]]:
    after, told = None, 0
    while told < ALL_SELLERS:
        found = reports.shops(viewer, asked, after=after, limit=100)
        for one in found.items:
            yield one.ref, one.name, one.orders, one.opened, one.closed, one.fault, one.silent
        told, after = told + len(found.items), found.next
        if after is None:
            return


def _file(name: str, written: writing.Document, form: str) -> HttpResponse:
    if form == "csv":
        return csv_file(name, writing.COLUMNS, writing.rows(written))
    response = JsonResponse(written, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def _name(kind: str, asked: Asked) -> str:
    return f"{kind}-{asked.since.isoformat()}-{asked.until.isoformat()}"


def _period(asked: Asked, reader: Reader) -> str:
    return _("%(first)s to %(last)s") % {
        "first": asking.day_text(asked.since, reader),
        "last": asking.day_text(asked.until, reader),
    }


def _notices(counted: Counted, reader: Reader) -> tuple[Notice, ...]:
    """How far has been counted, where that is not up to now."""
    if counted.at is None:
        return (Notice(_("Nothing has been counted yet; the worker does it within a minute.")),)
    if not counted.behind:
        return ()
    return (
        Notice(
            _("Counted up to %(moment)s. What happened since comes in within a minute.")
            % {"moment": reader.moment(counted.at)}
        ),
    )


def _nothing() -> Empty:
    return Empty(
        _("Nothing happened in this period"),
        _("No case was open, opened or closed between these days. Choose another period."),
        "chart-bar",
    )


def _files(
    question: asking.Question, home: str, forms: tuple[str, ...] = ("csv", "json")
) -> tuple[Link, ...]:
    if question.asked is None:
        return ()
    texts = {"csv": _("As a table (CSV)"), "json": _("For programs (JSON)")}
    since, until = question.asked.since, question.asked.until
    more = {name: question.typed[name] for name in ("lane", "country") if question.typed.get(name)}
    return tuple(
        Link(texts[form], asking.address(home, since, until, **more, **{"as": form}), "download-simple")
        for form in forms
    )


def _others(asked: Asked | None, here: str = "reports:report") -> tuple[Link, ...]:
    """The other reports about the same days."""
    named = (
        ("reports:report", _("Disputes")),
        ("reports:sellers", _("Sellers")),
        ("reports:transparency", _("Transparency report")),
        ("reports:register", _("Register of proceedings outside")),
    )
    return tuple(
        Link(
            text,
            reverse(name)
            if asked is None or name == "reports:register"
            else asking.address(reverse(name), asked.since, asked.until),
            current=name == here,
        )
        for name, text in named
    )
