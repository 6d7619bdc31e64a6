"""The agent's desk: find a case by its reference, see which are urgent, read, write to the right people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.desks.agent.frame import frame
from amiabil.desks.agent.joining import extra
from amiabil.desks.cases.find import Search
from amiabil.desks.cases.listing import SIZE, Listing, finding
from amiabil.desks.cases.room import Room
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role, State
from amiabil.records.staff_lists import OPEN_STATES, open_disputes
from amiabil.ui.case.door import AGENT
from amiabil.ui.case.seen import Seen
from amiabil.ui.facts import Empty, Field, Link, Option
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import names


@require_safe
@for_staff(Role.AGENT)
@finding(AGENT)
def cases(request: HttpRequest, viewer: Viewer, search: Search) -> HttpResponseBase:
    """The open disputes, the most urgent first; or the one whose reference was typed."""
    parts = {"": _("All open states"), **{one.value: str(names.STATES[one]) for one in OPEN_STATES}}
    listing = Listing(reverse("agent:cases"), AGENT, parts, key="state")
    state = listing.chosen(request)
    states = (State(state),) if state else OPEN_STATES
    found = open_disputes(viewer, states=states, limit=SIZE, after=request.GET.get("after"))
    facts = {
        "frame": frame(request, viewer),
        "search": search,
        "heading": _("Open disputes"),
        "state_field": _state_field(listing, state),
        **listing.facts(request, viewer, found, _empty(state)),
        "lead": _("Those that wait for the marketplace first, then by the time that runs out."),
    }
    return render(request, "agent/cases.html", facts)


def _state_field(listing: Listing, state: str) -> Field:
    options = tuple(Option(one, name, selected=one == state) for one, name in listing.parts.items())
    return Field(listing.key, _("State"), kind="select", options=options)


def _empty(state: str) -> Empty:
    if state:
        text = _("No dispute is in the state “%(state)s”.") % {"state": names.STATES[State(state)]}
        return Empty(
            _("Nothing here"), text, "scales", Link(_("Show all open disputes"), reverse("agent:cases"))
        )
    return Empty(_("No open disputes"), _("Every dispute has ended."), "check-circle")


def _beside(seen: Seen) -> dict[str, Any]:
    measures = reverse("agent:case_measures", args=[seen.file.reference])
    return {**extra(seen), "measures_url": measures}


ROOM = Room(AGENT, for_staff(Role.AGENT), frame, template="agent/case.html", extra=_beside)
