"""A booked call, for whoever holds its link: when, another time, cancelling, and its file for calendars."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions import call_backs
from amiabil.actions.call_backs import free_times
from amiabil.domain.access import NOBODY
from amiabil.domain.contact.call_backs import CallState, SlotTaken
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.telephone import shown
from amiabil.records import clock
from amiabil.records.call_backs import CallBack
from amiabil.ui import formats, icalendar
from amiabil.ui.call_backs import links
from amiabil.ui.call_backs.times import slot_in, times
from amiabil.ui.facts import Notice, Row
from amiabil.ui.frames import portal_frame
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.tickets.links import page_of as contact_page
from amiabil.ui.viewer import customer_of

_View = Callable[[HttpRequest, CallBack, str], HttpResponse]


def _with_link(view: _View) -> Callable[[HttpRequest, str], HttpResponse]:
    """For whoever holds a good link; others read that there is nothing. Nothing of it is kept or told on."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        call = links.call_of(token)
        if call is None:
            raise Http404
        answer = view(request, call, token)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return wrapped


def _page(
    request: HttpRequest, call: CallBack, token: str, refusal: AmiabilError | None = None
) -> HttpResponse:
    viewer, language, now = customer_of(request), get_language() or "en", clock.now()
    may_move = call.state in (CallState.BOOKED, CallState.MISSED)
    free = free_times(call.door, at=now) if may_move else None
    others = [one for one in free.times if one != call.starts_at] if free else []
    choice = times(
        others, Reader(NOBODY, language, now, call.zone), day=request.GET.get("day", ""), chosen=""
    )
    page = {
        "frame": portal_frame(request, viewer, "contact"),
        "state": call.state.value,
        "rows": (
            Row(_("When"), formats.long(call.starts_at, language, zone=call.zone)),
            Row(_("Time zone"), formats.zone_name(call.zone, language)),
            Row(_("Your number"), shown(call.number)),
            Row(_("Request"), call.reference),
        ),
        "request_url": _request_page(call, viewer.role),
        "days": choice.days,
        "slot": choice.field if others else None,
        "token": token,
        "can_cancel": call.state is CallState.BOOKED,
        "notice": Notice(describe(refusal, language).text, tone="bad") if refusal else None,
    }
    return render(request, "contact/call_back_booked.html", page, status=422 if refusal else 200)


def _request_page(call: CallBack, role: Role | None) -> str:
    """The request the call belongs to: by its own link without an account, else in the account."""
    if call.contact_id is not None:
        return contact_page(call.contact_id)
    return reverse("ticket", args=[call.reference]) if role is not None else ""


@require_safe
@_with_link
def page(request: HttpRequest, call: CallBack, token: str) -> HttpResponse:
    """When we call, and what can be changed about it."""
    return _page(request, call, token)


@require_POST
@_with_link
def move(request: HttpRequest, call: CallBack, token: str) -> HttpResponse:
    """Another time."""
    try:
        to = slot_in(request.POST.get("slot", ""))
        if to is None:
            raise SlotTaken(field="/slot")
        call_backs.move(call, to, at=clock.now())
    except AmiabilError as refusal:
        return _page(request, call, token, refusal)
    flash.success(request, _("The call has its new time. A mail with it is on its way."))
    return HttpResponseRedirect(reverse("call_back_booked", args=[token]))


@require_POST
@_with_link
def cancel(request: HttpRequest, call: CallBack, token: str) -> HttpResponse:
    """No call."""
    try:
        call_backs.cancel(call, at=clock.now())
    except AmiabilError as refusal:
        return _page(request, call, token, refusal)
    flash.success(request, _("Nobody will call. Your request stays; we answer it in writing."))
    return HttpResponseRedirect(reverse("call_back_booked", args=[token]))


@require_safe
@_with_link
def file(request: HttpRequest, call: CallBack, token: str) -> HttpResponse:
    """The call for calendar programs."""
    return HttpResponse(
        links.entry_text(call),
        content_type=icalendar.CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{call.reference}.ics"'},
    )
