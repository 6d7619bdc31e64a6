"""Everything known by an address, for whoever reads its mailbox: asked for here, opened by the link in the mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps

from django.conf import settings
from django.contrib import messages as flash
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amiabil.actions import mailboxes as actions
from amiabil.channels.portal.ticket_page import key_of
from amiabil.domain.access import NOBODY
from amiabil.domain.support.terms import TicketStatus
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.grants import read_mailbox
from amiabil.foundation.signed import BadToken
from amiabil.records import clock, mailboxes, rates
from amiabil.records.mailboxes import Listed, MailboxLink
from amiabil.ui import public_forms
from amiabil.ui.facts import Chip, Choice, ErrorSummary, Field, Link, Moment, Notice, Option
from amiabil.ui.frames import HOME_ZONE, portal_frame
from amiabil.ui.intake import remove_kept
from amiabil.ui.my_data.mailbox import opened
from amiabil.ui.paging import pager
from amiabil.ui.reader import Reader
from amiabil.ui.refusals import describe_all
from amiabil.ui.tickets.links import page_of
from amiabil.ui.words import tickets as words

SIZE = 20
COPIES = rates.Limit("mailbox-copy", 5, timedelta(days=1))
"""How often a copy is made by one link: each reads every request of the mailbox."""

_View = Callable[[HttpRequest, MailboxLink, str], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Row:
    """A request of the mailbox; ``url`` opens it, ``wished``: it names nobody any more once it has ended."""

    title: str
    reference: str
    url: str
    chip: Chip
    at: Moment
    wished: bool


# ---- asking ----------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The form for whoever has lost a link, or wants their data; the answer is the same for every address."""
    given = request.POST
    if request.method != "POST":
        return _form(request, {})
    try:
        public_forms.admit(request, address=given.get("email", ""))
        actions.ask_link(
            key_of(request, "key"), given.get("email", ""), get_language() or "en", at=clock.now()
        )
    except AmiabilError as refusal:
        told = describe_all(refusal, get_language() or "en")
        return _form(request, {(one.field or "").strip("/"): one.text for one in told})
    page = {"frame": portal_frame(request, NOBODY, "contact"), "address": given.get("email", "").strip()}
    return render(request, "portal/mailbox_sent.html", page)


def _form(request: HttpRequest, errors: dict[str, str]) -> HttpResponse:
    email = Field(
        "email",
        _("Your e-mail address"),
        kind="email",
        hint=_("The one you wrote to us with."),
        value=request.POST.get("email", ""),
        error=errors.get("email", ""),
        required=True,
        autocomplete="email",
        max_length=320,
    )
    beside = (Link(f"{email.label}: {email.error}", f"#{email.id}"),) if email.error else ()
    page = {
        "frame": portal_frame(request, NOBODY, "contact"),
        "email": email,
        "key": str(key_of(request, "key")),
        "stamp": request.POST.get(public_forms.STAMP) or public_forms.stamp(),
        "trap": public_forms.TRAP,
        "summary": ErrorSummary(_("Look at this again"), beside) if beside else None,
        "notices": tuple(Notice(text, tone="bad") for name, text in errors.items() if name != "email"),
    }
    return render(request, "portal/mailbox_ask.html", page, status=422 if errors else 200)


# ---- the mailbox -----------------------------------------------------------------------------


