"""The frame of the agent's desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.ui.facts import DeskFrame, NavGroup, NavItem
from amiabil.ui.frames import desk_frame


def frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    """What stands around every page of an agent. No statement."""
    items = (NavItem(_("Open disputes"), reverse("agent:cases"), "scales", current=True),)
    return desk_frame(request, viewer, (NavGroup(items),))
