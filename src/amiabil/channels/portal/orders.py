"""What did I buy, and what are my rights to it? "My orders", with the rights of each order as dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amiabil.actions.policies import Rules, rules_at
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.eligibility import rights_of
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.terms import Role, State
from amiabil.records import clock
from amiabil.records.complainants import suspension_of
from amiabil.records.order_sheets import DisputeOnOrder, OrderSheet, order_counts, order_sheets
from amiabil.ui import rights
from amiabil.ui.facts import Act, Chip, Empty, Link, OrderCard, OrderLine
from amiabil.ui.frames import portal_frame
from amiabil.ui.paging import address, pager
from amiabil.ui.pictures import picture_address
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_buyer

SIZE = 10


@require_safe
@for_buyer
def orders(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The buyer's orders, the newest first, all or only those on the way or in dispute."""
    only = request.GET.get("show", "all")
    only = only if only in {"all", "on_the_way", "in_dispute"} else "all"
    found = order_sheets(viewer, only=only, limit=SIZE, after=request.GET.get("after"))
    now = clock.now()
    rules = rules_at(now)
    rests = Strip(suspension_of(viewer.person_id, at=now) if found.items else None)
    facts = {
        "frame": portal_frame(request, viewer, "orders"),
        "filters": _filters(only, order_counts(viewer)),
        "orders": [order_card(sheet, viewer, rules, now=now, strip=rests) for sheet in found.items],
        "empty": _empty(only),
        "pager": pager(request, found, reverse("orders"), show=only),
    }
    return render(request, "portal/orders.html", facts)


def _filters(only: str, counts: dict[str, int]) -> list[tuple[Link, int]]:
    names = {"all": _("All"), "on_the_way": _("On the way"), "in_dispute": _("In dispute")}
    return [
        (Link(name, address(reverse("orders"), show=key), current=key == only), counts[key])
        for key, name in names.items()
    ]


def _empty(only: str) -> Empty:
    if only == "all":
        return Empty(
            _("No orders yet"),
            _("What you buy on the marketplace appears here by itself, with your rights as dates."),
            "package",
            Link(_("Go to help"), reverse("help")),
        )
    text = {
        "on_the_way": _("Everything you ordered has arrived."),
        "in_dispute": _("No order of yours is in dispute."),
    }
    return Empty(_("Nothing here"), text[only], "package", Link(_("Show all orders"), reverse("orders")))


@dataclass(frozen=True, slots=True)
class Strip:
    """The rights under an order; ``suspended_until`` is until when the protection is closed to its buyer."""

    suspended_until: datetime | None = None


EVERYTHING_OPEN = Strip()


def order_card(
    sheet: OrderSheet,
    viewer: Viewer,
    rules: Rules,
    *,
    now: datetime,
    strip: Strip | None = EVERYTHING_OPEN,
) -> OrderCard:
    """An order as a card: lines with what can be done about each, and the rights as dates.

    Without a ``strip`` it stands on the page of the order, which tells the rights in full.
    """
    pinned = rules.for_order(sheet.facts)
    reader = Reader.of(viewer, now=now, case_zone=pinned.policy.zone)
    known = rights_of(rules.sight(sheet.facts, reader.now))
    delivered = all(line.delivered_at and line.delivered_at <= reader.now for line in sheet.facts.lines)
    pictures = {line.ref: line.pictures for line in sheet.lines}
    lines = tuple(
        OrderLine(
            title=line.title,
            about=_about(line, reader),
            picture_url=picture_address(viewer, pictures.get(line.ref, ())),
            chip=_chip(_dispute_of(sheet, line)),
            act=_act(sheet, line),
            small=number > 0,
        )
        for number, line in enumerate(sheet.facts.lines)
    )
    return OrderCard(
        ref=sheet.ref,
        seller=_seller(sheet),
        delivered=_delivered(sheet, reader),
        total=reader.money(sheet.total),
        lines=lines,
        rights=rights.cells(
            known, reader, order_ref=sheet.ref, delivered=delivered, suspended_until=strip.suspended_until
        )
        if strip is not None
        else (),
        url=reverse("order", args=[sheet.ref]) if strip is not None else "",
        id=f"order-{sheet.id}",
    )


def _about(line: LineFacts, reader: Reader) -> str:
    pieces = ngettext("%(count)s piece", "%(count)s pieces", line.quantity) % {"count": line.quantity}
    return f"{pieces} · {reader.money(line.unit_price * line.quantity)}"


def _seller(sheet: OrderSheet) -> str:
    name = f"{sheet.shop_name}, {sheet.shop_town}" if sheet.shop_town else sheet.shop_name
    kind = _("trader") if sheet.facts.trader else _("private person: consumer rights do not apply")
    return f"{name} · {kind}"


def _delivered(sheet: OrderSheet, reader: Reader) -> str:
    instants = [line.delivered_at for line in sheet.facts.lines]
    arrived = [at for at in instants if at is not None and at <= reader.now]
    if len(arrived) == len(instants):
        return _("Delivered on %(day)s") % {"day": reader.day(max(arrived))}
    return _on_the_way(sheet, reader)


def _on_the_way(sheet: OrderSheet, reader: Reader) -> str:
    first, last = sheet.facts.earliest_estimate, sheet.facts.latest_estimate
    if last is None:
        return _("On the way")
    days = {"last": _noon(last, reader), "first": _noon(first, reader) if first else ""}
    if first is None or first == last:
        return _("On the way, expected by %(last)s") % days
    return _("On the way, expected between %(first)s and %(last)s") % days


def _noon(day: date, reader: Reader) -> str:
    """A plain date in words; noon keeps it the same day in every zone we serve."""
    return reader.short(datetime.combine(day, time(12), tzinfo=ZoneInfo(reader.zone)))


def _dispute_of(sheet: OrderSheet, line: LineFacts) -> DisputeOnOrder | None:
    """The dispute about this line that matters: an open one, else the newest."""
    about = [dispute for dispute in sheet.disputes if line.ref in dispute.lines]
    still = [dispute for dispute in about if dispute.state != State.CLOSED]
    found = still or about
    return found[-1] if found else None


def _chip(dispute: DisputeOnOrder | None) -> Chip | None:
    if dispute is None:
        return None
    if dispute.state == State.CLOSED:
        return Chip(_("Dispute ended"), icon="check")
    if dispute.turn == Role.BUYER:
        return Chip(_("In dispute: your turn"), "brand", "scales")
    return Chip(_("In dispute"), icon="scales")


def _act(sheet: OrderSheet, line: LineFacts) -> Act:
    """See the dispute, or tell of a problem: where no right is open the form says what is open instead."""
    dispute = _dispute_of(sheet, line)
    if dispute is not None and (
        dispute.state != State.CLOSED or sum(dispute.lines.values()) >= line.quantity
    ):
        mine = dispute.turn == Role.BUYER and dispute.state != State.CLOSED
        page = reverse("dispute", args=[dispute.reference])
        return Act(_("See the dispute"), page, style="primary" if mine else "plain")
    form = address(reverse("open_dispute", args=[sheet.ref]), line=line.ref)
    return Act(_("I have a problem"), form)
