"""What stands around the pages of reports: the desk whose role reads them."""

from __future__ import annotations

from django.http import HttpRequest

from amiabil.desks.supervisor.frame import frame as supervisors
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui.facts import DeskFrame, NavGroup
from amiabil.ui.frames import desk_frame, operator_items

WHO = (Role.SUPERVISOR, Role.OPERATOR)


def frame(request: HttpRequest, viewer: Viewer, current: str) -> DeskFrame:
    """The frame; ``current`` is the route name of the entry one is in. No statement."""
    if viewer.role is Role.OPERATOR:
        return desk_frame(request, viewer, (NavGroup(operator_items(viewer, current)),))
    return supervisors(request, viewer, current)
