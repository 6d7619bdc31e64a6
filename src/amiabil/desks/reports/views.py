"""Reports: disputes of a period, sellers behind them, and the figures of the yearly transparency report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from amiabil.desks.cases.lines import home_reader
from amiabil.desks.reports import asking, outside_table, yearly
from amiabil.desks.reports.frame import WHO
from amiabil.desks.reports.parts import as_file, file_name, nothing, notices
from amiabil.desks.reports.sheets import Sheet, sheet_page
from amiabil.desks.reports.tables import Table, Writer, tables
from amiabil.domain.access import Viewer
from amiabil.domain.reports import writing
from amiabil.domain.reports.report import Asked
from amiabil.records import out_of_court, reports
from amiabil.records.reports import ShopFigures
from amiabil.ui.facts import Empty
from amiabil.ui.paging import pager
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

    def figures(asked: Asked, form: str) -> HttpResponseBase | dict[str, Any]:
        told, outside = reports.report(viewer, asked), out_of_court.totals(viewer, asked)
        if form:
            return as_file("disputes", asked, writing.document(told, outside), form)
        write = Writer(viewer.language)
        return {
            "notices": notices(told.counted, reader),
            "empty": None if not told.is_empty else _no_case(),
            "tables": () if told.is_empty else tables(told, write),
            "outside": outside_table.table(outside, write),
        }

    sheet = Sheet(
        "reports:report",
        _("Report on disputes"),
        question,
        reader,
        asking.shortcuts(question, reader, reverse("reports:report")),
        fields=asking.narrowing_fields(question, countries),
    )
    return sheet_page(request, viewer, sheet, figures)


@require_safe
@for_staff(*WHO)
def transparency(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """What DSA art. 15 and 24 ask for, of a year or another period, as a page, as CSV or as JSON."""
    reader = home_reader(viewer)
    question = yearly.question(request, reader)

    def figures(asked: Asked, form: str) -> HttpResponseBase | dict[str, Any]:
        told = reports.report(viewer, yearly.asked_of(asked))
        outside = out_of_court.totals(viewer, asked)
        if form:
            written = writing.transparency(told, outside, p2b=settings.AMIABIL_P2B)
            return as_file("transparency", asked, written, form)
        write = Writer(viewer.language)
        return {
            "lead": yearly.lead(),
            "notices": notices(told.counted, reader),
            "tables": yearly.tables(told, write, p2b=settings.AMIABIL_P2B),
            "outside": outside_table.table(outside, write),
        }

    shortcuts = yearly.shortcuts(question, reader, reverse("reports:transparency"))
    sheet = Sheet("reports:transparency", _("Transparency report"), question, reader, shortcuts)
    return sheet_page(request, viewer, sheet, figures)


@require_safe
@for_staff(*WHO)
def sellers(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Sellers with disputes in a period, those with the most first; all of them as CSV."""
    reader, home = home_reader(viewer), reverse("reports:sellers")
    question = asking.question(request, reader)

    def figures(asked: Asked, form: str) -> HttpResponseBase | dict[str, Any]:
        if form:
            return csv_file(file_name("sellers", asked), _SELLER_COLUMNS, _all_sellers(viewer, asked))
        found = reports.shops(viewer, asked, after=request.GET.get("after"), limit=SIZE)
        days = {"from": question.typed["from"], "to": question.typed["to"]}
        return {
            "tables": (_sellers_table(found.items, Writer(viewer.language)),) if found.items else (),
            "empty": None if found.items else _no_case(),
            "pager": pager(request, found, home, **days),
        }

    shortcuts = asking.shortcuts(question, reader, home)
    sheet = Sheet("reports:sellers", _("Sellers with disputes"), question, reader, shortcuts, forms=("csv",))
    return sheet_page(request, viewer, sheet, figures)


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


def _no_case() -> Empty:
    return nothing(_("No case was open, opened or closed between these days. Choose another period."))
