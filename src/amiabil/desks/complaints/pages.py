"""The pages of complaints at a desk: the list, and one complaint to read or to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.desks.cases.to_register import to_register
from amiabil.desks.complaints import decision, listing
from amiabil.domain.access import Act as Right
from amiabil.domain.access import Viewer, demand
from amiabil.domain.terms import Command
from amiabil.ui.dossier import send_measure
from amiabil.ui.facts import Act
from amiabil.ui.measures.door import REVIEWER, Door
from amiabil.ui.measures.hearing_forms import is_open
from amiabil.ui.measures.pages import Room, View
from amiabil.ui.measures.seen import Seen, look

Frame = Callable[[HttpRequest, Viewer], Any]


def show_list(
    request: HttpRequest, viewer: Viewer, *, frame: Frame, home: str, page: str
) -> HttpResponseBase:
    """The list of complaints."""
    found = listing.facts(request, viewer, home=home, page=page)
    return render(request, "complaints/list.html", {"frame": frame(request, viewer), **found})


def room(door: Door, let_in: Callable[[Any], View], *, frame: Frame, home: str) -> Room:
    """How a desk shows complaints; ``home`` is the name of its list."""

    def framed(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
        return {
            "base": "ui/frame_desk.html",
            "frame": frame(request, viewer),
            "back": reverse(home),
            "back_text": _("Complaints about measures"),
        }

    return Room(door, let_in, framed, "complaints/case.html", acts=_acts, beside=_sheet, send=send_measure)


def _sheet(request: HttpRequest, seen: Seen) -> dict[str, Any]:
    register = to_register(seen.reader.viewer, seen.ticket.reference)
    return {**decision.form(seen, {}, {}), "register": register}


def _acts(seen: Seen) -> tuple[Act, ...]:
    """For whoever decides: to the decision, or a question first."""
    if "parts" not in decision.form(seen, {}, {}):
        return ()
    to_sheet = Act(_("To the decision"), "#sheet-title")
    if not is_open(seen, Command.REQUEST_INFO):
        return (to_sheet,)
    return to_sheet, Act(_("Ask a question"), REVIEWER.act_of(seen.ticket.reference, Command.REQUEST_INFO))


def decide(
    request: HttpRequest, viewer: Viewer, reference: str, at_desk: Room, *, home: str
) -> HttpResponseBase:
    """Give the decision that was sent, and go back to the list; refused, the page with everything typed.

    Raises ``NotFound``, ``Forbidden``.
    """
    demand(viewer, Right.HEAR_COMPLAINT)
    seen = look(viewer, reference)
    errors = decision.send(request, viewer, seen)
    if not errors:
        flash.success(request, _("The decision has been given; the person concerned is told."))
        return HttpResponseRedirect(reverse(home))
    return at_desk.show(request, seen, decision.form(seen, request.POST, errors), status=422)
