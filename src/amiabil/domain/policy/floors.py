"""Below what may no policy fall in this country? The floors of the law, as data with rule and source.

``data/legal-floors.yaml`` is the whole of it. A floor looks at one key, so it needs no resolved policy and can name
the rule even where the value is no value of the schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from amiabil.domain.policy import packaged
from amiabil.foundation.documents import Node, Scalar, read_yaml

_FILE = "legal-floors.yaml"
_BOUNDS = ("at_least", "at_most", "is", "excludes")


@dataclass(frozen=True, slots=True)
class Floor:
    """One rule of law about one key.

    ``rule`` is its id in disputes.md 6, ``countries`` where it holds, ``since`` the first day of it (None: always).
    ``bound`` is one of ``at_least``, ``at_most``, ``is``, ``excludes``, with its ``value``. ``says`` has the sentence
    by language. With ``absent_keeps`` the key may be missing, since what holds without it keeps the floor.
    """

    rule: str
    source: str
    countries: frozenset[str]
    key: str
    bound: str
    value: Scalar | tuple[Scalar, ...]
    says: Mapping[str, str] = field(default_factory=dict)
    since: date | None = None
    absent_keeps: bool = False

    def holds(self, node: Node) -> bool:
        """Whether a value keeps the floor; ``null`` keeps none that bounds a number."""
        found = node.value
        if self.bound == "is":
            return found == self.value and isinstance(found, bool) == isinstance(self.value, bool)
        if self.bound == "excludes":
            inside = (
                {item.value for item in found if not isinstance(item.value, (tuple, dict))}
                if isinstance(found, tuple)
                else set()
            )
            return not inside & set(self.value if isinstance(self.value, tuple) else (self.value,))
        if isinstance(found, bool) or not isinstance(found, int) or not isinstance(self.value, int):
            return False
        return found >= self.value if self.bound == "at_least" else found <= self.value

    def places(self, root: Node) -> Iterator[tuple[Node, bool]]:
        """The values the key names in a policy; with False the map that lacks it, though it has to be there."""
        for place, there in _places(root, self.key.split(".")):
            if there or not self.absent_keeps:
                yield place, there


@cache
def floors() -> tuple[Floor, ...]:
    """Every floor, in the order of the file."""
    root = read_yaml(packaged.text(_FILE), _FILE).only(required=("groups", "floors"))
    groups = {
        name: frozenset(item.text() for item in node.items())
        for name, node in root["groups"].fields().items()
    }
    return tuple(_floor(node, groups) for node in root["floors"].items())


def floors_of(country: str, *, on: date) -> tuple[Floor, ...]:
    """The floors that hold in a country on a day."""
    return tuple(
        floor
        for floor in floors()
        if country in floor.countries and (floor.since is None or floor.since <= on)
    )


def _floor(node: Node, groups: Mapping[str, frozenset[str]]) -> Floor:
    fields = node.only("from", "absent", *_BOUNDS, required=("rule", "source", "where", "key", "says"))
    bounds = [name for name in _BOUNDS if name in fields]
    if len(bounds) != 1:
        raise node.error(f"one of {', '.join(_BOUNDS)} is expected here")
    where = [item.text() for item in fields["where"].items()]
    return Floor(
        rule=fields["rule"].text(),
        source=fields["source"].text(),
        countries=frozenset[str]().union(*(groups.get(name, frozenset({name})) for name in where)),
        key=fields["key"].text(),
        bound=bounds[0],
        value=_value(fields[bounds[0]]),
        says={language: said.text() for language, said in fields["says"].fields().items()},
        since=fields["from"].day() if "from" in fields else None,
        absent_keeps="absent" in fields and fields["absent"].text() == "keeps",
    )


def _value(node: Node) -> Scalar | tuple[Scalar, ...]:
    if isinstance(node.value, tuple):
        return tuple(item.text() for item in node.value)
    if isinstance(node.value, dict):
        raise node.error("a value or a list is expected here")
    return node.value


def _places(node: Node, path: list[str]) -> Iterator[tuple[Node, bool]]:
    if not path:
        yield node, True
        return
    if not isinstance(node.value, dict):
        return
    if path[0] == "*":
        for inner in node.value.values():
            yield from _places(inner, path[1:])
        return
    found = node.value.get(path[0])
    if found is None:
        yield node, False
        return
    yield from _places(found, path[1:])
