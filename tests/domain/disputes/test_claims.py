"""A claim about a return and its parent, whatever is decided; and repairs that belong to no story of their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.eligibility import Sight, rights_of
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.errors import ConflictOfInterest, TooLate
from amiabil.domain.disputes.model import Dispute, Step
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.policy import calendar
from amiabil.domain.terms import Command, Outcome, Reason, Remedy, Role, State, Timer
from amiabil.foundation.money import Money
from tests.domain.disputes.cases import (
    AFTER_EVIDENCE,
    DELIVERED,
    OPENED,
    PHOTOS,
    act,
    actor,
    confirmed,
    decided,
    in_mediation,
    opened,
    order,
    policy,
    ron,
)

SHOWN = [{"kind": "photo_unboxing"}, {"kind": "photo_weight_label"}]
WAY_BACK = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.RETURN_REFUND, "300.00"), PHOTOS)


def day(count: int) -> datetime:
    return OPENED + timedelta(days=count)


def returned() -> Dispute:
    case = opened(given=WAY_BACK).dispute
    case = act(case, Command.ACCEPT_REQUEST, Role.SELLER, day(1))
    case = act(case, Command.PROVIDE_LABEL, Role.SELLER, day(2))
    case = act(case, Command.RECORD_RETURN_SHIPMENT, Role.BUYER, day(3), {"proof": "tracking"})
    scan = {"status": "delivered", "direction": "return"}
    return act(case, Command.SCAN, Role.CARRIER, day(5), scan)


def contested() -> tuple[Dispute, Dispute]:
    """Parent and claim."""
    step = engine.act(
        returned(), Command.INSPECT, {"ok": False, "evidence": SHOWN}, by=By(actor(Role.SELLER), day(6))
    )
    (claim,) = step.opens
    return step.dispute, claim.dispute


def judged(claim: Dispute, amount: str) -> Dispute:
    """Decided by the whole form, as a mediator sends it."""
    form = {
        "amount": amount,
        "grounds": "seen",
        "rule": "ro-default@3",
        "findings": [{"text": "The shade is whole.", "evidence": ["photo_unboxing-1"]}],
        "legal_rules": ["policy"],
        "automated": "none",
    }
    return act(claim, Command.DECIDE, Role.MEDIATOR, day(13), form)


def ended(step: Step, parent: Dispute) -> Dispute:
    (telling,) = step.tells
    return engine.hear(parent, telling).dispute


def test_without_a_reason_the_claim_accuses_of_least() -> None:
    parent, claim = contested()
    assert claim.reason is Reason.SE_RETURN_DAMAGED
    assert engine.act(
        parent, Command.MESSAGE, {"text": "?"}, by=By(actor(Role.BUYER), day(6))
    ).dispute.awaits_claim


@pytest.mark.slow
@given(st.integers(0, 30000))
def test_the_buyer_gets_what_the_claim_decides_and_the_seller_the_rest(minor: int) -> None:
    parent, claim = contested()
    amount = Money(minor, "RON")
    final = engine.wake(judged(claim, amount.text()), at=day(60))
    assert final.dispute.state is State.CLOSED
    expected = {0: Outcome.DECIDED_SELLER, 30000: Outcome.DECIDED_BUYER}.get(minor, Outcome.DECIDED_SPLIT)
    assert final.dispute.outcome is expected
    paying = ended(final, parent)
    done = confirmed(paying, day(61))
    assert money.refunded(done) == amount
    assert money.sum_of(done, lambda unit: unit.released) == ron("300.00") - amount
    assert done.outcome is (Outcome.SETTLED_BY_AGREEMENT if minor else Outcome.DECIDED_SELLER)
    assert not money.held(done)


def test_a_telling_heard_twice_pays_once() -> None:
    parent, claim = contested()
    (telling,) = engine.wake(judged(claim, "100"), at=day(60)).tells
    once = engine.hear(parent, telling)
    assert once.events
    assert engine.hear(once.dispute, telling).events == ()


def test_an_agreement_in_the_claim_ends_both() -> None:
    parent, claim = contested()
    offer = {"remedy": "refund_keep", "amount": "120.00"}
    claim = act(claim, Command.PROPOSE, Role.SELLER, day(7), offer)
    accepted = engine.act(claim, Command.ACCEPT, {"proposal": "seller"}, by=By(actor(Role.BUYER), day(8)))
    assert accepted.dispute.outcome is Outcome.SETTLED_BY_AGREEMENT
    assert money.refunded(confirmed(ended(accepted, parent), day(9))) == ron("120.00")


def test_the_result_waits_while_a_chargeback_suspends_the_parent() -> None:
    parent, claim = contested()
    bank = {"ref": "cb1", "amount": "50.00"}
    parent = act(parent, Command.EXTERNAL_OPENED, Role.PSP, day(7), bank)
    final = engine.wake(judged(claim, "300"), at=day(60))
    parent = ended(final, parent)
    assert (parent.state, money.pending(parent)) == (State.SUSPENDED, ron("0"))
    parent = act(parent, Command.EXTERNAL_CLOSED, Role.PSP, day(70), {"ref": "cb1", "won_by": "seller"})
    assert (parent.state, money.pending(parent)) == (State.REMEDY_PENDING, ron("300.00"))


@pytest.mark.parametrize("undone", [True, False])
def test_the_result_waits_while_the_buyer_can_take_his_withdrawal_back(undone: bool) -> None:
    parent, claim = contested()
    parent = act(parent, Command.WITHDRAW, Role.BUYER, day(60) - timedelta(hours=40))
    parent = ended(engine.wake(judged(claim, "300"), at=day(58)), parent)
    assert parent.state is State.RETURN_INSPECTION
    if undone:
        parent = act(parent, Command.UNDO_WITHDRAW, Role.BUYER, day(60))
        assert money.pending(parent) == ron("300.00")
    else:
        assert engine.wake(parent, at=day(61)).dispute.outcome is Outcome.WITHDRAWN_BY_BUYER


# --- repairs ------------------------------------------------------------------------------------------------


def test_whoever_only_admitted_evidence_acted_as_mediator() -> None:
    case = act(
        in_mediation(), Command.ADD_EVIDENCE, Role.BUYER, AFTER_EVIDENCE, {"kind": "other", "label": "x"}
    )
    ruled = {"label": "x", "text": "why not"}
    case = act(case, Command.ADMIT_EVIDENCE, Role.MEDIATOR, AFTER_EVIDENCE, ruled)
    assert case.mediators == {actor(Role.MEDIATOR).ref}


@pytest.mark.parametrize(
    ("command", "given"),
    [
        (Command.ADMIT_EVIDENCE, {"label": "x", "text": "why"}),
        (Command.CONVERT, {"reason": "nc_defective"}),
        (Command.REQUEST_INFO, {"of": "buyer", "text": "?"}),
    ],
)
def test_a_challenged_mediator_does_nothing_more(command: Command, given: dict[str, Any]) -> None:
    case = in_mediation()
    case = act(case, Command.CHALLENGE, Role.BUYER, day(3), {"reason": "a neighbour"})
    by = By(actor(Role.SUPERVISOR), day(3), mediator=actor(Role.MEDIATOR).ref)
    case = engine.act(case, Command.ANSWER_CHALLENGE, {"granted": True, "text": "yes"}, by=by).dispute
    with pytest.raises(ConflictOfInterest):
        act(case, command, Role.MEDIATOR, day(3), given)


def test_a_granted_challenge_leaves_the_decision_paused_while_a_question_is_open() -> None:
    case = act(in_mediation(), Command.REQUEST_INFO, Role.MEDIATOR, day(3), {"of": "buyer", "text": "?"})
    case = act(case, Command.CHALLENGE, Role.SELLER, day(3), {"reason": "a neighbour"})
    case = act(case, Command.ANSWER_CHALLENGE, Role.SUPERVISOR, day(3), {"granted": True, "text": "yes"})
    assert Timer.FIRST_DECISION not in engine.due(case)


def test_money_that_a_review_gives_in_place_of_goods_is_paid() -> None:
    case = decided("0", "replacement")
    ask = {"ground": "fact_error", "ask": "200.00"}
    case = act(case, Command.APPEAL, Role.BUYER, day(10), ask)
    case = act(case, Command.DECIDE_APPEAL, Role.REVIEWER, day(30), {"amount": "150.00", "grounds": "so"})
    assert (case.state, money.pending(case)) == (State.REMEDY_PENDING, ron("150.00"))
    assert confirmed(case, day(31)).outcome is Outcome.DECIDED_SPLIT


def test_time_to_send_that_is_over_cannot_be_extended_in_a_withdrawal() -> None:
    case = opened(given=Submission({"L1": 1}, Reason.WD_STATUTORY)).dispute
    with pytest.raises(TooLate):
        act(case, Command.EXTEND, Role.BUYER, day(30))


def test_an_extension_adds_its_days_after_a_rest_too() -> None:
    case = opened(given=WAY_BACK).dispute
    case = act(case, Command.ACCEPT_REQUEST, Role.SELLER, day(1))
    case = act(case, Command.PROVIDE_LABEL, Role.SELLER, day(4))
    case = act(case, Command.EXTERNAL_OPENED, Role.PSP, day(5), {"ref": "cb1", "amount": "10.00"})
    case = act(case, Command.EXTERNAL_CLOSED, Role.PSP, day(25), {"ref": "cb1", "won_by": "seller"})
    before = engine.due(case)[Timer.RETURN_SHIP]
    case = act(case, Command.EXTEND, Role.BUYER, day(26))
    assert engine.due(case)[Timer.RETURN_SHIP] >= before + timedelta(days=5)


def test_a_case_taken_up_again_under_the_legal_guarantee_holds_nothing() -> None:
    late = opened(
        given=Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REPAIR), PHOTOS),
        at=DELIVERED + timedelta(days=90),
    ).dispute
    at = DELIVERED + timedelta(days=91)
    late = act(late, Command.WITHDRAW, Role.BUYER, at)
    late = act(late, Command.REOPEN, Role.BUYER, at + timedelta(days=4), {"ground": "broken again"})
    assert money.held(late) == ron("0")


def test_a_unit_beside_one_in_a_proceeding_is_free() -> None:
    facts = order(lines=(LineFacts("L1", ron("100.00"), 2, "Lamp", "home", DELIVERED),))
    ask = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REFUND_KEEP), PHOTOS)
    first = opened(given=ask, facts=facts).dispute
    first = act(first, Command.EXTERNAL_OPENED, Role.PSP, day(1), {"ref": "cb1", "amount": "100.00"})
    second = opened(given=ask, facts=facts, at=day(2), others=(money.elsewhere(first, "A"),)).dispute
    assert [unit.number for unit in second.units] == [2]


def test_goods_that_will_come_have_not_come() -> None:
    rights = rights_of(Sight(order(), policy(), calendar("RO"), DELIVERED - timedelta(days=1)))
    (line,) = rights.lines
    assert (line.dispute.opens, line.guarantee.opens, rights.withdrawal.closes) == (None, None, None)
    assert not line.dispute.is_open(DELIVERED - timedelta(days=1))
