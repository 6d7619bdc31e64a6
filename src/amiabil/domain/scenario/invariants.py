"""Do the promises of disputes.md 3.9 hold? Checked after every step of every story."""

from __future__ import annotations

from collections.abc import Iterator

from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.scenario.measures import broken_promises_of
from amiabil.domain.scenario.world import World
from amiabil.domain.terms import Lane, Role, State
from amiabil.foundation.money import Money

Broken = tuple[str, str, str]
"""Which promise, what it demands, and what is."""

_NEVER_ASSISTANT = frozenset({"accept", "accept_request", "decide", "decide_appeal", "propose"})


def broken_promises(world: World, *, since: int = 0) -> Iterator[Broken]:
    """Every promise that does not hold now; of what happened, only from ``since`` on, what went before was checked."""
    for label, dispute in world.cases.items():
        yield from _money(label, dispute)
        yield from _timers(label, dispute)
        yield from _claims(world, label, dispute)
        if world.document(label) != engine.to_document(dispute):
            yield "3.9/3", f"the replayed state of {label}", "another one"
    for ref in {dispute.order.ref for dispute in world.cases.values()}:
        yield from _order_is_not_overpaid(world, ref)
    yield from broken_promises_of(world.measures, set(world.measures.labels.values()))
    for event in (happened.event for happened in world.history[since:]):
        if event.actor.role is Role.ASSISTANT and event.kind in _NEVER_ASSISTANT:
            yield "3.9/9", "a person", event.kind


def _order_is_not_overpaid(world: World, ref: str) -> Iterator[Broken]:
    """1: refunds and external debits never exceed what was paid, per line and in total; 2: nor does the hold."""
    order = world.orders[ref]
    gone: dict[tuple[str, int], Money] = {}
    held: dict[tuple[str, int], Money] = {}
    zero = Money.zero(order.currency)
    for dispute in world.cases.values():
        for unit in dispute.units if dispute.order.ref == ref else ():
            key = (unit.line, unit.number)
            gone[key] = gone.get(key, zero) + unit.refunded + unit.pending + unit.debited
            held[key] = held.get(key, zero) + unit.held
    for unit in money.order_units(order):
        key, paid = (unit.line, unit.number), unit.net + unit.shipping
        if gone.get(key, zero) > paid:
            yield "3.9/1", f"at most {paid.text()} for {unit.line}", gone[key].text()
        if held.get(key, zero) > paid:
            yield "3.9/2", f"at most {paid.text()} held for {unit.line}", held[key].text()


def _money(label: str, dispute: Dispute) -> Iterator[Broken]:
    zero = Money.zero(dispute.currency)
    for unit in dispute.units:
        amounts = (unit.held, unit.pending, unit.refunded, unit.debited, unit.released, unit.platform)
        if min(amount.minor for amount in amounts) < 0:
            yield "3.9/1", f"no negative account in {label}", str([amount.text() for amount in amounts])
    if not dispute.is_open and money.held(dispute) > sum(money.promised(dispute), zero):
        yield "3.9/2", f"nothing held in the closed case {label}", money.held(dispute).text()


def _timers(label: str, dispute: Dispute) -> Iterator[Broken]:
    """4: an open case has a running timer, or is suspended, or is a withdrawal whose goods are out.

    What waits for a claim has the claim's timers.
    """
    waits = dispute.lane is Lane.STATUTORY_WITHDRAWAL and dispute.state is State.RETURN_SHIPMENT_DUE
    waits = waits or dispute.awaits_claim
    if dispute.is_open and dispute.suspended_from is None and not dispute.timers and not waits:
        yield "3.9/4", f"a running timer in {label}", dispute.state.value


def _claims(world: World, label: str, dispute: Dispute) -> Iterator[Broken]:
    """A case waits for a claim exactly as long as the claim is open, and an open claim has an open parent."""
    if dispute.linked is None:
        return
    others = {case.id: case for case in world.cases.values()}
    if dispute.awaits_claim and dispute.linked is not None and not others[dispute.linked].is_open:
        yield "3.12", f"an open claim for {label} to wait for", "a closed one"
    if dispute.contested is not None and dispute.is_open and not others[dispute.contested.parent].is_open:
        yield "3.12", f"an open case the claim {label} is about", "a closed one"
