"""Which appeals and which requests to reopen a case wait for this reviewer?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.cases.find import Search
from amiabil.desks.cases.listing import SIZE, Listing, finding
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records.staff_queues import appeals_waiting, to_review
from amiabil.ui.case.door import Door
from amiabil.ui.facts import DeskFrame, Empty, NavGroup, NavItem
from amiabil.ui.frames import desk_frame
from amiabil.ui.viewer import for_staff

DOOR = Door(
    "reviewer:case", "reviewer:case_act", "reviewer:case_message", "reviewer:case_token", "reviewer:case_poll"
)


def frame(request: HttpRequest, viewer: Viewer, current: str = "queue") -> DeskFrame:
    """The frame of the reviewer's desk; ``current`` is the name of one of its pages. No statement."""
    named = (
        ("queue", _("To review"), "gavel"),
        ("complaints", _("Complaints about measures"), "prohibit"),
        ("reports", _("Complaints of reporters"), "flag"),
    )
    items = tuple(
        NavItem(text, reverse(f"reviewer:{name}"), icon, current=current == name)
        for name, text, icon in named
    )
    return desk_frame(request, viewer, (NavGroup(items),))


@require_safe
@for_staff(Role.REVIEWER)
@finding(DOOR)
def queue(request: HttpRequest, viewer: Viewer, search: Search) -> HttpResponseBase:
    """Appeals and requests to decide, by due time; or those in which a party has to answer first."""
    listing = Listing(
        reverse("reviewer:queue"), DOOR, {"": _("To decide"), "waiting": _("Waiting for others")}
    )
    after, waits = request.GET.get("after"), listing.chosen(request) == "waiting"
    found = (appeals_waiting if waits else to_review)(viewer, limit=SIZE, after=after)
    facts = {
        "frame": frame(request, viewer),
        "search": search,
        "heading": _("Appeals that wait for others") if waits else _("Appeals and requests to decide"),
        **listing.facts(request, viewer, found, _empty()),
        "lead": _("Cases you mediated yourself are not shown: somebody else hears their appeal."),
    }
    return render(request, "cases/queue.html", facts)


def _empty() -> Empty:
    return Empty(
        _("Nothing is waiting here"),
        _("A case comes here when a party appeals, or when a seller asks to have a default set aside."),
        "check-circle",
    )
