"""What stands around the supervisor's pages, and the door by which a supervisor comes to a case."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.domain.access import Act, Viewer, may
from amiabil.ui.case.door import Door
from amiabil.ui.facts import DeskFrame, NavGroup, NavItem
from amiabil.ui.frames import desk_frame, operator_items, staff_notices_item

DOOR = Door(
    "supervisor:case",
    "supervisor:case_act",
    "supervisor:case_message",
    "supervisor:case_token",
    "supervisor:case_poll",
)


def _judging(viewer: Viewer) -> tuple[tuple[str, str, str], ...]:
    """What is open to supervisors alone among those who come to this desk."""
    if not may(viewer, Act.JUDGE_COMPLAINANTS):
        return ()
    return (("supervisor:complainants", _("Complaints without ground"), "flag"),)


def frame(request: HttpRequest, viewer: Viewer, current: str = "late") -> DeskFrame:
    """The frame of the supervisor's desk; ``current`` names one of its pages, or a report. No statement."""
    named = (
        ("supervisor:late", _("What is late"), "clock-countdown"),
        ("supervisor:requests", _("Requests now"), "timer"),
        ("supervisor:chats", _("Chats now"), "chats-circle"),
        ("supervisor:sampling", _("Quality sampling"), "check-circle"),
        ("supervisor:challenges", _("Challenges"), "users"),
        ("supervisor:load", _("Load of the mediators"), "scales"),
        ("supervisor:complaints", _("Complaints about measures"), "prohibit"),
        *_judging(viewer),
        ("supervisor:erasures", _("Requests for erasure"), "trash"),
        ("supervisor:mails", _("Mails that wait"), "envelope-simple"),
        ("reports:report", _("Reports"), "chart-bar"),
        ("reports:register", _("Proceedings outside"), "buildings"),
    )
    items = tuple(
        NavItem(text, reverse(name), icon, current=name in {current, f"supervisor:{current}"})
        for name, text, icon in named
    )
    if may(viewer, Act.WORK_TICKET):
        items = (*items, staff_notices_item(request, current=current == "notices"))
    others = tuple(one for one in operator_items(viewer, "") if one.url not in {item.url for item in items})
    groups = (NavGroup(items), NavGroup(others)) if others else (NavGroup(items),)
    return desk_frame(request, viewer, groups)
