"""Who is challenged, who has how much, and which mails did not go? With the means to do something about it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions.supervision import send_mail_again
from amiabil.desks.cases.find import Search
from amiabil.desks.cases.lines import home_reader
from amiabil.desks.cases.listing import SIZE, Listing, finding
from amiabil.desks.supervisor.frame import DOOR, frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records.staff_queues import (
    WaitingMail,
    challenged,
    in_mediation,
    load_of_mediators,
    waiting_mails,
)
from amiabil.ui.facts import Chip, Empty, Moment
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import names

_OVERSEERS = for_staff(Role.SUPERVISOR, Role.OPERATOR)


@require_safe
@_OVERSEERS
@finding(DOOR)
def challenges(request: HttpRequest, viewer: Viewer, search: Search) -> HttpResponseBase:
    """Cases in which a party asks for another mediator, the most urgent first."""
    listing = Listing(reverse("supervisor:challenges"), DOOR, {"": _("Challenges")})
    found = challenged(viewer, limit=SIZE, after=request.GET.get("after"))
    lead = _("A party asks for another mediator; the reasons stand in the case.")
    empty = Empty(_("No challenge waits for an answer"), lead, "check-circle")
    facts = {
        "frame": frame(request, viewer, "challenges"),
        "search": search,
        "heading": _("Challenges to answer"),
        **listing.facts(request, viewer, found, empty),
        "lead": lead,
    }
    return render(request, "cases/queue.html", facts)


@require_safe
@_OVERSEERS
@finding(DOOR)
def load(request: HttpRequest, viewer: Viewer, search: Search) -> HttpResponseBase:
    """What each mediator has, and the cases in mediation, to be given to somebody else."""
    listing = Listing(reverse("supervisor:load"), DOOR, {"": _("Load of the mediators")})
    found = in_mediation(viewer, limit=SIZE, after=request.GET.get("after"))
    empty = Empty(
        _("No case is in mediation"), _("Cases come here when a party asks for a mediator."), "check-circle"
    )
    facts = {
        "frame": frame(request, viewer, "load"),
        "search": search,
        "heading": _("Load of the mediators"),
        "mediators": load_of_mediators(viewer, now=home_reader(viewer).now),
        **listing.facts(request, viewer, found, empty),
        "lead": _("To give a case to somebody else, open it."),
    }
    return render(request, "supervisor/load.html", facts)


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail that did not go as a row; ``next_try`` is None when it was given up."""

    url: str
    reference: str
    to: str
    state: Chip
    tried: str
    cause: str
    next_try: Moment | None
    again_url: str


@require_safe
@_OVERSEERS
def mails(request: HttpRequest, viewer: Viewer) -> HttpResponseBase:
    """Mails that failed and those given up, each with the cause and a button to try again."""
    reader, found = home_reader(viewer), waiting_mails(viewer, limit=SIZE, after=request.GET.get("after"))
    facts = {
        "frame": frame(request, viewer, "mails"),
        "heading": _("Mails that wait"),
        "lead": _(
            "Notices that have not gone out. Nothing may be concluded from the silence of who was not reached."
        ),
        "rows": [_line(one, reader) for one in found.items],
        "empty": Empty(
            _("Every mail has gone out"),
            _("A mail that fails is tried again by itself and stands here meanwhile."),
            "check-circle",
        ),
        "pager": pager(request, found, reverse("supervisor:mails")),
    }
    return render(request, "supervisor/mails.html", facts)


def _line(one: WaitingMail, reader: Reader) -> MailLine:
    given_up = one.next_try_at is None
    return MailLine(
        url=DOOR.page_of(one.reference),
        reference=one.reference,
        to=str(names.ROLES[Role(one.role)]),
        state=Chip(_("Given up"), "bad", "warning") if given_up else Chip(_("Tried again"), "warn", "clock"),
        tried=ngettext("tried %(count)s time", "tried %(count)s times", one.tries) % {"count": one.tries},
        cause=one.cause,
        next_try=reader.moment(one.next_try_at) if one.next_try_at is not None else None,
        again_url=reverse("supervisor:mail_again", args=[one.id]),
    )


@require_POST
@_OVERSEERS
def mail_again(request: HttpRequest, viewer: Viewer, delivery: int) -> HttpResponseBase:
    """Let one mail be tried now."""
    send_mail_again(viewer, delivery)
    flash.success(request, _("The mail is on its way again."))
    return HttpResponseRedirect(reverse("supervisor:mails"))
