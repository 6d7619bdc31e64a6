"""What may stand in the custom fields of a request? Each value by its kind, everything wrong told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping

from amiabil.domain.support.setup import CustomField
from amiabil.domain.support.terms import FieldKind
from amiabil.domain.written import REASON_MAX, TextMissing, TextTooLong, clean
from amiabil.foundation.errors import Invalid, InvalidFields
from amiabil.foundation.fields import (
    Amount,
    BadFormat,
    Day,
    FieldRequired,
    NotAChoice,
    Problems,
    UnknownField,
    WrongType,
    pointer,
)

YES, NO = "yes", "no"

TEXT_MAX = 200
"""Letters of a short field; a long one and an address take ``REASON_MAX``."""

_NUMBER = re.compile(r"-?\d{1,15}([.,]\d{1,6})?")
_LETTERS = {FieldKind.TEXT: TEXT_MAX, FieldKind.LONG_TEXT: REASON_MAX, FieldKind.ADDRESS: REASON_MAX}


def read_answers(
    fields: tuple[CustomField, ...], given: Mapping[str, object], *, at: str = "/fields"
) -> dict[str, str]:
    """The answers as they are kept, by key, each as text; empty ones are left out.

    Text is clean, a number has a decimal point, an amount is ``12.50 RON``, a date ISO, a choice its key, a yes or no
    the word. Raises ``InvalidFields`` naming each field that is missing, unknown or wrong below ``at``.
    """
    known = {field.key: field for field in fields}
    problems: Problems = [UnknownField(field=pointer(at, key)) for key in given if key not in known]
    answers: dict[str, str] = {}
    for key, field in known.items():
        value, place = given.get(key), pointer(at, key)
        if _is_empty(value):
            if field.required:
                problems.append(FieldRequired(field=place))
            continue
        answer = _answer(field, value, at=place, problems=problems)
        if answer is not None:
            answers[key] = answer
    if problems:
        raise InvalidFields(tuple(problems))
    return answers


def _is_empty(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _answer(field: CustomField, value: object, *, at: str, problems: Problems) -> str | None:
    match field.kind:
        case FieldKind.YES_NO:
            return _yes_no(value, at=at, problems=problems)
        case FieldKind.AMOUNT:
            amount = Amount().read(value, at, problems)
            return f"{amount.text()} {amount.currency}" if amount else None
        case FieldKind.DATE:
            day = Day().read(value, at, problems)
            return day.isoformat() if day else None
    if not isinstance(value, str):
        problems.append(WrongType(field=at, expected="string"))
        return None
    match field.kind:
        case FieldKind.NUMBER:
            return _number(value, at=at, problems=problems)
        case FieldKind.CHOICE:
            return _choice(field, value, at=at, problems=problems)
    return _text(value, most=_LETTERS[field.kind], at=at, problems=problems)


def _yes_no(value: object, *, at: str, problems: Problems) -> str | None:
    if isinstance(value, bool):
        return YES if value else NO
    problems.append(WrongType(field=at, expected="boolean"))
    return None


def _number(value: str, *, at: str, problems: Problems) -> str | None:
    text = value.strip()
    if _NUMBER.fullmatch(text):
        return text.replace(",", ".")
    problems.append(BadFormat(field=at, expected="number"))
    return None


def _choice(field: CustomField, value: str, *, at: str, problems: Problems) -> str | None:
    if value in field.choices:
        return value
    problems.append(NotAChoice(field=at, choices=list(field.choices)))
    return None


def _text(value: str, *, most: int, at: str, problems: Problems) -> str | None:
    try:
        return clean(value, field=at, most=most)
    except (TextMissing, TextTooLong) as problem:
        refusal: Invalid = problem
        problems.append(refusal)
        return None
