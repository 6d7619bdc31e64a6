"""How is a value from outside read by a table of fields, so that everything wrong in it is told at once?

A ``Field`` turns parsed JSON into a typed value. What it cannot accept it adds to ``problems`` with the
JSON pointer of the place, and reading goes on. The same table describes itself as JSON Schema, so the
published description cannot differ from what is accepted. Objects and lists are in ``shapes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from amiabil.foundation.errors import Invalid
from amiabil.foundation.money import MAX_MINOR, BadAmount, Money, is_currency

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

Problems = list[Invalid]
Schema = dict[str, Any]

MAX_PROBLEMS = 50
"""Reading one document stops adding problems here: who sees fifty corrects the program, not the fiftieth field."""

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Bounds of every instant and date from outside: finds slips such as the year 0206 or 20026."""


class FieldRequired(Invalid):
    """A field that must be there is absent, null or empty."""

    code = "required"


class UnknownField(Invalid):
    """A field that is not part of the format; nothing is ignored silently."""

    code = "unknown_field"


class WrongType(Invalid):
    """Another JSON type than ``expected``."""

    code = "wrong_type"


class TooLong(Invalid):
    """More than ``max`` characters or items."""

    code = "too_long"


class OutOfRange(Invalid):
    """A whole number below ``min`` or above ``max``."""

    code = "out_of_range"


class BadText(Invalid):
    """Text with characters that cannot be printed."""

    code = "bad_text"


class BadFormat(Invalid):
    """Text that has not the form ``expected``: currency, country, language, email, address, date, instant, uuid."""

    code = "bad_format"


class NotAChoice(Invalid):
    """Not one of ``choices``."""

    code = "not_a_choice"


class Repeated(Invalid):
    """The same ``value`` twice where each may come once."""

    code = "repeated"


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u0080-\u0084\u0086-\u009f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile(r"[\t\n\r\x85\u2028\u2029]")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def pointer(at: str, name: str) -> str:
    """The JSON pointer (RFC 6901) of a member below ``at``; an overlong name from outside is cut, and what cannot be
    printed in it is replaced: the refusal is kept and logged."""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in name[:80])
    return f"{at}/{shown.replace('~', '~0').replace('/', '~1')}"


class Field(Generic[T]):
    """One kind of value: how it is read and how it is described."""

    def read(self, value: object, at: str, problems: Problems) -> T | None:
        """The typed value, or None after adding to ``problems``."""
        raise NotImplementedError

    def schema(self) -> Schema:
        """This field as JSON Schema (OpenAPI 3.1)."""
        raise NotImplementedError


class Text(Field[str]):
    """Printable text, trimmed, not empty; ``lines`` allows line breaks."""

    def __init__(self, most: int, *, lines: bool = False) -> None:
        self.most, self.lines = most, lines

    def read(self, value: object, at: str, problems: Problems) -> str | None:
        if type(value) is not str:
            problems.append(WrongType(field=at, expected="string"))
            return None
        text = value.strip()
        if not text:
            problems.append(FieldRequired(field=at))
        elif len(text) > self.most:
            problems.append(TooLong(field=at, max=self.most))
        elif text.isprintable() or self._may_print(text):
            return text
        else:
            problems.append(BadText(field=at))
        return None

    def _may_print(self, text: str) -> bool:
        # str.isprintable() refuses no-break spaces and the joiners of emoji, which titles rightly have.
        return not _CONTROL.search(text) and (self.lines or not _LINE_BREAK.search(text))

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1, "maxLength": self.most}


class Reference(Field[str]):
    """A reference from outside: 1-64 printable characters, compared exactly (conventions.md, Identifiers)."""

    most = 64

    def read(self, value: object, at: str, problems: Problems) -> str | None:
        if type(value) is not str:
            problems.append(WrongType(field=at, expected="string"))
        elif not value:
            problems.append(FieldRequired(field=at))
        elif len(value) > self.most:
            problems.append(TooLong(field=at, max=self.most))
        elif not value.isprintable() or value != value.strip():
            problems.append(BadText(field=at))
        else:
            return value
        return None

    def schema(self) -> Schema:
        return {"type": "string", "minLength": 1, "maxLength": self.most}


class Form(Field[str]):
    """Text of a fixed form, named in the refusal as ``expected``."""

    def __init__(self, expected: str, pattern: str, *, most: int = 64) -> None:
        self.expected, self.pattern, self.most = expected, re.compile(pattern, re.ASCII), most

    def read(self, value: object, at: str, problems: Problems) -> str | None:
        if type(value) is not str:
            problems.append(WrongType(field=at, expected="string"))
        elif len(value) > self.most:
            problems.append(TooLong(field=at, max=self.most))
        elif not self.pattern.fullmatch(value):
            problems.append(BadFormat(field=at, expected=self.expected))
        else:
            return value
        return None

    def schema(self) -> Schema:
        return {"type": "string", "maxLength": self.most, "pattern": f"^(?:{self.pattern.pattern})$"}


