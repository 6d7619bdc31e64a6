"""An order as a card: what can still be done until when, by its delivery; nothing of what has passed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from amiabil.records import clock
from amiabil.records.models import OrderLine
from amiabil.records.order_sheets import order_sheet
from amiabil.ui.chats.making import order_card
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def labels(world: World, at: datetime) -> list[str]:
    with override("en"):
        card = order_card(order_sheet(world.buyer, world.order_ref), now=at, for_buyer=True)
    return [one.label for one in card.dates]


def test_what_is_delivered_can_be_disputed_until_a_date(world: World) -> None:
    delivered = clock.now() - timedelta(days=2)
    OrderLine.objects.update(delivered_at=delivered)
    assert labels(world, clock.now()) == [
        "Delivered",
        "You can withdraw from the purchase until",
        "You can open a dispute until",
    ]
    assert labels(world, delivered + timedelta(days=4000)) == ["Delivered"]


def test_what_is_on_its_way_can_be_disputed_from_a_date(world: World) -> None:
    OrderLine.objects.update(delivered_at=None)
    paid = order_sheet(world.buyer, world.order_ref).facts.paid_at
    assert "If it does not arrive, dispute from" in labels(world, paid + timedelta(hours=1))


def test_a_shop_reads_no_rights_of_buyers(world: World) -> None:
    with override("en"):
        card = order_card(order_sheet(world.seller, world.order_ref), now=clock.now(), for_buyer=False)
    assert all(one.label == "Delivered" for one in card.dates)
