"""The shop's disputes: what waits for an answer first, until when, and what silence costs."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from amiabil.desks.cases.find import Search
from amiabil.desks.cases.lines import CaseLine
from amiabil.desks.cases.listing import SIZE, Groups, Listing, finding
from amiabil.domain.access import Viewer
from amiabil.records.case_lists import my_disputes
from amiabil.records.ranks import ENDED, MY_TURN, WAITING
from amiabil.ui.case.door import SELLER
from amiabil.ui.facts import DeskFrame, Empty, Link
from amiabil.ui.frames import seller_frame
from amiabil.ui.viewer import for_seller

_SECTIONS = {"to_answer": MY_TURN, "waiting": WAITING, "ended": ENDED}
"""What ``?show=`` may say; anything else shows all three."""


@require_safe
@for_seller()
@finding(SELLER)
def disputes(request: HttpRequest, viewer: Viewer, search: Search) -> HttpResponseBase:
    """The list, by due time; or the one dispute whose reference was typed."""
    parts = {
        "": _("All"),
        "to_answer": _("To answer"),
        "waiting": _("Waiting"),
        "ended": pgettext("of disputes", "Ended"),
    }
    listing = Listing(reverse("seller:disputes"), SELLER, parts, group=_groups)
    show, after = listing.chosen(request), request.GET.get("after")
    found = my_disputes(viewer, limit=SIZE, after=after, section=_SECTIONS.get(show))
    frame = seller_frame(request, viewer, "disputes")
    facts = {
        "frame": frame,
        "search": search,
        "heading": _heading(frame),
        **listing.facts(request, viewer, found, _empty(show)),
    }
    return render(request, "cases/queue.html", facts)


def _heading(frame: DeskFrame) -> str:
    count = frame.current.count if frame.current else 0
    if not count:
        return _("No dispute waits for you")
    return ngettext("%(count)s dispute waits for you", "%(count)s disputes wait for you", count) % {
        "count": count
    }


def _groups(shown: list[CaseLine]) -> Groups:
    """The three parts that have lines; the most urgent answer is the one primary button of the page."""
    titles = {
        MY_TURN: _("It is your turn"),
        WAITING: _("You wait for others"),
        ENDED: pgettext("of disputes", "Ended"),
    }
    if shown and shown[0].section == MY_TURN:
        shown = [replace(shown[0], act=replace(shown[0].act, style="primary")), *shown[1:]]
    grouped = [(title, [one for one in shown if one.section == part]) for part, title in titles.items()]
    return [(title, part) for title, part in grouped if part]


def _empty(show: str) -> Empty:
    everything = Link(_("Show all disputes"), reverse("seller:disputes"))
    if show == "to_answer":
        return Empty(_("Nothing to answer"), _("Every buyer has your answer."), "check-circle", everything)
    if show:
        return Empty(_("Nothing here"), _("No dispute of the shop is in this part."), "scales", everything)
    return Empty(
        _("No disputes"),
        _("When a buyer opens a dispute on an order of the shop, it stands here with its deadline."),
        "scales",
        Link(_("See the orders"), reverse("seller:orders")),
    )
