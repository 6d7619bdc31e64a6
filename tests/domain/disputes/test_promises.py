"""One property for each promise of disputes.md 3.9, over markets by chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.procedure import HEARING, TALKING
from amiabil.domain.scenario.run import run_scenario
from amiabil.domain.terms import Command, Happening, Lane, Role, State, Timer
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.money import Money
from tests.domain.disputes.cases import actor
from tests.domain.disputes.worlds import TICK, Market, a_history, worth
from tests.profiles import tries

FEW = settings(max_examples=2, suppress_health_check=list(HealthCheck))
MANY = settings(max_examples=tries(60), deadline=None, suppress_health_check=list(HealthCheck))
Checks = Callable[[Market], None]


# --- 1: never more back than was paid ------------------------------------------------------------------


def nothing_is_paid_twice(market: Market) -> None:
    """From the ledger alone: refunds executed and external debits against the worth counted a second time."""
    gone: Counter[tuple[str, str]] = Counter()
    signs = {"refund_confirmed": 1, "external_debit": 1, "external_undone": -1}
    for label, entry in market.world.ledger:
        ref = market.cases[label].order.ref
        for line, _, share in entry.shares:
            gone[ref, line] += signs.get(entry.kind, 0) * share.minor
    for ref, order in market.world.orders.items():
        for line, most in worth(order).items():
            assert 0 <= gone[ref, line] <= most, f"{line} of {ref}"


# --- 2: what is held -------------------------------------------------------------------------------------


def _with_the_platform(market: Market, label: str) -> dict[tuple[str, int], int]:
    """By unit: what other cases left of the buyer's payment; nothing once the seller was paid."""
    dispute = market.cases[label]
    at = dispute.opened_at
    paid_out = {line.ref for line in dispute.order.lines if line.paid_out_at and line.paid_out_at <= at}
    return {
        (unit.line, unit.number): 0 if unit.line in paid_out else unit.net.minor + unit.shipping.minor
        for unit in dispute.units
    }


def the_hold_is_what_is_contested(market: Market) -> None:
    for label, dispute in market.cases.items():
        held, refundable = money.held(dispute), money.refundable(dispute)
        promised = sum(money.promised(dispute), Money.zero(dispute.currency))
        most = _with_the_platform(market, label)
        for unit in dispute.units:
            assert 0 <= unit.held.minor <= most[unit.line, unit.number]
        if dispute.state is State.CLOSED:
            assert held == promised
        if dispute.state in TALKING | HEARING and not dispute.reopened:
            assert held - promised <= refundable
            alone = len(market.cases) == 1 and not dispute.externals and not dispute.refunds
            paid_out = any(line.paid_out_at for line in dispute.order.lines)
            if alone and dispute.lane is Lane.GUARANTEE and not paid_out:
                assert held == refundable
        terms = dispute.settlement.terms if dispute.settlement else None
        if terms is not None and terms.amount is not None and dispute.is_open and not dispute.decision:
            assert held - promised <= terms.amount


# --- 3: history --------------------------------------------------------------------------------------------


def events_tell_everything(market: Market) -> None:
    for label, dispute in market.cases.items():
        events = [happened.event for happened in market.world.history if happened.case == label]
        assert engine.replay(events) == dispute
        assert events[0].kind == Command.SUBMIT.value
        assert [event.at for event in events] == sorted(event.at for event in events)
        versions = [event.version for event in events]
        assert versions == sorted(versions)
        assert set(versions) == set(range(1, dispute.version + 1)), "a version without an event"


# --- 4: no case is forgotten ---------------------------------------------------------------------------------


def something_will_happen(market: Market) -> None:
    for dispute in market.cases.values():
        waits = dispute.lane is Lane.STATUTORY_WITHDRAWAL and dispute.state is State.RETURN_SHIPMENT_DUE
        if dispute.is_open and dispute.state is not State.SUSPENDED and not waits:
            assert dispute.timers, dispute.state
        if dispute.is_open and dispute.state in TALKING:
            assert Timer.NEGOTIATION in engine.due(dispute)
        if not dispute.is_open:
            assert set(dispute.timers) <= {Timer.APPEAL, Timer.REFUND_EXECUTION}
            assert dispute.outcome is not None


# --- 5: firing ------------------------------------------------------------------------------------------------


def firing_twice_changes_nothing(market: Market) -> None:
    for dispute in market.cases.values():
        end = market.now + timedelta(days=9)
        once = engine.wake(dispute, at=end)
        assert engine.wake(once.dispute, at=end) == engine.Step(once.dispute)
        middle = engine.wake(dispute, at=market.now + timedelta(days=4))
        rest = engine.wake(middle.dispute, at=end)
        assert (rest.dispute, middle.events + rest.events) == (once.dispute, once.events)
        expired = Counter(
            (event.data.get("timer"), event.at) for event in once.events if event.kind == Happening.EXPIRED
        )
        for (timer, _), count in expired.items():
            assert count == 1 or timer == Timer.PROPOSAL.value


# --- 6: what counts is when it was received ---------------------------------------------------------------------


def nothing_before_a_deadline_is_lost(market: Market) -> None:
    """What is open now is open until the last instant before something happens by itself."""
    for dispute in market.cases.values():
        end = engine.wake_at(dispute)
        if end is None or end <= market.now:
            continue
        for role in (Role.BUYER, Role.SELLER, Role.MEDIATOR, Role.REVIEWER):
            now = set(engine.available_actions(dispute, role, at=market.now))
            until = dispute.reopen_until
            if until is not None and until < end:
                now.discard(Command.REOPEN)
            last = set(engine.available_actions(dispute, role, at=end - TICK))
            assert now <= last, f"{role}: {now - last}"


