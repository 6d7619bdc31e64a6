"""The documents that steer assistance: their versions, the text with its mistakes, what it means, two side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.support_setup import TEXT_MAX
from amiabil.desks.assistance.comparing import pairs
from amiabil.desks.assistance.frame import frame
from amiabil.desks.assistance.kinds import CONTACT, SETUP, Kind, kind_of
from amiabil.desks.assistance.sentences import in_words
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.policies.facts import ToldProblem, people
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.domain.written import LINE_MAX, clean
from amiabil.foundation.documents import DocumentError
from amiabil.foundation.errors import AmiabilError
from amiabil.records import clock, support_versions
from amiabil.records.support_versions import Version
from amiabil.ui.facts import Field, Moment, Notice
from amiabil.ui.paging import pager
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff

WHO = (Role.OPERATOR, Role.ADMIN)
SIZE = 25


@dataclass(frozen=True, slots=True)
class Listed:
    """A version as a row; ``before`` leads to what it changed, empty for the first one."""

    name: str
    url: str
    before: str
    at: Moment
    by: str
    note: str
    counts: bool


@require_safe
@for_staff(*WHO)
def home(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """``/desk/admin/help/`` leads to the set-up."""
    return HttpResponseRedirect(reverse("assistance:versions", args=[SETUP.key]))


@require_safe
@for_staff(*WHO)
def contact(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """``/desk/admin/contact/`` leads to the contact directory."""
    return HttpResponseRedirect(reverse("assistance:versions", args=[CONTACT.key]))


@require_safe
@for_staff(*WHO)
def versions(request: HttpRequest, viewer: Viewer, kind: str) -> HttpResponseBase:
    """Every version that was saved, the newest first, and what the one that counts means."""
    document = kind_of(kind)
    found = support_versions.versions(viewer, document.kept, limit=SIZE, after=request.GET.get("after"))
    newest = support_versions.newest(viewer, document.kept)
    text = newest.text if newest is not None else document.shipped()
    page = {
        **_about(request, viewer, document),
        "rows": [_listed(one, document, viewer, newest) for one in found.items],
        "pager": pager(request, found, reverse("assistance:versions", args=[kind])),
        "part": document.part,
        "shown": document.shown(viewer, document.read(text)),
        "counted": newest.version if newest is not None else 0,
    }
    return render(request, "assistance/versions.html", page)


def _about(request: HttpRequest, viewer: Viewer, document: Kind) -> dict[str, Any]:
    here = [document.key]
    return {
        "frame": frame(request, viewer, document.key),
        "title": str(document.title),
        "lead": str(document.lead),
        "versions_url": reverse("assistance:versions", args=here),
        "text_url": reverse("assistance:text", args=here),
    }


def _listed(one: Version, document: Kind, viewer: Viewer, newest: Version | None) -> Listed:
    return Listed(
        name=_("Version %(number)s") % {"number": one.version},
        url=reverse("assistance:version", args=[document.key, one.version]),
        before=reverse("assistance:compare", args=[document.key, one.version - 1, one.version]),
        at=home_reader(viewer).moment(one.saved_at),
        by=people([one.saved_by]),
        note=one.note,
        counts=newest is not None and newest.version == one.version,
    )


def _text_of(viewer: Viewer, document: Kind, number: int) -> str:
    """The text of a version, 0 as it ships. Raises ``NotFound``."""
    return support_versions.version(viewer, document.kept, number).text if number else document.shipped()


@require_safe
@for_staff(*WHO)
def version(request: HttpRequest, viewer: Viewer, kind: str, number: int) -> HttpResponseBase:
    """The text of one version as it was saved. Raises ``NotFound``."""
    document = kind_of(kind)
    page = {
        **_about(request, viewer, document),
        "name": _("Version %(number)s") % {"number": number},
        "text": _text_of(viewer, document, number),
        "again_url": f"{reverse('assistance:text', args=[kind])}?from={number}",
    }
    return render(request, "assistance/version.html", page)


@require_safe
@for_staff(*WHO)
def compare(request: HttpRequest, viewer: Viewer, kind: str, old: int, new: int) -> HttpResponseBase:
    """Two versions side by side, only the lines that differ and a few around them. Raises ``NotFound``."""
    document = kind_of(kind)
    page = {
        **_about(request, viewer, document),
        "names": [
            _("Version %(number)s") % {"number": one} if one else _("As it ships") for one in (old, new)
        ],
        "pairs": pairs(_text_of(viewer, document, old), _text_of(viewer, document, new)),
    }
    return render(request, "assistance/compare.html", page)


# ---- the text --------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(*WHO)
def text(request: HttpRequest, viewer: Viewer, kind: str) -> HttpResponseBase:
    """The text to be changed: *check* shows its first mistake or what it means, *save* makes a version of it."""
    document = kind_of(kind)
    newest = support_versions.newest(viewer, document.kept)
    current = newest.version if newest is not None else 0
    if request.method != "POST":
        begun = _text_of(viewer, document, _number(request.GET.get("from"), else_=current))
        return _editor(request, viewer, document, _Typed(begun, current))
    given = request.POST
    typed = _Typed(
        given.get("text", "").replace("\r\n", "\n"),
        _number(given.get("seen"), else_=current),
        given.get("note", ""),
    )
    if given.get("do") != "save":
        return _editor(request, viewer, document, replace(typed, checked=True))
    try:
        document.save(viewer, typed.text, note=typed.note, seen=typed.seen, at=clock.now())
    except AmiabilError as refusal:
        return _editor(request, viewer, document, typed, refusal)
    flash.success(request, _("Saved. It counts from now on."))
    response = HttpResponseRedirect(reverse("assistance:versions", args=[kind]))
    response.status_code = HTTPStatus.SEE_OTHER
    return response


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands in the form; ``seen`` is the version it was made from."""

    text: str
    seen: int
    note: str = ""
    checked: bool = False


