"""Complaints of reporters about decisions: the queue, and one with its answer, which is final."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.desks.content_reports import pages
from amiabil.desks.content_reports.pages import Desk
from amiabil.desks.reviewer.queue import frame
from amiabil.domain.access import Viewer
from amiabil.domain.support.content_reports import ReportState
from amiabil.domain.terms import Role
from amiabil.ui.viewer import for_staff

DESK = Desk(
    "reviewer",
    lambda request, viewer: frame(request, viewer, "reports"),
    (ReportState.COMPLAINED,),
    (ReportState.REVIEWED,),
    final=True,
)


@require_safe
@for_staff(Role.REVIEWER)
def reports(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Complaints that wait for an answer."""
    return pages.listing(request, viewer, DESK)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.REVIEWER)
def report(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """One report whose reporter complained, and the answer. Raises ``NotFound``."""
    return pages.one(request, viewer, DESK, reference)
