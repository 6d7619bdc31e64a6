"""The pages of complaints at a desk: the list, and one complaint to read or to decide."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.desks.complaints import decision, listing
from amiabil.domain.access import Act as Right
from amiabil.domain.access import Viewer, demand
from amiabil.ui.facts import Act
from amiabil.ui.measures import shown

Frame = Callable[[HttpRequest, Viewer], Any]


def show_list(
    request: HttpRequest, viewer: Viewer, *, frame: Frame, home: str, page: str
) -> HttpResponseBase:
    """The list of complaints."""
    found = listing.facts(request, viewer, home=home, page=page)
    return render(request, "complaints/list.html", {"frame": frame(request, viewer), **found})


def show_one(
    request: HttpRequest, viewer: Viewer, reference: str, *, frame: Frame, home: str
) -> HttpResponseBase:
    """One measure with its complaint, and the form for whoever decides it; sent, it leads back to the list.

    Raises ``NotFound``, ``Forbidden``.
    """
    seen = shown.look(viewer, reference)
    errors: dict[str, str] = {}
    if request.method == "POST":
        demand(viewer, Right.HEAR_COMPLAINT)
        errors = decision.send(request, viewer, seen)
        if not errors:
            flash.success(request, _("The decision has been given; the person concerned is told."))
            return HttpResponseRedirect(reverse(home))
    sheet = decision.form(seen, request.POST, errors)
    to_sheet = (Act(_("To the decision"), "#sheet-title"),) if "parts" in sheet else ()
    facts = {
        "base": "ui/frame_desk.html",
        "frame": frame(request, viewer),
        "back": reverse(home),
        "back_text": _("Complaints about measures"),
        **shown.facts(seen, acts=to_sheet),
        **sheet,
    }
    return render(request, "complaints/case.html", facts, status=422 if errors else 200)
