"""What else is open about this, beside a request; and the way to a dispute, for what only a dispute can settle."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from amiabil.actions.tickets import Written, write
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock, ticket_neighbours, tickets
from amiabil.records.new_id import new_id
from amiabil.records.tickets import TicketFile
from amiabil.ui.facts import Act, Link
from amiabil.ui.letters import whole
from amiabil.ui.refusals import describe
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff

_PAGES = {"ticket": "agent:ticket", "dispute": "agent:case"}


@dataclass(frozen=True, slots=True)
class Similar:
    """Something open about the same; ``merge_url`` leads to merging with it, empty where that cannot be."""

    link: Link
    merge_url: str = ""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """What is open about the same, and the act that shows the customer the way to a dispute (None: not here)."""

    similar: tuple[Similar, ...]
    dispute: Act | None


def neighbours(shown: Seen) -> Neighbours:
    """The panel of a request. One statement."""
    file = shown.file
    found = ticket_neighbours.similar(shown.reader.viewer, file)
    closed = file.ticket.status is TicketStatus.CLOSED
    listed = tuple(_similar(file, one.kind, one.reference, one.subject, closed=closed) for one in found)
    known = any(one.kind == "dispute" for one in found)
    return Neighbours(listed, None if closed or known else _way(file))


def _similar(file: TicketFile, kind: str, reference: str, subject: str, *, closed: bool) -> Similar:
    link = Link(f"{subject} ({reference})", reverse(_PAGES[kind], args=[reference]))
    if kind != "ticket" or closed:
        return Similar(link)
    return Similar(link, reverse("agent:ticket_merge", args=[file.reference], query={"other": reference}))


def _way(file: TicketFile) -> Act | None:
    """Only a buyer opens a dispute, and only about an order."""
    if file.customer_id is None or not file.order_ref:
        return None
    address = reverse("agent:ticket_dispute", args=[file.reference])
    fields = (("message_id", str(new_id())),)
    return Act(_("Show the way to a dispute"), address, "post", icon="scales", fields=fields, small=True)


@require_POST
@for_staff(Role.AGENT)
def ticket_dispute(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Write the customer where a dispute about the order is opened; again writes nothing more."""
    here = HttpResponseRedirect(reverse("agent:ticket", args=[reference]))
    file = tickets.file_of(viewer, reference)
    if _way(file) is None or ticket_neighbours.open_disputes(viewer, file.order_ref):
        flash.warning(request, _("Here no dispute can be opened, or one is open already."))
        return here
    try:
        message_id = UUID(request.POST.get("message_id", ""))
    except ValueError:
        message_id = new_id()
    try:
        write(viewer, reference, Written(message_id, _words(file), clock.now()))
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("The customer has the way to the form now."))
    return here


def _words(file: TicketFile) -> str:
    """What the customer reads, in their language, with the address of the form."""
    with override(file.person_language or settings.LANGUAGE_CODE):
        return _(
            "This is best settled in a dispute: the seller has to answer in a fixed time, and if you do not agree we"
            " decide. Open it here, your order is filled in: %(address)s"
        ) % {"address": whole(reverse("open_dispute", args=[file.order_ref]))}
