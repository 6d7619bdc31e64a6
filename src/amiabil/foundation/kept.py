"""What was made of this very object before? A bounded cache by identity, for values too large to hash."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

S = TypeVar("S")
V = TypeVar("V")


class Kept(Generic[V]):
    """Remembers what was made of an immutable object; equal objects that are not the same one are made anew.

    Holds its objects, so that an identity cannot come to mean another one, and forgets all of them when there are
    more than ``most``. What it gives back is shared: it must not be altered.
    """

    def __init__(self, most: int = 256) -> None:
        self._most = most
        self._known: dict[int | tuple[int, Hashable], tuple[object, V]] = {}

    def of(self, source: S, make: Callable[[S], V], *, beside: Hashable = None) -> V:
        """What ``make`` gives for the object (and what stands beside it), made once."""
        key = id(source) if beside is None else (id(source), beside)
        found = self._known.get(key)
        if found is not None:
            return found[1]
        made = make(source)
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = (source, made)
        return made
