"""Keys over HTTP: made and shown once, listed in pages, by administrators alone."""

from __future__ import annotations

from typing import Any

import pytest

from amiabil.records import api_keys, clock
from tests.channels.api.client import ADMIN, Program, make_key
from tests.channels.api.shapes import described
from tests.domain.orders.documents import small

pytestmark = pytest.mark.django_db


def test_keys_are_made_by_administrators_and_shown_once() -> None:
    admin = Program(make_key("admin", name="admin"))
    made = admin.post("/api-keys", {"name": "erp", "scopes": ["orders:write"]}, Idempotency_Key="k1")
    assert made.status == 201
    assert Program(made.json["key"]).put("/orders/1", small("1")).status == 201
    again = admin.post("/api-keys", {"name": "erp", "scopes": ["orders:write"]}, Idempotency_Key="k1")
    assert (again.status, again.json) == (201, {"name": "erp", "key": None})
    listed_ = admin.get("/api-keys")
    assert described(listed_, "GET", "/api-keys")
    assert [(one["name"], one["scopes"]) for one in listed_.json["items"]] == [
        ("admin", ["admin"]),
        ("erp", ["orders:write"]),
    ]
    assert made.json["key"] not in str(listed_.json)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"name": "x", "scopes": ["everything"]}, 422, "unknown_scope"),
        ({"name": "x", "scopes": []}, 422, "invalid_fields"),
        ({"name": "", "scopes": ["admin"]}, 422, "invalid_fields"),
        ({"name": "admin", "scopes": ["admin"]}, 409, "key_name_taken"),
    ],
)
def test_a_bad_key_is_told(body: dict[str, Any], status: int, code: str) -> None:
    answer = Program(make_key("admin", name="admin")).post("/api-keys", body)
    assert (answer.status, answer.code) == (status, code)


def test_only_administrators_see_and_make_keys() -> None:
    shop = Program(make_key("orders:write", "cases:read", "cases:write"))
    for answer in (shop.get("/api-keys"), shop.post("/api-keys", {"name": "x", "scopes": ["admin"]})):
        assert (answer.status, answer.code) == (403, "scope_missing")


def test_keys_are_listed_in_pages_live_ones_first() -> None:
    admin = Program(make_key("admin", name="b-admin"))
    for name in ("c-live", "a-closed"):
        make_key("cases:read", name=name)
    api_keys.revoke(ADMIN, "a-closed", at=clock.unshifted())
    first = admin.get("/api-keys?limit=2")
    assert described(first, "GET", "/api-keys")
    assert [one["name"] for one in first.json["items"]] == ["b-admin", "c-live"]
    rest = admin.get(f"/api-keys?limit=2&after={first.json['next']}").json
    assert ([one["name"] for one in rest["items"]], rest["next"]) == (["a-closed"], None)
    assert admin.get("/api-keys?after=x").errors() == [("/after", "bad_cursor")]
