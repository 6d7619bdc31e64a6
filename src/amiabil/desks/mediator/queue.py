"""Which cases does a mediator decide next, and which has nobody taken yet?"""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions.mediation import NotDeclared, put_back, take_case
from amiabil.desks.cases.find import Search
from amiabil.desks.cases.listing import SIZE, Listing, finding
from amiabil.desks.mediator.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.errors import ConflictOfInterest
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Conflict
from amiabil.records.case_lists import disputes_of_mediator
from amiabil.records.ranks import ENDED, MY_TURN, WAITING
from amiabil.records.staff_lists import disputes_to_take
from amiabil.ui.case.door import MEDIATOR
from amiabil.ui.facts import Empty, Link
from amiabil.ui.paging import address
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff

_SECTIONS = {"": MY_TURN, "waiting": WAITING}


@require_safe
@for_staff(Role.MEDIATOR)
@finding(MEDIATOR)
def queue(request: HttpRequest, viewer: Viewer, search: Search) -> HttpResponseBase:
    """One part of the queue: mine to decide now, mine that wait for others, or those nobody has taken."""
    parts = {"": _("Mine, to decide"), "waiting": _("Mine, waiting"), "to_take": _("Without a mediator")}
    listing = Listing(reverse("mediator:queue"), MEDIATOR, parts)
    show, after = listing.chosen(request), request.GET.get("after")
    if show == "to_take":
        found = disputes_to_take(viewer, limit=SIZE, after=after)
    else:
        found = disputes_of_mediator(viewer, limit=SIZE, after=after, section=_SECTIONS[show])
    facts = {
        "frame": frame(request, viewer),
        "search": search,
        "heading": _heading(show, len(found.items), more=bool(found.next or after)),
        **listing.facts(request, viewer, found, _empty(listing, show)),
    }
    return render(request, "cases/queue.html", facts)


def _heading(show: str, count: int, *, more: bool) -> str:
    if show == "to_take":
        return _("Cases without a mediator")
    if show == "waiting":
        return _("Your cases that wait for others")
    if more or not count:
        return _("Your cases to decide")
    return ngettext("%(count)s case to decide", "%(count)s cases to decide", count) % {"count": count}


def _empty(listing: Listing, show: str) -> Empty:
    if show == "to_take":
        return Empty(
            _("Every case has a mediator"),
            _("A case comes here when a party asks for a mediator, or when the time to negotiate is over."),
            "check-circle",
            Link(_("To your cases"), listing.home),
        )
    return Empty(
        _("Nothing of yours here"),
        _("Cases that nobody has taken wait for you."),
        "gavel",
        Link(_("See cases without a mediator"), listing.address("to_take")),
    )


@require_safe
@for_staff(Role.MEDIATOR)
def ended(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The cases this mediator had that have ended, the newest first."""
    found = disputes_of_mediator(viewer, limit=SIZE, after=request.GET.get("after"), section=ENDED)
    listing = Listing(reverse("mediator:ended"), MEDIATOR, {"": _("My ended cases")})
    empty = Empty(
        _("No case of yours has ended yet"),
        _("What you decide comes here once it is carried out."),
        "clock-counter-clockwise",
        Link(_("To your cases"), reverse("mediator:queue")),
    )
    facts = {
        "frame": frame(request, viewer, "ended"),
        "heading": _("My ended cases"),
        **listing.facts(request, viewer, found, empty),
    }
    return render(request, "cases/queue.html", facts)


@require_POST
@for_staff(Role.MEDIATOR)
def take(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Take a case; where somebody was faster, or it has gone on, the queue says so."""
    try:
        take_case(viewer, reference, declared="independent" in request.POST)
    except NotDeclared as refusal:
        flash.warning(request, describe(refusal, viewer.language).text)
        return HttpResponseRedirect(MEDIATOR.page_of(reference))
    except (Conflict, ConflictOfInterest) as refusal:
        flash.warning(request, describe(refusal, viewer.language).text)
        return HttpResponseRedirect(address(reverse("mediator:queue"), show="to_take"))
    flash.success(request, _("The case is yours now. Both sides see your pseudonym."))
    return HttpResponseRedirect(MEDIATOR.page_of(reference))


@require_POST
@for_staff(Role.MEDIATOR)
def give_back(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Put one's own case back where other mediators find it."""
    put_back(viewer, reference)
    flash.success(request, _("The case is back with those that have no mediator."))
    return HttpResponseRedirect(reverse("mediator:queue"))