def _with_link(view: _View) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """For whoever holds a good link. Nothing of it is kept or told on; for a link that is over, how to get another."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponseBase:
        link = _link(token)
        answer: HttpResponseBase = over(request) if link is None else view(request, link, token)
        answer["Cache-Control"] = "no-store"
        answer["Referrer-Policy"] = "same-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer

    return wrapped


def _link(token: str) -> MailboxLink | None:
    try:
        id = read_mailbox(token, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    except BadToken:
        return None
    return mailboxes.open_link(id, at=clock.now())


def over(request: HttpRequest) -> HttpResponse:
    """What somebody reads whose link opens nothing, whatever it once opened: how to get a new one."""
    page = {"frame": portal_frame(request, NOBODY, "contact")}
    return render(request, "portal/link_over.html", page, status=404)


@require_safe
@_with_link
def mailbox(request: HttpRequest, link: MailboxLink, token: str) -> HttpResponse:
    """Every request of the mailbox, each with a new link, and what its reader can do about all of them."""
    return _page(request, link, token)


def _page(request: HttpRequest, link: MailboxLink, token: str, *, error: str = "") -> HttpResponse:
    found = mailboxes.requests(link.address, limit=SIZE, after=request.GET.get("after"))
    reader = Reader.of(NOBODY, now=clock.now(), case_zone=HOME_ZONE)
    box = Option("1", _("I have read what is erased and what is kept; erase my data"))
    choice = Choice("confirmed", _("Your decision"), (box,), error=error, several=True)
    here = [token]
    page = {
        "frame": portal_frame(request, NOBODY, "contact"),
        "address": link.address,
        "rows": [_row(one, reader) for one in found.items],
        "wished": any(one.wished_at for one in found.items),
        "pager": pager(request, found, reverse("mailbox", args=here)),
        "links_url": reverse("mailbox_links", args=here),
        "copy_url": reverse("mailbox_copy", args=here),
        "erasure_url": reverse("mailbox_erasure", args=here),
        "choice": choice,
        "summary": ErrorSummary(_("Look at this again"), (Link(error, f"#{choice.id}"),)) if error else None,
    }
    return render(request, "portal/mailbox.html", page, status=422 if error else 200)


def _row(one: Listed, reader: Reader) -> Row:
    return Row(
        one.subject,
        one.reference,
        page_of(one.contact.id),
        words.status_chip(TicketStatus(one.status), for_customer=True),
        reader.moment(one.changed_at),
        one.wished_at is not None,
    )


@require_POST
@_with_link
def end_links(request: HttpRequest, link: MailboxLink, token: str) -> HttpResponse:
    """Links that were sent before open nothing any more; those on this page do."""
    actions.end_links(link, at=clock.now(), machine=clock.unshifted())
    flash.success(request, _("Links that were sent before open nothing any more. Those below are new."))
    return HttpResponseRedirect(reverse("mailbox", args=[token]))


@require_POST
@_with_link
def copy(request: HttpRequest, link: MailboxLink, token: str) -> FileResponse:
    """Everything known by the address as one ZIP. Raises ``RateLimited``."""
    rates.count(link.address.lower(), COPIES, at=clock.unshifted())
    actions.take_copy(link, at=clock.now())
    return opened(link)


@require_POST
@_with_link
def erasure(request: HttpRequest, link: MailboxLink, token: str) -> HttpResponse:
    """Have it erased, or take that back where it still waits."""
    what = request.POST.get("do", "")
    if what == "take_back":
        actions.take_back(link, at=clock.now())
        flash.success(request, _("Your request is taken back; nothing more will be erased."))
        return HttpResponseRedirect(reverse("mailbox", args=[token]))
    if what != "ask":
        raise Http404
    confirmed = request.POST.get("confirmed") == "1"
    try:
        done = actions.erase(link, confirmed=confirmed, at=clock.now(), machine=clock.unshifted())
    except AmiabilError as refusal:
        return _page(request, link, token, error=describe_all(refusal, get_language() or "en")[0].text)
    remove_kept(done.bytes)
    flash.success(request, _told(done))
    return HttpResponseRedirect(reverse("mailbox", args=[token]) if done.waiting else reverse("help"))


def _told(done: actions.Erased) -> str:
    if not done.waiting:
        return _("Your data have been erased: no request names you any more, and no other mail follows.")
    text = ngettext(
        "Done for every request that has ended. %(count)s still waits for its end and is erased then by itself.",
        "Done for every request that has ended. %(count)s still wait for their end and are erased then by itself.",
        done.waiting,
    )
    return text % {"count": done.waiting}
