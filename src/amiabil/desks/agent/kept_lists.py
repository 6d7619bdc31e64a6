"""Keeping a list of requests under a name, removing it, and putting lists in order."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amiabil.actions.support_setup import current_setup
from amiabil.desks.agent import lists, table
from amiabil.domain.access import Viewer
from amiabil.domain.support import views
from amiabil.domain.terms import Role
from amiabil.domain.written import clean
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock, ticket_views
from amiabil.records.new_id import new_id
from amiabil.records.ticket_views import EVERYBODY, SavedView
from amiabil.ui import paging
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words

NAME_LETTERS = 60


@require_POST
@for_staff(Role.AGENT)
def keep(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep the list the form came from under a name; the same form again changes nothing more."""
    try:
        view = _view(request)
        ticket_views.keep(viewer, view, at=clock.now())
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        return table.page(request, viewer, error=describe(refusal, viewer.language).text)
    flash.success(request, _("The list is kept."))
    return _to(str(view.id))


def _view(request: HttpRequest) -> SavedView:
    given = request.POST
    shared = given.get("shared", "")
    teams = {team.key for team in current_setup().teams}
    return SavedView(
        id=lists.view_id(given.get("id", "")) or new_id(),
        name=clean(" ".join(given.get("name", "").split()), field="/name", most=NAME_LETTERS),
        shows=views.read(lists.narrowed(given)),
        columns=tuple(one for one in words.COLUMNS if one in given.getlist("column")),
        shared_with=shared if shared in {"", EVERYBODY, *teams} else "",
        mine=True,
        owner_name="",
    )


@require_POST
@for_staff(Role.AGENT)
def remove(request: HttpRequest, viewer: Viewer, view_id: UUID) -> HttpResponse:
    """Remove a list of one's own; the requests in it stay what they are."""
    ticket_views.remove(viewer, view_id)
    flash.success(request, _("The list is removed. The requests in it are as they were."))
    return _to("")


@require_POST
@for_staff(Role.AGENT)
def order(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Put lists in order: as the form names them, after the one that is to go up or down has moved."""
    shown = [lists.place_of(one.key) for one in lists.known(viewer)]
    wanted = [key for key in dict.fromkeys(request.POST.getlist("key")) if key in shown]
    keys = [*wanted, *(key for key in shown if key not in wanted)]
    for name, step in (("up", -1), ("down", 1)):
        key = request.POST.get(name, "")
        if key in keys:
            at = keys.index(key)
            to = min(max(at + step, 0), len(keys) - 1)
            keys.insert(to, keys.pop(at))
    ticket_views.put_order(viewer, keys)
    return _to(request.POST.get("view", "")[:40])


def _to(key: str) -> HttpResponse:
    return HttpResponseRedirect(paging.address(reverse("agent:ticket_table"), view=key))
