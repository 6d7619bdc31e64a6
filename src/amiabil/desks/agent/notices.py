"""What somebody was told: who named them in a note, what happened to what they follow, escalations and breaches."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amiabil.desks.agent import frame as agents
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.supervisor import frame as supervisors
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import clock, staff_notices
from amiabil.records.staff_notices import StaffNoticeRow, Why
from amiabil.ui.facts import Moment
from amiabil.ui.paging import pager
from amiabil.ui.viewer import for_staff


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One notice."""

    text: str
    subject: str
    reference: str
    url: str
    icon: str
    at: Moment
    new: bool


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.AGENT, Role.SUPERVISOR)
def notices(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """GET shows them, the newest first; POST marks all as read. A supervisor reads them at their own desk."""
    if request.method == "POST":
        staff_notices.mark_all_read(viewer, at=clock.now())
        return HttpResponseRedirect(reverse("agent:notices"))
    found = staff_notices.notices(viewer, limit=50, after=request.GET.get("after"))
    desk = agents if viewer.role is Role.AGENT else supervisors
    page = {
        "frame": desk.frame(request, viewer, "notices"),
        "rows": [_line(one, viewer) for one in found.items],
        "pager": pager(request, found, reverse("agent:notices")),
    }
    return render(request, "agent/notices.html", page)


def _line(one: StaffNoticeRow, viewer: Viewer) -> NoticeLine:
    text, icon = {
        Why.MENTIONED: (_("%(by)s named you in a note"), "chat-circle-text"),
        Why.FOLLOWED: (_("News of what you follow, from %(by)s"), "eye"),
        Why.ESCALATED: (_("Escalated by the rule “%(by)s”"), "flag"),
        Why.BREACHED: (_("What was promised has been missed"), "warning"),
    }[one.why]
    return NoticeLine(
        text=text % {"by": one.by or _("the customer")},
        subject=one.subject,
        reference=one.reference,
        url=reverse(
            "agent:ticket" if viewer.role is Role.AGENT else "supervisor:request", args=[one.reference]
        ),
        icon=icon,
        at=home_reader(viewer).moment(one.at),
        new=one.read_at is None,
    )
