"""What is given in confidence to who decides: told to both as a summary, ruled on, never the only basis (5.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from amiabil.domain.disputes import engine
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.errors import (
    CaseNotFound,
    ConflictOfInterest,
    DecisionIncomplete,
    NotInThisState,
)
from amiabil.domain.disputes.evidence import secrets
from amiabil.domain.disputes.model import Actor, Dispute, Step
from amiabil.domain.terms import Command, EvidenceStatus, Role, Secrecy
from amiabil.foundation.fields import FieldRequired
from tests.domain.disputes.cases import AFTER_EVIDENCE, OPENED, actor, decided, in_mediation

IN_TIME = OPENED + timedelta(days=3)
SECRET = {
    "kind": "document",
    "label": "illness",
    "confidential": "It is about my health",
    "summary": "A letter of a doctor",
}
RULED = {"label": "illness", "granted": True, "text": "It names an illness"}
FORM = {"amount": "100.00", "remedy": "refund_keep", "grounds": "seen", "rule": "ro-default@3"}


def step(dispute: Dispute, command: Command, role: Role, at: Any, given: dict[str, Any]) -> Step:
    woken = engine.wake(dispute, at=at).dispute
    return engine.act(woken, command, given, by=By(actor(role), at))


def handed_in(dispute: Dispute | None = None, at: Any = IN_TIME, **more: Any) -> Step:
    return step(dispute or in_mediation(), Command.ADD_EVIDENCE, Role.BUYER, at, {**SECRET, **more})


def finding(*labels: str) -> dict[str, Any]:
    shown = [{"text": "The buyer could not return it", "result": "shown", "evidence": list(labels)}]
    return {**FORM, "findings": shown}


def test_both_sides_are_told_that_there_is_something_and_what_it_is_about() -> None:
    done = handed_in(text="Diagnosis: flu")
    (event,) = done.events
    assert dict(event.texts) == {"confidential": SECRET["confidential"], "summary": SECRET["summary"]}
    assert event.data["secrecy"] == "asked"
    assert secrets(done.dispute) == {"illness"}


def test_without_a_summary_nothing_is_kept_from_the_other_side() -> None:
    with pytest.raises(FieldRequired) as refused:
        handed_in(summary=" ")
    assert refused.value.field == "/summary"


def test_what_is_not_marked_stays_as_it_was() -> None:
    done = handed_in(confidential="", summary="", text="A photo")
    (event,) = done.events
    assert dict(event.texts) == {"text": "A photo"} and "secrecy" not in event.data
    assert done.dispute.evidence[-1].secrecy is Secrecy.OPEN


APPEALED = AFTER_EVIDENCE + timedelta(days=1)
REVIEWED = {"amount": "300.00", "grounds": "seen again"}


def appealed() -> Dispute:
    """In appeal, with an item given in confidence; nobody can appeal any more."""
    ground = {"ground": "new_evidence", "ask": "300.00", "text": "it came today"}
    contested = step(decided(), Command.APPEAL, Role.BUYER, APPEALED, ground).dispute
    waived = step(contested, Command.WAIVE_APPEAL, Role.SELLER, APPEALED, {}).dispute
    return handed_in(waived, APPEALED).dispute


def test_an_appeal_is_not_decided_before_its_reviewer_has_ruled() -> None:
    with pytest.raises(DecisionIncomplete) as refused:
        step(appealed(), Command.DECIDE_APPEAL, Role.REVIEWER, APPEALED, REVIEWED)
    assert refused.value.facts["missing"] == ["confidential"]
    with pytest.raises(DecisionIncomplete) as refused:
        step(appealed(), Command.DECIDE_APPEAL, Role.REVIEWER, APPEALED, {**REVIEWED, "grounds": " "})
    assert refused.value.facts["missing"] == ["grounds", "confidential"]


@pytest.mark.parametrize("granted", [True, False])
def test_the_reviewer_rules_on_what_is_given_in_confidence_during_the_appeal(granted: bool) -> None:
    ruling = {**RULED, "granted": granted}
    done = step(appealed(), Command.RULE_CONFIDENTIAL, Role.REVIEWER, APPEALED, ruling)
    item = done.dispute.evidence[-1]
    assert item.secrecy is (Secrecy.GRANTED if granted else Secrecy.REFUSED)
    assert item.status is (EvidenceStatus.ADMITTED if granted else EvidenceStatus.DISREGARDED)
    assert done.events[0].data["by"] == "reviewer"
    final = step(done.dispute, Command.DECIDE_APPEAL, Role.REVIEWER, APPEALED, REVIEWED).dispute
    assert final.decision is not None and final.decision.reviewed_by == "radu"


def test_who_mediated_rules_on_nothing_in_the_appeal() -> None:
    with pytest.raises(NotInThisState):
        step(appealed(), Command.RULE_CONFIDENTIAL, Role.MEDIATOR, APPEALED, RULED)
    by = By(Actor(Role.REVIEWER, actor(Role.MEDIATOR).ref), APPEALED)
    with pytest.raises(ConflictOfInterest):
        engine.act(appealed(), Command.RULE_CONFIDENTIAL, RULED, by=by)


def test_before_the_appeal_a_reviewer_rules_on_nothing() -> None:
    with pytest.raises(NotInThisState):
        step(handed_in().dispute, Command.RULE_CONFIDENTIAL, Role.REVIEWER, IN_TIME, RULED)


@pytest.mark.parametrize(
    ("granted", "secrecy", "status"),
    [
        (True, Secrecy.GRANTED, EvidenceStatus.ADMITTED),
        (False, Secrecy.REFUSED, EvidenceStatus.DISREGARDED),
    ],
)
def test_the_mediator_rules_once_with_a_reason(
    granted: bool, secrecy: Secrecy, status: EvidenceStatus
) -> None:
    given = handed_in().dispute
    with pytest.raises(DecisionIncomplete):
        step(given, Command.RULE_CONFIDENTIAL, Role.MEDIATOR, IN_TIME, {**RULED, "text": " "})
    with pytest.raises(CaseNotFound):
        step(given, Command.RULE_CONFIDENTIAL, Role.MEDIATOR, IN_TIME, {**RULED, "label": "other"})
    done = step(given, Command.RULE_CONFIDENTIAL, Role.MEDIATOR, IN_TIME, {**RULED, "granted": granted})
    item = done.dispute.evidence[-1]
    assert (item.secrecy, item.status) == (secrecy, status)
    assert done.events[0].data == {
        "label": "illness",
        "granted": granted,
        "status": status.value,
        "by": "mediator",
        "of": "buyer",
    }
    with pytest.raises(NotInThisState):
        step(done.dispute, Command.RULE_CONFIDENTIAL, Role.MEDIATOR, IN_TIME, RULED)


def test_an_item_both_sides_see_has_nothing_to_rule_on() -> None:
    label = in_mediation().evidence[0].label
    with pytest.raises(NotInThisState):
        step(in_mediation(), Command.RULE_CONFIDENTIAL, Role.MEDIATOR, IN_TIME, {**RULED, "label": label})


def _missing(dispute: Dispute, form: dict[str, Any]) -> list[str]:
    with pytest.raises(DecisionIncomplete) as refused:
        step(dispute, Command.DECIDE, Role.MEDIATOR, AFTER_EVIDENCE, form)
    return list(refused.value.facts["missing"])  # type: ignore[arg-type]  # a list


def test_nothing_is_decided_before_the_ruling() -> None:
    assert _missing(handed_in().dispute, FORM) == ["confidential"]


def test_a_decision_never_rests_on_it_alone() -> None:
    given = step(handed_in().dispute, Command.RULE_CONFIDENTIAL, Role.MEDIATOR, IN_TIME, RULED).dispute
    assert _missing(given, finding("illness")) == ["open_evidence"]
    other = given.evidence[0].label
    for basis in (("illness", other), ("illness", "order"), ("order",)):
        done = step(given, Command.DECIDE, Role.MEDIATOR, AFTER_EVIDENCE, finding(*basis))
        assert done.dispute.decision is not None
