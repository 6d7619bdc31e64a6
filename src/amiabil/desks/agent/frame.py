"""The frame of the agent's desk."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.ui.facts import DeskFrame, NavGroup, NavItem
from amiabil.ui.frames import desk_frame


def frame(request: HttpRequest, viewer: Viewer, current: str = "cases") -> DeskFrame:
    """What stands around every page of an agent; ``current`` is the entry one is in. No statement."""
    items = (
        NavItem(_("Open disputes"), reverse("agent:cases"), "scales", current=current == "cases"),
        NavItem(_("Requests"), reverse("agent:tickets"), "chat-circle-text", current=current == "tickets"),
    )
    return desk_frame(request, viewer, (NavGroup(items),))
