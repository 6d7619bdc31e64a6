"""What a reason asks must be answered, by everybody who can be asked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amiabil.domain.disputes.arguments import Ask, BadArguments, Submission
from amiabil.domain.disputes.errors import EvidenceMissing
from amiabil.domain.disputes.questions import check_answers
from amiabil.domain.terms import Lane, Reason, Remedy
from tests.domain.disputes.cases import PHOTOS, opened

STORY = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REFUND_KEEP), PHOTOS)
"""As a story tells it: without answers."""

TOLD = replace(STORY, answers={"parcel_condition": "damaged"}, text="It is cracked.")


def _missing(given: Submission) -> object:
    with pytest.raises(EvidenceMissing) as refused:
        opened(given=given)
    return refused.value.field, refused.value.facts["missing"]


def test_a_required_question_without_an_answer_is_named() -> None:
    assert _missing(replace(TOLD, answers={}, text="")) == ("/answers", ["parcel_condition", "what_happened"])
    assert _missing(replace(TOLD, answers={"parcel_condition": ""})) == ("/answers", ["parcel_condition"])
    both = _missing(replace(TOLD, text="", evidence=()))
    assert both == ("/evidence", ["what_happened", "photo_item", "photo_parcel"])


def test_a_story_that_tells_no_answers_is_not_asked() -> None:
    assert opened(given=TOLD).dispute == opened(given=STORY).dispute


def test_a_withdrawal_asks_nothing() -> None:
    given = Submission({"L1": 1}, Reason.WD_STATUTORY, answers={})
    assert opened(given=given).dispute.lane is Lane.STATUTORY_WITHDRAWAL


@pytest.mark.parametrize(
    ("answers", "field"),
    [({"mood": "bad"}, "/answers/mood"), ({"parcel_condition": "tired"}, "/answers/parcel_condition")],
)
def test_only_what_was_asked_can_be_answered(answers: dict[str, str], field: str) -> None:
    with pytest.raises(BadArguments) as refused:
        check_answers(Reason.NC_DAMAGED, answers)
    assert refused.value.field == field
    check_answers(
        Reason.NC_DAMAGED, {"parcel_condition": "wet", "noticed_on": "", "what_happened": "It fell."}
    )
