"""What does a YAML file say, and in which line? Nodes that know their place.

Only maps, lists and scalars; numbers, true, false and null as in JSON, every other plain scalar is
text (so a country ``NO`` stays a country and a date stays a string until someone asks for a date).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime
from typing import TypeAlias

import yaml
from yaml.reader import ReaderError

from amiabil.foundation.errors import Fact
from amiabil.foundation.yaml_problems import sentence

Scalar: TypeAlias = str | int | float | bool | None

MAX_NODES = 50_000
"""More than any honest file; aliases that unfold into more are refused before memory is gone."""

MAX_DEPTH = 60
"""Maps and lists in one another; an alias that holds itself ends here too."""

_TOO_DEEP = "the document is nested too deeply"

MAX_DIGITS = 60
"""Of a number; what is longer is text, which no reader takes for one."""

_NESTING = "[{-?:"
_SAFE_NESTING = 10_000
"""So few of the characters that can open a level cannot exhaust the stack of the YAML library."""

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?[0-9][0-9_]*\.[0-9]*([eE][-+]?[0-9]+)?")
_WORDS: dict[str, Scalar] = {"": None, "null": None, "~": None, "true": True, "false": False}


class DocumentError(ValueError):
    """What is wrong, with the place: file name, line (1 is the first, 0 unknown) and dotted key."""

    def __init__(self, text: str, *, line: int = 0, key: str = "", name: str = "") -> None:
        super().__init__(text, line, key, name)
        self.text, self.line, self.key, self.name = text, line, key, name

    def __str__(self) -> str:
        place = ":".join(part for part in (self.name, str(self.line or ""), self.key) if part)
        return f"{place}: {self.text}" if place else self.text


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document with its line and the dotted path of keys that lead to it."""

    value: Scalar | tuple[Node, ...] | dict[str, Node]
    line: int = 0
    key: str = ""
    name: str = ""

    def error(self, text: str) -> DocumentError:
        """An error that points here."""
        return DocumentError(text, line=self.line, key=self.key, name=self.name)

    def fields(self) -> dict[str, Node]:
        """The entries of a map, in the order of the file."""
        if not isinstance(self.value, dict):
            raise self.error("a map is expected here")
        return self.value

    def items(self) -> tuple[Node, ...]:
        """The entries of a list."""
        if not isinstance(self.value, tuple):
            raise self.error("a list is expected here")
        return self.value

    def text(self) -> str:
        """A string; a number must be quoted to count as one."""
        if not isinstance(self.value, str):
            raise self.error("text is expected here (a number must stand in quotes)")
        return self.value

    def integer(self) -> int:
        """A whole number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.error("a whole number is expected here")
        return self.value

    def boolean(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise self.error("true or false is expected here")
        return self.value

    def day(self) -> date:
        """A date, ISO."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            raise self.error("a date such as 2026-09-01 is expected here") from None

    def instant(self) -> datetime:
        """An instant with an offset, in UTC; in the first and the last year of all as it is written."""
        try:
            at = datetime.fromisoformat(self.text())
        except ValueError:
            raise self.error("an instant such as 2026-10-07T10:15:00+03:00 is expected here") from None
        if at.tzinfo is None:
            raise self.error("the instant has no offset")
        return at.astimezone(UTC) if MINYEAR < at.year < MAXYEAR else at

    def only(self, *allowed: str, required: tuple[str, ...] = ()) -> dict[str, Node]:
        """The entries of a map that may have these keys and no others."""
        fields = self.fields()
        for key, node in fields.items():
            if key not in allowed and key not in required:
                raise node.error(f"unknown key '{key}'")
        for key in required:
            if key not in fields:
                raise self.error(f"'{key}' is missing")
        return fields

    def plain(self) -> Fact | float:
        """The value as JSON would have it, without places."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}  # type: ignore[misc]  # floats appear only where the reader will refuse them
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]  # type: ignore[misc]  # as above
        return self.value


def read_yaml(text: str, name: str = "") -> Node:
    """The document of a YAML text; raises ``DocumentError`` with the line of what cannot be read."""
    _check_depth(text, name)
    try:
        root = _composed(text)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise DocumentError(
            sentence(error.problem or "", at=_at(text, mark)), line=mark.line + 1 if mark else 0, name=name
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        line = text.count("\n", 0, error.position) + 1 if isinstance(error, ReaderError) else 0
        raise DocumentError(sentence(str(error)), line=line, name=name) from None
    if root is None:
        raise DocumentError("the file is empty", line=1, name=name)
    return _Builder(name).node(root, "", 0)


def _composed(text: str) -> yaml.Node | None:
    loader = _loader()(text)  # the one in Python already reads here
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


def _at(text: str, mark: yaml.Mark | None) -> str:
    """The character a mark points at; empty where there is none."""
    return text[mark.index : mark.index + 1] if mark is not None else ""


def _loader() -> type[yaml.CSafeLoader | yaml.SafeLoader]:
    return yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader


def _check_depth(text: str, name: str) -> None:
    """Refuse what is nested so deeply that composing it would end the process; errors are told later."""
    if sum(text.count(sign) for sign in _NESTING) <= _SAFE_NESTING:
        return
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_loader()):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > MAX_DEPTH:
                mark = event.start_mark
                raise DocumentError(_TOO_DEEP, line=mark.line + 1 if mark else 0, name=name)
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, DocumentError):
            raise


def from_plain(value: object, *, key: str = "", name: str = "") -> Node:
    """Nodes for a value that did not come from a file: their line is 0."""
    if isinstance(value, Mapping):
        inner = {str(k): from_plain(v, key=_join(key, str(k)), name=name) for k, v in value.items()}
        return Node(inner, key=key, name=name)
    if isinstance(value, (list, tuple)):
        items = tuple(from_plain(v, key=f"{key}[{n}]", name=name) for n, v in enumerate(value))
        return Node(items, key=key, name=name)
    if value is not None and not isinstance(value, (str, int, float)):
        raise DocumentError(f"a {type(value).__name__} cannot stand in a document", key=key, name=name)
    return Node(value, key=key, name=name)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    below = node.value.values() if isinstance(node.value, dict) else node.value
    for inner in below if not isinstance(below, (str, int, float, type(None))) else ():
        yield from walk(inner)


def _join(key: str, last: str) -> str:
    return f"{key}.{last}" if key else last


class _Builder:
    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0

    def node(self, source: yaml.Node, key: str, depth: int) -> Node:
        line = source.start_mark.line + 1
        self.count += 1
        if depth > MAX_DEPTH:
            raise DocumentError(_TOO_DEEP, line=line, name=self.name)
        if self.count > MAX_NODES:
            raise DocumentError("the document is too large", line=line, key=key, name=self.name)
        if isinstance(source, yaml.MappingNode):
            return Node(self._fields(source, key, depth), line, key, self.name)
        if isinstance(source, yaml.SequenceNode):
            items = tuple(self.node(item, f"{key}[{n}]", depth + 1) for n, item in enumerate(source.value))
            return Node(items, line, key, self.name)
        if not isinstance(source, yaml.ScalarNode):
            raise DocumentError(
                "only maps, lists and scalars can be read", line=line, key=key, name=self.name
            )
        return Node(_scalar(source), line, key, self.name)

    def _fields(self, source: yaml.MappingNode, key: str, depth: int) -> dict[str, Node]:
        fields: dict[str, Node] = {}
        for name_node, value_node in source.value:
            line = name_node.start_mark.line + 1
            if not isinstance(name_node, yaml.ScalarNode):
                raise DocumentError("a key must be a plain word", line=line, key=key, name=self.name)
            name = str(name_node.value)
            if name in fields:
                raise DocumentError(
                    f"the key '{name}' stands twice", line=line, key=_join(key, name), name=self.name
                )
            inner = self.node(value_node, _join(key, name), depth + 1)
            # The line of the key is what an author looks for; a block value begins one line below it.
            fields[name] = Node(inner.value, line, inner.key, self.name)
        return fields


def _scalar(source: yaml.ScalarNode) -> Scalar:
    text = str(source.value)
    if source.style in {"'", '"', "|", ">"}:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > MAX_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text.replace("_", ""))
    if _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    return text
