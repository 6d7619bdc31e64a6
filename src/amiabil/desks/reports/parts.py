"""What every report has around its figures: the period, how far was counted, the files, and the other reports."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.desks.reports import asking
from amiabil.domain.reports import writing
from amiabil.domain.reports.report import Asked, Counted
from amiabil.ui.facts import Empty, Link, Notice
from amiabil.ui.reader import Reader
from amiabil.ui.spreadsheets import csv_file


def as_file(kind: str, asked: Asked, written: writing.Document, form: str) -> HttpResponse:
    """A report as ``csv`` or ``json``, to be kept."""
    name = file_name(kind, asked)
    if form == "csv":
        return csv_file(name, writing.COLUMNS, writing.rows(written))
    response = JsonResponse(written, json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}.json"'
    return response


def file_name(kind: str, asked: Asked) -> str:
    """What the file of a report is called, without its ending."""
    return f"{kind}-{asked.since.isoformat()}-{asked.until.isoformat()}"


def period(asked: Asked, reader: Reader) -> str:
    """The days a report is about."""
    return _("%(first)s to %(last)s") % {
        "first": asking.day_text(asked.since, reader),
        "last": asking.day_text(asked.until, reader),
    }


def notices(counted: Counted, reader: Reader) -> tuple[Notice, ...]:
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


def nothing(text: str) -> Empty:
    """In place of figures, where there are none."""
    return Empty(_("Nothing happened in this period"), text, "chart-bar")


def files(question: asking.Question, home: str, forms: tuple[str, ...] = ("csv", "json")) -> tuple[Link, ...]:
    """Where the figures can be taken as files."""
    if question.asked is None:
        return ()
    texts = {"csv": _("As a table (CSV)"), "json": _("For programs (JSON)")}
    since, until = question.asked.since, question.asked.until
    more = {name: question.typed[name] for name in ("lane", "country") if question.typed.get(name)}
    return tuple(
        Link(texts[form], asking.address(home, since, until, **more, **{"as": form}), "download-simple")
        for form in forms
    )


_OWN_DAYS = frozenset({"reports:register", "help_search:articles"})
"""Those that are not about the days of a report."""


def others(asked: Asked | None, here: str = "reports:report") -> tuple[Link, ...]:
    """The other reports about the same days."""
    named = (
        ("reports:report", _("Disputes")),
        ("reports:sellers", _("Sellers")),
        ("reports:requests", _("Requests for help")),
        ("reports:chats", _("Chats")),
        ("help_search:articles", _("Articles of help")),
        ("reports:transparency", _("Transparency report")),
        ("reports:register", _("Register of proceedings outside")),
    )
    return tuple(
        Link(
            text,
            reverse(name)
            if asked is None or name in _OWN_DAYS
            else asking.address(reverse(name), asked.since, asked.until),
            current=name == here,
        )
        for name, text in named
    )
