"""What a row about a door says; how to write one is told in ``doors``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from tests.attacks.callers import EVERYBODY, Caller


class Area(Enum):
    """Whose part of the house a door is in."""

    PUBLIC = "public"
    PORTAL = "portal"
    DESK = "desk"
    API = "api"


PUBLIC, PORTAL, DESK, API = Area


@dataclass(frozen=True)
class Door:
    """One method of one address; see above."""

    method: str
    route: str
    area: Area
    open_to: frozenset[Caller] = EVERYBODY
    about: str | None = None
    hidden: frozenset[Caller] = frozenset()
    in_place: frozenset[Caller] = frozenset()
    scope: str | None = None
    data: Mapping[str, object] | Sequence[object] = field(default_factory=dict)
    json: bool = False
    status: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return f"{self.method} /{self.route}"
