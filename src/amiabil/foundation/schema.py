"""Is every key of a document known, present and of the right kind? From nodes to frozen dataclasses.

The dataclasses are the schema: a field without a default must be there, ``null`` is allowed where the
type says ``None``, and a wrong word names the words that are right.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from amiabil.foundation.documents import Node

Readers: TypeAlias = Mapping[Any, Callable[[Node], Any]]
"""How the types are read that are not records: text, numbers, dates, amounts."""


def typed(kind: Any, node: Node, readers: Readers) -> Any:
    """The value a node spells for a type; raises ``DocumentError`` at the first thing that is wrong."""
    if kind in readers:
        return readers[kind](node)
    origin, inside = _outline(kind)
    if origin in {Union, types.UnionType}:
        return _one_of_types(inside, node, readers)
    if origin is Literal:
        return _word(inside, node)
    if origin is tuple:
        return tuple(typed(inside[0], item, readers) for item in node.items())
    if origin is not None and issubclass(origin, Mapping):
        return {
            _key(inside[0], key, item): typed(inside[1], item, readers) for key, item in node.fields().items()
        }
    if issubclass(kind, Enum):
        return kind(_word(_words(kind), node))
    if is_dataclass(kind):
        return _record(kind, node, readers)
    raise TypeError(f"a document cannot hold {kind}")


@lru_cache(maxsize=512)
def _outline(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(kind), get_args(kind)


@lru_cache(maxsize=256)
def _words(kind: type[Enum]) -> tuple[str, ...]:
    """The words of a closed set, in their order."""
    return tuple(member.value for member in kind)


@lru_cache(maxsize=256)
def parts_of(kind: Any) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The types of the fields by name, and the names of those that must be there."""
    hints = get_type_hints(kind)
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    return {field.name: hints[field.name] for field in fields(kind)}, tuple(needed)


def _record(kind: Any, node: Node, readers: Readers) -> Any:
    given = node.fields()
    parts, required = parts_of(kind)
    node.only(*parts, required=required)
    return kind(**{name: typed(hint, given[name], readers) for name, hint in parts.items() if name in given})


def _one_of_types(inside: tuple[Any, ...], node: Node, readers: Readers) -> Any:
    if node.value is None and type(None) in inside:
        return None
    real = [part for part in inside if part is not type(None)]
    return typed(real[0], node, readers)


def _word(words: tuple[Any, ...], node: Node) -> Any:
    if node.value not in words or isinstance(node.value, bool):
        raise node.error(f"'{node.value}' is not one of: {', '.join(str(word) for word in words)}")
    return node.value


def _key(kind: Any, key: str, node: Node) -> Any:
    if kind is str:
        return key
    for part in _outline(kind)[1] or (kind,):
        origin, inside = _outline(part)
        if key in (inside if origin is Literal else _words(part)):
            return key if origin is Literal else part(key)
    raise node.error(f"unknown key '{key}'")
