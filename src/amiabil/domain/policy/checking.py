"""Is a policy right, and what exactly is not? Every problem with line and key, and the rule of law it breaks.

``read_policy`` stops at the first problem; an author wants all of them at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass, replace
from datetime import date
from typing import Any

from amiabil.domain.policy.floors import Floor, floors_of
from amiabil.domain.policy.installed import calendar
from amiabil.domain.policy.model import Policy
from amiabil.domain.policy.reader import Find, PolicyError, PolicyFile, merged_policy, policy_from, with_value
from amiabil.domain.policy.schema import READERS
from amiabil.foundation.documents import Node, read_yaml
from amiabil.foundation.schema import parts_of, typed


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong at one place: ``line`` 1 is the first, 0 unknown; ``key`` is the dotted path.

    ``floor`` is the rule of law that is not kept, None where the value is merely unreadable; ``country`` where it
    holds.
    """

    text: str
    line: int = 0
    key: str = ""
    name: str = ""
    floor: Floor | None = None
    country: str = ""

    def __str__(self) -> str:
        place = ":".join(part for part in (self.name, str(self.line or ""), self.key) if part)
        law = f" [{self.floor.rule}, {self.country}: {self.floor.source}]" if self.floor else ""
        return f"{place}: {self.text}{law}" if place else f"{self.text}{law}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A text that was checked: the policy when nothing is wrong, else the problems in the order of the lines."""

    policy: PolicyFile | None
    problems: tuple[Problem, ...] = ()


def check_policy(text: str, *, name: str, find: Find) -> Checked:
    """Check a policy's text against the schema and the legal floors of every country it covers."""
    try:
        root = read_yaml(text, name)
        merged, layers = merged_policy(root, find=find)
    except PolicyError as error:
        return Checked(None, (_of(error),))
    found = [*_unreadable(Policy, merged)]
    policy = None
    try:
        policy = policy_from(root, find=find)
        _check_calendars(policy)
    except PolicyError as error:
        if not found:
            found.append(_of(error))
    found = _with_floors(found, _below(merged, layers))
    return Checked(None if found else policy, tuple(sorted(found, key=lambda one: (one.line, one.key))))


def _abouts(policy: PolicyFile) -> Iterator[Node]:
    """The calendars a policy names, itself and by layers."""
    yield policy.root.fields()["policy"].fields()["calendar"]
    for layer in policy.layers:
        named = layer.fields()["set"].fields().get("policy.calendar")
        if named is not None:
            yield named


def _check_calendars(policy: PolicyFile) -> None:
    for named in _abouts(policy):
        try:
            calendar(named.text())
        except PolicyError as error:
            raise named.error(error.text) from None


def countries_of(policy: PolicyFile) -> tuple[str, ...]:
    """The countries whose law a policy has to keep: that of its calendar, and those its layers name."""
    return _countries(policy.root, policy.layers)


def _of(error: PolicyError) -> Problem:
    return Problem(error.text, error.line, error.key, error.name)


def _unreadable(kind: Any, node: Node) -> Iterator[Problem]:
    """Every value that is not of its kind, key by key."""
    if not is_dataclass(kind) or kind in READERS:
        try:
            typed(kind, node, READERS)
        except PolicyError as error:
            yield _of(error)
        return
    if not isinstance(node.value, dict):
        yield _of(node.error("a map is expected here"))
        return
    record: Any = kind
    hints, needed = parts_of(record)
    for key, inner in node.value.items():
        if key in hints:
            yield from _unreadable(hints[key], inner)
        else:
            yield _of(inner.error(f"unknown key '{key}'"))
    for name in needed:
        if name not in node.value:
            yield _of(node.error(f"'{name}' is missing"))


# --- the law ------------------------------------------------------------------------------------------------


def _countries(root: Node, layers: tuple[Node, ...]) -> tuple[str, ...]:
    named = [_text(root, "policy", "calendar")]
    named += [_text(layer, "when", "country") for layer in layers]
    return tuple(dict.fromkeys(name for name in named if name))


def _text(node: Node, *path: str) -> str:
    for name in path:
        inner = node.value.get(name) if isinstance(node.value, dict) else None
        if inner is None:
            return ""
        node = inner
    return node.value if isinstance(node.value, str) else ""


def _below(root: Node, layers: tuple[Node, ...]) -> Iterator[tuple[Floor, str, Node]]:
    """Floor, country and place of every value that is too low: as it stands, and with each layer on top."""
    day = _day(root)
    for country in _countries(root, layers):
        own = [layer for layer in layers if _text(layer, "when", "country") == country]
        base = root
        for layer in own:
            base = _layered(base, layer)
        others = [layer for layer in layers if not _text(layer, "when", "country")]
        for tree in (base, *(_layered(base, layer) for layer in others)):
            yield from _broken(tree, country, day)


def _broken(tree: Node, country: str, day: date) -> Iterator[tuple[Floor, str, Node]]:
    for floor in floors_of(country, on=day):
        for place, there in floor.places(tree):
            if not there:
                yield floor, country, replace(place, line=place.line or 1, key=floor.key)
            elif not floor.holds(place):
                yield floor, country, place


def _layered(root: Node, layer: Node) -> Node:
    given = layer.value.get("set") if isinstance(layer.value, dict) else None
    for path, value in given.value.items() if given and isinstance(given.value, dict) else ():
        try:
            root = with_value(root, path, value)
        except PolicyError:
            continue  # told as an unreadable layer
    return root


def _day(root: Node) -> date:
    try:
        return date.fromisoformat(_text(root, "policy", "effective_from"))
    except ValueError:
        return date.max


def _with_floors(found: list[Problem], below: Iterator[tuple[Floor, str, Node]]) -> list[Problem]:
    """The problems with the rules that are broken; a value that is unreadable and illegal is told once."""
    result = list(found)
    told: set[tuple[str, str, int]] = set()
    for floor, country, place in below:
        if (floor.rule, floor.key, place.line) in told:
            continue
        told.add((floor.rule, floor.key, place.line))
        lacking = f"'{floor.key.rpartition('.')[2]}' is missing"
        result = [
            one for one in result if one.line != place.line or (one.key != place.key and one.text != lacking)
        ]
        result.append(Problem(floor.says["en"], place.line, place.key, place.name, floor, country))
    return result
