"""The shop's orders: what was bought, where it is, and the disputes about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amiabil.desks.cases.lines import home_reader
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.terms import Role, State
from amiabil.records.order_sheets import DisputeOnOrder, OrderSheet, order_counts, order_sheets
from amiabil.ui.facts import Act, Chip, Empty, Link, OrderCard, OrderLine
from amiabil.ui.frames import seller_frame
from amiabil.ui.paging import address, pager
from amiabil.ui.pictures import picture_address
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import for_seller
from amiabil.ui.words import names

SIZE = 20


@require_safe
@for_seller()
def orders(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The orders of the shop, the newest first; all, or only those on the way or in dispute."""
    only = request.GET.get("show", "all")
    only = only if only in {"all", "on_the_way", "in_dispute"} else "all"
    found = order_sheets(viewer, only=only, limit=SIZE, after=request.GET.get("after"))
    reader = home_reader(viewer)
    facts = {
        "frame": seller_frame(request, viewer, "orders"),
        "filters": _filters(only, order_counts(viewer)),
        "orders": [_card(sheet, reader) for sheet in found.items],
        "empty": _empty(only),
        "pager": pager(request, found, reverse("seller:orders"), show=only),
    }
    return render(request, "seller/orders.html", facts)


def _address(only: str) -> str:
    return address(reverse("seller:orders"), show=only)


def _filters(only: str, counts: dict[str, int]) -> list[tuple[Link, int]]:
    named = {"all": _("All"), "on_the_way": _("On the way"), "in_dispute": _("In dispute")}
    return [(Link(name, _address(key), current=key == only), counts[key]) for key, name in named.items()]


def _empty(only: str) -> Empty:
    if only == "all":
        text = _("The marketplace sends the shop's orders here by itself.")
        return Empty(
            _("No orders yet"), text, "package", Link(_("See the disputes"), reverse("seller:disputes"))
        )
    texts = {
        "on_the_way": _("Everything that was sold has arrived."),
        "in_dispute": _("No order of the shop is in dispute."),
    }
    return Empty(_("Nothing here"), texts[only], "package", Link(_("Show all orders"), _address("all")))


def _card(sheet: OrderSheet, reader: Reader) -> OrderCard:
    pictures = {line.ref: line.pictures for line in sheet.lines}
    return OrderCard(
        ref=sheet.ref,
        seller=sheet.buyer_name or str(names.ROLES[Role.BUYER]),
        delivered=_where(sheet, reader),
        total=reader.money(sheet.total),
        lines=tuple(
            OrderLine(
                title=line.title,
                about=_about(line, reader),
                picture_url=picture_address(reader.viewer, pictures.get(line.ref, ())),
                chip=_chip(dispute) if dispute else None,
                act=_act(dispute) if dispute else None,
                small=True,
            )
            for line in sheet.facts.lines
            for dispute in (_dispute_about(sheet, line),)
        ),
        id=f"order-{sheet.id}",
    )


def _about(line: LineFacts, reader: Reader) -> str:
    pieces = ngettext("%(count)s piece", "%(count)s pieces", line.quantity) % {"count": line.quantity}
    return f"{pieces} · {reader.money(line.unit_price * line.quantity)}"


def _where(sheet: OrderSheet, reader: Reader) -> str:
    arrived = [at for line in sheet.facts.lines if (at := line.delivered_at) and at <= reader.now]
    if len(arrived) < len(sheet.facts.lines):
        return _("Paid on %(day)s, on the way") % {"day": reader.day(sheet.facts.paid_at)}
    return _("Delivered on %(day)s") % {"day": reader.day(max(arrived))}


def _dispute_about(sheet: OrderSheet, line: LineFacts) -> DisputeOnOrder | None:
    """The dispute about this line that matters: an open one, else the newest."""
    about = [dispute for dispute in sheet.disputes if line.ref in dispute.lines]
    still = [dispute for dispute in about if dispute.state != State.CLOSED]
    candidates = still or about
    return candidates[-1] if candidates else None


def _chip(dispute: DisputeOnOrder) -> Chip:
    if dispute.state == State.CLOSED:
        return Chip(_("Dispute ended"), icon="check")
    if dispute.turn == Role.SELLER:
        return Chip(_("In dispute: your turn"), "brand", "scales")
    return Chip(_("In dispute"), icon="scales")


def _act(dispute: DisputeOnOrder) -> Act:
    return Act(_("See the dispute"), reverse("seller:dispute", args=[dispute.reference]), small=True)
