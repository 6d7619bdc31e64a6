"""My requests: the list, whose turn it is first, and the page of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from amiabil.actions.support_setup import current_setup
from amiabil.actions.tickets import Written, write
from amiabil.domain.access import Act, Subject, Viewer, may
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.ticket import silence_at
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock
from amiabil.records import tickets as records
from amiabil.records.messages import MessageIdUsed
from amiabil.records.new_id import new_id
from amiabil.records.tickets import ListedTicket
from amiabil.ui import live, paging
from amiabil.ui.case import pace
from amiabil.ui.facts import Chip, Empty, Link, Row
from amiabil.ui.frames import portal_frame, seller_frame
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.tickets import history, seen, standing
from amiabil.ui.tickets.fields import rows_of
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_customer
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


def _new_url(viewer: Viewer) -> str:
    """Where a new request begins; empty for a member of the shop who may not ask in its name."""
    own = Subject(buyer_id=viewer.person_id, shop_id=viewer.shop_id)
    return reverse("ticket_topics") if may(viewer, Act.OPEN_TICKET, own) else ""


@require_safe
@for_customer
def tickets(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every request of the buyer, or of the shop: whose turn it is first."""
    setup = current_setup()
    found = records.my_tickets(viewer, limit=SIZE, after=request.GET.get("after"))
    reader = Reader.of(viewer, now=clock.now(), case_zone=setup.zone)
    page = {
        **frame(request, viewer),
        "rows": [_row(one, reader, setup) for one in found.items],
        "new_url": _new_url(viewer),
        "empty": Empty(
            _("No requests yet"),
            _("A question, a problem, a wish: write to us, and everything about it stays in one place."),
            "chat-circle-text",
            Link(_("Write to us"), _new_url(viewer)) if _new_url(viewer) else None,
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
@for_customer
def ticket(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The page of a request: who acts, then what was said."""
    shown = seen.look(viewer, reference, after=request.GET.get("after"))
    records.mark_read(viewer, shown.file)
    return render(request, "portal/ticket.html", {**frame(request, viewer), **_facts(shown)})


def _facts(shown: Seen, *, text: str = "", error: str = "", message_id: str = "") -> dict[str, Any]:
    file = shown.file
    here = reverse("ticket", args=[file.reference])
    older = f"{here}?{urlencode({'after': shown.moments.next})}" if shown.moments.next else ""
    send_url = reverse("ticket_message", args=[file.reference])
    name = words.status_name(shown.setup, file.ticket.status_name, shown.reader.language)
    return {
        "ticket": file,
        "topic": words.label(shown.topic.labels, shown.reader.language),
        "chips": [words.status_chip(file.ticket.status, name=name, for_customer=True)],
        "turn": standing.banner(shown),
        "rows": _rows(shown),
        "thread": history.thread(shown, older_url=older),
        "composer": history.composer(shown, send_url=send_url, text=text, error=error, message_id=message_id),
        "new_url": _new_url(shown.reader.viewer),
        "token_url": reverse("ticket_token", args=[file.reference]),
        "poll_url": reverse("ticket_poll", args=[file.reference]),
    }


def _rows(shown: Seen) -> tuple[Row, ...]:
    file, reader = shown.file, shown.reader
    rows = [Row(_("Received"), reader.moment(file.ticket.opened_at).text)]
    if file.order_ref:
        rows.append(Row(_("Order"), file.order_ref))
    if file.assignee_name:
        rows.append(Row(_("Answered by"), file.assignee_name))
    return (*rows, *rows_of(shown.topic.asked_fields(), file.ticket.fields, reader))


@require_POST
@for_customer
def ticket_message(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """A message of whoever asked; a repeat of the same one posts nothing more."""
    text = request.POST.get("text", "")
    try:
        message_id = UUID(request.POST.get("message_id", ""))
    except ValueError:
        message_id = new_id()
    try:
        pace.count(viewer)
        write(viewer, reference, Written(message_id, text, clock.now()))
    except NotFound:
        raise
    except AmiabilError as refusal:
        shown = seen.look(viewer, reference)
        said = describe(refusal, shown.reader.language, shown.reader.case_zone).text
        again = new_id() if isinstance(refusal, MessageIdUsed) else message_id
        page = {**frame(request, viewer), **_facts(shown, text=text, error=said, message_id=str(again))}
        return render(request, "portal/ticket.html", page, status=422)
    return HttpResponseRedirect(f"{reverse('ticket', args=[reference])}#thread-title")


@require_safe
@for_customer
def ticket_token(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """A token to hear the request."""
    return live.token_answer(viewer, [records.file_of(viewer, reference).case_id])


@require_safe
@for_customer
def ticket_poll(request: HttpRequest, viewer: Viewer, reference: str) -> JsonResponse:
    """What changes when the request does."""
    return live.poll_answer(viewer, [records.file_of(viewer, reference).case_id])
