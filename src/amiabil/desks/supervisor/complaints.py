"""Complaints about measures at the supervisor's desk: which are late, which wait to be carried out; to read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from amiabil.desks.complaints.pages import room, show_list
from amiabil.desks.supervisor.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui.facts import DeskFrame
from amiabil.ui.measures.door import SUPERVISOR
from amiabil.ui.viewer import for_staff

HOME, PAGE = "supervisor:complaints", "supervisor:complaint"


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    return frame(request, viewer, "complaints")


@require_safe
@for_staff(Role.SUPERVISOR, Role.OPERATOR)
def complaints(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Complaints to be decided, late, to be carried out, and ended."""
    return show_list(request, viewer, frame=_frame, home=HOME, page=PAGE)


ROOM = room(SUPERVISOR, for_staff(Role.SUPERVISOR, Role.OPERATOR), frame=_frame, home=HOME)
"""One complaint, to read."""

complaint = require_safe(for_staff(Role.SUPERVISOR, Role.OPERATOR)(ROOM.page))
