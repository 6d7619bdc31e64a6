"""Reports of something illegal, at the agent's desk: the queue, and one with its decision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amiabil.desks.agent.frame import frame
from amiabil.desks.content_reports import pages
from amiabil.desks.content_reports.pages import Desk
from amiabil.domain.access import Viewer
from amiabil.domain.support.content_reports import ReportState
from amiabil.domain.terms import Role
from amiabil.ui.viewer import for_staff

DESK = Desk(
    "agent",
    lambda request, viewer: frame(request, viewer, "reports"),
    (ReportState.OPEN,),
    (ReportState.DECIDED, ReportState.COMPLAINED, ReportState.REVIEWED),
)


@require_safe
@for_staff(Role.AGENT)
def reports(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What waits for a decision, trusted flaggers first."""
    return pages.listing(request, viewer, DESK)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.AGENT)
def report(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """One report, and its decision. Raises ``NotFound``."""
    return pages.one(request, viewer, DESK, reference)


@require_POST
@for_staff(Role.AGENT)
def report_trust(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Mark the reporter as a trusted flagger, or take the mark away. Raises ``NotFound``."""
    return pages.trust(request, viewer, DESK, reference)
