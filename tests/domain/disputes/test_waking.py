"""Time passes: everything due fires once, at its own instant, in order; nothing is told twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.expiry import _next, next_instant
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Command, Flag, Outcome, Reason, Remedy, Role, State, Timer
from tests.domain.disputes.cases import (
    OPENED,
    PHOTOS,
    act,
    actor,
    in_mediation,
    opened,
    policy,
    rejected,
    ron,
)
from tests.domain.disputes.test_every_cell import situations
from tests.domain.scenario.stories import told as stories

DAY = OPENED + timedelta(days=1)
LATE = OPENED + timedelta(days=400)


def told(dispute: Dispute, at: datetime) -> list[tuple[str, str]]:
    return [(event.at.isoformat()[:16], event.label) for event in engine.wake(dispute, at=at).events]


def test_a_server_that_slept_does_everything_at_its_own_instant() -> None:
    assert told(opened().dispute, LATE)[:4] == [
        ("2026-11-08T03:00", "reminder:seller_first_answer"),
        ("2026-11-09T22:00", "reminder:seller_first_answer"),
        ("2026-11-10T22:00", "expired:seller_first_answer"),
        ("2026-11-10T22:00", "settled"),
    ]


def test_waking_in_many_steps_is_waking_once() -> None:
    dispute = in_mediation()
    once = engine.wake(dispute, at=LATE).dispute
    at = OPENED
    while at < LATE:
        at += timedelta(hours=31)
        dispute = engine.wake(dispute, at=min(at, LATE)).dispute
    assert dispute == once


@pytest.mark.long
def test_what_comes_next_is_the_instant_of_what_fires_next() -> None:
    """Found in two ways: without making it after each step, and with all about it when it fires."""
    ends = [dispute for run in stories() for dispute in run.world.cases.values()]
    acting = 0
    for dispute in [*ends, *(dispute for dispute, _ in situations().values())]:
        late = dispute.opened_at + timedelta(days=1)
        for seen in (dispute, replace(dispute, woken_at=late), engine.wake(dispute, at=late).dispute):
            due = _next(seen)
            assert next_instant(seen) == (due.at if due else None)
            acting += due is not None
    assert acting > 100


def test_wake_at_names_the_instant_at_which_something_happens() -> None:
    dispute = opened().dispute
    while (at := engine.wake_at(dispute)) is not None and dispute.version < 9:
        before = engine.wake(dispute, at=at - timedelta(microseconds=1))
        assert before.events == ()
        step = engine.wake(dispute, at=at)
        assert step.events
        dispute = step.dispute
        if dispute.state is State.REMEDY_PENDING:
            break


def test_reminders_do_not_make_a_version_and_timers_do() -> None:
    dispute = opened().dispute
    assert engine.wake(dispute, at=OPENED + timedelta(days=4)).dispute.version == 1
    assert engine.wake(dispute, at=OPENED + timedelta(days=6)).dispute.version == 2


def test_a_dominating_offer_settles_before_the_negotiation_ends_at_the_same_instant() -> None:
    late = OPENED + timedelta(days=9)
    dispute = act(
        rejected(), Command.PROPOSE, Role.SELLER, late, {"remedy": "price_reduction", "amount": "300"}
    )
    assert engine.due(dispute)[Timer.PROPOSAL] == engine.due(dispute)[Timer.NEGOTIATION]
    after = engine.wake(dispute, at=engine.due(dispute)[Timer.PROPOSAL]).dispute
    assert after.settlement is not None
    assert after.settlement.outcome is Outcome.SETTLED_BY_DOMINATING_OFFER


def test_an_offer_below_the_request_only_lapses() -> None:
    dispute = act(
        rejected(), Command.PROPOSE, Role.SELLER, DAY, {"remedy": "price_reduction", "amount": "299.99"}
    )
    after = engine.wake(dispute, at=engine.due(dispute)[Timer.PROPOSAL]).dispute
    assert (after.state, after.proposals, after.lapsed) == (State.NEGOTIATING, {}, {Role.SELLER})


def test_goods_to_send_back_never_dominate_goods_to_keep() -> None:
    dispute = act(rejected(), Command.PROPOSE, Role.SELLER, DAY, {"remedy": "return_refund", "amount": "300"})
    after = engine.wake(dispute, at=engine.due(dispute)[Timer.PROPOSAL]).dispute
    assert after.settlement is None


def test_a_heavier_return_does_not_match() -> None:
    asked = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.RETURN_REFUND, "300.00"), PHOTOS)
    heavy = {"remedy": "return_refund", "amount": "300", "return_cost": "buyer"}
    dispute = act(opened(given=asked).dispute, Command.PROPOSE, Role.SELLER, DAY, heavy)
    assert dispute.state is State.NEGOTIATING
    light = {"remedy": "return_refund", "amount": "300", "return_cost": "seller"}
    settled = act(opened(given=asked).dispute, Command.PROPOSE, Role.SELLER, DAY, light)
    assert settled.state is State.RETURN_LABEL_DUE


def test_the_buyers_own_proposal_lapses_and_his_request_stands_again() -> None:
    dispute = act(rejected(), Command.PROPOSE, Role.BUYER, DAY, {"remedy": "refund_keep", "amount": "150"})
    assert dispute.claim.terms.amount == ron("150")
    after = engine.wake(dispute, at=engine.due(dispute)[Timer.PROPOSAL]).dispute
    assert after.claim.terms.amount == ron("300")


def test_silence_grants_only_what_the_policy_allows() -> None:
    end = engine.due(opened().dispute)[Timer.SELLER_FIRST_ANSWER]
    for amount, granted in (("300.00", True), ("299.99", False)):
        rules = policy(timers__seller_first_answer__auto_default_max={"RON": amount})
        after = engine.wake(opened(rules=rules).dispute, at=end).dispute
        assert (after.state is State.REMEDY_PENDING) == granted
        assert (Flag.SELLER_SILENT in after.flags) != granted


def test_a_notice_that_bounced_grants_nothing() -> None:
    end = engine.due(opened().dispute)[Timer.SELLER_FIRST_ANSWER]
    bounced = act(opened().dispute, Command.NOTICE_BOUNCED, Role.SYSTEM, OPENED, {"to": "seller"})
    after = engine.wake(bounced, at=end).dispute
    assert (after.state, after.flags) == (State.IN_MEDIATION, {Flag.NOTICE_NOT_CONFIRMED})


def test_what_fell_due_during_a_cooling_off_fires_at_the_undo() -> None:
    t2 = engine.due(opened().dispute)[Timer.SELLER_FIRST_ANSWER]
    withdrawn = act(opened().dispute, Command.WITHDRAW, Role.BUYER, t2 - timedelta(hours=3))
    assert engine.wake(withdrawn, at=t2 + timedelta(hours=1)).events == ()
    undone = t2 + timedelta(hours=2)
    step = engine.act(withdrawn, Command.UNDO_WITHDRAW, by=By(actor(Role.BUYER), undone))
    expired = [event for event in step.events if event.label == "expired:seller_first_answer"]
    assert [event.at for event in expired] == [undone]
    assert step.dispute.state is State.REMEDY_PENDING


def test_nobody_is_reminded_of_an_end_that_fell_into_a_cooling_off() -> None:
    t2 = engine.due(opened().dispute)[Timer.SELLER_FIRST_ANSWER]
    withdrawn = act(opened().dispute, Command.WITHDRAW, Role.BUYER, t2 - timedelta(hours=30))
    step = engine.act(withdrawn, Command.UNDO_WITHDRAW, by=By(actor(Role.BUYER), t2 + timedelta(hours=2)))
    labels = [event.label for event in step.events]
    assert "expired:seller_first_answer" in labels
    assert "reminder:seller_first_answer" not in labels


def test_a_failed_refund_is_instructed_again_under_the_same_id() -> None:
    paying = act(opened().dispute, Command.ACCEPT_REQUEST, Role.SELLER, DAY)
    failed = act(paying, Command.REFUND_FAILED, Role.PSP, DAY)
    assert engine.wake_at(failed) == DAY + timedelta(hours=6)
    step = engine.wake(failed, at=DAY + timedelta(hours=6))
    assert [(entry.kind, entry.refund, entry.attempt) for entry in step.ledger] == [
        ("refund_instructed", paying.refunds[0].id, 2)
    ]
    assert money.held(step.dispute) == ron("300")


def test_the_ledger_of_a_life_adds_up() -> None:
    step = opened()
    entries = list(step.ledger)
    for command, role, given in (
        (Command.PROPOSE, Role.SELLER, {"remedy": "refund_keep", "amount": "120"}),
        (Command.ACCEPT, Role.BUYER, {"proposal": "seller"}),
        (Command.REFUND_CONFIRMED, Role.PSP, None),
    ):
        step = engine.act(step.dispute, command, given, by=By(actor(role), DAY))
        entries += step.ledger
    assert [(entry.kind, entry.amount) for entry in entries] == [
        ("hold", ron("300")),
        ("release", ron("180")),
        ("refund_instructed", ron("120")),
        ("refund_confirmed", ron("120")),
    ]
    assert all(sum((share for _, _, share in e.shares), ron("0")) == e.amount for e in entries)
