"""Each right of an order stands with its own date, and there is always a way to tell of a problem."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation

from amiabil.domain.terms import Role
from amiabil.records import clock
from amiabil.records.models import Order
from amiabil.ui.words import pressure
from tests.channels.portal.visitor import signed_in
from tests.factories import OPENED, World, make_world

pytestmark = pytest.mark.django_db

Clock = Callable[[datetime], None]


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def buyer(world: World) -> Client:
    """Delivered on 5 October, promised for the 8th at the latest."""
    Order.objects.filter(id=world.order_id).update(estimated_to="2026-10-08")
    return signed_in(world.buyer)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Clock:
    def set_to(now: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: now)

    set_to(OPENED)
    return set_to


def read_by(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def strip(client: Client) -> str:
    return read_by(client, "/en/orders/").split('class="rights"')[1].split("</article>")[0]


def test_what_never_came_has_its_own_date_beside_what_is_wrong(buyer: Client, at: Clock) -> None:
    assert "You can open a dispute until" in strip(buyer)
    assert "If it never came: until Monday, 7 December" in strip(buyer)
    page = read_by(buyer, "/en/orders/4101")
    row = page.split("It is marked as delivered, but it never came")[1].split("</div>")[0]
    assert "Monday, 7 December 2026" in row


def test_it_is_still_open_when_the_protection_for_what_is_wrong_has_ended(buyer: Client, at: Clock) -> None:
    at(datetime(2026, 11, 10, 10, tzinfo=UTC))
    shown = strip(buyer)
    assert "Marked as delivered, but it never came: dispute until" in shown
    assert "Monday, 7 December" in shown
    assert "Dispute under the marketplace&#x27;s protection: ended on Wednesday, 4 November" in shown
    at(datetime(2026, 12, 8, 10, tzinfo=UTC))
    assert "ended on" in strip(buyer) and "never came" not in strip(buyer)
    row = read_by(buyer, "/en/orders/4101").split("It is marked as delivered, but it never came")[1]
    assert "ended on" in row.split("</div>")[0]


@pytest.mark.parametrize(
    "now", [datetime(2026, 10, 2, 10, tzinfo=UTC), OPENED, datetime(2029, 1, 8, 10, tzinfo=UTC)]
)
def test_there_is_always_a_way_to_tell_of_a_problem(buyer: Client, at: Clock, now: datetime) -> None:
    at(now)
    page = read_by(buyer, "/en/orders/")
    assert "I have a problem" in page
    assert 'href="/en/orders/4101/dispute?line=L1"' in page
    assert buyer.get("/en/orders/4101/dispute?line=L1").status_code == 200


def test_the_warning_names_the_time_of_the_policy() -> None:
    with translation.override("en"):
        assert "again for 3 hours." in pressure.advice(Role.BUYER, cooling_off="3 hours")
