"""What counts as dangerous: the reason, or a yes to a question about harm, whatever the reason."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.danger import tells_of_danger, wants_safety_request
from amiabil.domain.disputes.questions import QUESTIONS
from amiabil.domain.terms import Reason, Remedy
from tests.domain.disputes.cases import PHOTOS, opened

CRACKED = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REFUND_KEEP), PHOTOS)
TOLD = {"parcel_condition": "damaged", "what_happened": "It fell apart."}


@pytest.mark.parametrize(("reason", "answer"), list(product(Reason, ("", "yes", "no"))), ids=str)
def test_every_reason_with_every_answer(reason: Reason, answer: str) -> None:
    for key in ("could_hurt", "somebody_hurt"):
        assert tells_of_danger(reason, {key: answer}) is (reason is Reason.NC_UNSAFE or answer == "yes")
    assert tells_of_danger(reason, None) is (reason is Reason.NC_UNSAFE)
    assert not tells_of_danger(Reason.NC_DAMAGED, {"noticed_on": "yes"})


def test_goods_that_can_be_dangerous_are_asked_about_and_nobody_has_to_answer() -> None:
    asked = {
        reason: one.required for reason, all_ in QUESTIONS.items() for one in all_ if one.key == "could_hurt"
    }
    assert asked == {Reason.NC_DAMAGED: False, Reason.NC_DEFECTIVE: False, Reason.NC_COUNTERFEIT: False}


@pytest.mark.parametrize(("answer", "told"), [("yes", True), ("no", False), ("", False)])
def test_the_opening_tells_it_as_a_fact_that_is_never_erased(answer: str, told: bool) -> None:
    given = replace(CRACKED, answers={**TOLD, "could_hurt": answer}, text="It fell apart.")
    (event, *_) = opened(given=given).events
    assert event.data.get("dangerous") is (True if told else None)
    assert wants_safety_request(event.data) is told
    assert wants_safety_request({"reason": "nc_unsafe"}) and not wants_safety_request(
        {"reason": "nc_damaged"}
    )
