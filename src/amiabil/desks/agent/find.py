"""What the palette of the agent's desk finds: requests and disputes by any word, people by their order or name."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amiabil.desks.agent.frame import frame
from amiabil.desks.agent.search import addresses
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import search as records
from amiabil.records.inbox import FoundPerson, find_people
from amiabil.ui.search import found
from amiabil.ui.viewer import for_staff

MOST = 6
_ICONS = {"ticket": "ticket", "dispute": "scales", "buyer": "user", "seller": "storefront"}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found, with where it leads."""

    text: str
    url: str
    icon: str


@require_safe
@for_staff(Role.AGENT)
def find(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What fits the words, as a page; the palette takes its list."""
    words, hits, pages = request.GET.get("q", "").replace("\0", ""), list[Found](), addresses()
    if words.strip():
        hits = [_person(one) for one in find_people(viewer, words)]
        hits += [
            Found(f"{one.subject} · {one.reference}", pages[one.kind](one.reference), _ICONS[one.kind])
            for one in records.search(viewer, found.typed(request), limit=MOST).items
        ]
    facts = {"frame": frame(request, viewer, ""), "words": words, "hits": hits}
    return render(request, "agent/find.html", facts)


def _person(one: FoundPerson) -> Found:
    url = reverse("agent:person", args=[one.kind, one.id])
    return Found(f"{one.name} · {one.about}" if one.about else one.name, url, _ICONS[one.kind])
