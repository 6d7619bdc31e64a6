"""A person asks to be erased, on a page that says before anything happens what goes, what stays, and by which rule."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amiabil.actions import erasures as actions
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.foundation.fields import NotAChoice
from amiabil.records import clock, erasures
from amiabil.ui import erasure as shown
from amiabil.ui.case import pace
from amiabil.ui.facts import Choice, ErrorSummary, Link, Notice, Option
from amiabil.ui.frames import portal_frame, seller_frame
from amiabil.ui.intake import remove_kept
from amiabil.ui.refusals import describe
from amiabil.ui.viewer import for_customer
from amiabil.ui.words import retention as words

CONFIRMED = "confirmed"


@require_http_methods(["GET", "HEAD", "POST"])
@for_customer
def erasure(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The page that says what an erasure does; sent, it asks for it or takes it back."""
    error = ""
    if request.method == "POST":
        try:
            pace.count(viewer)
            return _do(request, viewer)
        except NotFound:
            raise
        except AmiabilError as refusal:
            error = describe(refusal, viewer.language).text
    return render(
        request, "portal/erasure.html", _facts(request, viewer, error), status=422 if error else 200
    )


def _do(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    what, here = request.POST.get("do", ""), reverse("erasure")
    if what == "take_back":
        actions.take_back_erasure(viewer, at=clock.now())
        flash.success(request, _("Your request is taken back; nothing more will be erased."))
        return HttpResponseRedirect(here)
    if what != "ask":
        raise NotAChoice(field="/do", choices=["ask", "take_back"])
    asked = actions.ask_erasure(viewer, confirmed=request.POST.get(CONFIRMED) == "1", at=clock.now())
    remove_kept(asked.bytes)
    if asked.request.state == erasures.DONE:
        flash.success(request, _("Your data have been erased, and you are signed out."))
        return HttpResponseRedirect(reverse("help"))
    flash.success(request, _("Your request is kept and carried out by itself; until when, stands below."))
    return HttpResponseRedirect(here)


def _facts(request: HttpRequest, viewer: Viewer, error: str) -> dict[str, Any]:
    seller, now = viewer.side is Role.SELLER, clock.now()
    outlook, last = actions.outlook(viewer), erasures.last_request(viewer)
    waits = last is not None and last.state == erasures.WAITING
    box = Option("1", _("I have read what is erased and what is kept; erase my data"))
    choice = Choice(CONFIRMED, _("Your decision"), (box,), error=error, several=True)
    return {
        "base": "ui/frame_desk.html" if seller else "ui/frame_portal.html",
        "frame": (seller_frame if seller else portal_frame)(request, viewer, "settings"),
        "back": f"{reverse('settings')}#data",
        "waits": waits,
        "gone_now": () if waits else shown.now_gone(outlook),
        "gone_later": shown.later_gone(outlook) if outlook.cases else (),
        "kept": shown.rows(outlook, viewer, now=now),
        "cut": shown.is_cut(outlook),
        "last_day": shown.last_day(outlook.until, viewer, now=now),
        "law": words.LAW,
        "choice": choice,
        "summary": ErrorSummary(_("Look at this again"), (Link(error, f"#{choice.id}"),)) if error else None,
        "notices": _notices(last, viewer, waits=waits),
    }


def _notices(last: erasures.Request | None, viewer: Viewer, *, waits: bool) -> tuple[Notice, ...]:
    if last is None or not waits:
        return ()
    day = shown.day_of(last.asked_at, viewer, now=clock.now())
    text = _(
        "You asked for erasure on %(day)s. Until it is carried out, your data are used for nothing but these cases."
    )
    return (Notice(text % {"day": day}, icon="lock-simple"),)
