"""The custom fields of a topic: as questions of a form, read back from it, and shown with their answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.http import QueryDict
from django.utils.translation import gettext as _

from amiabil.domain.support.answers import NO, TEXT_MAX, YES
from amiabil.domain.support.setup import CustomField
from amiabil.domain.support.terms import FieldKind
from amiabil.domain.written import REASON_MAX
from amiabil.foundation.money import Money
from amiabil.ui import formats
from amiabil.ui.facts import Choice, Field, MoneyField, Option, Row, Upload
from amiabil.ui.reader import Reader
from amiabil.ui.words.tickets import label

Part = Field | MoneyField | Choice

PREFIX = "f-"
"""Before the key of each field, so that none of them can take the name of a part of the form itself."""


def name_of(key: str) -> str:
    """What the part of the form for this field is called."""
    return f"{PREFIX}{key}"


def part_of(field: CustomField, value: str, *, error: str, reader: Reader, currency: str) -> Part:
    """A field as a question."""
    said, hint = label(field.labels, reader.language), label(field.hints, reader.language)
    optional = "" if field.required else _("optional")
    name = name_of(field.key)
    match field.kind:
        case FieldKind.CHOICE:
            options = tuple(
                Option(key, label(labels, reader.language), selected=key == value)
                for key, labels in field.choices.items()
            )
            return Choice(name, said, options, hint, error, required=field.required, optional=optional)
        case FieldKind.YES_NO:
            options = (
                Option(YES, _("Yes"), selected=value == YES),
                Option(NO, _("No"), selected=value == NO),
            )
            return Choice(name, said, options, hint, error, required=field.required, optional=optional)
        case FieldKind.AMOUNT:
            unit = formats.currency_name(currency, reader.language)
            return MoneyField(name, said, unit, value, hint, error, required=field.required)
    long = field.kind in {FieldKind.LONG_TEXT, FieldKind.ADDRESS}
    return Field(
        name,
        said,
        kind="textarea" if long else "date" if field.kind is FieldKind.DATE else "text",
        value=value,
        hint=hint,
        error=error,
        required=field.required,
        optional=optional,
        max_length=None if field.kind is FieldKind.DATE else REASON_MAX if long else TEXT_MAX,
        rows=3,
        kept=True,
    )


def kind_of(part: Part | Upload) -> str:
    """What draws a part of the form, for ``ui/case/_parts.html``."""
    if isinstance(part, Upload):
        return "upload"
    return "money" if isinstance(part, MoneyField) else "choice" if isinstance(part, Choice) else "field"


def answers_in(fields: tuple[CustomField, ...], form: QueryDict, *, currency: str) -> dict[str, object]:
    """What a form says, in the shape ``read_answers`` reads; empty ones are left out."""
    answers: dict[str, object] = {}
    for field in fields:
        value = form.get(name_of(field.key), "").strip()
        if value:
            answers[field.key] = _typed(field, value, currency)
    return answers


def _typed(field: CustomField, value: str, currency: str) -> object:
    if field.kind is FieldKind.AMOUNT:
        return {"amount": formats.read_amount(value), "currency": currency}
    if field.kind is FieldKind.YES_NO and value in {YES, NO}:
        return value == YES
    return value


def rows_of(fields: tuple[CustomField, ...], answers: Mapping[str, str], reader: Reader) -> tuple[Row, ...]:
    """The answers that were given, each under its question."""
    return tuple(
        Row(label(field.labels, reader.language), _shown(field, answers[field.key], reader))
        for field in fields
        if field.key in answers
    )


def _shown(field: CustomField, value: str, reader: Reader) -> str:
    match field.kind:
        case FieldKind.CHOICE:
            return label(field.choices.get(value, {}), reader.language) or value
        case FieldKind.YES_NO:
            return _("Yes") if value == YES else _("No")
        case FieldKind.AMOUNT:
            amount, _space, currency = value.partition(" ")
            return reader.money(Money.parse(amount, currency))
        case FieldKind.DATE:
            return formats.day(datetime.fromisoformat(value).replace(tzinfo=UTC), reader.language, zone="UTC")
    return value
