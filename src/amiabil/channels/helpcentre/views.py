"""Where does a customer begin? The start page, the way from an order to a dispute, rights, and contact."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from amiabil.actions.policies import Rules, rules_at
from amiabil.domain.access import Viewer
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.case_lists import ListedDispute, my_disputes
from amiabil.records.case_outlooks import outlooks
from amiabil.records.order_sheets import OrderSheet, order_sheets
from amiabil.records.ranks import MY_TURN
from amiabil.ui.facts import Act as ActFact
from amiabil.ui.facts import Chip, Link, OrderLine, Row
from amiabil.ui.formats import hours
from amiabil.ui.frames import HOME_ZONE, portal_frame
from amiabil.ui.pictures import picture_address
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import customer_of


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """The start: for a known buyer the case that waits for them, then the doors."""
    viewer = customer_of(request)
    mine = my_disputes(viewer, limit=1, section=MY_TURN).items if viewer.role is Role.BUYER else ()
    facts = {
        "frame": portal_frame(request, viewer, "help"),
        "waiting": _waiting(mine, viewer),
        "doors": _doors(),
        "marketplace": settings.AMIABIL_MARKETPLACE,
    }
    return render(request, "helpcentre/start.html", facts)


def _waiting(mine: Sequence[ListedDispute], viewer: Viewer) -> tuple[str, str, str] | None:
    """Subject, until when, and address of the dispute that waits for this buyer."""
    if not mine:
        return None
    known = outlooks(viewer, [mine[0].case_id]).get(mine[0].case_id)
    zone = known.zone if known is not None else HOME_ZONE
    reader = Reader.of(viewer, now=clock.now(), case_zone=zone)
    until = reader.deadline(mine[0].due_at).long if mine[0].due_at else ""
    return mine[0].subject, until, reverse("dispute", args=[mine[0].reference])


def _doors() -> tuple[tuple[Link, str], ...]:
    return (
        (
            Link(_("A problem with an order"), reverse("problems"), "package"),
            _("It has not come, or something is wrong with it: choose the order, and open a dispute."),
        ),
        (
            Link(_("My disputes"), reverse("disputes"), "scales"),
            _("See whose turn it is, until when, and what happens if nobody acts."),
        ),
        (
            Link(_("My rights"), reverse("rights"), "shield-check"),
            _("Withdrawal, dispute and legal guarantee, in plain words and with the times that hold here."),
        ),
        (
            Link(_("Reach a person"), reverse("contact"), "chat-circle-text"),
            _("Where people read what you write."),
        ),
    )


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """Choose the order the problem is about; from there it goes straight into the dispute."""
    viewer = customer_of(request)
    found = (
        order_sheets(viewer, limit=20, after=request.GET.get("after")) if viewer.role is Role.BUYER else None
    )
    rules = rules_at(clock.now())
    facts = {
        "frame": portal_frame(request, viewer, "help"),
        "signed_in": viewer.role is Role.BUYER,
        "orders": [_choice(sheet, viewer, rules) for sheet in found.items] if found else [],
        "next": found.next if found else None,
    }
    return render(request, "helpcentre/problems.html", facts)


def _choice(sheet: OrderSheet, viewer: Viewer, rules: Rules) -> OrderLine:
    """An order to choose: what was in it, from whom, when; its reference leads to its rights as dates."""
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
        act=ActFact(_("Choose this order"), reverse("open_dispute", args=[sheet.ref])),
    )


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """How to reach somebody: only doors that exist, and what does not exist said plainly."""
    viewer = customer_of(request)
    facts = {"frame": portal_frame(request, viewer, "contact"), "signed_in": viewer.role is not None}
    return render(request, "helpcentre/contact.html", facts)


@require_safe
def rights(request: HttpRequest) -> HttpResponse:
    """The rights and times of the active policy, generated, so that text and rule cannot disagree."""
    viewer = customer_of(request)
    policy = rules_at(clock.now()).general()
    facts = {
        "frame": portal_frame(request, viewer, "rights"),
        "rights": _rights(policy),
        "times": _times(policy, viewer.language),
        "policy": policy.name,
    }
    return render(request, "helpcentre/rights.html", facts)


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _rights(policy: Policy) -> tuple[Row, ...]:
    lanes = policy.lanes
    years = lanes.statutory_conformity.years
    return (
        Row(
            _("Withdraw from a purchase without a reason"),
            _(
                "%(days)s from the day the last product of the order arrived, if you bought as a consumer from a "
                "trader. The button for it stands beside each order, until the last minute."
            )
            % {"days": _days(lanes.statutory_withdrawal.days)},
        ),
        Row(
            _("Open a dispute: it arrived and something is wrong"),
            _("%(days)s from delivery")
            % {"days": _days(lanes.guarantee.non_conformity.closes.after_delivery_days)},
        ),
        Row(
            _("Open a dispute: it has not arrived"),
            _("from the day after the last estimated day, for %(days)s")
            % {"days": _days(lanes.guarantee.not_received.closes.after_latest_edd_days)},
        ),
        Row(
            _("Legal guarantee"),
            ngettext("%(count)s year from delivery", "%(count)s years from delivery", years)
            % {"count": years},
        ),
    )


def _times(policy: Policy, language: str) -> tuple[Row, ...]:
    timers = policy.timers
    return (
        Row(_("The seller's first answer"), _days(timers.seller_first_answer.days)),
        Row(_("Negotiation, from the opening"), _days(timers.negotiation.days)),
        Row(_("An offer stays open"), _days(timers.proposal.days)),
        Row(_("Evidence, once a mediator has the case"), _days(timers.evidence_window.days)),
        Row(_("The mediator's decision"), _days(timers.first_decision.days)),
        Row(_("Appeal"), _days(timers.appeal.days)),
        Row(_("Undoing the withdrawal of a dispute"), hours(timers.withdraw_cooling_off.hours, language)),
        Row(_("Payment of a refund"), hours(timers.refund_execution.hours, language)),
    )
