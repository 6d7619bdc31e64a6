"""Each custom field takes what its kind says, and everything wrong is told at once."""

from __future__ import annotations

import pytest

from amiabil.domain.support.answers import TEXT_MAX, read_answers
from amiabil.domain.support.setup import CustomField
from amiabil.domain.support.terms import FieldKind
from amiabil.foundation.errors import InvalidFields
from tests.domain.support.world import shipped


def field(kind: FieldKind, *, required: bool = False) -> CustomField:
    choices = {"card": {"en": "Card"}} if kind is FieldKind.CHOICE else {}
    return CustomField("it", kind, {"en": "It"}, choices=choices, required=required)


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (FieldKind.TEXT, "  RO123 ", "RO123"),
        (FieldKind.LONG_TEXT, "a\r\nb", "a\nb"),
        (FieldKind.NUMBER, "12,5", "12.5"),
        (FieldKind.AMOUNT, {"amount": "12.5", "currency": "RON"}, "12.50 RON"),
        (FieldKind.DATE, "2026-11-23", "2026-11-23"),
        (FieldKind.CHOICE, "card", "card"),
        (FieldKind.YES_NO, False, "no"),
        (FieldKind.ADDRESS, "Str. Lungă 1", "Str. Lungă 1"),
    ],
)
def test_a_value_is_kept_in_one_form(kind: FieldKind, given: object, kept: str) -> None:
    assert read_answers((field(kind),), {"it": given}) == {"it": kept}


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        (FieldKind.TEXT, 5, "wrong_type"),
        (FieldKind.TEXT, "x" * (TEXT_MAX + 1), "text_too_long"),
        (FieldKind.NUMBER, "twelve", "bad_format"),
        (FieldKind.NUMBER, "1" * 40, "bad_format"),
        (FieldKind.AMOUNT, {"amount": "1.234", "currency": "RON"}, "bad_amount"),
        (FieldKind.DATE, "23.11.2026", "bad_format"),
        (FieldKind.CHOICE, "shells", "not_a_choice"),
        (FieldKind.YES_NO, "perhaps", "wrong_type"),
    ],
)
def test_another_value_is_refused_at_its_field(kind: FieldKind, given: object, code: str) -> None:
    with pytest.raises(InvalidFields) as refusal:
        read_answers((field(kind),), {"it": given})
    (problem,) = refusal.value.errors
    assert problem.code == code
    assert (problem.field or "").startswith("/fields/it")


def test_everything_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidFields) as refusal:
        read_answers((field(FieldKind.DATE, required=True),), {"other": "x", "it": "  "})
    assert [(one.field, one.code) for one in refusal.value.errors] == [
        ("/fields/other", "unknown_field"),
        ("/fields/it", "required"),
    ]


def test_a_customer_cannot_answer_what_is_for_the_staff() -> None:
    topic = shipped().topic("delivery")
    assert read_answers(topic.fields, {"carrier_claim": "C-1"}) == {"carrier_claim": "C-1"}
    with pytest.raises(InvalidFields):
        read_answers(topic.asked_fields(), {"carrier_claim": "C-1"})
