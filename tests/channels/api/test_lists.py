"""Disputes and their histories as lists: what stands in them, and how they go on."""

from __future__ import annotations

import pytest

from tests.channels.api.client import Program
from tests.channels.api.shapes import described
from tests.channels.api.test_disputes import opened, shop

pytestmark = pytest.mark.django_db
__all__ = ["shop"]


def test_the_list_says_what_is_asked_now(shop: Program) -> None:
    reference = opened(shop)["reference"]

    def asked() -> object:
        (listed,) = shop.get("/disputes").json["items"]
        told = shop.get(f"/disputes/{reference}").json
        assert listed["asked"] == told["proposals"]["buyer"]["amount"], "as the dispute itself"
        return listed["asked"]

    assert asked() == {"amount": "249.90", "currency": "RON"}
    no = {"reason": "packed_well", "text": "It left us whole."}
    assert shop.post(f"/disputes/{reference}/reject_request", {"as": "seller", "arguments": no}).status == 200
    offer = {"remedy": "refund_keep", "amount": "100.00"}
    assert shop.post(f"/disputes/{reference}/propose", {"as": "buyer", "arguments": offer}).status == 200
    assert asked() == {"amount": "100.00", "currency": "RON"}
    offer = {"remedy": "replacement"}
    assert shop.post(f"/disputes/{reference}/propose", {"as": "buyer", "arguments": offer}).status == 200
    assert asked() is None


def test_lists_and_histories_are_read_in_pages(shop: Program) -> None:
    first = opened(shop)["reference"]
    second = opened(shop, units={"L2": 2}, ask={"remedy": "refund_keep", "amount": "20.00"})["reference"]
    page = shop.get("/disputes?limit=1")
    assert described(page, "GET", "/disputes")
    assert page.json["items"][0]["reference"] == first
    rest = shop.get(f"/disputes?limit=1&after={page.json['next']}").json
    assert ([one["reference"] for one in rest["items"]], rest["next"]) == ([second], None)
    assert shop.get("/disputes?state=closed").json["items"] == []
    assert len(shop.get("/disputes?state=awaiting_seller&order=4101").json["items"]) == 2
    assert shop.get("/disputes?order=4102").json["items"] == []
    assert shop.get("/disputes?state=angry").errors() == [("/state", "bad_parameter")]
    events = shop.get(f"/disputes/{first}/events?limit=1")
    assert described(events, "GET", "/disputes/{reference}/events")
