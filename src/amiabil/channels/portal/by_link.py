"""The page of a request for whoever holds its signed link: read, answer, contest, and take it into an account.

A page opened from a mail changes nothing by itself: mail programs and filters open every address there is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.contrib import messages as flash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amiabil.actions.contacts import attach, confirm_address
from amiabil.channels.portal import ticket_page
from amiabil.channels.portal.mailbox import over
from amiabil.channels.portal.ticket_page import OWN, Doors
from amiabil.domain.access import NOBODY, Viewer
from amiabil.domain.terms import Role
from amiabil.foundation.grants import read_check, read_contact
from amiabil.foundation.signed import BadToken
from amiabil.records import clock, contacts, ticket_merges, tickets
from amiabil.records.contacts import Known
from amiabil.ui.facts import Link
from amiabil.ui.frames import portal_frame
from amiabil.ui.tickets import seen
from amiabil.ui.tickets.links import page_of
from amiabil.ui.uploads import takes_form_files
from amiabil.ui.viewer import customer_of


@dataclass(frozen=True, slots=True)
class ByLink:
    """What stands above a page opened by its link: ``address`` is empty where none was given, ``take_url`` is where
    whoever has signed in takes the request into their account, empty for anybody else."""

    reference: str
    address: str
    verified: bool
    take_url: str
    sign_in_url: str


_View = Callable[[HttpRequest, Known, str], HttpResponse]


def _with_link(view: _View) -> Callable[[HttpRequest, str], HttpResponse]:
    """For whoever holds a good link; others read how to get one. Nothing of it is kept or told on."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        known = _known(token)
        answer = over(request) if known is None else view(request, known, token)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return wrapped


def _known(token: str) -> Known | None:
    try:
        grant = read_contact(token, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    except BadToken:
        return None
    found = contacts.of_id(grant.contact)
    if found is None or not found.opens(grant.issued_at):
        return None
    on = ticket_merges.contact_going_on(found.contact.id)
    if on == found.contact.id:
        return found
    survives = contacts.of_id(on)
    return survives if survives is not None and survives.opens(grant.issued_at) else None


def _chosen(request: HttpRequest, known: Known) -> Known:
    """The request that is looked at: the one that goes on, or, named in the address, one that was merged into it."""
    wanted = request.GET.get(OWN, "")
    came = ticket_merges.came_to(known.contact.id) if wanted else ()
    found = next((contacts.of_id(one.contact_id) for one in came if one.reference == wanted), None)
    return found or known


def _viewer(known: Known) -> Viewer:
    return replace(known.contact.viewer, language=get_language() or settings.LANGUAGE_CODE)


def _doors(token: str, query: dict[str, str]) -> Doors:
    return Doors(
        reverse("by_link", args=[token], query=query),
        reverse("by_link_message", args=[token]),
        reverse("by_link_complaint", args=[token], query=query),
    )


def _page(request: HttpRequest, known: Known, token: str, shown: seen.Seen, **form: str) -> HttpResponse:
    account = customer_of(request)
    query = {OWN: known.reference} if shown.file.ticket.merged_into else {}
    facts = {
        "base": "ui/frame_portal.html",
        "frame": portal_frame(request, account if account.role is Role.BUYER else NOBODY, "contact"),
        "by_link": ByLink(
            known.reference,
            known.contact.address,
            known.contact.verified_at is not None,
            reverse("by_link_take", args=[token]) if account.role is Role.BUYER else "",
            reverse("tickets"),
        ),
        **ticket_page.facts(shown, _doors(token, query), **form),
        "joined": _joined(known, token),
        "into_url": reverse("by_link", args=[token]) if shown.file.ticket.merged_into else "",
    }
    return render(request, "portal/ticket.html", facts, status=422 if form else 200)


def _joined(known: Known, token: str) -> tuple[Link, ...]:
    """The requests that are answered in this one too, each to what was said there. One statement."""
    return tuple(
        Link(f"{one.subject} ({one.reference})", reverse("by_link", args=[token], query={OWN: one.reference}))
        for one in ticket_merges.came_to(known.contact.id)
    )


@require_safe
@_with_link
def page(request: HttpRequest, known: Known, token: str) -> HttpResponse:
    """The request, as whoever made it without an account reads it; where it was merged, the one it goes on in."""
    known = _chosen(request, known)
    shown = seen.look(_viewer(known), known.reference, after=request.GET.get("after"))
    tickets.mark_read(shown.reader.viewer, shown.file)
    return _page(request, known, token, shown)


@takes_form_files
@require_POST
@_with_link
def message(request: HttpRequest, known: Known, token: str) -> HttpResponse:
    """A message of whoever holds the link; a repeat of the same one posts nothing more."""
    shown, form = ticket_page.posted(request, _viewer(known), known.reference)
    if form:
        return _page(request, known, token, shown, **form)
    return HttpResponseRedirect(f"{reverse('by_link', args=[token])}#thread-title")


@require_POST
@_with_link
def complaint(request: HttpRequest, known: Known, token: str) -> HttpResponse:
    """The reporter contests what was decided about their report."""
    known = _chosen(request, known)
    shown, form = ticket_page.contested(request, _viewer(known), known.reference)
    if form:
        return _page(request, known, token, shown, **form)
    return HttpResponseRedirect(f"{reverse('by_link', args=[token])}#report")


@require_POST
@_with_link
def take(request: HttpRequest, known: Known, token: str) -> HttpResponse:
    """Take the request into the account one has signed in with; the link opens nothing afterwards."""
    viewer = customer_of(request)
    if viewer.role is not Role.BUYER:
        return HttpResponseRedirect(reverse("tickets"))
    made = attach(viewer, known.contact, known.reference, at=clock.now())
    flash.success(request, _("The request is in your account now. The link of it opens nothing any more."))
    return HttpResponseRedirect(reverse("ticket", args=[made.reference]))


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show that a mailbox is theirs: asked first, done by the button; then the page of the request."""
    try:
        check = read_check(token, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    except BadToken:
        raise Http404 from None
    if request.method == "POST":
        return _confirmed(request, check)
    answer = render(request, "portal/address_confirm.html")
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "same-origin"
    return answer


def _confirmed(request: HttpRequest, check: UUID) -> HttpResponse:
    contact = confirm_address(check, at=clock.now())
    if contact is None:
        raise Http404
    known = contacts.of_id(contact.id)
    if known is not None and known.reference.startswith("C-"):  # a chat has no page of its own behind a link
        return render(request, "portal/address_confirmed.html", {"ref": known.reference})
    return HttpResponseRedirect(page_of(contact.id))
