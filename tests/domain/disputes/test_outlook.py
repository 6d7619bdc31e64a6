"""Who must act, until when, and what happens otherwise; and the stages of the way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.outlook import Act, Progress, Silence, Stage, stages, turn
from amiabil.domain.terms import Command, Reason, Remedy, Role, State
from tests.domain.disputes.cases import (
    AFTER_EVIDENCE,
    OPENED,
    PHOTOS,
    act,
    decided,
    in_mediation,
    opened,
    order,
    policy,
    rejected,
)
from tests.domain.disputes.test_procedure import CASES

DAY = OPENED + timedelta(days=1)


def offered(amount: str) -> Dispute:
    return act(rejected(), Command.PROPOSE, Role.SELLER, DAY, {"remedy": "price_reduction", "amount": amount})


def returning(state: State) -> Dispute:
    return CASES[state][0]


@pytest.mark.parametrize(
    ("dispute", "what", "who", "silence"),
    [
        (opened().dispute, Act.ANSWER_REQUEST, Role.SELLER, Silence.REQUEST_GRANTED),
        (
            opened(rules=policy(timers__seller_first_answer__on_expiry="escalate")).dispute,
            Act.ANSWER_REQUEST,
            Role.SELLER,
            Silence.GOES_TO_MEDIATION,
        ),
        (
            act(opened().dispute, Command.NOTICE_BOUNCED, Role.SYSTEM, OPENED, {"to": "seller"}),
            Act.ANSWER_REQUEST,
            Role.SELLER,
            Silence.GOES_TO_MEDIATION,
        ),
        (offered("100"), Act.AGREE, Role.BUYER, Silence.GOES_TO_MEDIATION),
        (offered("300"), Act.AGREE, Role.BUYER, Silence.OFFER_SETTLES),
        (in_mediation(), Act.HAND_IN_EVIDENCE, None, Silence.EVIDENCE_CLOSES),
        (
            engine.wake(in_mediation(), at=AFTER_EVIDENCE).dispute,
            Act.DECIDE,
            Role.MEDIATOR,
            Silence.SUPERVISOR_TOLD,
        ),
        (decided(), Act.APPEAL_OR_WAIT, None, Silence.DECISION_FINAL),
        (decided("300.00"), Act.APPEAL_OR_WAIT, None, Silence.DECISION_FINAL),
        (returning(State.IN_APPEAL), Act.APPEAL_OR_WAIT, Role.SELLER, Silence.APPEAL_ENDS),
        (
            act(returning(State.IN_APPEAL), Command.WAIVE_APPEAL, Role.SELLER, AFTER_EVIDENCE),
            Act.DECIDE_APPEAL,
            Role.REVIEWER,
            Silence.SUPERVISOR_TOLD,
        ),
        (returning(State.RECOMMENDATION_OPEN), Act.ANSWER_RECOMMENDATION, None, Silence.MEDIATOR_DECIDES),
        (returning(State.RETURN_LABEL_DUE), Act.GIVE_LABEL, Role.SELLER, Silence.REFUND_WITHOUT_RETURN),
        (returning(State.RETURN_SHIPMENT_DUE), Act.SEND_GOODS, Role.BUYER, Silence.CLOSES_NOT_SENT),
        (returning(State.RETURN_IN_TRANSIT), Act.WAIT_FOR_PARCEL, Role.CARRIER, Silence.REFUND_IN_FULL),
        (returning(State.RETURN_INSPECTION), Act.INSPECT_GOODS, Role.SELLER, Silence.REFUND_IN_FULL),
        (returning(State.REMEDY_PENDING), Act.PAY_REFUND, Role.PSP, Silence.REFUND_RETRIED),
        (returning(State.SUSPENDED), Act.WAIT_FOR_PROCEEDING, Role.PSP, Silence.NOTHING),
        (returning(State.CLOSED), Act.NOTHING, None, Silence.NOTHING),
        (
            act(opened().dispute, Command.WITHDRAW, Role.BUYER, OPENED),
            Act.UNDO_WITHDRAWAL,
            Role.BUYER,
            Silence.CLOSES_WITHDRAWN,
        ),
        (
            opened(given=Submission({"L1": 1}, Reason.WD_STATUTORY)).dispute,
            Act.SEND_GOODS,
            Role.BUYER,
            Silence.REFUND_WAITS,
        ),
        (
            act(
                opened(
                    given=Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REPLACEMENT), PHOTOS)
                ).dispute,
                Command.ACCEPT_REQUEST,
                Role.SELLER,
                DAY,
            ),
            Act.PERFORM,
            Role.SELLER,
            Silence.REFUND_INSTEAD,
        ),
    ],
)
def test_whose_turn_it_is(dispute: Dispute, what: Act, who: Role | None, silence: Silence) -> None:
    found = turn(dispute)
    assert (found.act, found.who, found.silence) == (what, who, silence)


def test_a_turn_names_the_amount_and_the_last_minute() -> None:
    found = turn(opened().dispute)
    assert found.facts == {"amount": {"amount": "300.00", "currency": "RON"}}
    assert found.due_at == datetime.fromisoformat("2026-11-10T22:00:00+00:00")
    assert found.shown_until == datetime.fromisoformat("2026-11-10T21:59:00+00:00")


@pytest.mark.parametrize("state", CASES)
def test_what_silence_does_is_what_then_happens(state: State) -> None:
    dispute, _ = CASES[state]
    promised = turn(dispute)
    if promised.due_at is None:
        return
    after = engine.wake(dispute, at=promised.due_at).dispute
    expected = {
        Silence.REQUEST_GRANTED: {State.REMEDY_PENDING},
        Silence.GOES_TO_MEDIATION: {State.IN_MEDIATION},
        Silence.MEDIATOR_DECIDES: {State.IN_MEDIATION},
        Silence.EVIDENCE_CLOSES: {State.IN_MEDIATION},
        Silence.SUPERVISOR_TOLD: {State.IN_MEDIATION, State.IN_APPEAL},
        Silence.DECISION_FINAL: {State.REMEDY_PENDING},
        Silence.APPEAL_ENDS: {State.IN_APPEAL},
        Silence.REFUND_WITHOUT_RETURN: {State.REMEDY_PENDING},
        Silence.CLOSES_NOT_SENT: {State.CLOSED},
        Silence.REFUND_IN_FULL: {State.REMEDY_PENDING},
        Silence.REFUND_RETRIED: {State.REMEDY_PENDING},
    }
    assert after.state in expected[promised.silence]


def test_a_sum_is_told_of_a_decision_about_money_only() -> None:
    form = {"remedy": "replacement", "grounds": "seen", "rule": "ro-default@3"}
    about_goods = act(in_mediation(), Command.DECIDE, Role.MEDIATOR, AFTER_EVIDENCE, form)
    assert "amount" in turn(decided()).facts
    assert "amount" not in turn(about_goods).facts


def test_the_stages_say_what_was_done_and_what_was_skipped() -> None:
    passed = {one.stage: one.progress for one in stages(in_mediation())}
    assert passed == {
        Stage.OPENED: Progress.DONE,
        Stage.SELLER_ANSWERS: Progress.DONE,
        Stage.NEGOTIATION: Progress.DONE,
        Stage.MEDIATION: Progress.CURRENT,
        Stage.DECISION: Progress.AHEAD,
        Stage.RETURN: Progress.AHEAD,
        Stage.REMEDY: Progress.AHEAD,
        Stage.CLOSED: Progress.AHEAD,
    }
    closed = {one.stage: one.progress for one in stages(CASES[State.CLOSED][0])}
    assert closed[Stage.MEDIATION] is closed[Stage.RETURN] is Progress.SKIPPED
    assert closed[Stage.REMEDY] is closed[Stage.CLOSED] is Progress.DONE


@pytest.mark.parametrize(
    "dispute",
    [
        opened().dispute,
        opened(rules=policy(timers__seller_first_answer__on_expiry="escalate")).dispute,
        act(opened().dispute, Command.WITHDRAW, Role.BUYER, DAY),
    ],
    ids=["paid by default", "heard by a mediator", "withdrawn"],
)
def test_a_seller_who_was_silent_has_not_answered(dispute: Dispute) -> None:
    due_at = turn(dispute).due_at
    assert due_at is not None
    after = {one.stage: one.progress for one in stages(engine.wake(dispute, at=due_at).dispute)}
    assert after[Stage.SELLER_ANSWERS] is Progress.SKIPPED


@pytest.mark.parametrize(
    ("command", "given"),
    [
        (Command.ACCEPT_REQUEST, {"amount": "300"}),
        (Command.REJECT_REQUEST, {"reason": "not_so", "text": "No"}),
        (Command.PROPOSE, {"remedy": "return_refund", "amount": "300"}),
    ],
)
def test_each_answer_of_the_seller_counts(command: Command, given: dict[str, object]) -> None:
    dispute = act(opened().dispute, command, Role.SELLER, DAY, given)
    found = {one.stage: one.progress for one in stages(dispute)}
    assert found[Stage.SELLER_ANSWERS] is Progress.DONE


def test_only_the_current_stage_has_an_end() -> None:
    found = stages(opened(facts=order()).dispute)
    assert [one.stage for one in found if one.due_at] == [Stage.SELLER_ANSWERS]
