"""Which rights and times hold here? Generated from the policy in force, so that text and rule cannot disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amiabil.actions.policies import Rules, rules_at
from amiabil.channels.helpcentre.kept import public_page
from amiabil.channels.helpcentre.stages import Stage, stages
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.eligibility import rights_of
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Reason, Role
from amiabil.foundation.kept import Kept
from amiabil.records import clock
from amiabil.records.complainants import suspension_of
from amiabil.records.order_sheets import OrderSheet, order_sheets
from amiabil.ui import rights as strips
from amiabil.ui.facts import Link, OrderCard, Row
from amiabil.ui.formats import days
from amiabil.ui.frames import portal_frame
from amiabil.ui.public_addresses import crumbs_data, preferred, questions_data, seo
from amiabil.ui.reader import Reader
from amiabil.ui.viewer import customer_of
from amiabil.ui.words import reasons, remedies
from amiabil.ui.words.rules import remedy_order

OWN_ORDERS = 3
"""Orders whose dates a buyer sees here; all of them are under *My orders*."""


@dataclass(frozen=True, slots=True)
class RemedyRows:
    """What can be had for reasons that belong together: the reasons and their remedies."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class RulesFact:
    """What a policy gives everybody: rights, stages with their times, remedies, and who pays a return."""

    rights: tuple[Row, ...]
    stages: tuple[Stage, ...]
    remedies: tuple[RemedyRows, ...]
    returns: tuple[Row, ...]


_SAID: Kept[RulesFact] = Kept(64)
"""Made once of each policy and country in each language: another policy is another object."""


@require_safe
@public_page
def rights(request: HttpRequest) -> HttpResponse:
    """The rights and times of the policy in force; a buyer sees the dates of their last orders instead of days."""
    viewer, rules = customer_of(request), rules_at(clock.now())
    countries = rules.file.countries
    asked = request.GET.get("country", "")
    country = asked if asked in countries else ""
    policy = rules.for_person(country).policy
    language = preferred()[0]
    said = _SAID.of(policy, lambda policy: _said(policy, language), beside=get_language())
    facts = {
        "frame": portal_frame(request, viewer, "rights"),
        "crumbs": (Link(_("Help"), reverse("help")), Link(_("Your rights"), "")),
        "countries": _countries(countries, country, language),
        "orders": _own_orders(viewer, rules),
        "said": said,
        "policy": policy.name,
        "seo": seo(
            "rights",
            description=_(
                "What you can do about an order, until when, and how long each step takes at most."
            ),
            data=[
                crumbs_data([(_("Help"), reverse("help")), (_("Your rights"), reverse("rights"))]),
                questions_data(_told(said)),
            ],
        ),
    }
    return render(request, "helpcentre/rights.html", facts)


def _said(policy: Policy, language: str) -> RulesFact:
    return RulesFact(_rights(policy, language), stages(policy, language), _remedies(policy), _returns(policy))


def _told(said: RulesFact) -> list[tuple[str, str]]:
    return [(one.term, one.value) for one in said.rights] + [
        (one.name, " ".join(filter(None, (one.length, one.after)))) for one in said.stages
    ]


def _countries(codes: tuple[str, ...], chosen: str, language: str) -> tuple[Link, ...]:
    """The choice of a country, empty where one set of rules holds for all."""
    if not codes:
        return ()
    names = Locale.parse(language).territories
    here = reverse("rights")
    return (
        Link(_("Everywhere else"), here, current=not chosen),
        *(Link(names.get(code, code), f"{here}?country={code}", current=code == chosen) for code in codes),
    )


def _own_orders(viewer: Viewer, rules: Rules) -> list[OrderCard]:
    if viewer.role is not Role.BUYER:
        return []
    found = order_sheets(viewer, limit=OWN_ORDERS).items
    rests = suspension_of(viewer.person_id, at=clock.now()) if found else None
    return [_dates(sheet, viewer, rules, rests) for sheet in found]


