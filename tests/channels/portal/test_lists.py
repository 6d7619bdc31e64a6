"""The buyer's lists go on by addresses that keep what the list was narrowed to."""

from __future__ import annotations

import re
from dataclasses import replace
from types import ModuleType

import pytest
from django.test import Client

from amiabil.channels.portal import disputes, notices, orders
from amiabil.jobs import notices as telling
from amiabil.records.models import Conversation, Shop
from tests.channels.portal.visitor import signed_in
from tests.factories import World, make_order, make_world
from tests.jobs.cases import opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(monkeypatch: pytest.MonkeyPatch) -> Client:
    """A buyer with two orders, a dispute about each, and lists that show one at a time."""
    for page in (disputes, notices, orders):
        monkeypatch.setattr(page, "SIZE", 1)
    world = make_world()
    make_order(world.buyer, Shop.objects.get(id=world.shop_id), "4102")
    for ref in (world.order_ref, "4102"):
        opened(_with(world, ref))
    for case in Conversation.objects.all():
        telling.tell(case.id, 1)
    return signed_in(world.buyer)


def _with(world: World, ref: str) -> World:
    return replace(world, order_ref=ref)


def steps(client: Client, address: str) -> dict[str, str]:
    """The addresses of the steps of a list, by their relation."""
    page = client.get(address).content.decode()
    found = re.findall(r'<a class="btn btn-plain[^"]*" rel="(prev|next)" href="([^"]+)"', page)
    return {relation: href.replace("&amp;", "&") for relation, href in found}


@pytest.mark.parametrize(
    ("page", "first"),
    [
        (orders, "/ro/orders/?show=in_dispute"),
        (orders, "/ro/orders/?show=all"),
        (disputes, "/ro/disputes/"),
        (notices, "/ro/notices/"),
    ],
)
def test_a_list_goes_on_and_back(buyer: Client, page: ModuleType, first: str) -> None:
    ahead = steps(buyer, first)
    assert list(ahead) == ["next"]
    assert ahead["next"].startswith(f"{first}{'&' if '?' in first else '?'}after=")
    assert steps(buyer, ahead["next"]) == {"prev": first}