def _number(given: str | None, *, else_: int) -> int:
    return int(given) if given and given.isascii() and given.isdecimal() and len(given) < 9 else else_


def _editor(
    request: HttpRequest,
    viewer: Viewer,
    document: Kind,
    typed: _Typed,
    refusal: AmiabilError | None = None,
) -> HttpResponse:
    problem, shown = _meaning(viewer, document, typed.text)
    notice = None
    if problem is None and refusal is not None:
        notice = Notice(describe(refusal, viewer.language, viewer.zone).text, tone="bad")
    elif problem is None and typed.checked:
        notice = Notice(
            _("The text is right. What it means stands below; nothing is saved yet."), tone="good"
        )
    page = {
        **_about(request, viewer, document),
        "notice": notice,
        "problems": [problem] if problem is not None else [],
        "text": typed.text,
        "most": TEXT_MAX,
        "seen": typed.seen,
        "note": Field(
            "note",
            _("What changes, in a line"),
            value=typed.note,
            max_length=LINE_MAX,
            optional=_("optional"),
        ),
        "part": document.part if shown is not None else "",
        "shown": shown,
    }
    refused = refusal is not None or (typed.checked and problem is not None)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "assistance/text.html", page, status=status)


def _meaning(viewer: Viewer, document: Kind, written: str) -> tuple[ToldProblem | None, Any]:
    """The first mistake beside its line, or what the text means."""
    try:
        return None, document.shown(viewer, document.read(clean(written, field="/text", most=TEXT_MAX)))
    except DocumentError as error:
        return _problem(error, written), None
    except AmiabilError as refusal:
        return ToldProblem("", "", "", describe(refusal, viewer.language).text, "", ""), None


def _problem(error: DocumentError, written: str) -> ToldProblem:
    lines = written.strip().splitlines()
    inside = 0 < error.line <= len(lines)
    code = lines[error.line - 1].strip()[:160] if inside else ""
    return ToldProblem(str(error.line or ""), code, error.key, in_words(error.text), "", "")
