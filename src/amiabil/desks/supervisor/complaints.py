"""Complaints about measures at the supervisor's desk: which are late, which wait to be carried out; to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from amiabil.desks.complaints.pages import show_list, show_one
from amiabil.desks.supervisor.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui.facts import DeskFrame
from amiabil.ui.viewer import for_staff

HOME, PAGE = "supervisor:complaints", "supervisor:complaint"


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    return frame(request, viewer, "complaints")


@require_safe
@for_staff(Role.SUPERVISOR, Role.OPERATOR)
def complaints(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Complaints to be decided, late, to be carried out, and ended."""
    return show_list(request, viewer, frame=_frame, home=HOME, page=PAGE)


@require_safe
@for_staff(Role.SUPERVISOR, Role.OPERATOR)
def complaint(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """One complaint, to read."""
    return show_one(request, viewer, reference, frame=_frame, home=HOME)
