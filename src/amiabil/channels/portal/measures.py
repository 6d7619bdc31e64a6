"""What has the marketplace done to a buyer or a shop, why, and what can they say to it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from amiabil.actions.complaints import file_complaint, subject_of
from amiabil.domain.access import Act, Viewer, demand, may
from amiabil.domain.disputes.measures import MeasureState, is_contestable
from amiabil.domain.terms import Command, Role, State
from amiabil.domain.written import MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError, NotFound
from amiabil.records import clock
from amiabil.records import measures as records
from amiabil.records.measures import ListedMeasure, Ticket
from amiabil.records.new_id import new_id
from amiabil.ui import facts, paging
from amiabil.ui.case import pace
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.dossier import send_measure
from amiabil.ui.facts import Chip, Empty, ErrorSummary, Field, Link, Notice
from amiabil.ui.frames import portal_frame, seller_frame
from amiabil.ui.measures.door import PORTAL
from amiabil.ui.measures.hearing_forms import is_open
from amiabil.ui.measures.pages import Room
from amiabil.ui.measures.seen import Seen
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_buyer_or_seller
from amiabil.ui.words import measures as words

SIZE = 20


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure in the list; ``mine`` while it is up to the reader: to complain, or to answer."""

    title: str
    url: str
    about: str
    chips: tuple[Chip, ...]
    mine: bool
    next_bold: str
    next_text: str
    next_icon: str


def _frame(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    seller = viewer.role is Role.SELLER
    return {
        "base": "ui/frame_desk.html" if seller else "ui/frame_portal.html",
        "frame": (seller_frame if seller else portal_frame)(request, viewer, "measures"),
    }


@require_safe
@for_buyer_or_seller
def measures(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every measure against the buyer, or against the shop, the newest first."""
    found = records.measures(viewer, limit=SIZE, after=request.GET.get("after"))
    now = clock.now()
    page = {
        **_frame(request, viewer),
        "rows": [_row(one, Reader.of(viewer, now=now, case_zone=one.zone)) for one in found.items],
        "empty": Empty(
            _("No measures"),
            _("The marketplace has restricted or refused nothing. If it ever does, its reasons stand here."),
            "check-circle",
            Link(_("See the disputes"), reverse("seller:disputes"))
            if viewer.role is Role.SELLER
            else Link(_("Go to my orders"), reverse("orders")),
        ),
        "pager": paging.pager(request, found, reverse("measures")),
    }
    return render(request, "portal/measures.html", page)


def _row(one: ListedMeasure, reader: Reader) -> MeasureRow:
    complaint = words.complaint_chip(one.complaint, breached=one.breached, asked=one.asked)
    bold, text, icon = _next(one, reader)
    return MeasureRow(
        title=one.subject,
        url=reverse("measure", args=[one.reference]),
        about=f"{one.reference} · {words.KINDS[one.kind]} · {reader.day(one.noticed_at)}",
        chips=(*((complaint,) if complaint is not None else ()), words.state_chip(one.state)),
        mine=_is_open(one, reader) or one.asked,
        next_bold=bold,
        next_text=text,
        next_icon=icon,
    )


def _is_open(one: ListedMeasure | Ticket, reader: Reader) -> bool:
    complained, until = one.complaint is not None, one.complain_until
    return is_contestable(one.state, complained=complained, until=until, at=reader.now)


def _next(one: ListedMeasure, reader: Reader) -> tuple[str, str, str]:
    """Who acts next and until when, as a bold and a quiet part, with an icon."""
    if _is_open(one, reader):
        until = reader.deadline(one.complain_until).long
        return _("You can complain"), _("until %(date)s") % {"date": until}, "clock"
    if one.outcome is not None:
        return words.closed_with(one.outcome, one.against), "", "check-circle"
    if one.asked and one.due_at is not None:
        until = reader.deadline(one.due_at).long
        return _("The reviewer asks you something"), _("until %(date)s") % {"date": until}, "question"
    if one.complaint is State.IN_MEDIATION and one.due_at is not None:
        return (
            _("A reviewer decides"),
            _("until %(date)s") % {"date": reader.deadline(one.due_at).long},
            "gavel",
        )
    if one.complaint is State.DECIDED:
        return _("The marketplace carries out what was decided"), "", "lightning"
    if one.state is MeasureState.LIFTED:
        return _("The marketplace has lifted the measure"), "", "check-circle"
    return _("The time to complain is over"), "", "hourglass-medium"


def _acts(seen: Seen) -> tuple[facts.Act, ...]:
    """What the reader can do now: complain, or answer the reviewer."""
    ticket = seen.ticket
    if is_open(seen, Command.ANSWER_INFO):
        url = PORTAL.act_of(ticket.reference, Command.ANSWER_INFO)
        return (facts.Act(_("Answer the reviewer"), url, style="primary"),)
    if not _is_open(ticket, seen.reader) or not may(seen.reader.viewer, Act.COMPLAIN, subject_of(ticket)):
        return ()
    url = reverse("complain", args=[ticket.reference])
    return (facts.Act(_("Complain about it"), url, style="primary"),)


def _room_frame(request: HttpRequest, viewer: Viewer) -> dict[str, Any]:
    return {
        **_frame(request, viewer),
        "back": reverse("measures"),
        "back_text": _("Measures and complaints"),
    }


ROOM = Room(PORTAL, for_buyer_or_seller, _room_frame, acts=_acts, send=send_measure)
"""A measure with its reasons, the complaint about it, what is said while it is heard, and what was decided."""

measure = require_safe(for_buyer_or_seller(ROOM.page))


@require_http_methods(["GET", "HEAD", "POST"])
@for_buyer_or_seller
def complain(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """The form of a complaint; sent, it leads back to the measure."""
    ticket = records.ticket(viewer, reference)
    demand(viewer, Act.COMPLAIN, subject_of(ticket))
    reader = Reader.of(viewer, now=clock.now(), case_zone=ticket.zone)
    here = reverse("measure", args=[reference])
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            pace.count(viewer)
            text = request.POST.get("text", "")
            file_complaint(viewer, reference, text, at=clock.now(), key=_key(request))
        except NotFound:
            raise
        except AmiabilError as refusal:
            errors = errors_by_field(refusal, reader)
        else:
            flash.success(request, _("Your complaint has been received. A reviewer decides about it."))
            return HttpResponseRedirect(here)
    elif not _is_open(ticket, reader):
        return HttpResponseRedirect(here)
    page = {**_frame(request, viewer), "measure": ticket, "back": here, **_form(request, ticket, errors)}
    return render(request, "portal/complaint.html", page, status=422 if errors else 200)


def _form(request: HttpRequest, ticket: Ticket, errors: dict[str, str]) -> dict[str, Any]:
    field = Field(
        "text",
        _("What is wrong about it?"),
        kind="textarea",
        value=request.POST.get("text", ""),
        hint=_("For example a fact that is not so, or a rule that does not say this."),
        error=errors.get("text", ""),
        required=True,
        max_length=MESSAGE_MAX,
        rows=8,
        kept=True,
    )
    beside = (Link(errors["text"], f"#{field.id}"),) if "text" in errors else ()
    return {
        "field": field,
        "key": str(_key(request)),
        "days": ticket.pinned.policy.lanes.platform_complaint.decision_days,
        "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
        "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name != "text"),
    }


def _key(request: HttpRequest) -> UUID:
    """The name of this act, so that a second click does nothing more; a fresh one for a form that has none."""
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return new_id()
