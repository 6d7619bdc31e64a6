"""Orders come in as a file: it is tried first, what is wrong is shown row by row, and then it goes in."""

from __future__ import annotations

import io
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amiabil.actions import orders_import
from amiabil.actions.orders_import import Plan
from amiabil.desks.admin import orders_import_facts as facts
from amiabil.domain.access import Viewer
from amiabil.domain.files import FORM_FILE_MAX, EmptyFile, FileTooLarge
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Conflict, NotFound
from amiabil.gateways.files import FileKey, FileKind
from amiabil.records import clock, imports
from amiabil.records.imports import ImportedFile
from amiabil.ui.form_files import files_of, takes_form_files
from amiabil.ui.intake import FormFile, file_store
from amiabil.ui.paging import pager
from amiabil.ui.refusals import describe_all
from amiabil.ui.spreadsheets import csv_file
from amiabil.ui.viewer import for_staff

_WHO = (Role.ADMIN, Role.OPERATOR)


class FileGone(Conflict):
    """The file that was tried is no longer kept: a day has passed, or it has gone in."""

    code = "file_gone"


@require_safe
@for_staff(*_WHO)
def home(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """``/desk/admin/`` leads to the imports."""
    return HttpResponseRedirect(reverse("admin:orders_import"))


@takes_form_files
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(*_WHO)
def start(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Choose a file; sending it tries it, which stores no order."""
    if request.method != "POST":
        return _form(request, viewer)
    at = clock.now()
    try:
        sent = _chosen(request)
        report = orders_import.run(viewer, io.BytesIO(sent.content), Plan(sent.name, at, dry_run=True))
    except AmiabilError as refusal:
        return _form(request, viewer, refusal)
    file_store().put(_key(report.id), sent.content, received_at=at)
    return _to_report(report.id)


@require_safe
@for_staff(*_WHO)
def report(request: HttpRequest, viewer: Viewer, run: UUID) -> HttpResponseBase:
    """What an import did, or would do, and each problem with its line."""
    file = imports.imported_file(viewer, run)
    shown = facts.report_facts(viewer, file, place=_number(request.GET.get("from", "")), kept=_is_kept(file))
    return render(
        request, "admin/orders_import_report.html", {"frame": facts.frame(request, viewer), **shown}
    )


@require_POST
@for_staff(*_WHO)
def now(request: HttpRequest, viewer: Viewer, run: UUID) -> HttpResponseBase:
    """Import the file that was tried. A second click finds it gone, and the orders in."""
    file = imports.imported_file(viewer, run)
    if not _is_kept(file):
        raise FileGone()
    with file_store().open(_key(run)) as content:
        done = orders_import.run(viewer, content, Plan(file.name, clock.now()))
    file_store().remove(_key(run))
    return _to_report(done.id)


@require_safe
@for_staff(*_WHO)
def download(request: HttpRequest, viewer: Viewer, run: UUID) -> HttpResponseBase:
    """The problems as a table for a spreadsheet, safe to open there."""
    file = imports.imported_file(viewer, run)
    rows = (
        (one["line"], one["order"] or "", one["field"], one["code"], facts.sentence_of(one, viewer))
        for one in file.report
    )
    return csv_file(f"import-{run}", ("line", "order", "column", "code", "problem"), rows)


def _chosen(request: HttpRequest) -> FormFile:
    """The file that was sent. Raises ``EmptyFile`` and ``FileTooLarge``."""
    sent = files_of(request, "file")
    if not sent or not sent[0].size:
        raise EmptyFile()
    if sent[0].size > FORM_FILE_MAX or len(sent[0].content) != sent[0].size:
        raise FileTooLarge(size=sent[0].size, most=FORM_FILE_MAX)
    return replace(sent[0], name=sent[0].name[:200] or _("a file without a name"))


def _form(request: HttpRequest, viewer: Viewer, refusal: AmiabilError | None = None) -> HttpResponse:
    page = imports.imported_files(viewer, after=request.GET.get("after"))
    errors = describe_all(refusal, viewer.language, viewer.zone) if refusal else ()
    shown: dict[str, Any] = {
        "frame": facts.frame(request, viewer),
        "runs": [facts.listed(viewer, file) for file in page.items],
        "pager": pager(request, page, reverse("admin:orders_import")),
        "errors": [facts.heading_error(error) for error in errors],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return render(request, "admin/orders_import.html", shown, status=status)


def _to_report(run: UUID) -> HttpResponse:
    response = HttpResponseRedirect(reverse("admin:orders_import_report", args=[run]))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _key(run: UUID) -> FileKey:
    """Where the tried file lies until it goes in; what no row names is swept after a day."""
    return FileKey(FileKind.EXPORT, run, run)


def _is_kept(file: ImportedFile) -> bool:
    if not file.dry_run:
        return False
    try:
        file_store().open(_key(file.id)).close()
    except NotFound:
        return False
    return True


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
