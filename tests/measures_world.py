"""Measures against the people of a test's world, and complaints about them, made by the actions themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from amiabil.actions.complaints import Ruling, decide_complaint, file_complaint
from amiabil.actions.measures import MeasureReport, record_measure
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.complaints import MeasureKind, Statement, Verdict
from amiabil.domain.terms import Role
from amiabil.records.measures import Ticket
from amiabil.records.models import Customer, Shop
from tests.factories import OPENED, World, later

REPORTER = Viewer(role=None, ref="key:trust", name="trust", scopes=frozenset({"measures:write"}))

REASONS = Statement(
    what="The listing is hidden",
    scope="In Romania, until the licence is shown",
    facts="No licence was handed in for this brand",
    ground="Terms of the marketplace, 4.2",
    redress="Complain here, within six months",
    automated=True,
)
DECISION = Statement(
    what="The listing is shown again",
    scope="Everywhere, from today",
    facts="The licence of 2024 covers this brand",
    ground="Terms of the marketplace, 4.3",
    redress="A court, or a certified body",
    automated=False,
)
TEXT = "We do have a licence for this brand"


def report(world: World, *, against: Role = Role.SELLER, ref: str = "M-1", **more: Any) -> MeasureReport:
    """A hidden listing of the shop, or a closed account of the buyer."""
    seller = against is Role.SELLER
    person = Shop.objects.get(id=world.shop_id).ref if seller else world.buyer.ref
    given = MeasureReport(
        ref,
        MeasureKind.CONTENT if seller else MeasureKind.ACCOUNT,
        against,
        person,
        "Listing: bedside lamp" if seller else "Account: bidding",
        REASONS,
        decided_by=frozenset({"staff:olga"}),
    )
    return replace(given, **more)


def trust_issuer(settings: Any) -> None:
    """Buyers of ``factories`` are vouched for by this issuer."""
    settings.AMIABIL_JWT_ISSUER = Customer.objects.values_list("issuer", flat=True).first() or "demo"


def recorded(world: World, *, at: datetime = OPENED, **more: Any) -> Ticket:
    """A measure that was told of, as it is then."""
    return record_measure(REPORTER, report(world, **more), at=at)


def party(world: World, against: Role) -> Viewer:
    """Whoever the measure is against."""
    return world.seller if against is Role.SELLER else world.buyer


def complained(world: World, *, against: Role = Role.SELLER, days: float = 1, **more: Any) -> Ticket:
    """A measure with a complaint about it."""
    ticket = recorded(world, against=against, **more)
    return file_complaint(party(world, against), ticket.reference, TEXT, at=later(days=days))


def decided(
    reviewer: Viewer, ticket: Ticket, verdict: Verdict = Verdict.LIFTED, *, days: float = 2, **more: Any
) -> Ticket:
    """The same after a decision."""
    ruling = Ruling(verdict, DECISION, later(days=days), **more)
    return decide_complaint(reviewer, ticket.reference, ruling)
