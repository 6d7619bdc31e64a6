"""My requests: the list, whose turn it is first, and the page of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions.support_setup import current_setup
from amiabil.channels.portal import ticket_page
from amiabil.channels.portal.ticket_page import OWN, Doors, new_url
from amiabil.domain.access import Viewer
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.ticket import silence_at
from amiabil.domain.terms import Role
from amiabil.records import clock, ticket_merges
from amiabil.records import tickets as records
from amiabil.records.tickets import ListedTicket
from amiabil.ui import live, paging
from amiabil.ui.facts import Chip, Empty, Link
from amiabil.ui.frames import portal_frame, seller_frame
from amiabil.ui.reader import Reader
from amiabil.ui.tickets import seen
from amiabil.ui.uploads import takes_form_files
from amiabil.ui.viewer import for_buyer_or_seller
from amiabil.ui.words import tickets as words

SIZE = 20


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One request in the list; ``mine`` while the customer's answer is needed."""

    title: str
    url: str
    about: str
    chip: Chip
    mine: bool
    news: str
    next_bold: str
    next_text: str
    next_icon: str


def frame(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    """What stands around the pages of requests, for a buyer and for a shop. One statement."""
    seller = viewer.role is Role.SELLER
    return {
        "base": "ui/frame_desk.html" if seller else "ui/frame_portal.html",
        "frame": (seller_frame if seller else portal_frame)(request, viewer, "tickets"),
    }


@require_safe
@for_buyer_or_seller
def tickets(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every request of the buyer, or of the shop: whose turn it is first."""
    setup = current_setup()
    found = records.my_tickets(viewer, limit=SIZE, after=request.GET.get("after"))
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    page = {
        **frame(request, viewer),
        "rows": [_row(one, reader, setup) for one in found.items],
        "new_url": new_url(viewer),
        "search_url": reverse("search"),
        "empty": Empty(
            _("No requests yet"),
            _("A question, a problem, a wish: write to us, and everything about it stays in one place."),
            "chat-circle-text",
            Link(_("Write to us"), new_url(viewer)) if new_url(viewer) else None,
        ),
        "pager": paging.pager(request, found, reverse("tickets")),
    }
    return render(request, "portal/tickets.html", page)


def _row(one: ListedTicket, reader: Reader, setup: Setup) -> TicketRow:
    topic = words.label(setup.topic(one.topic).labels, reader.language)
    bold, text, icon = _next(one, reader, setup)
    name = words.status_name(setup, one.ticket.status_name, reader.language)
    return TicketRow(
        title=one.subject,
        url=reverse("ticket", args=[one.reference]),
        about=" · ".join((one.reference, topic, reader.day(one.opened_at))),
        chip=words.status_chip(one.status, name=name, for_customer=True),
        mine=one.my_turn,
        news=_("New answer") if one.unread > 0 else "",
        next_bold=bold,
        next_text=text,
        next_icon=icon,
    )


def _next(one: ListedTicket, reader: Reader, setup: Setup) -> tuple[str, str, str]:
    """Who acts next and until when, as a bold and a quiet part, with an icon."""
    silence = silence_at(one.ticket, setup)
    if one.my_turn and silence is not None:
        until = reader.deadline(silence).long
        return _("You answer"), _("until %(date)s") % {"date": until}, "clock"
    if one.ended:
        return _("Nothing to do"), "", "check-circle"
    if one.due_at is not None and one.due_at > reader.now:
        until = reader.deadline(one.due_at).long
        return _("The marketplace answers"), _("until %(date)s") % {"date": until}, "hourglass-medium"
    return _("The marketplace answers"), "", "hourglass-medium"


@require_safe
@for_buyer_or_seller
def ticket(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The page of a request: who acts, then what was said."""
    shown = seen.look(viewer, reference, after=request.GET.get("after"))
    records.mark_read(viewer, shown.file)
    if shown.file.ticket.merged_into and OWN not in request.GET:
        into = ticket_merges.surviving(viewer, shown.file)
        said = _("We answer %(ref)s together with this request.") % {"ref": shown.file.reference}
        flash.info(request, said)
        return HttpResponseRedirect(reverse("ticket", args=[into.reference]))
    doors = own(reference)
    if OWN in request.GET:  # else what was said earlier would lead away to the surviving request
        doors = replace(doors, page=reverse("ticket", args=[reference], query={OWN: 1}))
    page = {**frame(request, viewer), **ticket_page.facts(shown, doors)}
    return render(request, "portal/ticket.html", page)


@takes_form_files
@require_POST
@for_buyer_or_seller
def ticket_message(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """A message of whoever asked; a repeat of the same one posts nothing more."""
    shown, form = ticket_page.posted(request, viewer, reference)
    if form:
        page = {**frame(request, viewer), **ticket_page.facts(shown, own(reference), **form)}
        return render(request, "portal/ticket.html", page, status=422)
    return HttpResponseRedirect(f"{reverse('ticket', args=[shown.file.reference])}#thread-title")


@require_POST
@for_buyer_or_seller
def ticket_complaint(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The reporter contests what was decided about their report."""
    shown, form = ticket_page.contested(request, viewer, reference)
    if form:
        page = {**frame(request, viewer), **ticket_page.facts(shown, own(reference), **form)}
        return render(request, "portal/ticket.html", page, status=422)
    return HttpResponseRedirect(f"{reverse('ticket', args=[reference])}#report")


def own(reference: str) -> Doors:
    """Where the page of a request of one's own leads."""
    here = [reference]
    return Doors(
        reverse("ticket", args=here),
        reverse("ticket_message", args=here),
        reverse("ticket_complaint", args=here),
        reverse("ticket_token", args=here),
        reverse("ticket_poll", args=here),
    )


@require_safe
@for_buyer_or_seller
def ticket_token(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """A token to hear the request."""
    return live.token_answer(viewer, [records.file_of(viewer, reference).case_id])


@require_safe
@for_buyer_or_seller
def ticket_poll(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """What changes when the request does."""
    return live.poll_answer(viewer, [records.file_of(viewer, reference).case_id])
