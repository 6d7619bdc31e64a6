"""What happens around the figures of every report: the period is asked for, a bad one said, and files are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from amiabil.desks.reports import asking
from amiabil.desks.reports.frame import frame
from amiabil.desks.reports.parts import files, others, period
from amiabil.domain.access import Viewer
from amiabil.domain.reports.report import Asked
from amiabil.ui.facts import Field, Link
from amiabil.ui.reader import Reader


@dataclass(frozen=True, slots=True)
class Sheet:
    """A report before its figures: the name of its address, what was asked of it, and in which forms it is a file.

    ``filters`` are shortcuts to periods, ``fields`` narrow it beside the period.
    """

    name: str
    heading: str
    question: asking.Question
    reader: Reader
    filters: Sequence[Link]
    fields: Sequence[Field] = ()
    forms: tuple[str, ...] = ("csv", "json")

    @property
    def home(self) -> str:
        """Its address."""
        return reverse(self.name)


Figures = Callable[[Asked, str], HttpResponseBase | dict[str, Any]]
"""From the period and the form that is asked for, empty for the page: the file, or what the page shows."""


def sheet_page(request: HttpRequest, viewer: Viewer, sheet: Sheet, figures: Figures) -> HttpResponseBase:
    """The report as a page or as a file; only its form with what is wrong where no period was asked."""
    asked = sheet.question.asked
    facts: dict[str, Any] = {
        "frame": frame(request, viewer, "reports:report"),
        "heading": sheet.heading,
        "fields": (*asking.period_fields(sheet.question), *sheet.fields),
        "filters": sheet.filters,
        "others": others(asked, here=sheet.name),
    }
    if asked is None:
        return render(request, "reports/report.html", facts, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    form = request.GET.get("as", "")
    told = figures(asked, form if form in sheet.forms else "")
    if isinstance(told, HttpResponseBase):
        return told
    facts |= {
        "period": period(asked, sheet.reader),
        "files": files(sheet.question, sheet.home, sheet.forms),
    }
    return render(request, "reports/report.html", facts | told)
