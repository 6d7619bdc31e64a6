"""What a decision that people read must contain (disputes.md 3.8), field by field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from amiabil.domain.disputes import decision_form, engine, money
from amiabil.domain.disputes.arguments import Decide, Finding
from amiabil.domain.disputes.engine import By
from amiabil.domain.terms import Command, Lane, Remedy, ReturnCost, Role
from amiabil.foundation.money import Money
from tests.domain.disputes.cases import AFTER_EVIDENCE, act, actor, in_mediation

WHOLE = Decide(
    remedy=Remedy.REFUND_KEEP,
    amount="100.00",
    grounds="The shade was packed without padding.",
    rule="ro-default@3",
    findings=(Finding("The shade is cracked.", "proven", ("listing",)),),
    legal_rules=("L7",),
    automated="none",
)


def test_a_whole_decision_lacks_nothing() -> None:
    assert decision_form.missing(in_mediation(), WHOLE) == ()


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"findings": ()}, "finding_1"),
        ({"findings": (Finding(" ", "proven", ("listing",)),)}, "finding_1"),
        ({"findings": (Finding("Cracked."),)}, "finding_1_evidence"),
        ({"findings": (Finding("Cracked.", "proven", ("no-such-item",)),)}, "finding_1_evidence"),
        ({"legal_rules": ()}, "legal_rules"),
        ({"legal_rules": ("L1",)}, "legal_rules"),
        ({"rule": ""}, "rule"),
        ({"grounds": " "}, "grounds"),
        ({"remedy": None}, "remedy"),
        ({"amount": None}, "amount"),
        ({"automated": ""}, "automated"),
        ({"automated": "used"}, "automated_how"),
        ({"remedy": Remedy.RETURN_REFUND, "return_instruction": "By courier"}, "return_cost"),
        ({"remedy": Remedy.RETURN_REFUND, "return_cost": ReturnCost.SELLER}, "return_instruction"),
        ({"remedy": Remedy.REPAIR, "amount": None}, "perform_by"),
    ],
)
def test_each_missing_field_is_named(change: dict[str, object], missing: str) -> None:
    assert decision_form.missing(in_mediation(), replace(WHOLE, **change)) == (missing,)  # type: ignore[arg-type]


def test_a_late_item_without_a_ruling_keeps_the_decision_back() -> None:
    late = act(
        in_mediation(), Command.ADD_EVIDENCE, Role.BUYER, AFTER_EVIDENCE, {"kind": "other", "label": "x"}
    )
    assert decision_form.missing(late, WHOLE) == ("late_evidence",)


def test_what_is_left_out_of_account_shows_nothing() -> None:
    dispute = act(
        in_mediation(), Command.ADD_EVIDENCE, Role.BUYER, AFTER_EVIDENCE, {"kind": "other", "label": "x"}
    )
    out = act(
        dispute, Command.DISREGARD_EVIDENCE, Role.MEDIATOR, AFTER_EVIDENCE, {"label": "x", "text": "too late"}
    )
    assert "x" in decision_form.sources(dispute) and "x" not in decision_form.sources(out)
    resting = replace(WHOLE, findings=(Finding("Cracked.", "proven", ("x",)),))
    assert decision_form.missing(out, resting) == ("finding_1_evidence",)


def test_a_withdrawal_has_rules_of_its_own() -> None:
    withdrawal = replace(in_mediation(), lane=Lane.STATUTORY_WITHDRAWAL)
    assert decision_form.rules_for(withdrawal) == ("L1", "L3", "L29", "policy")


def test_the_event_holds_the_whole_form_with_the_split_over_the_units() -> None:
    dispute = in_mediation()
    given = {
        "remedy": "refund_keep",
        "amount": "100.01",
        "grounds": "Because.",
        "rule": "ro-default@3",
        "findings": [{"text": "Cracked.", "result": "proven", "evidence": ["listing"]}],
        "legal_rules": ["L7"],
        "automated": "used",
        "automated_how": "Translation of the messages",
    }
    woken = engine.wake(dispute, at=AFTER_EVIDENCE).dispute
    done = engine.act(woken, Command.DECIDE, given, by=By(actor(Role.MEDIATOR), AFTER_EVIDENCE))
    event = next(event for event in done.events if event.kind == "decide")
    assert event.texts["finding_1"] == "Cracked."
    assert event.texts["automated_how"] == "Translation of the messages"
    assert event.data["findings"] == [{"result": "proven", "evidence": ["listing"]}]
    assert event.data["legal_rules"] == ["L7"] and event.data["automated"] == "used"
    shares = [Money.parse(one["amount"]["amount"], "RON") for one in event.data["outcome"]]  # type: ignore[index,call-overload,union-attr,arg-type]
    assert sum(shares, Money.zero("RON")) == Money.parse("100.01", "RON")
    assert shares == money.shared(dispute, Money.parse("100.01", "RON"), Remedy.REFUND_KEEP)


def test_goods_are_due_on_the_day_the_decision_names() -> None:
    given = {
        "remedy": "repair",
        "grounds": "Because.",
        "rule": "ro-default@3",
        "perform_by": date(2026, 12, 1).isoformat(),
    }
    decided = act(in_mediation(), Command.DECIDE, Role.MEDIATOR, AFTER_EVIDENCE, given)
    assert decided.decision is not None and decided.decision.terms.perform_by == date(2026, 12, 1)
