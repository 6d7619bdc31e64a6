"""In which language and zone does a customer read, and what comes by mail? Their own choice, on one page."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.conf import settings as configured
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from amiabil.actions.people import update_settings
from amiabil.channels.portal import calendar, mails, my_data, returns
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError
from amiabil.ui.facts import Field, Option
from amiabil.ui.frames import portal_frame, seller_frame
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_customer
from amiabil.ui.words import mails as words

_REGIONS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@require_http_methods(["GET", "HEAD", "POST"])
@for_customer
def settings(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page and its form."""
    error = ""
    language, zone = (
        request.POST.get("language", viewer.language),
        request.POST.get("zone", viewer.zone or ""),
    )
    if request.method == "POST":
        try:
            update_settings(viewer, language=language, zone=zone)
        except AmiabilError as refusal:
            error = describe(refusal, viewer.language).text
        else:
            return _kept(request, language)
    seller = viewer.side is Role.SELLER
    facts = {
        "base": "ui/frame_desk.html" if seller else "ui/frame_portal.html",
        "frame": (seller_frame if seller else portal_frame)(request, viewer, "settings"),
        "fields": (_language(language), _zone(zone, error)),
        "returns": returns.address_field(viewer),
        "mails": mails.choice(viewer),
        "always": words.ALWAYS,
        "calendar_url": calendar.own_address(viewer),
        "copy": my_data.shown(viewer),
    }
    return render(request, "portal/settings.html", facts, status=422 if error else 200)


def _kept(request: HttpRequest, language: str) -> HttpResponse:
    with override(language or None):
        flash.success(request, _("Your choice is kept."))
        return HttpResponseRedirect(reverse("settings"))


def _language(chosen: str) -> Field:
    options = tuple(Option(code, name, selected=code == chosen) for code, name in configured.LANGUAGES)
    return Field(
        "language",
        _("Language"),
        kind="select",
        options=options,
        hint=_("For these pages and for the e-mails you get."),
    )


def _zone(chosen: str, error: str) -> Field:
    zones = sorted(name for name in available_timezones() if name.partition("/")[0] in _REGIONS)
    options = (
        Option("", _("The time of each case (recommended)"), selected=not chosen),
        *(Option(name, name.replace("_", " "), selected=name == chosen) for name in zones),
    )
    return Field(
        "zone",
        _("Time zone"),
        kind="select",
        options=options,
        error=error,
        hint=_("Deadlines are always shown in the case's own time; yours is added where it differs."),
    )
