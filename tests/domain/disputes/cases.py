"""Orders, people and cases the tests of disputes start from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import Ask, EvidenceEntry, Submission
from amiabil.domain.disputes.engine import By, Filing
from amiabil.domain.disputes.model import Actor, CaseOfOrder, Dispute, Step
from amiabil.domain.disputes.order import LineFacts, OrderFacts
from amiabil.domain.policy import calendar, installed_policy, resolved
from amiabil.domain.policy.model import Policy
from amiabil.domain.policy.reader import plain_overrides
from amiabil.domain.terms import Command, EvidenceKind, Reason, Remedy, Role
from amiabil.foundation.money import Money

PAID = datetime(2026, 10, 1, 9, tzinfo=UTC)
DELIVERED = datetime(2026, 11, 2, 10, tzinfo=UTC)
OPENED = datetime(2026, 11, 5, 8, tzinfo=UTC)
"""A Thursday in winter time."""

PERSONS = {
    Role.BUYER: "ana",
    Role.SELLER: "lumina",
    Role.MEDIATOR: "mira",
    Role.REVIEWER: "radu",
    Role.OPERATOR: "olga",
    Role.SUPERVISOR: "sorin",
}

PHOTOS = (EvidenceEntry(EvidenceKind.PHOTO_ITEM), EvidenceEntry(EvidenceKind.PHOTO_PARCEL))


def ron(text: str) -> Money:
    """An amount in lei."""
    return Money.parse(text, "RON")


def actor(role: Role) -> Actor:
    """The person who has this role in the tests."""
    return Actor(role, PERSONS.get(role, role.value))


def policy(**overrides: Any) -> Policy:
    """The Romanian policy, with paths set (a double underscore stands for a dot)."""
    if not overrides:
        return resolved("ro-default")
    nodes = plain_overrides({path.replace("__", "."): value for path, value in overrides.items()})
    return installed_policy("ro-default").overridden(nodes).resolve()


def order(**changes: Any) -> OrderFacts:
    """One line of 300.00 without shipping, delivered on a Monday."""
    line = LineFacts("L1", ron("300.00"), 1, "Painting", "home", DELIVERED)
    known = OrderFacts(
        ref="4110",
        country="RO",
        currency="RON",
        paid_at=PAID,
        buyer_ref="ana",
        seller_ref="lumina",
        lines=(line,),
        shipping=ron("0"),
        shipping_standard=ron("0"),
        discount=ron("0"),
        latest_estimate=date(2026, 10, 8),
    )
    return replace(known, **changes)


def opened(
    *,
    given: Submission | None = None,
    facts: OrderFacts | None = None,
    rules: Policy | None = None,
    at: datetime = OPENED,
    others: tuple[CaseOfOrder, ...] = (),
) -> Step:
    """A damaged painting, all of its price asked back."""
    ask = Ask(Remedy.REFUND_KEEP, "300.00")
    usual = Submission({"L1": 1}, Reason.NC_DAMAGED, ask, PHOTOS)
    chosen = rules or policy()
    filing = Filing(
        given or usual,
        order=facts or order(),
        policy=chosen,
        calendar=calendar(chosen.policy.calendar),
        actor=actor(Role.BUYER),
        at=at,
        id=UUID(int=7),
        others=others,
    )
    return engine.submit(filing)


def act(
    dispute: Dispute, command: Command, role: Role, at: datetime, arguments: Mapping[str, Any] | None = None
) -> Dispute:
    """The dispute after time has passed and one command was given."""
    woken = engine.wake(dispute, at=at).dispute
    return engine.act(woken, command, arguments, by=By(actor(role), at)).dispute


def rejected(dispute: Dispute | None = None) -> Dispute:
    """Negotiating, the seller having rejected a day after the opening."""
    at = OPENED + timedelta(days=1)
    return act(dispute or opened().dispute, Command.REJECT_REQUEST, Role.SELLER, at, {"reason": "works"})


def in_mediation(dispute: Dispute | None = None) -> Dispute:
    """With a mediator, two days after the opening."""
    at = OPENED + timedelta(days=2)
    return act(dispute or rejected(), Command.ESCALATE, Role.BUYER, at)


AFTER_EVIDENCE = OPENED + timedelta(days=9)
"""The evidence window of ``in_mediation`` is over, the first decision not yet overdue."""


def decided(amount: str = "200.00", remedy: str = "refund_keep", dispute: Dispute | None = None) -> Dispute:
    """Decided nine days after the opening."""
    form = {"amount": amount, "remedy": remedy, "grounds": "seen", "rule": "ro-default@3"}
    return act(dispute or in_mediation(), Command.DECIDE, Role.MEDIATOR, AFTER_EVIDENCE, form)


def confirmed(dispute: Dispute, at: datetime) -> Dispute:
    """Every refund under way confirmed."""
    while any(refund.status == "instructed" for refund in dispute.refunds):
        dispute = act(dispute, Command.REFUND_CONFIRMED, Role.PSP, at)
    return dispute
