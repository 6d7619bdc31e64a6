"""How are objects and lists from outside read, member by member, by tables of fields?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from amiabil.foundation.errors import Fact, Invalid
from amiabil.foundation.fields import (
    MAX_PROBLEMS,
    Field,
    FieldRequired,
    Problems,
    Repeated,
    Schema,
    TooLong,
    UnknownField,
    WrongType,
    pointer,
)

T = TypeVar("T")


class ListOf(Field[tuple[T, ...]]):
    """A list of one kind; ``key`` names what may come only once (None: no such rule)."""

    def __init__(
        self,
        item: Field[T],
        most: int,
        *,
        least: int = 0,
        key: Callable[[T], Any] | None = None,
        name: str = "",
    ) -> None:
        self.item, self.most, self.least, self.key, self.name = item, most, least, key, name

    def read(self, value: object, at: str, problems: Problems) -> tuple[T, ...] | None:
        if not isinstance(value, list):
            problems.append(WrongType(field=at, expected="array"))
            return None
        if len(value) < self.least:
            problems.append(FieldRequired(field=at))
            return None
        if len(value) > self.most:
            problems.append(TooLong(field=at, max=self.most))
            return None
        before, items = len(problems), []
        for index, one in enumerate(value):
            item = self.item.read(one, f"{at}/{index}", problems)
            if item is not None:
                items.append(item)
            if len(problems) >= MAX_PROBLEMS:
                return None
        if len(problems) == before and self.key is not None:
            problems.extend(self._repeated(items, at))
        return tuple(items) if len(problems) == before else None

    def _repeated(self, items: Sequence[T], at: str) -> Problems:
        seen: set[Any] = set()
        bad: Problems = []
        for index, item in enumerate(items):
            value = self.key(item) if self.key else None
            if value in seen:
                place = f"{at}/{index}/{self.name}" if self.name else f"{at}/{index}"
                bad.append(Repeated(field=place, value=str(value)))
            seen.add(value)
        return bad

    def schema(self) -> Schema:
        schema: Schema = {"type": "array", "items": self.item.schema(), "maxItems": self.most}
        return {**schema, "minItems": self.least} if self.least else schema


class MapOf(Field[dict[str, T]]):
    """An object whose member names are free but have a form of their own."""

    def __init__(self, name: Field[str], value: Field[T], most: int) -> None:
        self.name, self.value, self.most = name, value, most

    def read(self, value: object, at: str, problems: Problems) -> dict[str, T] | None:
        if not isinstance(value, dict):
            problems.append(WrongType(field=at, expected="object"))
            return None
        if len(value) > self.most:
            problems.append(TooLong(field=at, max=self.most))
            return None
        before, found = len(problems), {}
        for given, inner in value.items():
            place = pointer(at, str(given))
            name = self.name.read(given, place, problems)
            item = self.value.read(inner, place, problems)
            if name is not None and item is not None:
                found[name] = item
        return found if len(problems) == before else None

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.value.schema(), "maxProperties": self.most}


REQUIRED: Any = object()
"""The default of a member that must be given."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an object: its field, its default (``REQUIRED``: none) and what it means."""

    field: Field[Any]
    default: Any = REQUIRED
    about: str = ""
    attribute: str | None = None


class Object(Field[T]):
    """An object with named members, made into ``make(**members)``; unknown members are refused.

    For a member that may be absent, ``null`` and an empty text mean the same as absent.
    """

    def __init__(self, make: Callable[..., T], members: Mapping[str, Member], *, about: str = "") -> None:
        self.make, self.members, self.about = make, dict(members), about
        self._plan = [
            (name, member.attribute or name, member.field.read, member.default)
            for name, member in self.members.items()
        ]

    def read(self, value: object, at: str, problems: Problems) -> T | None:
        if not isinstance(value, dict):
            problems.append(WrongType(field=at, expected="object"))
            return None
        before, found, absent = len(problems), {}, 0
        for name, attribute, read, default in self._plan:
            given = value.get(name)
            if given is not None and (given != "" or default is REQUIRED):
                found[attribute] = read(given, f"{at}/{name}", problems)
                continue
            absent += name not in value
            if default is REQUIRED:
                problems.append(FieldRequired(field=f"{at}/{name}"))
            else:
                found[attribute] = default
        if len(value) > len(self._plan) - absent:  # counting is cheaper than comparing the names
            unknown = sorted(str(name) for name in value.keys() - self.members.keys())
            problems.extend(UnknownField(field=pointer(at, name)) for name in unknown[:MAX_PROBLEMS])
        return self.make(**found) if len(problems) == before else None

    def schema(self) -> Schema:
        properties: dict[str, Schema] = {}
        for name, member in self.members.items():
            about = {"description": member.about} if member.about else {}
            properties[name] = {**member.field.schema(), **about}
        schema: Schema = {"type": "object", "additionalProperties": False, "properties": properties}
        required = [name for name, member in self.members.items() if member.default is REQUIRED]
        if required:
            schema["required"] = required
        return {**schema, "description": self.about} if self.about else schema


def fact_of(problem: Invalid) -> dict[str, Fact]:
    """A problem as JSON-ready facts: ``pointer``, ``code``, ``facts``."""
    return {"pointer": problem.field or "", "code": problem.code, "facts": dict(problem.facts)}
