"""Who asks, beside the conversation: language, their own time, orders with what can still be done, what was before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amiabil.actions.policies import Rules, rules_at
from amiabil.desks.agent.frame import frame
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.eligibility import rights_of
from amiabil.domain.support.chat import ChatState
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.terms import Role, State
from amiabil.foundation.errors import NotFound
from amiabil.records import clock
from amiabil.records.complainants import suspension_of
from amiabil.records.order_sheets import OrderSheet, order_sheets
from amiabil.records.person_cards import Earlier, PersonCard, person_card
from amiabil.ui import rights
from amiabil.ui.facts import Link, Person, RightCell, Row
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.reader import Reader
from amiabil.ui.tickets.seen import Seen
from amiabil.ui.viewer import for_staff
from amiabil.ui.words import chats as chat_words
from amiabil.ui.words import names
from amiabil.ui.words import tickets as words

SIDES = {"buyer": Role.BUYER, "seller": Role.SELLER}
MOST_ORDERS = 3


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """Whoever asks, in a few lines; ``more_url`` leads to the rest, empty for somebody without an account."""

    person: Person
    about: str
    more_url: str


@dataclass(frozen=True, slots=True)
class OrderLines:
    """An order in short: what it was, where it stands, and its rights as dates."""

    ref: str
    title: str
    about: str
    cells: tuple[RightCell, ...]
    disputes: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """Something they asked or complained about; ``about`` says when, and how it stands."""

    reference: str
    title: str
    url: str
    about: str
    icon: str


def card(shown: Seen, *, was_asked: bool = False) -> CustomerCard:
    """The head of the card of whoever made this request, or (``was_asked``) whom the staff asked. No statement."""
    file, reader = shown.file, shown.reader
    address = ""
    id = file.customer_id or file.shop_id
    if id is not None:
        address = reverse("agent:person", args=[file.side.value, id])
    return CustomerCard(
        Person.of(file.person_name, file.side),
        _("Asked by our team")
        if was_asked
        else _about(file.side, file.person_zone or shown.setup.zone, reader),
        f"{address}?without={file.reference}" if address else "",
    )


def _about(side: Role, zone: str, reader: Reader) -> str:
    there = f"{reader.now.astimezone(ZoneInfo(zone)):%H:%M}"
    kind = _("Seller") if side is Role.SELLER else _("Buyer")
    return _("%(side)s · it is %(time)s where they are") % {"side": kind, "time": there}


@require_safe
@for_staff(Role.AGENT)
def person(request: HttpRequest, viewer: Viewer, side: str, id: UUID) -> HttpResponse:
    """A buyer or a shop as a page; the pane beside a conversation fetches its main part."""
    if side not in SIDES:
        raise NotFound()
    known = person_card(viewer, SIDES[side], id)
    reader = Reader.of(viewer, now=clock.now(), case_zone=HOME_ZONE)
    facts: dict[str, Any] = {
        "frame": frame(request, viewer, ""),
        "customer": CustomerCard(
            Person.of(known.name, known.side), _about(known.side, known.zone or HOME_ZONE, reader), ""
        ),
        "rows": _rows(known, reader),
        "orders": _orders(known, reader),
        "before": [
            _before(one, reader) for one in known.earlier if one.reference != request.GET.get("without")
        ],
    }
    return render(request, "agent/person.html", facts)


def _rows(known: PersonCard, reader: Reader) -> tuple[Row, ...]:
    orders = ngettext("%(count)s order", "%(count)s orders", known.orders) % {"count": known.orders}
    since = _("since %(year)s, %(orders)s") % {"year": known.since.year, "orders": orders}
    rows = [
        Row(_("Language"), _language(known.language, reader.language)),
        Row(_("E-mail"), known.email),
        Row(_("Customer"), since),
        Row(_("Disputes"), _disputes(known)),
    ]
    return tuple(row for row in rows if row.value)


def _disputes(known: PersonCard) -> str:
    parts = []
    if known.disputes_open:
        parts.append(
            ngettext("%(count)s open", "%(count)s open", known.disputes_open) % {"count": known.disputes_open}
        )
    if known.disputes_ended:
        count = known.disputes_ended
        parts.append(ngettext("%(count)s ended", "%(count)s ended", count) % {"count": count})
    return ", ".join(parts) or _("none")


def _language(code: str, shown_in: str) -> str:
    """A language as readers of another call it; empty for none or one nobody knows."""
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name(shown_in.partition("-")[0]) or ""
    except (UnknownLocaleError, ValueError):
        return ""


def _orders(known: PersonCard, reader: Reader) -> tuple[OrderLines, ...]:
    """The newest orders of a buyer. Three statements, none for a shop."""
    if known.side is not Role.BUYER:
        return ()
    as_theirs = Viewer(role=Role.BUYER, person_id=known.id, language=reader.language)
    rules = rules_at(reader.now)
    found = order_sheets(as_theirs, limit=MOST_ORDERS).items
    rests = suspension_of(known.id, at=reader.now) if found else None
    return tuple(_order(sheet, rules, reader, rests) for sheet in found)


def _order(sheet: OrderSheet, rules: Rules, reader: Reader, rests: datetime | None) -> OrderLines:
    """``rests`` is until when the protection is closed to this buyer, as their own pages say."""
    pinned = rules.for_order(sheet.facts)
    known = rights_of(rules.sight(sheet.facts, reader.now))
    there = Reader.of(reader.viewer, now=reader.now, case_zone=pinned.policy.zone)
    arrived = [line.delivered_at for line in sheet.facts.lines if line.delivered_at is not None]
    delivered = len(arrived) == len(sheet.facts.lines) and max(arrived) <= reader.now
    when = _("delivered %(day)s") % {"day": there.short(max(arrived))} if delivered else _("on the way")
    return OrderLines(
        ref=sheet.ref,
        title=", ".join(line.title for line in sheet.facts.lines),
        about=f"{reader.money(sheet.total)} · {sheet.shop_name} · {when}",
        cells=rights.cells(known, there, order_ref=sheet.ref, delivered=delivered, suspended_until=rests),
        disputes=tuple(
            Link(
                f"{one.reference}: {names.STATES[State(one.state)]}",
                reverse("agent:case", args=[one.reference]),
            )
            for one in sheet.disputes
        ),
    )


_PAGES = {
    "ticket": ("agent:ticket", "ticket"),
    "dispute": ("agent:case", "scales"),
    "chat": ("agent:chat", "chats-circle"),
}


def _before(one: Earlier, reader: Reader) -> Before:
    page, icon = _PAGES[one.kind]
    return Before(
        one.reference,
        one.subject,
        reverse(page, args=[one.reference]),
        f"{reader.short(one.at)} · {_standing(one)}",
        icon,
    )


def _standing(one: Earlier) -> str:
    if one.kind == "dispute":
        return str(names.STATES[State(one.state)])
    if one.kind == "chat":
        return str(chat_words.STATES[ChatState(one.state)][0])
    return str(words.STATUSES[TicketStatus(one.state)])
