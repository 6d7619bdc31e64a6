"""Who may do what in which state: the table of disputes.md 3.4 written out by hand, every cell of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from amiabil.domain.disputes import engine, errors, guards
from amiabil.domain.disputes.arguments import ARGUMENTS, Ask, Submission
from amiabil.domain.disputes.engine import HANDLERS
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.procedure import HOLDERS
from amiabil.domain.terms import Command, Reason, Remedy, Role, State
from tests.domain.disputes.cases import (
    AFTER_EVIDENCE,
    OPENED,
    PHOTOS,
    act,
    confirmed,
    decided,
    in_mediation,
    opened,
    rejected,
)

DAY = OPENED + timedelta(days=1)
ANYBODY = "agent mediator reviewer supervisor operator assistant buyer seller"


def _returning() -> dict[State, Dispute]:
    """A return on its way, state by state."""
    ask = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.RETURN_REFUND), PHOTOS)
    agreed = act(opened(given=ask).dispute, Command.ACCEPT_REQUEST, Role.SELLER, DAY)
    labelled = act(agreed, Command.PROVIDE_LABEL, Role.SELLER, DAY)
    sent = act(labelled, Command.RECORD_RETURN_SHIPMENT, Role.BUYER, DAY, {"proof": "tracking"})
    arrived = act(sent, Command.SCAN, Role.CARRIER, DAY, {"status": "delivered", "direction": "return"})
    return {one.state: one for one in (agreed, labelled, sent, arrived)}


def _cases() -> dict[State, tuple[Dispute, datetime]]:
    """One dispute in every state, and an instant at which nothing of it is due."""
    paying = act(opened().dispute, Command.ACCEPT_REQUEST, Role.SELLER, DAY)
    recommendation = {"remedy": "refund_keep", "amount": "100", "text": "fair"}
    appeal = {"ground": "fact_error", "ask": "250.00"}
    chargeback = {"ref": "cb", "amount": "10"}
    heard = engine.wake(in_mediation(), at=AFTER_EVIDENCE).dispute
    two_days = OPENED + timedelta(days=2)
    found = {
        State.AWAITING_SELLER: (opened().dispute, OPENED),
        State.NEGOTIATING: (rejected(), DAY),
        State.IN_MEDIATION: (heard, AFTER_EVIDENCE),
        State.RECOMMENDATION_OPEN: (
            act(in_mediation(), Command.RECOMMEND, Role.MEDIATOR, two_days, recommendation),
            two_days,
        ),
        State.DECIDED: (decided(), AFTER_EVIDENCE),
        State.IN_APPEAL: (act(decided(), Command.APPEAL, Role.BUYER, AFTER_EVIDENCE, appeal), AFTER_EVIDENCE),
        State.REMEDY_PENDING: (paying, DAY),
        State.SUSPENDED: (act(opened().dispute, Command.EXTERNAL_OPENED, Role.PSP, DAY, chargeback), DAY),
        State.CLOSED: (confirmed(paying, DAY), DAY),
    }
    return found | {state: (one, DAY) for state, one in _returning().items()}


CASES = _cases()

OF_SYSTEM = "notice_bounced calendar_changed outage_extended"

ALWAYS = {
    Role.CARRIER: "scan",
    Role.PSP: "external_opened",
    Role.SYSTEM: OF_SYSTEM,
}

OPEN_TO: Mapping[State, Mapping[Role, str]] = {
    State.AWAITING_SELLER: {
        Role.BUYER: "add_evidence withdraw convert",
        Role.SELLER: "accept_request reject_request propose accept decline add_evidence voluntary_refund",
        Role.MEDIATOR: "convert",
        Role.OPERATOR: "record_insolvency",
        Role.AGENT: "merge",
        Role.SYSTEM: f"merge {OF_SYSTEM}",
    },
    State.NEGOTIATING: {
        Role.BUYER: "propose escalate add_evidence withdraw convert",
        Role.SELLER: "accept_request propose accept decline escalate add_evidence voluntary_refund",
        Role.MEDIATOR: "convert",
        Role.OPERATOR: "record_insolvency",
        Role.AGENT: "merge",
        Role.SYSTEM: f"merge {OF_SYSTEM}",
    },
    State.IN_MEDIATION: {
        Role.BUYER: "propose add_evidence withdraw convert challenge",
        Role.SELLER: "propose accept decline add_evidence voluntary_refund challenge",
        Role.MEDIATOR: "admit_evidence disregard_evidence rule_confidential request_info recommend decide convert",
        Role.OPERATOR: "record_insolvency",
        Role.AGENT: "merge",
        Role.SYSTEM: f"merge {OF_SYSTEM}",
    },
    State.RECOMMENDATION_OPEN: {
        Role.BUYER: "add_evidence waive_evidence accept_recommendation decline_recommendation withdraw challenge",
        Role.SELLER: "add_evidence waive_evidence accept_recommendation decline_recommendation challenge"
        " voluntary_refund",
        Role.MEDIATOR: "admit_evidence disregard_evidence rule_confidential",
        Role.OPERATOR: "record_insolvency",
    },
    State.DECIDED: {
        Role.BUYER: "appeal waive_appeal",
        Role.SELLER: "appeal waive_appeal voluntary_refund",
        Role.OPERATOR: "record_insolvency",
    },
    State.IN_APPEAL: {
        Role.BUYER: "add_evidence",
        Role.SELLER: "add_evidence appeal waive_appeal voluntary_refund",
        Role.MEDIATOR: "request_info",
        Role.REVIEWER: "request_info rule_confidential",
        Role.OPERATOR: "record_insolvency",
    },
    State.RETURN_LABEL_DUE: {
        Role.BUYER: "add_evidence withdraw",
        Role.SELLER: "add_evidence provide_label waive_return voluntary_refund",
        Role.OPERATOR: "provide_label waive_return record_insolvency",
    },
    State.RETURN_SHIPMENT_DUE: {
        Role.BUYER: "add_evidence withdraw record_return_shipment extend",
        Role.SELLER: "add_evidence voluntary_refund give_return_address",
        Role.CARRIER: "scan record_return_shipment",
        Role.OPERATOR: "record_insolvency give_return_address",
    },
    State.RETURN_IN_TRANSIT: {
        Role.BUYER: "add_evidence withdraw",
        Role.SELLER: "add_evidence voluntary_refund",
        Role.OPERATOR: "record_insolvency",
    },
    State.RETURN_INSPECTION: {
        Role.BUYER: "add_evidence withdraw",
        Role.SELLER: "add_evidence inspect voluntary_refund",
        Role.OPERATOR: "record_insolvency",
    },
    State.REMEDY_PENDING: {
        Role.BUYER: "add_evidence",
        Role.SELLER: "add_evidence voluntary_refund",
        Role.PSP: "external_opened refund_failed refund_confirmed",
        Role.OPERATOR: "record_insolvency",
    },
    State.SUSPENDED: {Role.PSP: "external_opened external_closed"},
    State.CLOSED: {Role.BUYER: "reopen", Role.SELLER: "voluntary_refund"},
}


@pytest.mark.parametrize("state", OPEN_TO)
def test_every_cell_of_the_table(state: State) -> None:
    dispute, at = CASES[state]
    assert dispute.state is state
    for role in Role:
        expected = set(OPEN_TO[state].get(role, ALWAYS.get(role, "")).split())
        if role.value in ANYBODY.split():
            expected.add("message")
        open_now = {command.value for command in engine.available_actions(dispute, role, at=at)}
        assert open_now == expected, role


@pytest.mark.parametrize("state", OPEN_TO)
def test_what_is_not_open_is_refused_with_a_public_code(state: State) -> None:
    dispute, at = CASES[state]
    for role in Role:
        open_now = engine.available_actions(dispute, role, at=at)
        for command in Command:
            refusals = list(guards.standing(dispute, command, role, at=at))
            assert (command in open_now) == (not refusals and command is not Command.SUBMIT)
            assert {type(refusal) for refusal in refusals} <= set(errors.PRECEDENCE)
            if role not in HOLDERS[command]:
                assert [refusal.code for refusal in refusals] == ["not_yours"]


def test_every_open_state_is_in_the_table() -> None:
    assert set(OPEN_TO) == set(State) - {State.DRAFT}


def test_every_command_is_carried_out() -> None:
    assert set(HANDLERS) == set(Command) - {Command.SUBMIT}
    assert set(ARGUMENTS) == set(Command)


def test_the_assistant_and_the_auditor_decide_nothing() -> None:
    for command, holders in HOLDERS.items():
        assert Role.AUDITOR not in holders
        assert (Role.ASSISTANT in holders) == (command is Command.MESSAGE)


def test_an_administrator_acts_only_for_an_insolvent_seller() -> None:
    dispute, at = CASES[State.NEGOTIATING]
    assert engine.available_actions(dispute, Role.ADMINISTRATOR, at=at) == ()
    insolvent = act(dispute, Command.RECORD_INSOLVENCY, Role.OPERATOR, at)
    assert Command.PROPOSE in engine.available_actions(insolvent, Role.ADMINISTRATOR, at=at)
