"""What does the form ask for a reason, and which evidence does it want? Keys and kinds; sentences are the ui's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.domain.disputes.arguments import BadArguments, Submission
from amiabil.domain.disputes.danger import COULD_HURT, SOMEBODY_HURT
from amiabil.domain.disputes.evidence import required_to_file
from amiabil.domain.policy.model import OneOf, Policy
from amiabil.domain.terms import Reason
from amiabil.foundation.fields import pointer


@unique
class AnswerKind(StrEnum):
    """How a question is answered."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class QuestionOf:
    """One question of the form: its key, how it is answered, and the keys of its choices."""

    key: str
    kind: AnswerKind
    required: bool = False
    choices: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The answers that can be chosen; empty when the buyer writes one."""
        return ("yes", "no") if self.kind is AnswerKind.YES_NO else self.choices


@dataclass(frozen=True, slots=True)
class Form:
    """What a reason asks: questions in order, and the evidence, each entry met by one of its kinds."""

    questions: tuple[QuestionOf, ...]
    evidence: tuple[OneOf, ...]


WHAT_HAPPENED = "what_happened"
"""The question whose answer is the text of the submission."""

_WHAT = QuestionOf(WHAT_HAPPENED, AnswerKind.TEXT, required=True)
_SEEN = QuestionOf("noticed_on", AnswerKind.DATE)
_USED = QuestionOf("used_before_noticing", AnswerKind.YES_NO)
_TRACKING = QuestionOf("checked_tracking", AnswerKind.YES_NO)
_ADDRESS = QuestionOf("address_is_right", AnswerKind.YES_NO, required=True)
_HOUSEHOLD = QuestionOf("asked_household", AnswerKind.YES_NO, required=True)
_NEIGHBOURS = QuestionOf("asked_neighbours", AnswerKind.YES_NO, required=True)
_CARRIER = QuestionOf("asked_carrier", AnswerKind.YES_NO)
_PARCEL = QuestionOf(
    "parcel_condition", AnswerKind.CHOICE, required=True, choices=("intact", "damaged", "opened", "wet")
)
_DIFFERENCE = QuestionOf(
    "difference",
    AnswerKind.CHOICE,
    required=True,
    choices=("size", "colour", "material", "model", "condition", "function", "other"),
)
_STEPS = QuestionOf("steps_to_see_defect", AnswerKind.TEXT, required=True)
_SERIAL = QuestionOf("serial_number", AnswerKind.TEXT)
_MISSING = QuestionOf("what_is_missing", AnswerKind.TEXT, required=True)
_COUNT = QuestionOf("received_count", AnswerKind.NUMBER, required=True)
_CHARGED = QuestionOf("charged_on", AnswerKind.DATE)
_RISK = QuestionOf(COULD_HURT, AnswerKind.YES_NO)
_DANGER = QuestionOf(SOMEBODY_HURT, AnswerKind.YES_NO, required=True)

_NOT_RECEIVED = (_TRACKING, _ADDRESS, _WHAT)
_DIFFERENT = (_DIFFERENCE, _WHAT, _SEEN)

QUESTIONS: Mapping[Reason, tuple[QuestionOf, ...]] = {
    Reason.NR_IN_TRANSIT_LATE: _NOT_RECEIVED,
    Reason.NR_LOST: _NOT_RECEIVED,
    Reason.NR_RETURNED_TO_SENDER: _NOT_RECEIVED,
    Reason.NR_CUSTOMS: _NOT_RECEIVED,
    Reason.NR_WRONG_ADDRESS: _NOT_RECEIVED,
    Reason.NR_DELIVERED_NOT_RECEIVED: (_ADDRESS, _HOUSEHOLD, _NEIGHBOURS, _CARRIER, _WHAT),
    Reason.NC_NOT_AS_DESCRIBED: _DIFFERENT,
    Reason.NC_WRONG_ITEM: _DIFFERENT,
    Reason.NC_WRONG_VARIANT: _DIFFERENT,
    Reason.NC_DAMAGED: (_PARCEL, _SEEN, _WHAT, _RISK),
    Reason.NC_DEFECTIVE: (_STEPS, _SEEN, _USED, _SERIAL, _RISK),
    Reason.NC_MISSING_PARTS: (_MISSING, _PARCEL, _SEEN),
    Reason.NC_SHORT_QUANTITY: (_COUNT, _PARCEL, _WHAT),
    Reason.NC_COUNTERFEIT: (_WHAT, _SERIAL, _SEEN, _RISK),
    Reason.NC_UNSAFE: (_WHAT, _DANGER, _SEEN, _SERIAL),
    Reason.WD_STATUTORY: (),
    Reason.WD_VOLUNTARY: (_USED,),
    Reason.FN_REFUND_MISSING: (_WHAT, _CHARGED),
    Reason.FN_OVERCHARGED: (_WHAT, _CHARGED),
    Reason.FN_DUPLICATE: (_WHAT, _CHARGED),
}
"""The questions of each reason a buyer can file; a withdrawal asks nothing (Directive 2023/2673)."""


def form_of(reason: Reason, policy: Policy) -> Form:
    """The questions and the evidence of a reason; a reason that is not filed here has neither."""
    return Form(QUESTIONS.get(reason, ()), required_to_file(policy, reason))


def unanswered(given: Submission) -> list[str]:
    """The required questions of the reason that have no answer; none where no answers can be told (``None``)."""
    if given.answers is None:
        return []
    told = {WHAT_HAPPENED: given.text, **given.answers}
    return [one.key for one in QUESTIONS.get(given.reason, ()) if one.required and not told.get(one.key)]


def check_answers(reason: Reason, answers: Mapping[str, str]) -> None:
    """Refuse an answer to what the reason does not ask, or one that cannot be chosen. Raises ``BadArguments``."""
    asked = {one.key: one for one in QUESTIONS.get(reason, ())}
    for key, answer in answers.items():
        at = pointer("/answers", key)
        if key not in asked:
            raise BadArguments(field=at, problem="unknown")
        words = asked[key].words
        if words and answer and answer not in words:
            raise BadArguments(field=at, problem="not_allowed", allowed=list(words))
