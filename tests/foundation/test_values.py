"""A value of another one, with slots and without: the rest stays, the given one too, and no field is invented.

One that is made quickly is made of the same arguments as any other.
"""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field
from inspect import signature
from typing import Any

import pytest

from amiabil.foundation.values import quickly_made, replace


@dataclass(frozen=True, slots=True)
class WithSlots:
    name: str
    size: int = 1


@dataclass(frozen=True)
class WithoutSlots:
    name: str
    size: int = 1


@pytest.mark.parametrize("kind", [WithSlots, WithoutSlots])
def test_only_what_is_named_changes(kind: Any) -> None:
    given = kind("a", 2)
    assert replace(given, size=3) == kind("a", 3)
    assert given == kind("a", 2)


@pytest.mark.parametrize("kind", [WithSlots, WithoutSlots])
def test_an_unknown_field_is_a_defect(kind: Any) -> None:
    with pytest.raises(TypeError, match="colour"):
        replace(kind("a"), colour="red")


@dataclass(frozen=True, slots=True)
class Plain:
    name: str
    size: int = 1
    parts: dict[str, int] = field(default_factory=dict)


@quickly_made
@dataclass(frozen=True, slots=True)
class Quick:
    name: str
    size: int = 1
    parts: dict[str, int] = field(default_factory=dict)


@quickly_made
@dataclass(frozen=True)
class QuickWithoutSlots:
    name: str
    size: int = 1
    parts: dict[str, int] = field(default_factory=dict)


QUICK = pytest.mark.parametrize("kind", [Quick, QuickWithoutSlots])


@QUICK
@pytest.mark.parametrize(
    ("given", "named"),
    [(("a",), {}), (("a", 2), {}), (("a",), {"parts": {"x": 1}}), ((), {"name": "a", "size": 3})],
)
def test_what_is_made_quickly_has_what_any_other_has(kind: Any, given: tuple[Any, ...], named: Any) -> None:
    made, plain = kind(*given, **named), Plain(*given, **named)
    assert (made.name, made.size, made.parts) == (plain.name, plain.size, plain.parts)
    assert made == kind(plain.name, plain.size, plain.parts) != kind("other")


@QUICK
def test_a_made_default_is_each_values_own(kind: Any) -> None:
    assert kind("a").parts is not kind("a").parts


@QUICK
def test_what_is_made_quickly_cannot_be_altered(kind: Any) -> None:
    made = kind("a")
    with pytest.raises(FrozenInstanceError):
        made.size = 2
    with pytest.raises(FrozenInstanceError):
        del made.size


@QUICK
@pytest.mark.parametrize(("given", "named"), [((), {}), (("a", 1, {}, 2), {}), (("a",), {"colour": "red"})])
def test_wrong_arguments_are_a_defect(kind: Any, given: tuple[Any, ...], named: Any) -> None:
    with pytest.raises(TypeError, match="__init__"):
        kind(*given, **named)


@QUICK
def test_the_arguments_can_be_read(kind: Any) -> None:
    assert list(signature(kind).parameters) == list(signature(Plain).parameters)
