"""A value of another one, with slots and without: the rest stays, the given one too, and no field is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from amiabil.foundation.values import replace


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
