"""The published description: always the one of the code, and complete."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from amiabil.channels.api.app import api, description
from amiabil.domain.orders.format import ORDER
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import faults, published, schema_of_answer
from tests.domain.orders.documents import FULL

PUBLISHED = Path(__file__).parents[3] / "docs" / "integrate" / "openapi.json"

PUBLIC = frozenset({"listContactOptions", "listFreeTimes"})
"""Operations without a key: what they tell stands on a public page."""


def test_the_published_file_is_the_description_of_this_code() -> None:
    assert PUBLISHED.read_text("utf-8") == description(), "run `amiabil openapi` and commit the file"


def test_the_site_serves_the_same_without_a_key(client: Client) -> None:
    assert client.get("/api/v1/openapi.json").content.decode() == description()


def test_every_operation_is_described() -> None:
    operations = [(path, one) for path, methods in published()["paths"].items() for one in methods.values()]
    assert len(operations) > 40
    ids = [one["operationId"] for _, one in operations]
    assert len(set(ids)) == len(ids)
    for path, one in operations:
        assert one["summary"], path
        assert one["description"], path
        assert {"401", "403", "429"} <= one["responses"].keys(), path
        assert any(status.startswith("2") for status in one["responses"]), path
        assert bool(one.get("security")) is (one["operationId"] not in PUBLIC), path


def test_every_post_takes_an_idempotency_key() -> None:
    for path, methods in published()["paths"].items():
        if "post" in methods:
            names = [one["name"] for one in methods["post"].get("parameters", ())]
            assert "Idempotency-Key" in names, path
            assert names.count("Idempotency-Key") == 1


def test_every_reference_in_the_description_leads_somewhere() -> None:
    known = published()["components"]["schemas"]

    def references(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [one for inner in part.values() for one in references(inner)]
        return [one for inner in part for one in references(inner)] if isinstance(part, list) else []

    assert {one.rsplit("/", 1)[1] for one in references(published())} <= known.keys()


def test_describing_twice_says_the_same() -> None:
    assert description() == description()
    assert api.openapi_url is None


@pytest.mark.django_db
def test_orders_are_answered_as_described() -> None:
    program = Program(make_key("orders:write"))
    created = program.put("/orders/4101", FULL)
    assert faults(created.json, schema_of_answer("PUT", "/orders/{ref}", 201)) == []
    assert faults(program.get("/orders").json, schema_of_answer("GET", "/orders", 200)) == []
    rows = program.put("/orders", [FULL, {}]).json
    assert faults(rows, schema_of_answer("PUT", "/orders", 200)) == []
    refused = program.put("/orders/4101", {})
    assert faults(refused.json, schema_of_answer("PUT", "/orders/{ref}", 422)) == []
    assert set(ORDER.schema()["properties"]) <= set(
        published()["components"]["schemas"]["Order"]["properties"]
    )
