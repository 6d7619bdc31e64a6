"""A case stops, starts again, or turns into another one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from amiabil.domain.disputes import engine, money, possibilities
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.clock import reminders
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.errors import ConflictOfInterest
from amiabil.domain.disputes.model import Dispute, Surroundings
from amiabil.domain.disputes.outlook import Act
from amiabil.domain.terms import (
    Command,
    EvidenceStatus,
    Flag,
    Lane,
    Outcome,
    Reason,
    Remedy,
    Role,
    State,
    Timer,
)
from amiabil.foundation.errors import AmiabilError
from tests.domain.disputes.cases import (
    AFTER_EVIDENCE,
    OPENED,
    PERSONS,
    PHOTOS,
    act,
    actor,
    confirmed,
    decided,
    in_mediation,
    opened,
    rejected,
    ron,
)

DAY = OPENED + timedelta(days=1)
TICK = timedelta(microseconds=1)


def settled() -> Dispute:
    asked = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REFUND_KEEP, "100"), PHOTOS)
    return confirmed(act(opened(given=asked).dispute, Command.ACCEPT_REQUEST, Role.SELLER, DAY), DAY)


def refused(dispute: Dispute, command: Command, role: Role, at: object, given: object = None) -> str:
    with pytest.raises(AmiabilError) as caught:
        act(dispute, command, role, at, given)  # type: ignore[arg-type]  # a short way to write a table
    return caught.value.code


def test_a_closed_case_can_be_reopened_within_its_time_and_as_often_as_allowed() -> None:
    closed = settled()
    until = closed.reopen_until
    assert until is not None
    assert until.isoformat() == "2026-11-20T22:00:00+00:00"
    assert refused(closed, Command.REOPEN, Role.BUYER, until, {"ground": "new_defect"}) == "too_late"
    again = act(closed, Command.REOPEN, Role.BUYER, until - TICK, {"ground": "new_defect"})
    assert (again.state, again.outcome, again.claim.terms.amount) == (State.NEGOTIATING, None, ron("100"))
    assert Timer.NEGOTIATION in again.timers
    done = confirmed(act(again, Command.ACCEPT_REQUEST, Role.SELLER, until), until)
    assert done.outcome is Outcome.SETTLED_BY_AGREEMENT
    assert money.refunded(done) == ron("200")
    assert refused(done, Command.REOPEN, Role.BUYER, until, {"ground": "new_defect"}) == "reopen_exhausted"


def test_the_time_for_reopening_rolls_over_a_weekend() -> None:
    saturday = OPENED + timedelta(days=2)
    agreed = act(opened().dispute, Command.ACCEPT_REQUEST, Role.SELLER, saturday)
    until = confirmed(agreed, saturday).reopen_until
    assert until is not None
    assert until.isoformat() == "2026-11-23T22:00:00+00:00"


def test_a_case_whose_units_are_in_another_one_cannot_be_reopened() -> None:
    closed, other = settled(), money.elsewhere(opened().dispute, "B")
    by = By(actor(Role.BUYER), DAY)
    with pytest.raises(AmiabilError) as caught:
        engine.act(closed, Command.REOPEN, {"ground": "new_defect"}, by=by, around=Surroundings((other,)))
    assert (caught.value.code, caught.value.facts["cases"]) == ("units_in_dispute", ["B"])


def test_a_case_under_a_proceeding_is_neither_reopened_nor_offered_to_be() -> None:
    closed = settled()
    assert possibilities.can_reopen(closed)
    contested = act(closed, Command.EXTERNAL_OPENED, Role.PSP, DAY, {"ref": "cb1", "amount": "50"})
    assert contested.state is State.CLOSED
    assert not possibilities.can_reopen(contested)
    again = refused(contested, Command.REOPEN, Role.BUYER, DAY, {"ground": "new_defect"})
    assert again == "external_proceeding_open"
    over = act(contested, Command.EXTERNAL_CLOSED, Role.PSP, DAY, {"ref": "cb1", "won_by": "seller"})
    assert possibilities.can_reopen(over)


def test_a_case_whose_units_another_proceeding_is_about_is_not_reopened() -> None:
    other = replace(money.elsewhere(opened().dispute, "B"), is_open=False, external_open=True)
    by = By(actor(Role.BUYER), DAY)
    with pytest.raises(AmiabilError) as caught:
        engine.act(settled(), Command.REOPEN, {"ground": "new_defect"}, by=by, around=Surroundings((other,)))
    assert caught.value.code == "external_proceeding_open"


def test_a_conversion_to_a_withdrawal_is_judged_by_the_filing_instant() -> None:
    converted = act(
        rejected(), Command.CONVERT, Role.BUYER, OPENED + timedelta(days=9), {"reason": "wd_statutory"}
    )
    assert (converted.lane, converted.state) == (Lane.STATUTORY_WITHDRAWAL, State.RETURN_SHIPMENT_DUE)
    assert set(converted.timers) == {Timer.RETURN_SHIP, Timer.STATUTORY_WITHDRAWAL}
    assert converted.timers[Timer.RETURN_SHIP].started_at == OPENED + timedelta(days=9)


def test_a_conversion_of_the_reason_leaves_state_and_timers() -> None:
    dispute = rejected()
    converted = act(dispute, Command.CONVERT, Role.BUYER, DAY, {"reason": "nc_defective"})
    assert (converted.reason, converted.state, converted.timers) == (
        Reason.NC_DEFECTIVE,
        dispute.state,
        dispute.timers,
    )
    assert refused(dispute, Command.CONVERT, Role.BUYER, DAY, {"reason": "unauthorised"}) == "not_here"
    assert refused(dispute, Command.CONVERT, Role.BUYER, DAY, {}) == "not_in_this_state"


def test_a_reason_whose_evidence_is_not_there_has_no_default() -> None:
    converted = act(opened().dispute, Command.CONVERT, Role.BUYER, DAY, {"reason": "nc_wrong_item"})
    end = engine.due(converted)[Timer.SELLER_FIRST_ANSWER]
    assert engine.wake(converted, at=end).dispute.state is State.IN_MEDIATION


def test_what_comes_with_an_answer_is_evidence_and_late_after_its_time() -> None:
    shown = {"text": "Monday", "evidence": [{"kind": "photo_item", "label": "label"}]}
    for day, status in ((2, EvidenceStatus.ADMITTED), (10, EvidenceStatus.LATE)):
        at = OPENED + timedelta(days=day)
        asked = act(in_mediation(), Command.REQUEST_INFO, Role.MEDIATOR, at, {"of": "buyer", "text": "?"})
        answered = act(asked, Command.ANSWER_INFO, Role.BUYER, at, shown)
        item = answered.evidence[-1]
        assert (item.label, item.by, item.status) == ("label", Role.BUYER, status)
        assert (Flag.LATE_EVIDENCE in answered.flags) is (status is EvidenceStatus.LATE)
        assert not answered.questions[0].open


def test_a_granted_challenge_bars_the_mediator_and_starts_the_decision_anew() -> None:
    question = {"of": "buyer", "text": "which day?"}
    asked = act(in_mediation(), Command.REQUEST_INFO, Role.MEDIATOR, OPENED + timedelta(days=2), question)
    answered = act(asked, Command.ANSWER_INFO, Role.BUYER, OPENED + timedelta(days=3), {"text": "Monday"})
    contested = act(answered, Command.CHALLENGE, Role.SELLER, AFTER_EVIDENCE, {"reason": "a cousin"})
    assert (
        refused(contested, Command.CHALLENGE, Role.SELLER, AFTER_EVIDENCE, {"reason": "again"})
        == "not_in_this_state"
    )
    granted = act(contested, Command.ANSWER_CHALLENGE, Role.SUPERVISOR, AFTER_EVIDENCE, {"granted": True})
    assert granted.timers[Timer.FIRST_DECISION].started_at == AFTER_EVIDENCE
    form = {"amount": "1", "remedy": "refund_keep", "grounds": "x", "rule": "y"}
    assert refused(granted, Command.DECIDE, Role.MEDIATOR, AFTER_EVIDENCE, form) == "conflict_of_interest"
    other = By(engine.Actor(Role.MEDIATOR, "maria"), AFTER_EVIDENCE)
    assert engine.act(granted, Command.DECIDE, form, by=other).dispute.state is State.DECIDED


def test_a_question_stops_the_decision_once_per_party() -> None:
    at = OPENED + timedelta(days=2)
    first = act(in_mediation(), Command.REQUEST_INFO, Role.MEDIATOR, at, {"of": "buyer", "text": "?"})
    assert Timer.FIRST_DECISION not in engine.due(first)
    assert (
        refused(first, Command.REQUEST_INFO, Role.MEDIATOR, at, {"of": "buyer", "text": "?"})
        == "reply_pending"
    )
    both = act(first, Command.REQUEST_INFO, Role.MEDIATOR, at, {"of": "seller", "text": "?"})
    one = act(both, Command.ANSWER_INFO, Role.BUYER, at, {"text": "x"})
    assert Timer.FIRST_DECISION not in engine.due(one)
    done = act(one, Command.ANSWER_INFO, Role.SELLER, at, {"text": "x"})
    assert engine.due(done)[Timer.FIRST_DECISION] == engine.due(in_mediation())[Timer.FIRST_DECISION]
    again = act(done, Command.REQUEST_INFO, Role.MEDIATOR, at, {"of": "buyer", "text": "?"})
    assert Timer.FIRST_DECISION in engine.due(again)


def test_a_question_makes_nobody_a_mediator_of_the_case() -> None:
    at = AFTER_EVIDENCE + timedelta(days=1)
    appealed = act(decided(), Command.APPEAL, Role.BUYER, at, {"ground": "fact_error", "ask": "300.00"})
    waived = act(appealed, Command.WAIVE_APPEAL, Role.SELLER, at)
    asked = act(waived, Command.REQUEST_INFO, Role.REVIEWER, at, {"of": "seller", "text": "?"})
    told = act(asked, Command.ANSWER_INFO, Role.SELLER, at, {"text": "x"})
    final = act(told, Command.DECIDE_APPEAL, Role.REVIEWER, at, {"amount": "300.00", "grounds": "seen"})
    assert final.state is State.REMEDY_PENDING


@pytest.mark.parametrize("answer", [Command.GRANT_SET_ASIDE, Command.REFUSE_SET_ASIDE])
def test_who_mediated_reviews_nothing_of_the_case(answer: Command) -> None:
    mediator = By(engine.Actor(Role.REVIEWER, PERSONS[Role.MEDIATOR]), OPENED + timedelta(days=9))
    converted = act(opened().dispute, Command.CONVERT, Role.MEDIATOR, OPENED, {"reason": "nc_counterfeit"})
    silent = engine.wake(converted, at=OPENED + timedelta(days=8)).dispute
    closed = confirmed(silent, OPENED + timedelta(days=8))
    asked = act(closed, Command.SET_ASIDE_DEFAULT, Role.SELLER, OPENED + timedelta(days=9), {"excuse": "ill"})
    with pytest.raises(ConflictOfInterest):
        engine.act(asked, answer, {"text": "so"}, by=mediator)


def test_who_mediated_asks_nothing_as_a_reviewer() -> None:
    at = AFTER_EVIDENCE + timedelta(days=1)
    appealed = act(decided(), Command.APPEAL, Role.BUYER, at, {"ground": "fact_error", "ask": "300.00"})
    mediator = By(engine.Actor(Role.REVIEWER, PERSONS[Role.MEDIATOR]), at)
    with pytest.raises(ConflictOfInterest):
        engine.act(appealed, Command.REQUEST_INFO, {"of": "seller", "text": "?"}, by=mediator)


def test_no_reminder_falls_before_the_start_of_its_timer() -> None:
    soon = DAY + timedelta(hours=10)
    assert reminders(Timer.PROPOSAL, DAY, soon) == (DAY + timedelta(hours=5),)
    assert reminders(Timer.PROPOSAL, DAY, DAY + timedelta(hours=48)) == (DAY + timedelta(hours=24),)
    assert reminders(Timer.FIRST_DECISION, DAY, soon) == ()


def test_a_case_withdrawn_is_closed_after_the_cooling_off_and_not_before() -> None:
    withdrawn = act(rejected(), Command.WITHDRAW, Role.BUYER, DAY)
    end = DAY + timedelta(hours=48)
    assert engine.wake(withdrawn, at=end - TICK).dispute.state is State.NEGOTIATING
    closed = engine.wake(withdrawn, at=end).dispute
    assert (closed.outcome, money.held(closed)) == (Outcome.WITHDRAWN_BY_BUYER, ron("0"))
    assert (
        refused(withdrawn, Command.PROPOSE, Role.SELLER, DAY, {"remedy": "refund_keep"})
        == "not_in_this_state"
    )
    assert act(withdrawn, Command.MESSAGE, Role.SELLER, DAY, {"text": "thanks"}).withdrawn_at == DAY


def test_a_refused_request_is_answered_for_good() -> None:
    closed = confirmed(
        engine.wake(opened().dispute, at=OPENED + timedelta(days=8)).dispute, OPENED + timedelta(days=8)
    )
    asked = act(closed, Command.SET_ASIDE_DEFAULT, Role.SELLER, OPENED + timedelta(days=9), {"excuse": "ill"})
    assert engine.turn(asked).who is Role.REVIEWER
    later = OPENED + timedelta(days=60)
    assert engine.turn(engine.wake(asked, at=later).dispute).who is Role.REVIEWER, (
        "asked in time, answered late"
    )
    answered = act(asked, Command.REFUSE_SET_ASIDE, Role.REVIEWER, later, {"text": "no proof"})
    assert engine.turn(answered).act is Act.NOTHING
    with pytest.raises(AmiabilError):
        act(answered, Command.GRANT_SET_ASIDE, Role.REVIEWER, later, {"text": "after all"})
