"""Asking somebody else about a request: the panel beside it, and the page with what is asked and what goes along."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from amiabil.actions.side_conversations import SideAsked, ask_beside
from amiabil.desks.agent.frame import frame
from amiabil.desks.agent.picking import PICKABLE, picks, quoted
from amiabil.domain.access import Viewer
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.support.ticket import SUBJECT_LETTERS
from amiabil.domain.terms import Role
from amiabil.domain.written import LINE_MAX, MESSAGE_MAX
from amiabil.foundation.errors import AmiabilError, Forbidden, NotFound
from amiabil.records import clock, side_conversations
from amiabil.records.new_id import new_id
from amiabil.ui.facts import Chip, Choice, Field, Option
from amiabil.ui.refusals import describe
from amiabil.ui.tickets import seen
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import tickets as words

TO_SHOP, TO_ADDRESS = "shop", "address"


@dataclass(frozen=True, slots=True)
class SideLine:
    """A side conversation in the panel."""

    url: str
    subject: str
    asked: str
    changed: str
    chip: Chip


@dataclass(frozen=True, slots=True)
class SidePanel:
    """Whom the staff asked about this request, or (``about_url``) which request this one was asked about."""

    lines: tuple[SideLine, ...] = ()
    ask_url: str = ""
    about_url: str = ""
    about: str = ""


def panel(shown: Seen, *, closed: bool) -> SidePanel:
    """The panel of a request. One statement."""
    reader = shown.reader
    found = side_conversations.beside(reader.viewer, shown.file.case_id)
    about = found.about
    if about is not None:
        url = reverse("agent:ticket", args=[about.reference])
        return SidePanel(about_url=url, about=f"{about.subject} ({about.reference})")
    lines = tuple(
        SideLine(
            reverse("agent:ticket", args=[one.reference]),
            one.subject,
            one.asked,
            reader.moment(one.changed_at).text,
            _chip(one),
        )
        for one in found.asked
    )
    return SidePanel(lines, "" if closed else reverse("agent:ticket_side", args=[shown.file.reference]))


def _chip(side: side_conversations.Side) -> Chip:
    if side.my_turn:
        return Chip(_("has answered"), "brand", "chat-circle-text")
    if side.status is TicketStatus.WAITING_FOR_CUSTOMER:
        return Chip(_("we wait for their answer"), "plain", "hourglass-medium")
    return words.status_chip(side.status, name="", for_customer=False)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What the form says so far; ``picked`` are the ids of the messages that go along."""

    id: UUID
    to: str
    subject: str
    text: str = ""
    address: str = ""
    name: str = ""
    picked: frozenset[str] = frozenset()
    waits: bool = True
    errors: dict[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff(Role.AGENT)
def ask(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """GET shows the form; POST asks, and goes to what was asked."""
    shown = seen.look(viewer, reference)
    shop = side_conversations.shop_of_order(viewer, shown.file.order_id) if shown.file.order_id else None
    name = shop.name if shop else ""
    if request.method != "POST":
        to = TO_SHOP if shop else TO_ADDRESS
        return _page(request, shown, name, _Typed(new_id(), to, shown.file.subject))
    typed = _read(request.POST, has_shop=shop is not None)
    try:
        made = ask_beside(viewer, reference, _asked(shown, typed))
    except (NotFound, Forbidden):
        raise
    except AmiabilError as refusal:
        said = describe(refusal, shown.reader.language, shown.reader.case_zone).text
        place = str(refusal.facts.get("field", "")).strip("/") or "text"
        return _page(request, shown, name, replace(typed, errors={place: said}))
    flash.success(request, _("It has been asked. The answer comes here."))
    return HttpResponseRedirect(reverse("agent:ticket", args=[made.reference]))


def _read(given: QueryDict, *, has_shop: bool) -> _Typed:
    try:
        name = UUID(given.get("id", ""))
    except ValueError:
        name = new_id()
    to = TO_SHOP if has_shop and given.get("to") == TO_SHOP else TO_ADDRESS
    return _Typed(
        id=name,
        to=to,
        subject=given.get("subject", ""),
        text=given.get("text", ""),
        address=given.get("address", ""),
        name=given.get("name", ""),
        picked=frozenset(given.getlist("picked")[:PICKABLE]),
        waits="waits" in given.getlist("waits"),
    )


def _asked(shown: Seen, typed: _Typed) -> SideAsked:
    by_mail = typed.to == TO_ADDRESS
    return SideAsked(
        id=typed.id,
        subject=typed.subject,
        text=_with_picked(shown, typed),
        received_at=clock.now(),
        address=typed.address.strip() or " " if by_mail else "",
        name=typed.name if by_mail else "",
        language=shown.reader.language,
        waits=typed.waits,
    )


def _with_picked(shown: Seen, typed: _Typed) -> str:
    """What was typed, and under it the messages that were picked, without the names of who wrote them."""
    asked = typed.text.strip()
    along = quoted(shown, typed.picked, head=lambda one: shown.reader.long(one.at))
    return "\n\n".join([asked, *along]) if asked else ""


def _page(request: HttpRequest, shown: Seen, shop: str, typed: _Typed) -> HttpResponse:
    facts: dict[str, Any] = {
        "frame": frame(request, shown.reader.viewer, "tickets"),
        "ticket": shown.file,
        "back": reverse("agent:ticket", args=[shown.file.reference]),
        "id": typed.id,
        "to": _to(shop, typed),
        "fields": _fields(typed, has_shop=bool(shop)),
        "picks": picks(
            shown,
            typed.picked,
            legend=_("Send along"),
            hint=_("Nothing of the request is shown to them but what you tick; names are left out."),
        ),
        "waits": Choice(
            "waits",
            _("Until then"),
            (Option("waits", _("the request waits for their answer"), selected=typed.waits),),
            several=True,
        ),
    }
    return render(request, "agent/side_ask.html", facts, status=422 if typed.errors else 200)


def _to(shop: str, typed: _Typed) -> Choice | None:
    if not shop:
        return None
    return Choice(
        "to",
        _("Whom?"),
        (
            Option(
                TO_SHOP,
                shop,
                _("They read and answer it among their requests, and by mail."),
                typed.to == TO_SHOP,
            ),
            Option(
                TO_ADDRESS,
                _("Somebody else, by mail"),
                _("A carrier, for example. Their answer to the mail comes here."),
                typed.to == TO_ADDRESS,
            ),
        ),
    )


def _fields(typed: _Typed, *, has_shop: bool) -> tuple[Field, ...]:
    errors = typed.errors
    return (
        Field(
            "address",
            _("E-mail address"),
            kind="email",
            value=typed.address,
            error=errors.get("address", ""),
            hint=_("Only for somebody else.") if has_shop else "",
            required=not has_shop,
            max_length=320,
        ),
        Field("name", _("Their name"), value=typed.name, error=errors.get("name", ""), max_length=LINE_MAX),
        Field(
            "subject",
            _("Subject"),
            value=typed.subject,
            error=errors.get("subject", ""),
            required=True,
            max_length=SUBJECT_LETTERS,
        ),
        Field(
            "text",
            _("What do you ask?"),
            kind="textarea",
            value=typed.text,
            error=errors.get("text", ""),
            required=True,
            max_length=MESSAGE_MAX,
            rows=6,
        ),
    )
