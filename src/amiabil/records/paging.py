"""How is a long list read? In pages, each continued after an opaque cursor that names the last row's place."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from amiabil.foundation.errors import Invalid

T = TypeVar("T")

DEFAULT_LIMIT = 25
MAX_LIMIT = 100

Place = list[int | str]


class BadCursor(Invalid):
    """Not a cursor that a list of ours has given."""

    code = "bad_cursor"


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list; ``next`` is None on the last one."""

    items: tuple[T, ...]
    next: str | None


def encode(place: Place) -> str:
    """A place in a list as an opaque cursor."""
    return base64.urlsafe_b64encode(json.dumps(place, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str | None, kinds: Sequence[type]) -> Place | None:
    """The place a cursor names, None for no cursor: its values are of these types.

    ``UUID`` and ``datetime`` stand for texts that can be read as such, for the database would fail at others.
    Raises ``BadCursor``.
    """
    if not cursor:
        return None
    try:
        place: Place = json.loads(base64.urlsafe_b64decode(cursor[:400] + "=" * (-len(cursor) % 4)))
        fits = isinstance(place, list) and len(place) == len(kinds) and all(map(_is, place, kinds))
    except (ValueError, RecursionError):
        fits = False
    if not fits:
        raise BadCursor(field="/after")
    return place


def _is(value: object, kind: type) -> bool:
    if kind is UUID:
        return isinstance(value, str) and str(UUID(value)) == value
    if kind is datetime:
        return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    if kind is int:
        return type(value) is int and abs(value) < 2**63
    return type(value) is kind and str(value).isprintable()


def bounded(limit: int | None) -> int:
    """A page size between 1 and ``MAX_LIMIT``; ``DEFAULT_LIMIT`` when none is asked for."""
    return max(1, min(limit or DEFAULT_LIMIT, MAX_LIMIT))


def page(rows: Sequence[T], *, limit: int, place: Callable[[T], Place]) -> Page[T]:
    """The page made of rows that were asked for with one more than ``limit``."""
    more = len(rows) > limit
    items = tuple(rows[:limit])
    return Page(items, encode(place(items[-1])) if more and items else None)
