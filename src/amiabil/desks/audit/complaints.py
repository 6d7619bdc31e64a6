"""Complaints about measures at the auditor's desk: everything to read, nothing to change."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from amiabil.desks.audit.log import frame
from amiabil.desks.complaints.pages import room, show_list
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui.facts import DeskFrame
from amiabil.ui.measures.door import AUDIT
from amiabil.ui.viewer import for_staff

HOME, PAGE = "audit:complaints", "audit:complaint"


def _frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    return frame(request, viewer, "complaints")


@require_safe
@for_staff(Role.AUDITOR)
def complaints(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Every complaint, by where it stands."""
    return show_list(request, viewer, frame=_frame, home=HOME, page=PAGE)


ROOM = room(AUDIT, for_staff(Role.AUDITOR), frame=_frame, home=HOME)
"""One complaint, to read."""

complaint = require_safe(for_staff(Role.AUDITOR)(ROOM.page))
