"""The agent's search: requests, disputes and chats by what was said, as a page and as a list while typing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amiabil.desks.agent.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import search as records
from amiabil.ui.search import found
from amiabil.ui.search.found import Addresses
from amiabil.ui.viewer import for_staff


def addresses() -> Addresses:
    """Where each kind of what is found has its page at this desk."""
    return {
        "ticket": lambda reference: reverse("agent:ticket", args=[reference]),
        "dispute": lambda reference: reverse("agent:case", args=[reference]),
        "chat": lambda reference: reverse("agent:chat", args=[reference]),
    }


@require_safe
@for_staff(Role.AGENT)
def search(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page of a search; its address can be sent to a colleague."""
    home = reverse("agent:search")
    facts = found.page(request, viewer, addresses(), home)
    return render(
        request, "agent/search.html", {**facts, "frame": frame(request, viewer, "search"), "search_url": home}
    )


@require_safe
@for_staff(Role.AGENT)
def suggest(request: HttpRequest, viewer: Viewer) -> JsonResponse:
    """The first few of the same search for a script: ``items``, and ``more`` where the whole of it is read."""
    asked = found.typed(request)
    hits = records.search(viewer, asked, limit=found.SUGGESTED)
    shown = found.documents(found.lines(viewer, hits, addresses()))
    more = f"{reverse('agent:search')}?{request.GET.urlencode()}" if hits.next else ""
    return JsonResponse({"items": shown, "more": more})
