"""Complaints about measures at the reviewer's desk: the list, and the decision."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.desks.complaints.pages import decide, room, show_list
from amiabil.desks.reviewer.queue import frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui.facts import DeskFrame
from amiabil.ui.measures.door import REVIEWER
from amiabil.ui.viewer import for_staff

HOME, PAGE = "reviewer:complaints", "reviewer:complaint"


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    return frame(request, viewer, "complaints")


@require_safe
@for_staff(Role.REVIEWER)
def complaints(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Complaints to decide, never about a measure this reviewer took part in."""
    return show_list(request, viewer, frame=_frame, home=HOME, page=PAGE)


ROOM = room(REVIEWER, for_staff(Role.REVIEWER), frame=_frame, home=HOME)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.REVIEWER)
def complaint(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponseBase:
    """One complaint, with the form of its decision."""
    if request.method == "POST":
        return decide(request, viewer, reference, ROOM, home=HOME)
    return ROOM.page(request, viewer, reference)
