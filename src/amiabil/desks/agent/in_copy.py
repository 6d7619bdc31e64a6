"""Who is in copy of a request: shown beside it, somebody added by their address, somebody taken out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amiabil.actions import in_copy as actions
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock, in_copy, tickets
from amiabil.records.in_copy import MOST, InCopy
from amiabil.ui.refusals import describe
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff


@dataclass(frozen=True, slots=True)
class CopyPanel:
    """Who is in copy; ``add_url`` is empty where nobody can be added: enough are, or the request takes no more."""

    people: tuple[InCopy, ...]
    add_url: str
    remove_url: str


def panel(shown: Seen) -> CopyPanel | None:
    """The panel beside a request of a customer; None for a shop's, whose members all read it. One statement where
    somebody is."""
    file = shown.file
    if file.side is not Role.BUYER:
        return None
    people = in_copy.of_case(shown.reader.viewer, file.case_id) if file.has_copies else ()
    is_over = file.ticket.status is TicketStatus.CLOSED or bool(file.ticket.merged_into)
    return CopyPanel(
        people,
        "" if is_over or len(people) >= MOST else reverse("agent:ticket_copy_add", args=[file.reference]),
        reverse("agent:ticket_copy_remove", args=[file.reference]),
    )


@require_POST
@for_staff(Role.AGENT)
def add(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Somebody gets the answers too, from here on."""
    file = tickets.file_of(viewer, reference)
    address = request.POST.get("address", "")[:320]
    try:
        actions.add(viewer, file.reference, address, at=clock.now())
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("%(address)s gets the answers from here on.") % {"address": address.strip()})
    return _back(file.reference)


@require_POST
@for_staff(Role.AGENT)
def remove(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Somebody gets them no more; again changes nothing."""
    file = tickets.file_of(viewer, reference)
    try:
        person = UUID(request.POST.get("person", ""))
    except ValueError:
        raise NotFound() from None
    if actions.remove(viewer, file.reference, person, at=clock.now()):
        flash.success(request, _("They get no more answers, and what they write is a request of its own."))
    return _back(file.reference)


def _back(reference: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('agent:ticket', args=[reference])}#in-copy")
