"""Somebody who writes faster than people do is stopped, told until when, and loses nothing they wrote (S20, S27)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from amiabil.domain.terms import Command, Role
from amiabil.records.models import Event, Message
from amiabil.records.new_id import new_id
from amiabil.ui.case import pace
from tests.actions.cases import opened, step
from tests.channels.portal.visitor import signed_in
from tests.factories import World, later, make_staff, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "WRITES", replace(pace.WRITES, times=3))


@pytest.fixture
def world() -> World:
    return make_world()


def written(text: str) -> dict[str, str]:
    return {"text": text, "audience": "everyone", "message_id": str(new_id()), "anyway": "1"}


@pytest.mark.parametrize("side", ["buyer", "seller"])
def test_a_flood_of_messages_is_stopped_and_the_last_one_kept_in_its_box(world: World, side: str) -> None:
    case = opened(world)
    who, at = (world.buyer, "disputes") if side == "buyer" else (world.seller, "seller/disputes")
    browser, address = signed_in(who), f"/en/{at}/{case}/messages"
    for number in range(3):
        assert browser.post(address, written(f"Message {number}")).status_code == 302
    before = Message.objects.count()
    answer = browser.post(address, written("What I still had to say"))
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 600
    assert "What I still had to say" in answer.content.decode()
    assert Message.objects.count() == before


def test_acts_count_like_messages_and_what_was_typed_stays(world: World) -> None:
    case = opened(world)
    step(world.seller, case, Command.REJECT_REQUEST, later(hours=1), reason="not_so")
    browser = signed_in(world.buyer)
    for number in range(3):
        browser.post(f"/en/disputes/{case}/messages", written(f"Message {number}"))
    before = Event.objects.count()
    answer = browser.post(f"/en/disputes/{case}/do/propose", {"remedy": "refund_keep", "amount": "123.45"})
    assert answer.status_code == 429 and answer["Retry-After"]
    assert "123.45" in answer.content.decode()
    assert Event.objects.count() == before


def test_one_flooder_slows_nobody_else(world: World) -> None:
    case = opened(world)
    for number in range(5):
        signed_in(world.buyer).post(f"/en/disputes/{case}/messages", written(f"Message {number}"))
    answer = signed_in(world.seller).post(f"/en/seller/disputes/{case}/messages", written("Hello"))
    assert answer.status_code == 302


def test_staff_are_not_counted(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    agent = make_staff("agent", Role.AGENT)
    with django_assert_num_queries(0):
        for _ in range(5):
            pace.count(agent)
