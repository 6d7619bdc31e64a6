"""What the pages for integrators say about orders and the API is what the code does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from amiabil.domain.access import KEY_ACTS
from amiabil.domain.orders.format import ORDER, read_order, read_shipments
from amiabil.domain.orders.table import COLUMNS, REQUIRED
from tests.channels.api.shapes import published

DOCS = Path(__file__).parents[3] / "docs" / "integrate"
ORDERS = (DOCS / "orders.md").read_text("utf-8")
API = (DOCS / "api.md").read_text("utf-8")


def test_every_column_is_in_the_list_and_no_other() -> None:
    told = ORDERS[ORDERS.index("| column | field |") :]
    named = [
        name for row in re.findall(r"^\| (`.+?`) \|", told, re.M) for name in re.findall(r"`(\w+)`", row)
    ]
    assert named == [column.name for column in COLUMNS]
    required = [row for row in told.splitlines() if "must be there" in row]
    assert [name for name in REQUIRED if not any(f"`{name}`" in row for row in required)] == []
    assert len(required) == len(REQUIRED)


def names(schema: dict[str, Any]) -> set[str]:
    """Every member of a schema, at any depth."""
    if schema.get("type") == "array":
        return names(schema["items"])
    inner = schema.get("properties", {})
    return set(inner) | {name for one in inner.values() for name in names(one)}


def test_every_field_of_an_order_is_told() -> None:
    known = names(ORDER.schema()) - {"from", "to", "amount", "currency", "at", "place", "alt", "events"}
    assert {name for name in known if f"{name}" not in ORDERS} == set()


def test_the_examples_are_accepted() -> None:
    examples = [json.loads(found) for found in re.findall(r"-d '(\{.*?\})'", ORDERS, re.S)]
    order, problems = read_order(examples[0], ref="RO-2026-4101")
    assert (order is not None, problems) == (True, [])
    assert read_shipments(examples[1])[1] == []
    assert len(examples) == 2


def test_every_operation_is_told_with_its_scope() -> None:
    for path, methods in published()["paths"].items():
        short = path.removeprefix("/api/v1")
        command = re.fullmatch(r"/disputes/\{reference\}/(?!evidence|messages)\w+", short)
        for method in methods:
            if command and method == "post":
                short = "/disputes/{reference}/{command}"
            assert f"`{method.upper()} {short}`" in API, (method, path)
    assert set(re.findall(r"\| `([a-z]+:?[a-z]*)`(?: or `[a-z:]+`)? \|$", API, re.M)) <= set(KEY_ACTS)


@pytest.mark.parametrize("page", [ORDERS, API])
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[\w-]+)?\)", page):
        if not target.startswith("http"):
            assert (DOCS / target).exists(), target
    anchors = {
        re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", page, re.M)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", page)) <= anchors
