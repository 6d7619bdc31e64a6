"""Which refusal is given, with which facts, and at which instant."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from amiabil.domain.disputes import engine, money
from amiabil.domain.disputes.arguments import Ask, BadArguments, EvidenceEntry, Submission
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.errors import PRECEDENCE, Superseded, TooEarly, refuse_first
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.disputes.parts import Firm
from amiabil.domain.terms import Command, EvidenceKind, Reason, Remedy, Role, State, Timer
from amiabil.foundation.errors import AmiabilError
from tests.domain.disputes.cases import (
    AFTER_EVIDENCE,
    DELIVERED,
    OPENED,
    PHOTOS,
    act,
    actor,
    decided,
    in_mediation,
    opened,
    order,
    policy,
    rejected,
    ron,
)

DAY = OPENED + timedelta(days=1)
TICK = timedelta(microseconds=1)
T2_ENDS = datetime.fromisoformat("2026-11-10T22:00:00+00:00")


def refusal(dispute: Dispute, command: Command, role: Role, at: datetime, *more: Any) -> AmiabilError:
    """The refusal of a command; ``more`` are its arguments and the version that was seen."""
    woken = engine.wake(dispute, at=at).dispute
    given, seen = (*more, None, None)[:2]
    with pytest.raises(AmiabilError) as caught:
        engine.act(woken, command, given, by=By(actor(role), at, seen))
    return caught.value


def refused_opening(**how: Any) -> AmiabilError:
    with pytest.raises(AmiabilError) as caught:
        opened(**how)
    return caught.value


def filing(reason: Reason = Reason.NC_DAMAGED, ask: Ask | None = None, **changes: Any) -> Submission:
    usual = ask or Ask(Remedy.REFUND_KEEP)
    return Submission(
        changes.pop("units", {"L1": 1}), reason, usual, changes.pop("evidence", PHOTOS), **changes
    )


# --- opening ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"given": filing(units={"L9": 1})}, "not_found"),
        ({"given": filing(units={"L1": 2})}, "unknown_units"),
        ({"given": filing(units={})}, "unknown_units"),
        ({"given": filing(evidence=())}, "evidence_missing"),
        ({"given": filing(Reason.UNAUTHORISED)}, "not_here"),
        ({"given": filing(Reason.SE_EMPTY_BOX)}, "not_here"),
        ({"given": filing(Reason.WD_VOLUNTARY)}, "not_here"),
        ({"given": filing(ask=Ask(Remedy.RESEND))}, "remedy_not_allowed"),
        ({"given": filing(ask=Ask(Remedy.REFUND_KEEP, "1.001"))}, "bad_amount"),
        ({"given": filing(ask=Ask(Remedy.REFUND_KEEP, "-1"))}, "bad_amount"),
        ({"given": filing(ask=Ask(Remedy.REPAIR, "1"))}, "bad_amount"),
        ({"given": filing(ask=Ask(Remedy.REFUND_KEEP, "1", "1"))}, "bad_amount"),
        ({"given": filing(ask=Ask(Remedy.REFUND_KEEP, "300.01"))}, "exceeds_refundable"),
        ({"given": filing(), "facts": order(lines=(LineFacts("L1", ron("300.00"), 1),))}, "too_early"),
        (
            {"given": filing(), "facts": order(consumer=False), "at": DELIVERED + timedelta(days=90)},
            "too_late",
        ),
        ({"given": filing(), "at": DELIVERED + timedelta(days=800)}, "too_late"),
        ({"given": filing(Reason.NR_LOST, evidence=()), "at": DELIVERED + timedelta(days=90)}, "too_late"),
        (
            {"given": Submission({"L1": 1}, Reason.WD_STATUTORY), "facts": order(trader=False)},
            "excluded_by_law",
        ),
        (
            {"given": Submission({"L1": 1}, Reason.WD_STATUTORY), "facts": order(consumer=False)},
            "excluded_by_law",
        ),
        (
            {"given": Submission({"L1": 1}, Reason.WD_STATUTORY), "at": DELIVERED + timedelta(days=20)},
            "too_late",
        ),
    ],
)
def test_an_opening_is_refused(how: dict[str, Any], code: str) -> None:
    assert refused_opening(**how).code == code


def test_only_a_buyer_or_an_agent_for_him_opens() -> None:
    step = opened()
    assert step.dispute.opened_by == ""
    with pytest.raises(AmiabilError) as caught:
        engine.submit(
            engine.Filing(
                filing(),
                order=order(),
                policy=policy(),
                calendar=step.dispute.calendar,
                actor=actor(Role.SELLER),
                at=OPENED,
                id=UUID(int=1),
            )
        )
    assert caught.value.code == "not_yours"


def test_units_of_an_open_case_are_taken_and_named() -> None:
    other = money.elsewhere(opened().dispute, "D-1")
    refusal_ = refused_opening(others=(other,))
    assert (refusal_.code, refusal_.facts["cases"]) == ("units_in_dispute", ["D-1"])


def test_units_of_a_closed_case_are_free_again() -> None:
    withdrawn = act(opened().dispute, Command.WITHDRAW, Role.BUYER, OPENED)
    closed = engine.wake(withdrawn, at=OPENED + timedelta(days=3)).dispute
    assert closed.state is State.CLOSED
    assert opened(others=(money.elsewhere(closed, "D-1"),)).dispute.state is State.AWAITING_SELLER


def test_missing_evidence_names_kinds_and_choices() -> None:
    either = refused_opening(given=filing(Reason.NC_NOT_AS_DESCRIBED, evidence=()))
    assert either.facts["missing"] == [["photo_item", "measurement"], "listing_passage"]


def test_a_window_that_is_over_is_told_with_its_dates() -> None:
    facts = refused_opening(
        given=Submission({"L1": 1}, Reason.WD_STATUTORY), at=DELIVERED + timedelta(days=20)
    ).facts
    assert facts == {"opens": "2026-10-01T09:00:00Z", "closes": "2026-11-16T22:00:00Z"}


# --- time ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("why", "at", "code"),
    [("a moment before the end", T2_ENDS - TICK, None), ("on the stroke", T2_ENDS, "too_late")],
)
def test_the_end_of_a_deadline_belongs_to_the_timer(why: str, at: datetime, code: str | None) -> None:
    waiting = engine.wake(opened().dispute, at=at).dispute
    if code is None:
        answered = engine.act(waiting, Command.REJECT_REQUEST, {"reason": "x"}, by=By(actor(Role.SELLER), at))
        assert answered.dispute.state is State.NEGOTIATING
    else:
        assert refusal(waiting, Command.REJECT_REQUEST, Role.SELLER, at, {"reason": "x"}).code == code


def test_escalation_waits_for_its_time_unless_the_seller_rejected() -> None:
    offered = act(
        opened().dispute, Command.PROPOSE, Role.SELLER, DAY, {"remedy": "refund_keep", "amount": "10"}
    )
    early = refusal(offered, Command.ESCALATE, Role.BUYER, DAY)
    assert (early.code, early.facts["opens"]) == ("too_early", "2026-11-08T22:00:00Z")
    opens = datetime.fromisoformat("2026-11-08T22:00:00+00:00")
    assert refusal(offered, Command.ESCALATE, Role.BUYER, opens - TICK).code == "too_early"
    assert act(offered, Command.ESCALATE, Role.BUYER, opens).state is State.IN_MEDIATION
    assert refusal(opened().dispute, Command.ESCALATE, Role.BUYER, opens).code == "too_early"
    assert act(rejected(), Command.ESCALATE, Role.SELLER, DAY).state is State.IN_MEDIATION


def test_a_rejection_unlocks_nothing_where_the_policy_does_not_say_so() -> None:
    strict = opened(rules=policy(timers__earliest_escalation__also_on=[])).dispute
    assert refusal(rejected(strict), Command.ESCALATE, Role.BUYER, DAY).code == "too_early"


def test_a_lapsed_proposal_is_too_late_to_accept() -> None:
    offered = act(rejected(), Command.PROPOSE, Role.SELLER, DAY, {"remedy": "refund_keep", "amount": "10"})
    after = offered.proposals[Role.SELLER].life
    assert after is not None
    assert after.due_at is not None
    assert (
        refusal(offered, Command.ACCEPT, Role.BUYER, after.due_at, {"proposal": "seller"}).code == "too_late"
    )


def test_after_the_negotiation_the_request_can_no_longer_be_accepted() -> None:
    over = rejected().timers[Timer.NEGOTIATION].due_at
    assert over is not None
    assert refusal(rejected(), Command.ACCEPT_REQUEST, Role.SELLER, over).code == "too_late"
    assert (
        refusal(rejected(), Command.REJECT_REQUEST, Role.SELLER, over, {"reason": "x"}).code
        == "not_in_this_state"
    )


# --- versions and proposals -----------------------------------------------------------------------------


def test_what_the_other_side_offered_meanwhile_makes_no_proposal_stale() -> None:
    base = rejected()
    offered = act(base, Command.PROPOSE, Role.BUYER, DAY, {"remedy": "refund_keep", "amount": "150"})
    told = act(offered, Command.MESSAGE, Role.BUYER, DAY, {"text": "hello"})
    counter = {"remedy": "refund_keep", "amount": "20"}
    by = By(actor(Role.SELLER), DAY, base.version)
    assert engine.act(told, Command.PROPOSE, counter, by=by).dispute.proposals[
        Role.SELLER
    ].terms.amount == ron("20")
    assert refusal(told, Command.PROPOSE, Role.BUYER, DAY, counter, base.version).code == "stale_version"
    assert refusal(told, Command.ESCALATE, Role.SELLER, DAY, None, base.version).code == "stale_version"
    assert refusal(told, Command.PROPOSE, Role.SELLER, DAY, counter, base.version - 1).code == "stale_version"
    assert refusal(told, Command.PROPOSE, Role.SELLER, DAY, counter, told.version + 1).code == "stale_version"


def test_what_a_machine_reports_makes_nothing_stale() -> None:
    base = opened().dispute
    lost = act(base, Command.NOTICE_BOUNCED, Role.SYSTEM, DAY, {"to": "seller"})
    assert lost.version == base.version + 1
    by = By(actor(Role.BUYER), DAY, base.version)
    assert engine.act(lost, Command.WITHDRAW, None, by=by).dispute.version == lost.version + 1
    offered = act(lost, Command.PROPOSE, Role.SELLER, DAY, {"remedy": "refund_keep", "amount": "150"})
    assert refusal(offered, Command.WITHDRAW, Role.BUYER, DAY, None, lost.version).code == "stale_version"
    told = act(offered, Command.NOTICE_BOUNCED, Role.SYSTEM, DAY, {"to": "buyer"})
    assert refusal(told, Command.WITHDRAW, Role.BUYER, DAY, None, lost.version).code == "stale_version"


def test_a_case_written_before_this_was_known_stays_strict() -> None:
    base = opened().dispute
    older = replace(base, version=4, firm=Firm(4, 4))
    assert refusal(older, Command.WITHDRAW, Role.BUYER, DAY, None, 3).code == "stale_version"


def test_a_stale_refusal_names_the_present() -> None:
    facts = refusal(rejected(), Command.ESCALATE, Role.BUYER, DAY, None, 1).facts
    assert facts == {"seen": 1, "current": 2, "state": "negotiating"}


def test_only_what_was_seen_can_be_accepted() -> None:
    offered = act(rejected(), Command.PROPOSE, Role.SELLER, DAY, {"remedy": "refund_keep", "amount": "150"})
    wrong = {"proposal": "seller", "amount": "149.99"}
    assert refusal(offered, Command.ACCEPT, Role.BUYER, DAY, wrong).code == "superseded"
    assert refusal(offered, Command.ACCEPT, Role.SELLER, DAY, {"proposal": "seller"}).code == "not_yours"
    assert (
        refusal(opened().dispute, Command.ACCEPT_REQUEST, Role.SELLER, DAY, {"amount": "1"}).code
        == "superseded"
    )
    lower = act(offered, Command.PROPOSE, Role.SELLER, DAY, {"remedy": "refund_keep", "amount": "100"})
    seen = refusal(lower, Command.ACCEPT, Role.BUYER, DAY, {"proposal": "seller"}, offered.version)
    assert (seen.code, seen.facts["current"]) == ("superseded", {"amount": "100.00", "currency": "RON"})


def test_an_agreement_and_a_decision_are_named_as_such() -> None:
    agreed = act(rejected(), Command.ACCEPT_REQUEST, Role.SELLER, DAY)
    for command, given in [
        (Command.ACCEPT_REQUEST, None),
        (Command.PROPOSE, {"remedy": "refund_keep", "amount": "1"}),
        (Command.DECLINE, {"proposal": "buyer"}),
        (Command.ESCALATE, None),
    ]:
        assert refusal(agreed, command, Role.SELLER, DAY, given).code == "already_settled"
    assert refusal(agreed, Command.WITHDRAW, Role.BUYER, DAY).code == "already_settled"
    over = decided()
    for command in (Command.PROPOSE, Command.WITHDRAW, Command.CONVERT):
        given = {"remedy": "refund_keep"} if command is Command.PROPOSE else None
        assert refusal(over, command, Role.BUYER, AFTER_EVIDENCE, given).code == "already_decided"


# --- decisions ------------------------------------------------------------------------------------------


def test_a_decision_waits_for_the_evidence_and_for_answers() -> None:
    form = {"amount": "100", "remedy": "refund_keep", "grounds": "x", "rule": "y"}
    early = refusal(in_mediation(), Command.DECIDE, Role.MEDIATOR, OPENED + timedelta(days=2), form)
    assert (early.code, early.facts["opens"]) == ("too_early", "2026-11-12T22:00:00Z")
    both = act(in_mediation(), Command.WAIVE_EVIDENCE, Role.BUYER, OPENED + timedelta(days=2))
    assert refusal(both, Command.DECIDE, Role.MEDIATOR, OPENED + timedelta(days=2), form).code == "too_early"
    both = act(both, Command.WAIVE_EVIDENCE, Role.SELLER, OPENED + timedelta(days=2))
    assert act(both, Command.DECIDE, Role.MEDIATOR, OPENED + timedelta(days=2), form).state is State.DECIDED


@pytest.mark.parametrize("missing", ["grounds", "rule", "amount", "remedy"])
def test_a_decision_that_lacks_a_part_is_incomplete(missing: str) -> None:
    form = {"amount": "100", "remedy": "refund_keep", "grounds": "x", "rule": "y"}
    del form[missing]
    lacking = refusal(in_mediation(), Command.DECIDE, Role.MEDIATOR, AFTER_EVIDENCE, form)
    assert (lacking.code, lacking.facts["missing"]) == ("decision_incomplete", [missing])


def test_nobody_decides_his_own_matter() -> None:
    form = {"amount": "100", "remedy": "refund_keep", "grounds": "x", "rule": "y"}
    woken = engine.wake(in_mediation(), at=AFTER_EVIDENCE).dispute
    for person in ("ana", "lumina"):
        with pytest.raises(AmiabilError) as caught:
            engine.act(
                woken, Command.DECIDE, form, by=By(engine.Actor(Role.MEDIATOR, person), AFTER_EVIDENCE)
            )
        assert caught.value.code == "conflict_of_interest"


def test_a_proof_of_delivery_is_demanded_from_the_threshold_only() -> None:
    shown = (EvidenceEntry(EvidenceKind.ADDRESS_CHECK),)
    for price, code in (("999.99", None), ("1000.00", "evidence_missing")):
        line = LineFacts("L1", ron(price), 1, delivered_at=DELIVERED)
        claim = filing(Reason.NR_DELIVERED_NOT_RECEIVED, evidence=shown)
        dispute = opened(given=claim, facts=order(lines=(line,))).dispute
        if code is None:
            assert (
                act(dispute, Command.REJECT_REQUEST, Role.SELLER, DAY, {"reason": "x"}).state
                is State.NEGOTIATING
            )
        else:
            refused = refusal(dispute, Command.REJECT_REQUEST, Role.SELLER, DAY, {"reason": "x"})
            assert (refused.code, refused.facts["missing"]) == (code, ["delivery_proof"])


# --- the order of refusals --------------------------------------------------------------------------------


def test_of_several_refusals_the_first_of_the_list_is_given() -> None:
    with pytest.raises(Superseded):
        refuse_first([TooEarly(), Superseded()])
    refuse_first([])


def test_the_list_is_the_public_one() -> None:
    listed = (
        "not_found not_yours suspended already_settled already_decided already_appealed superseded stale_version"
        " too_early too_late not_in_this_state excluded_by_law reopen_exhausted not_here external_proceeding_open"
        " conflict_of_interest reply_pending units_in_dispute evidence_missing remedy_not_allowed bad_amount"
        " exceeds_refundable cannot_worsen decision_incomplete"
    )
    assert [kind.code for kind in PRECEDENCE] == listed.split()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"remedy": "refund_keep", "colour": "red"}, "/colour"),
        ({"remedy": "money"}, "/remedy"),
        ({}, None),
        ({"remedy": "repair", "perform_by": "soon"}, None),
    ],
)
def test_arguments_that_make_no_sense_are_refused_with_their_field(
    given: dict[str, Any], field: str | None
) -> None:
    bad = refusal(rejected(), Command.PROPOSE, Role.BUYER, DAY, given)
    assert isinstance(bad, BadArguments)
    assert bad.field == field
