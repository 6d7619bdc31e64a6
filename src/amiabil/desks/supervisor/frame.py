"""What stands around the supervisor's pages, and the door by which a supervisor comes to a case."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.ui.case.door import Door
from amiabil.ui.facts import DeskFrame, NavGroup, NavItem
from amiabil.ui.frames import desk_frame, operator_items

DOOR = Door(
    "supervisor:case",
    "supervisor:case_act",
    "supervisor:case_message",
    "supervisor:case_token",
    "supervisor:case_poll",
)


def frame(request: HttpRequest, viewer: Viewer, current: str = "late") -> DeskFrame:
    """The frame of the supervisor's desk; ``current`` is the name of one of its pages. No statement."""
    named = (
        ("late", _("What is late"), "clock-countdown"),
        ("challenges", _("Challenges"), "users"),
        ("load", _("Load of the mediators"), "scales"),
        ("complaints", _("Complaints about measures"), "prohibit"),
        ("erasures", _("Requests for erasure"), "trash"),
        ("mails", _("Mails that wait"), "envelope-simple"),
    )
    items = tuple(
        NavItem(text, reverse(f"supervisor:{name}"), icon, current=current == name)
        for name, text, icon in named
    )
    others = tuple(one for one in operator_items(viewer, "") if one.url not in {item.url for item in items})
    groups = (NavGroup(items), NavGroup(others)) if others else (NavGroup(items),)
    return desk_frame(request, viewer, groups)
