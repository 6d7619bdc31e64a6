"""How does a frozen dataclass become a JSON document and come back exactly?

The types of the fields are the schema. A field that has its default is left out, so a document stays
small, and a field added later, with a default, reads old documents. No document contains ``null``.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Collection, ItemsView, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from amiabil.foundation.errors import Fact
from amiabil.foundation.kept import Kept
from amiabil.foundation.money import Money

T = TypeVar("T")


class Codec(NamedTuple):
    """The two ways between a typed value and its JSON form."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def encode(kind: type[T], value: T) -> Any:
    """The JSON form of a value of this type; what is immutable in it is shared with other documents, so it must not
    be altered."""
    return codec_of(kind).encode(value)


def decode(kind: type[T], document: Any) -> T:
    """The value a JSON form made by ``encode`` stands for; ``KeyError`` or ``ValueError`` for another one."""
    value: T = codec_of(kind).decode(document)
    return value


def instant_text(at: datetime) -> str:
    """RFC 3339 in UTC with ``Z``; a fraction only when there is one."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat()[:-6] + "Z"


def _money_text(amount: Money) -> str:
    return _spelled(amount.minor, amount.currency)


@lru_cache(maxsize=4096)  # a document names few amounts, each many times
def _spelled(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).text()} {currency}"


def _read_money(text: str) -> Money:
    amount, _, currency = text.partition(" ")
    if amount.startswith("-"):
        return -Money.parse(amount[1:], currency)
    return Money.parse(amount, currency)


def _same(value: Any) -> Any:
    return value


_AS_IT_IS = Codec(_same, _same)
_SIMPLE: dict[Any, Codec] = {
    str: _AS_IT_IS,
    int: _AS_IT_IS,
    bool: _AS_IT_IS,
    Decimal: Codec(str, Decimal),
    UUID: Codec(str, UUID),
    date: Codec(date.isoformat, date.fromisoformat),
    datetime: Codec(instant_text, datetime.fromisoformat),
    timedelta: Codec(lambda span: span // timedelta(microseconds=1), lambda n: timedelta(microseconds=n)),
    Money: Codec(_money_text, _read_money),
}


def codec_of(kind: Any) -> Codec:
    """The codec of a type: simple types, enums, dataclasses, and optional, tuple, set, map of these."""
    return _codec(kind)


@lru_cache(maxsize=512)
def _codec(kind: Any) -> Codec:
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    origin, inside = get_origin(kind), get_args(kind)
    if origin in {Union, types.UnionType}:
        return _optional(inside, kind)
    if origin is Literal:
        return _AS_IT_IS
    if origin is tuple:
        return _tuple(inside)
    if origin is frozenset:
        encode_item, decode_item = codec_of(inside[0])
        return Codec(
            lambda values: sorted(map(encode_item, values)),
            lambda values: frozenset(map(decode_item, values)),
        )
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(inside)
    if _is_enum(kind):
        return Codec({member: member.value for member in kind}.__getitem__, kind)
    if is_dataclass(kind):
        return _record(kind)
    raise TypeError(f"no JSON form for {kind}")


def _optional(inside: tuple[Any, ...], kind: Any) -> Codec:
    if kind == Fact:
        return _AS_IT_IS
    if all(get_origin(part) is Literal or _is_enum(part) for part in inside):
        return _words(inside)
    real = [part for part in inside if part is not type(None)]
    if len(real) != 1:
        raise TypeError(f"no JSON form for {kind}")
    encode_value, decode_value = codec_of(real[0])
    return Codec(
        lambda value: None if value is None else encode_value(value),
        lambda value: None if value is None else decode_value(value),
    )


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _words(inside: tuple[Any, ...]) -> Codec:
    members = {member.value: member for part in inside if _is_enum(part) for member in part}
    return Codec(str, lambda word: members.get(word, word))


def _tuple(inside: tuple[Any, ...]) -> Codec:
    if len(inside) == 2 and inside[1] is Ellipsis:
        encode_item, decode_item = codec_of(inside[0])
        return Codec(
            lambda values: list(map(encode_item, values)), lambda values: tuple(map(decode_item, values))
        )
    parts = [codec_of(part) for part in inside]
    return Codec(
        lambda values: [part.encode(v) for part, v in zip(parts, values, strict=True)],
        lambda values: tuple(part.decode(v) for part, v in zip(parts, values, strict=True)),
    )


def _mapping(inside: tuple[Any, ...]) -> Codec:
    (encode_key, decode_key), (encode_item, decode_item) = codec_of(inside[0]), codec_of(inside[1])
    return Codec(
        lambda values: {encode_key(key): encode_item(value) for key, value in values.items()},
        lambda values: {decode_key(key): decode_item(value) for key, value in values.items()},
    )


def _default(field: Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not MISSING else field.default


class _Part(NamedTuple):
    """A field of a dataclass; ``default`` is ``MISSING`` where it has none."""

    name: str
    codec: Codec
    default: Any

    def is_written(self, value: Any) -> bool:
        """Whether a document holds this value: not where it is the default."""
        return value is not self.default and (self.default is MISSING or bool(value != self.default))


@lru_cache(maxsize=512)
def _parts(kind: Any) -> tuple[_Part, ...]:
    hints = get_type_hints(kind)
    return tuple(_Part(field.name, codec_of(hints[field.name]), _default(field)) for field in fields(kind))


@lru_cache(maxsize=512)
def _values(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    """What reads all fields of a dataclass, in their order."""
    names = [field.name for field in fields(kind)]
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple(getattr(value, name) for name in names)


def encode_record(kind: Any, value: Any, *, without: Collection[str] = ()) -> dict[str, Any]:
    """The JSON form of a dataclass, ``without`` some of its fields."""
    document = {}
    for (name, (write, _), default), inner in zip(_parts(kind), _values(kind)(value), strict=True):
        # As in ``is_written``, without a call for each field of each record.
        if inner is not default and (default is MISSING or inner != default) and name not in without:
            document[name] = write(inner)
    return document


MOST_KEPT = 256
"""Records of one type whose JSON form is kept: several cases of everything a case has many of."""


def _record(kind: Any) -> Codec:
    """Values that follow each other share most of their records, so each is written once, known by its identity."""
    known = {field.name for field in fields(kind)}
    written = Kept[dict[str, Any]](MOST_KEPT)

    write = partial(encode_record, kind)

    def to_json(value: Any) -> dict[str, Any]:
        return written.of(value, write)

    def from_json(document: dict[str, Any]) -> Any:
        if unknown := document.keys() - known:
            raise ValueError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
        # The parts are looked up at first use, so that a type may contain itself.
        return kind(
            **{
                part.name: part.codec.decode(document[part.name])
                for part in _parts(kind)
                if part.name in document
            }
        )

    return Codec(to_json, from_json)


def change(kind: Any, before: Any, after: Any) -> dict[str, Any]:
    """What turns the document of one dataclass into that of another: ``difference`` of both, but a field that is
    the very same object in both is not even looked into."""
    olds: dict[str, Any] = {}
    news: dict[str, Any] = {}
    values = _values(kind)
    pairs = zip(_parts(kind), values(before), values(after), strict=True)
    for part, old, new in [pair for pair in pairs if pair[1] is not pair[2]]:
        if part.is_written(old):
            olds[part.name] = part.codec.encode(old)
        if part.is_written(new):
            news[part.name] = part.codec.encode(new)
    return difference(olds, news)


class Patch(Mapping[str, Any]):
    """What turns the document of one dataclass (None: nothing) into that of another, worked out when somebody first
    looks. Whoever only follows a case to its end never does.

    ``make`` must depend on values that never change.
    """

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], dict[str, Any]]) -> None:
        self._make: Callable[[], dict[str, Any]] | None = make
        self._made: dict[str, Any] = {}

    def _known(self) -> dict[str, Any]:
        if self._make is not None:
            self._made, self._make = self._make(), None
        return self._made

    def __getitem__(self, key: str) -> Any:
        return self._known()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def items(self) -> ItemsView[str, Any]:
        """As of every mapping, without a call for each."""
        return self._known().items()

    def __repr__(self) -> str:
        return repr(self._known())


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What turns one document into the other: a JSON merge patch (RFC 7396)."""
    patch: dict[str, Any] = dict.fromkeys(before.keys() - after.keys())
    for key, value in after.items():
        old = before.get(key)
        if key in before and (old is value or old == value):
            continue
        if isinstance(old, dict) and isinstance(value, dict):
            patch[key] = difference(old, value)
        else:
            patch[key] = value
    return patch


def patched(before: dict[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The document after a patch made by ``difference``; the given one is not altered."""
    after = dict(before)
    for key, value in patch.items():
        old = before.get(key)
        if value is None:
            after.pop(key, None)
        elif isinstance(old, dict) and isinstance(value, dict):
            after[key] = patched(old, value)
        else:
            after[key] = value
    return after
