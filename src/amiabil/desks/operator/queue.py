"""What does an operator have to see to? Return labels that are due, cases that stand still, insolvent sellers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amiabil.desks.cases.find import Search
from amiabil.desks.cases.listing import SIZE, Listing, finding
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.help_article_overview import SOON, Shown, due
from amiabil.records.staff_queues import operated
from amiabil.ui.case.door import Door
from amiabil.ui.facts import DeskFrame, Empty, Link, NavGroup, Notice
from amiabil.ui.frames import desk_frame, operator_items
from amiabil.ui.paging import address
from amiabil.ui.viewer import for_staff

DOOR = Door(
    "operator:case", "operator:case_act", "operator:case_message", "operator:case_token", "operator:case_poll"
)


def frame(request: HttpRequest, viewer: Viewer) -> DeskFrame:
    """The frame of the operator's desk. No statement."""
    items = operator_items(viewer, "operator:queue")
    return desk_frame(request, viewer, (NavGroup(items),))


@require_safe
@for_staff(Role.OPERATOR)
@finding(DOOR)
def queue(request: HttpRequest, viewer: Viewer, search: Search) -> HttpResponseBase:
    """One list of the operator; or the case whose reference was typed."""
    parts = {
        "labels": _("Return labels due"),
        "suspended": _("Standing still"),
        "insolvent": _("Insolvent sellers"),
    }
    listing = Listing(reverse("operator:queue"), DOOR, parts)
    show = listing.chosen(request)
    found = operated(viewer, show, limit=SIZE, after=request.GET.get("after"))
    facts = {
        "frame": frame(request, viewer),
        "search": search,
        "heading": parts[show],
        **listing.facts(request, viewer, found, Empty(_("Nothing here"), _lead(show), "check-circle")),
        "lead": _lead(show),
        "notices": _articles(viewer),
    }
    return render(request, "cases/queue.html", facts)


def _articles(viewer: Viewer) -> tuple[Notice, ...]:
    """What the help centre waits for: a second look whose day comes near, or a second person."""
    found, home = due(viewer, soon=clock.now().date() + SOON), reverse("articles:list")
    told = []
    if found.review:
        text = ngettext(
            "%(count)s article of the help centre is to be read again.",
            "%(count)s articles of the help centre are to be read again.",
            found.review,
        )
        told.append((text % {"count": found.review}, Shown.REVIEW_DUE))
    if found.second:
        text = ngettext(
            "%(count)s article waits for a second person.",
            "%(count)s articles wait for a second person.",
            found.second,
        )
        told.append((text % {"count": found.second}, Shown.WAITING))
    return tuple(
        Notice(text, icon="book-open", act=Link(_("See which"), address(home, show=shown.value)))
        for text, shown in told
    )


def _lead(show: str) -> str:
    return {
        "labels": _("Where the seller does not give a label in time, the buyer is paid and keeps the goods."),
        "suspended": _("The bank is dealing with the same payment; all days left are kept."),
        "insolvent": _("An insolvency administrator acts for the seller; mediators hear these cases."),
    }[show]
