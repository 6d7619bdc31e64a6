"""What stands around the mediator's pages."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.ui.facts import DeskFrame, NavGroup, NavItem
from amiabil.ui.frames import desk_frame


def frame(request: HttpRequest, viewer: Viewer, current: str = "queue") -> DeskFrame:
    """The frame of the mediator's desk; ``current`` is ``queue`` or ``ended``. No statement."""
    items = (
        NavItem(_("To decide"), reverse("mediator:queue"), "gavel", current=current == "queue"),
        NavItem(
            _("My ended cases"),
            reverse("mediator:ended"),
            "clock-counter-clockwise",
            current=current == "ended",
        ),
    )
    return desk_frame(request, viewer, (NavGroup(items),))
