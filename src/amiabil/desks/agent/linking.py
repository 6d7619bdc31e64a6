"""What a request has to do with, beside it: other requests and disputes, linked by their number and unlinked again."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from amiabil.actions.ticket_links import link, unlink
from amiabil.domain.access import Viewer
from amiabil.domain.support.linking import MOST_LINKS, Tie
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role, State
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.foundation.ids import read_reference
from amiabil.records import clock, ticket_links, tickets
from amiabil.records.ticket_links import Linked
from amiabil.ui.facts import Chip, Link, Option
from amiabil.ui.refusals import describe
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import links as words
from amiabil.ui.words import names
from amiabil.ui.words import tickets as ticket_words

_PAGES = {"ticket": ("agent:ticket", "ticket"), "dispute": ("agent:case", "scales")}


@dataclass(frozen=True, slots=True)
class LinkLine:
    """Something a request is linked with: what it is to it, and how it stands."""

    link: Link
    reference: str
    tie: str
    icon: str
    chip: Chip


@dataclass(frozen=True, slots=True)
class Links:
    """The panel. ``link_url`` is empty where no more fit; ``ties`` are what the other one can be."""

    lines: tuple[LinkLine, ...]
    link_url: str
    unlink_url: str
    ties: tuple[Option, ...]


def links(shown: Seen) -> Links:
    """The panel of a request. One statement."""
    reference = shown.file.reference
    found = ticket_links.links(shown.reader.viewer, shown.file.case_id)
    return Links(
        tuple(_line(one) for one in found),
        reverse("agent:ticket_link", args=[reference]) if len(found) < MOST_LINKS else "",
        reverse("agent:ticket_unlink", args=[reference]),
        tuple(Option(tie.value, str(text)) for tie, text in words.TIES.items()),
    )


def _line(one: Linked) -> LinkLine:
    page, icon = _PAGES[one.kind]
    if one.kind == "ticket":
        chip = ticket_words.status_chip(TicketStatus(one.state), for_customer=False)
    else:
        chip = Chip(str(names.STATES[State(one.state)]), "plain", "scales")
    link = Link(f"{one.subject} ({one.reference})", reverse(page, args=[one.reference]))
    return LinkLine(link, one.reference, str(words.TIES[one.tie]), icon, chip)


@require_POST
@for_staff(Role.AGENT)
def ticket_link(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Link with what is named; again changes nothing."""
    file = tickets.file_of(viewer, reference)
    other = read_reference(request.POST.get("other", "")[:40])
    given = request.POST.get("tie", "")
    tie = Tie(given) if given in set(Tie) else Tie.RELATED
    try:
        if other is None:
            raise NotFound
        link(viewer, file.reference, other, tie, at=clock.now())
    except Forbidden:
        raise
    except NotFound:
        flash.error(request, _("There is no request or dispute with this number."))
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("Linked with %(ref)s. Only the staff see it.") % {"ref": other})
    return HttpResponseRedirect(reverse("agent:ticket", args=[file.reference]))


@require_POST
@for_staff(Role.AGENT)
def ticket_unlink(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Take a link away; again changes nothing."""
    file = tickets.file_of(viewer, reference)
    other = read_reference(request.POST.get("other", "")[:40]) or ""
    try:
        unlink(viewer, file.reference, other, at=clock.now())
    except Forbidden:
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("The two are no longer linked."))
    return HttpResponseRedirect(reverse("agent:ticket", args=[file.reference]))
