"""The agent's list of requests as a page of its own, with nothing opened beside it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions.overseeing import note_presence
from amiabil.actions.support_setup import current_setup
from amiabil.desks.agent.frame import frame_of_inbox
from amiabil.desks.agent.queue import asked_of, listed, pane
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import clock, inbox
from amiabil.ui import live, paging
from amiabil.ui.facts import Empty
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_staff


@require_safe
@for_staff(Role.AGENT)
def home(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The start of the desk: what is to be answered."""
    return HttpResponseRedirect(reverse("agent:tickets"))


@require_safe
@for_staff(Role.AGENT)
def tickets(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The requests of a view, the most urgent first."""
    setup = current_setup()
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    waiting = inbox.now(viewer, at=reader.now)
    query, queue = asked_of(request, setup).query, pane(request, reader, setup, waiting)
    facts = {
        "frame": frame_of_inbox(request, viewer, waiting, setup, query),
        "queue": queue,
        "version": live.version(dict(queue.followed)),
        "token_url": paging.address(reverse("agent:queue_token"), **query),
        "poll_url": paging.address(reverse("agent:queue_poll"), **query),
        "home": Empty(
            _("Open a request from the list"),
            _("With j and k you step through it, Enter opens, ? shows every key."),
            "chat-circle-text",
        ),
    }
    return render(request, "agent/tickets.html", facts)


@require_safe
@for_staff(Role.AGENT)
def queue_token(request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """A token to hear what is listed, and whatever comes in."""
    note_presence(viewer, at=clock.unshifted())
    return live.desk_token(viewer, listed(request, viewer))


@require_safe
@for_staff(Role.AGENT)
def queue_poll(request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """What changes when the list does."""
    return live.poll_answer(viewer, listed(request, viewer))
