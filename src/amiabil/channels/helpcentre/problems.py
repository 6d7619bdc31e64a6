"""Disputes & Reports: what has happened, and which door is the right one? Each opens with what is known already."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions.policies import Rules, rules_at
from amiabil.actions.support_setup import current_setup
from amiabil.channels.helpcentre.facts import Card
from amiabil.channels.helpcentre.kept import public_page
from amiabil.domain.access import Viewer
from amiabil.domain.support.content_reports import Target
from amiabil.domain.support.setup import Setup
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.order_sheets import OrderSheet, order_sheets
from amiabil.records.paging import BadCursor, Page
from amiabil.ui.facts import Act, Chip, Link, OrderLine
from amiabil.ui.frames import portal_frame
from amiabil.ui.paging import pager
from amiabil.ui.pictures import picture_address
from amiabil.ui.public_addresses import crumbs_data, seo
from amiabil.ui.reader import Reader
from amiabil.ui.tickets.fraud import FRAUD
from amiabil.ui.viewer import customer_of
from amiabil.ui.words.content_reports import TARGET_HINTS, TARGETS

SIZE = 5
"""Orders on a page: the newest are the ones most problems are about."""


@require_safe
@public_page
def problems(request: HttpRequest) -> HttpResponse:
    """The entrance: an order, something to report, or fraud with an account or a payment."""
    viewer = customer_of(request)
    found = _orders(viewer, request.GET.get("after"))
    rules, setup = rules_at(clock.now()), current_setup()
    here = reverse("problems")
    facts = {
        "frame": portal_frame(request, viewer, "help"),
        "crumbs": (Link(_("Help"), reverse("help")), Link(_("Disputes & Reports"), "")),
        "signed_in": viewer.role is Role.BUYER,
        "orders": [_choice(sheet, viewer, rules) for sheet in found.items],
        "pager": pager(request, found, here),
        "reports": _reports(),
        "frauds": _frauds(setup, viewer),
        "seo": seo(
            "problems",
            description=_(
                "Open a dispute about an order, report a seller, a listing or a product, or tell us about fraud."
            ),
            data=[crumbs_data([(_("Help"), reverse("help")), (_("Disputes & Reports"), here)])],
        ),
    }
    return render(request, "helpcentre/problems.html", facts)


def _orders(viewer: Viewer, after: str | None) -> Page[OrderSheet]:
    if viewer.role is not Role.BUYER:
        return Page((), None)
    try:
        return order_sheets(viewer, limit=SIZE, after=after)
    except BadCursor:
        return order_sheets(viewer, limit=SIZE)


def _choice(sheet: OrderSheet, viewer: Viewer, rules: Rules) -> OrderLine:
    """An order to choose: what was in it, from whom, when; it leads straight into the dispute."""
    zone = rules.for_order(sheet.facts).policy.zone
    reader = Reader.of(viewer, now=clock.now(), case_zone=zone)
    open_one = next((one for one in sheet.disputes if one.state != "closed"), None)
    return OrderLine(
        title="; ".join(line.title for line in sheet.facts.lines),
        about=" · ".join(
            (_("Order %(ref)s") % {"ref": sheet.ref}, sheet.shop_name, reader.day(sheet.facts.paid_at))
        ),
        picture_url=picture_address(viewer, sheet.lines[0].pictures if sheet.lines else ()),
        chip=Chip(_("In dispute"), icon="scales") if open_one else None,
        act=Act(_("Choose this order"), reverse("open_dispute", args=[sheet.ref])),
    )


_REPORTS = (
    (Target.SELLER, "storefront"),
    (Target.LISTING, "tag"),
    (Target.REVIEW, "star"),
    (Target.PRODUCT, "warning"),
)


def _reports() -> list[Card]:
    """What can be reported, each with its answer to the first question of the form."""
    form = reverse("report_new")
    return [
        Card(Link(str(TARGETS[one]), f"{form}?target={one.value}", icon), str(TARGET_HINTS[one]))
        for one, icon in _REPORTS
    ]


def _frauds(setup: Setup, viewer: Viewer) -> list[Card]:
    """Fraud by its topic, where the marketplace has it; who has signed in asks from their account."""
    known = {one.key: one for one in setup.topics}
    form = "ask" if viewer.role is None else "ticket_new"
    wanted = (
        (
            "account",
            "user-circle",
            _("Somebody is in my account"),
            _("Orders, messages or settings that are not yours."),
        ),
        (
            "payment",
            "credit-card",
            _("A payment I did not make"),
            _("An unknown charge. Ask your bank to block the card, too."),
        ),
        (
            "account",
            "envelope-simple",
            _("A message that pretends to be from us"),
            _("An e-mail, a text message or a call that asks for money, a code or a password."),
        ),
    )
    return [
        Card(Link(title, reverse(form, args=[topic], query={FRAUD: "1", "subject": title}), icon), hint)
        for topic, icon, title, hint in wanted
        if topic in known and (viewer.role is not None or known[topic].order != "required")
    ]
