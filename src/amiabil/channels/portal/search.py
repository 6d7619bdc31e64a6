"""Looking through one's own requests and disputes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from amiabil.channels.portal.tickets import frame
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.ui.search import found
from amiabil.ui.viewer import for_customer


@require_safe
@for_customer
def search(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What the buyer, or the shop, finds in what they may read."""
    home = reverse("search")
    dispute = "seller:dispute" if viewer.side is Role.SELLER else "dispute"
    addresses: found.Addresses = {
        "ticket": lambda reference: reverse("ticket", args=[reference]),
        "dispute": lambda reference: reverse(dispute, args=[reference]),
    }
    facts = found.page(request, viewer, addresses, home)
    return render(request, "portal/search.html", {**frame(request, viewer), **facts, "search_url": home})
