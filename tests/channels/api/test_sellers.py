"""The marketplace says where goods of a seller go back to, and reads it in the seller's disputes."""

from __future__ import annotations

import pytest

from amiabil.records import clock
from amiabil.records.models import Shop
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import faults, schema_of_answer
from tests.factories import OPENED, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: OPENED)
    return make_world()


def key(*scopes: str) -> str:
    return make_key(*scopes, name="-".join(scopes).replace(":", "-"))


def test_the_address_is_kept_and_told_with_the_disputes_of_the_seller(world: World) -> None:
    shop = Shop.objects.get(id=world.seller.shop_id)
    program = Program(key("orders:write"))
    told = program.put(f"/sellers/{shop.ref}/return-address", {"text": "Str. Fabricii 4\r\nCluj "})
    assert (told.status, told.json["text"]) == (200, "Str. Fabricii 4\nCluj")
    schema = schema_of_answer("PUT", "/sellers/{seller}/return-address", 200)
    assert faults(told.json, schema) == []
    cases = Program(key("cases:write"))
    case = {"order": "4101", "units": {"L1": 1}, "reason": "wd_statutory"}
    opened = cases.post("/disputes", case).json
    assert opened["return_address"] == {"text": "Str. Fabricii 4\nCluj", "given_by": "shop"}
    given = cases.post(
        f"/disputes/{opened['reference']}/give_return_address",
        {"as": "seller", "arguments": {"text": "Str. Nouă 2"}},
    ).json
    assert given["return_address"] == {"text": "Str. Nouă 2", "given_by": "case"}
    assert given["state"] == opened["state"] == "return_shipment_due"
    empty = cases.post(
        f"/disputes/{opened['reference']}/give_return_address", {"as": "seller", "arguments": {"text": " "}}
    )
    assert (empty.status, empty.code) == (422, "text_missing")


def test_no_shop_is_made_by_it_and_only_who_sends_orders_may(world: World) -> None:
    shops = Shop.objects.count()
    assert Program(key("orders:write")).put("/sellers/nobody/return-address", {"text": "x"}).status == 404
    refused = Program(key("cases:write")).put("/sellers/lumina/return-address", {"text": "x"})
    assert refused.status == 403
    assert Shop.objects.count() == shops
