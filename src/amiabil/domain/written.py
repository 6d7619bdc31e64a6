"""What may a person write? Bounds and clean-up of free text, the same at every door."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import fields, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from amiabil.foundation.errors import Invalid
from amiabil.foundation.text import steady

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")

MESSAGE_MAX = 20_000
"""Letters of one message: more than any honest one, far less than what hurts a page."""

REASON_MAX = 4_000
"""Letters of an explanation inside a form."""

LINE_MAX = 200
"""Letters of what only names something: a rule, a reference, a parcel."""

_KEPT_CONTROLS = {"\n", "\t"}


class TextMissing(Invalid):
    """Something must be written here."""

    code = "text_missing"


class TextTooLong(Invalid):
    """Longer than ``max`` letters; ``length`` says how long it is."""

    code = "text_too_long"


def clean(text: str, *, field: str, most: int = MESSAGE_MAX, required: bool = True) -> str:
    """The text in NFC with plain line ends, without control characters and outer space.

    Empty when nothing is left and nothing is ``required``. Raises ``TextMissing`` or ``TextTooLong``.
    """
    if len(text) > most * 4:
        raise TextTooLong(field=field, max=most, length=len(text))
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in plain if c in _KEPT_CONTROLS or unicodedata.category(c) not in {"Cc", "Cs"})
    result = unicodedata.normalize("NFC", steady(kept)).strip()
    if len(result) > most:
        raise TextTooLong(field=field, max=most, length=len(result))
    if required and not result:
        raise TextMissing(field=field)
    return result


def cleaned(record: T, limits: Mapping[str, int]) -> T:
    """The record with those of its fields clean that are texts of these names, each within its limit; none is required.

    A word of a closed set is no text. Raises ``TextTooLong``.
    """
    texts = {
        field.name: clean(value, field=f"/{field.name}", most=limits[field.name], required=False)
        for field in fields(record)
        if field.name in limits
        and isinstance(value := getattr(record, field.name), str)
        and not isinstance(value, Enum)
    }
    return replace(record, **texts) if texts else record
