"""What do the pages of an import show? Counts and problems in words, formatted for their reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from amiabil.domain.access import Viewer
from amiabil.records import clock
from amiabil.records.imports import ImportedFile
from amiabil.ui import formats
from amiabil.ui.facts import DeskFrame, Link, Moment, NavGroup, NavItem, Notice, Pager, Row
from amiabil.ui.frames import HOME_ZONE, desk_frame, operator_items
from amiabil.ui.refusals import Refusal, sentence

PROBLEMS_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ListedImport:
    """An import in the list of them."""

    link: Link
    at: Moment
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ToldProblem:
    """A problem of one row; ``line`` is empty for the whole file."""

    line: str
    order: str
    field: str
    text: str


def frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    """The frame of the administrator's desk."""
    item = NavItem(_("Import of orders"), reverse("admin:orders_import"), "upload-simple", current=True)
    items = operator_items(viewer, "admin:orders_import") or (item,)
    return desk_frame(request, viewer, (NavGroup(items),))


def listed(viewer: Viewer, file: ImportedFile) -> ListedImport:
    """An import as a row of the list."""
    return ListedImport(
        link=Link(file.name, reverse("admin:orders_import_report", args=[file.id])),
        at=_moment(viewer, file),
        kind=_("Tried") if file.dry_run else _("Imported"),
        text=_outcome(file),
    )


def heading_error(refusal: Refusal) -> Row:
    """A reason why a file could not be used: the column it is about, and the sentence."""
    column = (refusal.field or "").strip("/")
    return Row("" if column == "size" else column, refusal.text)


def report_facts(viewer: Viewer, file: ImportedFile, *, place: int, kept: bool) -> dict[str, Any]:
    """Everything the page of one import shows; ``place`` is the first problem shown, ``kept`` whether it can go in."""
    problems = file.report[place : place + PROBLEMS_A_PAGE]
    going_in = file.created + file.changed
    return {
        "title": file.name,
        "at": _moment(viewer, file),
        "notice": _notice(file),
        "counts": _counts(viewer, file),
        "problems": [_told(viewer, one) for one in problems],
        "pager": _problem_pager(file, place),
        "more": _more(file),
        "download_url": reverse("admin:orders_import_download", args=[file.id]) if file.report else "",
        "import_url": reverse("admin:orders_import_now", args=[file.id]) if kept and going_in else "",
        "import_text": ngettext("Import %(count)s order", "Import %(count)s orders", going_in)
        % {"count": formats.number(going_in, viewer.language)},
    }


def sentence_of(problem: dict[str, Any], viewer: Viewer) -> str:
    """What is wrong, in words."""
    return sentence(problem["code"], problem["facts"], viewer.language, viewer.zone)


def _told(viewer: Viewer, problem: dict[str, Any]) -> ToldProblem:
    return ToldProblem(
        line=str(problem["line"] or ""),
        order=problem["order"] or "",
        field=problem["field"],
        text=sentence_of(problem, viewer),
    )


def _moment(viewer: Viewer, file: ImportedFile) -> Moment:
    at = file.at or clock.now()
    return formats.moment(at, viewer.language, zone=viewer.zone or HOME_ZONE, now=clock.now())


def _counts(viewer: Viewer, file: ImportedFile) -> tuple[Row, ...]:
    def number(count: int) -> str:
        return formats.number(count, viewer.language)

    return (
        Row(_("Rows read"), number(file.rows)),
        Row(_("Rows accepted"), number(file.accepted)),
        Row(_("Rows refused"), number(file.refused), strong=bool(file.refused)),
        Row(_("New orders"), number(file.created)),
        Row(_("Changed orders"), number(file.changed)),
        Row(_("Orders known already"), number(file.unchanged)),
    )


def _outcome(file: ImportedFile) -> str:
    if not file.refused:
        return ngettext("%(count)s row, all right", "%(count)s rows, all right", file.rows) % {
            "count": file.rows
        }
    return _("%(accepted)s rows accepted, %(refused)s refused") % {
        "accepted": file.accepted,
        "refused": file.refused,
    }


def _notice(file: ImportedFile) -> Notice:
    if file.dry_run:
        return Notice(_("The file was only tried. Nothing has been stored yet."), tone="brand")
    if file.refused or _stopped(file):
        return Notice(
            _(
                "What was right has gone in. Correct the rows below and send the file again; nothing goes in twice."
            ),
            tone="warn",
        )
    return Notice(_("Everything has gone in."), tone="good")


def _stopped(file: ImportedFile) -> bool:
    return len(file.report) > 0 and not file.refused


def _more(file: ImportedFile) -> str:
    hidden = file.problems - len(file.report)
    if hidden <= 0:
        return ""
    return ngettext(
        "%(count)s more problem is not listed.", "%(count)s more problems are not listed.", hidden
    ) % {"count": hidden}


def _problem_pager(file: ImportedFile, place: int) -> Pager:
    here = reverse("admin:orders_import_report", args=[file.id])
    before, after = max(0, place - PROBLEMS_A_PAGE), place + PROBLEMS_A_PAGE
    total = len(file.report)
    return Pager(
        newer_url=f"{here}?from={before}" if place else "",
        older_url=f"{here}?from={after}" if after < total else "",
        text=_("%(first)s to %(last)s of %(total)s")
        % {"first": place + 1, "last": min(after, total), "total": total},
    )
