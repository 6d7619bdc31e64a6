"""Complaints about measures at the auditor's desk: everything to read, nothing to change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from amiabil.desks.audit.log import frame
from amiabil.desks.complaints.pages import show_list, show_one
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui.facts import DeskFrame
from amiabil.ui.viewer import for_staff

HOME, PAGE = "audit:complaints", "audit:complaint"


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    return frame(request, viewer, "complaints")


@require_safe
@for_staff(Role.AUDITOR)
def complaints(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Every complaint, by where it stands."""
    return show_list(request, viewer, frame=_frame, home=HOME, page=PAGE)


@require_safe
@for_staff(Role.AUDITOR)
def complaint(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """One measure with its complaint, to read."""
    return show_one(request, viewer, reference, frame=_frame, home=HOME)
