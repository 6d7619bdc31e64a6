"""What if time passed? The demonstration's clock, moved by a click; deadlines fire as they would have."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from amiabil.records import clock
from amiabil.ui import formats
from amiabil.ui.frames import HOME_ZONE

MOST = timedelta(days=3650)
"""Ten years ahead: beyond every deadline, and inside every calendar."""


def _moves() -> dict[str, tuple[str, timedelta]]:
    """The steps the clock can take, by name."""
    return {
        "hour": (_("One hour on"), timedelta(hours=1)),
        "day": (_("One day on"), timedelta(days=1)),
        "days": (_("Five days on"), timedelta(days=5)),
        "fortnight": (_("Two weeks on"), timedelta(days=14)),
    }


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What time it is in the demonstration, and how to move it."""
    language = get_language() or settings.LANGUAGE_CODE
    facts = {
        "now": formats.long(clock.now(), language, zone=HOME_ZONE),
        "ahead": formats.left(timedelta(milliseconds=clock.ahead()), language),
        "moves": [(name, words) for name, (words, _step) in _moves().items()],
    }
    return render(request, "demo/clock.html", facts)


@never_cache
@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Move the clock on by one of the steps, or back to the present; anything else changes nothing."""
    wanted = request.POST.get("by", "")
    if wanted == "present":
        clock.set_ahead(0)
        flash.success(request, _("The clock shows the present again."))
    elif wanted in _moves():
        ahead = timedelta(milliseconds=clock.ahead()) + _moves()[wanted][1]
        clock.set_ahead(min(ahead, MOST) // timedelta(milliseconds=1))
        flash.success(request, _("The clock was moved. What fell due meanwhile happens within seconds."))
    return HttpResponseRedirect(reverse("demo_clock"))
