"""Letting two requests of one customer be answered as one: which, what follows; then it is done, and taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from amiabil.actions.ticket_merges import MergeOf, Pair, foresee, merge, unmerge
from amiabil.desks.agent.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.support.merging import MergeStep
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.support.ticket import due_at
from amiabil.domain.terms import Role
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.foundation.ids import read_reference
from amiabil.records import clock, in_copy, ticket_merges, ticket_neighbours, tickets
from amiabil.ui.facts import Act, Choice, Consequence, ConsequenceItem, Field, Link, Option
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words


@dataclass(frozen=True, slots=True)
class Together:
    """What a request is answered together with; ``into`` is where it goes on, None where it stands by itself.

    ``undo`` takes that back, ``merge_url`` and ``split_url`` lead to the pages that ask; empty or None where it cannot
    be done.
    """

    into: Link | None
    undo: Act | None
    joined: tuple[Link, ...]
    merge_url: str
    split_url: str


def together(shown: Seen) -> Together:
    """The panel of a request. One statement."""
    ticket, reference = shown.file.ticket, shown.file.reference
    found = ticket_merges.joined(shown.reader.viewer, shown.file.case_id)
    merged = bool(ticket.merged_into)
    closed = ticket.status is TicketStatus.CLOSED
    return Together(
        _page(ticket.merged_into, ticket.merged_into) if merged else None,
        _undo(reference) if merged else None,
        tuple(_page(one.reference, f"{one.subject} ({one.reference})") for one in found),
        "" if closed else reverse("agent:ticket_merge", args=[reference]),
        "" if closed or merged else reverse("agent:ticket_split", args=[reference]),
    )


def _page(reference: str, text: str) -> Link:
    return Link(text, reverse("agent:ticket", args=[reference]))


def _undo(reference: str) -> Act:
    address = reverse("agent:ticket_unmerge", args=[reference])
    return Act(_("Take the merge back"), address, "post", icon="arrow-counter-clockwise", small=True)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.AGENT)
def ticket_merge(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """GET asks into which request and shows what follows; POST does it."""
    file = tickets.file_of(viewer, reference)
    given = request.POST if request.method == "POST" else request.GET
    typed = given.get("other") or given.get("into", "")
    into = read_reference(typed[:40]) or ""
    if not typed:
        return _asks(request, viewer, reference, "", "")
    try:
        if not into:
            raise NotFound
        if request.method == "POST":
            return _do(request, viewer, reference, into)
        asked = MergeOf(reference, into, clock.now())
        pair, step = foresee(viewer, asked)
    except Forbidden:
        raise
    except NotFound:
        return _asks(request, viewer, reference, typed, _("There is no request with this number."))
    except AmiabilError as refusal:
        return _asks(request, viewer, reference, typed, describe(refusal, viewer.language).text)
    page = {
        "frame": frame(request, viewer, "tickets"),
        "ticket": file,
        "back": reverse("agent:ticket", args=[reference]),
        "consequence": _follows(viewer, pair, step),
    }
    return render(request, "agent/merge.html", page)


def _do(request: HttpRequest, viewer: Viewer, reference: str, into: str) -> HttpResponse:
    seen = [request.POST.get(name, "") for name in ("version", "into_version")]
    known = all(one.isdecimal() and len(one) < 9 for one in seen)
    versions = (int(seen[0]), int(seen[1])) if known else None
    kept = merge(viewer, MergeOf(reference, into, clock.now(), versions))
    flash.success(request, _("%(ref)s is answered here now. It can be taken back.") % {"ref": reference})
    return HttpResponseRedirect(reverse("agent:ticket", args=[kept.reference]))


def _follows(viewer: Viewer, pair: Pair, step: MergeStep) -> Consequence:
    """What a merge means, before it is done."""
    source, into = pair.source, pair.into
    reader = Reader.of(viewer, now=clock.now(), case_zone=pair.setup.zone)
    due, status = due_at(step.into.ticket), step.into.ticket.status
    promise = (
        _("Answer promised until %(date)s, the earlier of the two promises.")
        % {"date": reader.deadline(due).long}
        if due
        else _("Nothing is promised there now.")
    )
    items = (
        ConsequenceItem(
            _("“%(subject)s” goes on in %(into)s") % {"subject": source.subject, "into": into.reference},
            _("“%(subject)s”: %(status)s. %(promise)s")
            % {"subject": into.subject, "status": words.STATUSES[status], "promise": promise},
            "stack",
        ),
        ConsequenceItem(
            _("%(person)s is told, and writes there from now on") % {"person": source.person_name},
            _("The old number, links and answers by mail lead there."),
            "envelope-simple",
        ),
        *_who_comes_along(viewer, pair),
        ConsequenceItem(
            _("What was said stays where it was said"),
            _("Both histories stay whole and are linked to one another."),
            "chat-circle-text",
        ),
        ConsequenceItem(
            _("It can be taken back"),
            _("Then each stands as before; messages written meanwhile stay in %(into)s.")
            % {"into": into.reference},
            "arrow-counter-clockwise",
        ),
    )
    fields = (
        ("into", into.reference),
        ("version", str(source.chain.version)),
        ("into_version", str(into.chain.version)),
    )
    here = reverse("agent:ticket_merge", args=[source.reference])
    act = Act(_("Merge"), here, "post", "primary", "stack", fields)
    title = _("Merge %(ref)s into %(into)s?") % {"ref": source.reference, "into": into.reference}
    return Consequence("merge", title, items, _("Choose another one"), here, act)


def _who_comes_along(viewer: Viewer, pair: Pair) -> tuple[ConsequenceItem, ...]:
    """Whoever is in copy of the request that goes on in another one reads the answers of that one."""
    if not pair.source.has_copies:
        return ()
    people = ", ".join(one.address for one in in_copy.of_case(viewer, pair.source.case_id))
    title = _("Who is in copy comes along")
    told = _("%(people)s: gets the answers in %(into)s from now on.")
    return (ConsequenceItem(title, told % {"people": people, "into": pair.into.reference}, "users"),)


def _asks(request: HttpRequest, viewer: Viewer, reference: str, typed: str, error: str) -> HttpResponse:
    file = tickets.file_of(viewer, reference)
    others = [one for one in ticket_neighbours.of_same_person(viewer, file) if one.kind == "ticket"]
    options = tuple(
        Option(one.reference, f"{one.subject} ({one.reference})", selected=one.reference == typed)
        for one in others
    )
    facts: dict[str, Any] = {
        "frame": frame(request, viewer, "tickets"),
        "ticket": file,
        "back": reverse("agent:ticket", args=[reference]),
        "choice": Choice("into", _("Requests of this person"), options) if options else None,
        "other": Field(
            "other",
            _("Or by its number") if options else _("Number of the request"),
            value=typed,
            error=error,
            max_length=40,
        ),
    }
    return render(request, "agent/merge.html", facts, status=422 if error else 200)


@require_POST
@for_staff(Role.AGENT)
def ticket_unmerge(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Take a merge back; again does nothing more."""
    try:
        unmerge(viewer, reference, at=clock.now())
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        flash.error(request, describe(refusal, viewer.language).text)
    else:
        flash.success(request, _("The request stands by itself again."))
    return HttpResponseRedirect(reverse("agent:ticket", args=[reference]))