class Whole(Field[int]):
    """A whole number within bounds; ``true`` is not a number."""

    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def read(self, value: object, at: str, problems: Problems) -> int | None:
        if type(value) is not int:
            problems.append(WrongType(field=at, expected="integer"))
        elif not self.least <= value <= self.most:
            problems.append(OutOfRange(field=at, min=self.least, max=self.most))
        else:
            return value
        return None

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class Switch(Field[bool]):
    """``true`` or ``false``."""

    def read(self, value: object, at: str, problems: Problems) -> bool | None:
        if type(value) is bool:
            return value
        problems.append(WrongType(field=at, expected="boolean"))
        return None

    def schema(self) -> Schema:
        return {"type": "boolean"}


class Choice(Field[E]):
    """One member of a closed set of words, or of the part of it that is possible here."""

    def __init__(self, among: Iterable[E]) -> None:
        self.members: dict[object, E] = {member.value: member for member in among}

    def read(self, value: object, at: str, problems: Problems) -> E | None:
        if type(value) is not str:
            problems.append(WrongType(field=at, expected="string"))
            return None
        member = self.members.get(value)
        if member is None:
            problems.append(NotAChoice(field=at, choices=[one.value for one in self.members.values()]))
        return member

    def schema(self) -> Schema:
        return {"type": "string", "enum": [member.value for member in self.members.values()]}


class Instant(Field[datetime]):
    """RFC 3339 with an offset; kept in UTC and cut to the millisecond."""

    def read(self, value: object, at: str, problems: Problems) -> datetime | None:
        if type(value) is not str:
            problems.append(WrongType(field=at, expected="string"))
            return None
        instant = _instant(value)
        if instant is None:
            problems.append(BadFormat(field=at, expected="instant"))
        return instant

    def schema(self) -> Schema:
        return {"type": "string", "format": "date-time"}


def _instant(text: str) -> datetime | None:
    if not _INSTANT.fullmatch(text[:40]):
        return None
    try:
        instant = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if not EARLIEST <= instant < LATEST:
        return None
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


class Day(Field[date]):
    """A date ``YYYY-MM-DD``."""

    def read(self, value: object, at: str, problems: Problems) -> date | None:
        if type(value) is not str:
            problems.append(WrongType(field=at, expected="string"))
            return None
        try:
            day = date.fromisoformat(value) if _DATE.fullmatch(value) else None
        except ValueError:
            day = None
        if day is None or not EARLIEST.date() <= day < LATEST.date():
            problems.append(BadFormat(field=at, expected="date"))
            return None
        return day

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


class Name(Field[UUID]):
    """A UUID that we gave."""

    def read(self, value: object, at: str, problems: Problems) -> UUID | None:
        if type(value) is str and len(value) == 36:
            try:
                return UUID(value)
            except ValueError:
                pass
        problems.append(BadFormat(field=at, expected="uuid"))
        return None

    def schema(self) -> Schema:
        return {"type": "string", "format": "uuid"}


class Amount(Field[Money]):
    """``{"amount": "249.90", "currency": "RON"}``; never a JSON number (conventions.md, Money)."""

    _names = frozenset({"amount", "currency"})

    def read(self, value: object, at: str, problems: Problems) -> Money | None:
        if not isinstance(value, dict):
            problems.append(WrongType(field=at, expected="object"))
            return None
        if value.keys() - self._names:
            problems.extend(
                UnknownField(field=pointer(at, name)) for name in value if name not in self._names
            )
            return None
        amount, currency = value.get("amount"), value.get("currency")
        if type(amount) is not str or type(currency) is not str:
            problems.extend(self._untyped(value, at))
        elif not is_currency(currency):
            problems.append(BadFormat(field=f"{at}/currency", expected="currency"))
        else:
            return self._parsed(amount, currency, at=at, problems=problems)
        return None

    @staticmethod
    def _untyped(value: Mapping[str, object], at: str) -> Problems:
        bad: Problems = []
        for name in ("amount", "currency"):
            if value.get(name) is None:
                bad.append(FieldRequired(field=f"{at}/{name}"))
            elif type(value[name]) is not str:
                bad.append(WrongType(field=f"{at}/{name}", expected="string"))
        return bad

    @staticmethod
    def _parsed(amount: str, currency: str, *, at: str, problems: Problems) -> Money | None:
        try:
            return Money.parse(amount, currency)
        except BadAmount as refusal:
            problems.append(BadAmount(field=f"{at}/amount", **refusal.facts))
            return None

    def schema(self) -> Schema:
        return {
            "type": "object",
            "required": ["amount", "currency"],
            "additionalProperties": False,
            "properties": {
                "amount": {"type": "string", "pattern": r"^\d{1,16}(\.\d{1,4})?$", "examples": ["249.90"]},
                "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["RON"]},
            },
            "description": f"At most {MAX_MINOR} minor units, with no more decimals than the currency has.",
        }