def _dates(sheet: OrderSheet, viewer: Viewer, rules: Rules, rests: datetime | None) -> OrderCard:
    reader = Reader.of(viewer, now=clock.now(), case_zone=rules.for_order(sheet.facts).policy.zone)
    known = rights_of(rules.sight(sheet.facts, reader.now))
    delivered = all(line.delivered_at and line.delivered_at <= reader.now for line in sheet.facts.lines)
    return OrderCard(
        ref=sheet.ref,
        seller="; ".join(line.title for line in sheet.facts.lines),
        delivered="",
        total=reader.money(sheet.total),
        lines=(),
        rights=strips.cells(known, reader, order_ref=sheet.ref, delivered=delivered, suspended_until=rests),
        url=reverse("order", args=[sheet.ref]),
        id=f"order-{sheet.id}",
    )


def _rights(policy: Policy, language: str) -> tuple[Row, ...]:
    lanes = policy.lanes
    years = lanes.statutory_conformity.years
    order = Row(_("What the legal guarantee gives"), remedy_order(policy, language))
    return (
        Row(
            _("Withdraw from a purchase without a reason"),
            _(
                "%(days)s from the day the last product of the order arrived, if you bought as a consumer from a "
                "trader. The button for it stands beside each order, until the last minute."
            )
            % {"days": days(lanes.statutory_withdrawal.days, language)},
        ),
        Row(
            _("Open a dispute: it arrived and something is wrong"),
            _("%(days)s from delivery")
            % {"days": days(lanes.guarantee.non_conformity.closes.after_delivery_days, language)},
        ),
        Row(
            _("Open a dispute: it has not arrived"),
            _("from the day after the last estimated day, for %(days)s")
            % {"days": days(lanes.guarantee.not_received.closes.after_latest_edd_days, language)},
        ),
        Row(
            _("Legal guarantee"),
            _guarantee(years, lanes.statutory_conformity.repair_prolongs_months),
        ),
        *((order,) if order.value else ()),
    )


def _guarantee(years: int, months: int | None) -> str:
    """How long the law answers for the goods, and what a repair adds to it."""
    said = ngettext("%(count)s year from delivery", "%(count)s years from delivery", years) % {"count": years}
    if not months:
        return said
    longer = ngettext(
        "%(said)s; a repair under it prolongs it once, by %(count)s month",
        "%(said)s; a repair under it prolongs it once, by %(count)s months",
        months,
    )
    return longer % {"said": said, "count": months}


def _remedies(policy: Policy) -> tuple[RemedyRows, ...]:
    """What each reason can bring; reasons that can bring the same stand together."""
    return tuple(RemedyRows(group.title, _rows(group, policy)) for group in reasons.groups(voluntary=True))


def _rows(group: reasons.ReasonGroup, policy: Policy) -> tuple[Row, ...]:
    together: dict[str, list[str]] = {}
    for reason in group.reasons:
        if reason is Reason.UNAUTHORISED:  # no dispute decides it, so no solution can be promised
            bank = _("Your bank decides: ask it to stop the payment, and tell us under Disputes & Reports.")
            together.setdefault(bank, []).append(reasons.name(reason))
            continue
        given = "; ".join(remedies.name(one) for one in policy.remedies.for_reason(reason))
        together.setdefault(given, []).append(reasons.name(reason))
    return tuple(Row("; ".join(named), given) for given, named in together.items())


def _returns(policy: Policy) -> tuple[Row, ...]:
    """Who pays for sending goods back."""
    payer = policy.remedies.return_shipping_payer
    words = {
        "seller": _("the seller"),
        "buyer": _("you"),
        "per_seller_policy": _("as the shop says beside the order"),
    }
    return (
        Row(_("Something is wrong with what you got"), words[payer.seller_fault]),
        Row(_("You withdraw within the time of the law"), words[payer.wd_statutory]),
        Row(_("The shop takes goods back longer than the law asks"), words[payer.wd_voluntary]),
    )
