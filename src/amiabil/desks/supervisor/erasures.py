"""Who has asked to be erased, for what it waits, and what is held on purpose."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amiabil.desks.cases.lines import home_reader
from amiabil.desks.supervisor.frame import DOOR, frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import erasures as records
from amiabil.records import legal_holds
from amiabil.records.erasures import DONE, WAITING, ListedRequest
from amiabil.records.legal_holds import Hold
from amiabil.ui.facts import Chip, Empty, Link
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff

SIZE = 50
HOLDS = "holds"


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request, or a hold, as a row; ``url`` is empty where there is nothing to open."""

    who: str
    sub: str
    state: Chip
    about: str
    since: str
    url: str = ""


@require_safe
@for_staff(Role.SUPERVISOR, Role.OPERATOR)
def erasures(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Requests that wait or were carried out, or the cases under a legal hold; the newest first."""
    show = request.GET.get("show", "")
    show = show if show in {DONE, HOLDS} else WAITING
    reader, home, after = home_reader(viewer), reverse("supervisor:erasures"), request.GET.get("after")
    named = ((WAITING, _("Waiting")), (DONE, _("Carried out")), (HOLDS, _("Legal holds")))
    rows: list[RequestLine]
    if show == HOLDS:
        held = legal_holds.holds(viewer, limit=SIZE, after=after)
        rows, more = [_hold(one, viewer, reader) for one in held.items], pager(request, held, home, show=show)
    else:
        found = records.requests(viewer, show, limit=SIZE, after=after)
        rows, more = [_line(one, reader) for one in found.items], pager(request, found, home, show=show)
    facts = {
        "frame": frame(request, viewer, "erasures"),
        "heading": _("Requests for erasure"),
        "lead": _("They are carried out by themselves when the last period ends; a legal hold stops that."),
        "filters": tuple(
            Link(text, home if key == WAITING else f"{home}?show={key}", current=show == key)
            for key, text in named
        ),
        "rows": rows,
        "empty": Empty(_("Nothing here"), _("People ask for it on their page of settings."), "check-circle"),
        "pager": more,
    }
    return render(request, "supervisor/erasures.html", facts)


def _line(one: ListedRequest, reader: Reader) -> RequestLine:
    request, waits = one.request, one.request.state == WAITING
    if not waits:
        about = _("told by mail") if one.is_told else ""
        chip = Chip(_("Carried out"), "good", "check-circle")
        ended = reader.day(request.ended_at) if request.ended_at else ""
        return RequestLine(one.subject, "", chip, about, ended)
    cases = ngettext("%(count)s case is kept", "%(count)s cases are kept", one.cases) % {"count": one.cases}
    day = reader.last_day(request.kept_until) if request.kept_until else ""
    until = _("until the end of %(day)s") % {"day": day} if day else _("no day can be named yet")
    chip = Chip(_("Waiting"), "warn", "hourglass-medium")
    return RequestLine(
        one.name or one.subject, one.subject, chip, f"{cases}, {until}", reader.day(request.asked_at)
    )


def _hold(one: Hold, viewer: Viewer, reader: Reader) -> RequestLine:
    chip = Chip(_("Held"), "brand", "lock-simple")
    url = DOOR.page_of(one.reference) if one.kind == "dispute" else ""
    if viewer.role is Role.OPERATOR:
        url = reverse("operator:hold", args=[one.reference])
    return RequestLine(one.reference, one.subject, chip, one.reason, reader.day(one.set_at), url)
