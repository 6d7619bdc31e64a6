"""Does an answer have the shape that is published? As much of JSON Schema as the description uses."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from amiabil.channels.api.app import description
from tests.channels.api.client import Answer

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


@cache
def published() -> dict[str, Any]:
    """The description as it is published."""
    found: dict[str, Any] = json.loads(description())
    return found


def schema_of_answer(method: str, path: str, status: int) -> dict[str, Any]:
    """What an operation answers with this status."""
    operation = published()["paths"][f"/api/v1{path}"][method.lower()]
    (content,) = operation["responses"][str(status)]["content"].values()
    found: dict[str, Any] = content["schema"]
    return found


def faults(value: object, schema: dict[str, Any], at: str = "") -> list[str]:
    """Where the value differs from the schema; empty when it does not."""
    if "$ref" in schema:
        schema = published()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    if "anyOf" in schema:
        return [] if any(not faults(value, one, at) for one in schema["anyOf"]) else [f"{at}: none of anyOf"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        return [f"{at}: {type(value).__name__} is not {kinds}"]
    if isinstance(value, dict):
        return _of_object(value, schema, at)
    if isinstance(value, list):
        return [
            one for n, item in enumerate(value) for one in faults(item, schema.get("items", {}), f"{at}/{n}")
        ]
    return []


def described(answer: Answer, method: str, path: str) -> bool:
    """Whether an answer is as its operation says; where it differs is told."""
    assert faults(answer.json, schema_of_answer(method, path, answer.status)) == []
    return True


def _is(value: object, kind: str) -> bool:
    return isinstance(value, _TYPES[kind]) and not (kind == "integer" and isinstance(value, bool))


def _of_object(value: dict[str, Any], schema: dict[str, Any], at: str) -> list[str]:
    found = [f"{at}/{name}: missing" for name in schema.get("required", ()) if name not in value]
    known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, inner in value.items():
        if name in known:
            found += faults(inner, known[name], f"{at}/{name}")
        elif rest is False:
            found.append(f"{at}/{name}: not described")
        elif isinstance(rest, dict):
            found += faults(inner, rest, f"{at}/{name}")
        elif known and rest is True and schema.get("required"):
            found.append(f"{at}/{name}: not described")
    return found
