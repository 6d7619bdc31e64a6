"""What goes with each command of a dispute, as JSON Schema made from the records the commands read."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from amiabil.actions.handed_in import HandedIn
from amiabil.domain.disputes.arguments import ARGUMENTS
from amiabil.domain.disputes.questions import QUESTIONS, WHAT_HAPPENED, QuestionOf
from amiabil.domain.terms import Command, EvidenceKind
from amiabil.domain.written import REASON_MAX
from amiabil.foundation.fields import Choice, Name, Schema, Switch, Text, Whole
from amiabil.foundation.shapes import ListOf, Member, Object
from amiabil.records.new_id import new_id

_SIMPLE: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    datetime: {"type": "string", "format": "date-time"},
}

_AMOUNT: Schema = {"type": "string", "description": "In the order's currency.", "examples": ["249.90"]}


def _answers() -> Schema:
    """The answers of every reason by question; which of them a reason asks is told by the preview."""
    asked = {one.key: one for questions in QUESTIONS.values() for one in questions}
    return {
        "type": "object",
        "description": "Answers to the questions of the reason, by key. `POST /disputes/preview` tells which it asks;"
        " one that is required and has no answer is refused as `evidence_missing`. `what_happened` is the `text`.",
        "additionalProperties": False,
        "properties": {key: _answer(one) for key, one in asked.items() if key != WHAT_HAPPENED},
    }


def _answer(question: QuestionOf) -> Schema:
    if question.words:
        return {"type": "string", "enum": list(question.words)}
    return {"type": "string", "maxLength": REASON_MAX}


_NAMED: Mapping[str, Schema] = {"amount": _AMOUNT, "answers": _answers()}
"""Arguments that mean the same in every command that takes them."""

BY_US = frozenset({"evidence", "label", "channel", "more"})
"""Arguments a client does not name: evidence is handed in beside them, with labels of ours."""


def _handed_in(**given: Any) -> HandedIn:
    return HandedIn(id=new_id(), **{**given, "kind": given["kind"].value})


EVIDENCE = ListOf(
    Object(
        _handed_in,
        {
            "kind": Member(Choice(EvidenceKind)),
            "title": Member(Text(200), ""),
            "text": Member(Text(REASON_MAX, lines=True), ""),
            "edited_media": Member(Switch(), False, "Declared as edited or made by a machine."),
            "gone": Member(
                Switch(),
                False,
                "Packaging that no longer exists; `text` says why. It lets a dispute be filed.",
            ),
            "file_id": Member(Name(), None, "A finished upload of the person acted for."),
        },
    ),
    20,
)

VERSION = Whole(0, 2**31 - 1)


def arguments_schema(command: Command) -> Schema:
    """The arguments a client sends with this command."""
    schema = _record(ARGUMENTS[command])
    for name in BY_US:
        schema["properties"].pop(name, None)
    schema["required"] = [name for name in schema["required"] if name in schema["properties"]]
    return schema if schema["required"] else {k: v for k, v in schema.items() if k != "required"}


def takes_evidence(command: Command) -> bool:
    """Whether evidence can be handed in with this command."""
    return any(one.name == "evidence" for one in fields(ARGUMENTS[command]))


def _record(kind: type[Any]) -> Schema:
    hints = get_type_hints(kind)
    properties = {
        one.name: _NAMED[one.name] if one.name in _NAMED else _schema(hints[one.name]) for one in fields(kind)
    }
    required = [one.name for one in fields(kind) if one.default is MISSING and one.default_factory is MISSING]
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def _schema(hint: Any) -> Schema:
    if hint in _SIMPLE:
        return dict(_SIMPLE[hint])
    origin, inside = get_origin(hint), get_args(hint)
    if origin in {Union, types.UnionType}:
        return _schema(next(part for part in inside if part is not type(None)))
    if origin is Literal:
        return {"type": "string", "enum": list(inside)}
    if origin is tuple:
        return {"type": "array", "items": _schema(inside[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema(inside[1])}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"type": "string", "enum": [member.value for member in hint]}
    if is_dataclass(hint) and isinstance(hint, type):
        return _record(hint)
    raise TypeError(f"no description for {hint}")