def processing_late_changes_nothing(market: Market) -> None:
    """The same commands, each carried out only when the next one has come in."""
    ends = [*(step.at for step in market.steps[1:]), market.now]
    late = tuple(replace(step, at=end) for step, end in zip(market.steps, ends, strict=True))
    run = run_scenario(replace(market.world.scenario, steps=late))
    assert run.world.cases == market.cases
    assert [entry for _, entry in run.world.ledger] == [entry for _, entry in market.world.ledger]


# --- 7: one source ------------------------------------------------------------------------------------------------


def everybody_is_told_the_same(market: Market) -> None:
    for dispute in market.cases.values():
        stored = engine.from_document(engine.to_document(dispute))
        assert engine.due(stored) == engine.due(dispute)
        assert engine.turn(stored) == engine.turn(dispute)
        turn, due = engine.turn(dispute), engine.due(dispute)
        if turn.due_at is not None and turn.timer is not None:
            assert due[turn.timer] == turn.due_at
        assert all(at.utcoffset() == timedelta(0) for at in due.values())
        if dispute.state is State.SUSPENDED:
            assert due == {}


# --- 8: pinned ----------------------------------------------------------------------------------------------------


def policy_and_listing_stay_as_sold(market: Market) -> None:
    for label, dispute in market.cases.items():
        opening = next(happened.event for happened in market.world.history if happened.case == label)
        first = engine.replay([opening])
        assert dispute.policy == first.policy
        assert dispute.calendar.id == first.calendar.id
        assert dispute.calendar.holidays == _declared_since(market, label, first)
        assert opening.data["policy"] == dispute.policy.name
        for sold, now in zip(first.order.lines, dispute.order.lines, strict=True):
            for name in ("ref", "unit_price", "quantity", "title", "category", "paid_out_at"):
                assert getattr(sold, name) == getattr(now, name)
        moving = {"lines", "seller_insolvent"}
        for each in fields(first.order):
            if each.name not in moving:
                assert getattr(first.order, each.name) == getattr(dispute.order, each.name)
        worths = {(unit.line, unit.number): (unit.net, unit.shipping) for unit in first.units}
        now_worth = {(unit.line, unit.number): (unit.net, unit.shipping) for unit in dispute.units}
        assert {unit: now_worth[unit] for unit in worths} == worths
        assert now_worth == worths or dispute.merged_from


def _declared_since(market: Market, label: str, first: Dispute) -> frozenset[date]:
    """The calendar is the one exception: it follows the holidays that the case was told of, and nothing else."""
    holidays = first.calendar.holidays
    for happened in market.world.history:
        if happened.case == label and happened.event.kind == Command.CALENDAR_CHANGED:
            data = happened.event.data
            holidays = (holidays | set(map(date.fromisoformat, data["added"]))) - set(
                map(date.fromisoformat, data["removed"])
            )
    return frozenset(holidays)


# --- 9: the assistant ------------------------------------------------------------------------------------------------


def the_assistant_only_speaks(market: Market) -> None:
    for dispute in market.cases.values():
        for command in set(Command) - {Command.MESSAGE, Command.SUBMIT}:
            assert _refusal(dispute, command, market) in {"not_yours", "bad_arguments"}
        said = engine.act(
            dispute, Command.MESSAGE, {"text": "hello"}, by=By(actor(Role.ASSISTANT), market.now)
        )
        assert [event.actor.role for event in said.events] == [Role.ASSISTANT]
        assert (said.dispute.state, engine.due(said.dispute)) == (dispute.state, engine.due(dispute))
    for happened in market.world.history:
        assert happened.event.actor.role is not Role.ASSISTANT or happened.event.kind == "message"


def _refusal(dispute: Dispute, command: Command, market: Market) -> str:
    try:
        engine.act(dispute, command, {}, by=By(actor(Role.ASSISTANT), market.now))
    except AmiabilError as refusal:
        return refusal.code
    return "done"


PROMISES: Mapping[str, Checks] = {
    "1 nothing is paid twice": nothing_is_paid_twice,
    "2 the hold is what is contested": the_hold_is_what_is_contested,
    "3 events tell everything": events_tell_everything,
    "4 something will happen": something_will_happen,
    "5 firing twice changes nothing": firing_twice_changes_nothing,
    "6 nothing before a deadline is lost": nothing_before_a_deadline_is_lost,
    "7 everybody is told the same": everybody_is_told_the_same,
    "8 policy and listing stay as sold": policy_and_listing_stay_as_sold,
    "9 the assistant only speaks": the_assistant_only_speaks,
}


@FEW
@given(st.data())
def test_a_market_keeps_every_promise(data: st.DataObject) -> None:
    """The short form, for every save."""
    market = None
    for market in a_history(data.draw, data.draw(st.integers(1, 12))):
        for check in PROMISES.values():
            check(market)
    if market is not None:
        processing_late_changes_nothing(market)


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("promise", PROMISES)
def test_the_promise_is_kept_over_many_markets(promise: str) -> None:
    @MANY
    @given(st.data())
    def runs(data: st.DataObject) -> None:
        for market in a_history(data.draw, data.draw(st.integers(5, 35))):
            PROMISES[promise](market)

    runs()


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@settings(MANY, max_examples=tries(120))
@given(st.data())
def test_a_command_processed_late_counts_from_when_it_came(data: st.DataObject) -> None:
    *_, market = a_history(data.draw, data.draw(st.integers(5, 35)))
    processing_late_changes_nothing(market)
