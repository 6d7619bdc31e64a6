"""A calendar that follows one's deadlines: the address is the right, entries move and end, nobody else's are in it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from amiabil.channels.portal import calendar as calendar_pages
from amiabil.domain.terms import Command
from amiabil.records import clock
from amiabil.records.calendars import feed_of
from amiabil.records.models import Customer
from tests.channels.portal.visitor import signed_in
from tests.factories import World, later, make_world
from tests.jobs.cases import opened, step

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> list:
    moment = [later(hours=1)]
    monkeypatch.setattr(clock, "now", lambda: moment[0])
    return moment


@pytest.fixture
def world() -> World:
    return make_world()


def address(client: Client) -> str:
    client.post("/ro/settings/calendar", {"do": "make"})
    page = client.get("/ro/settings/").content.decode()
    found = re.search(r'value="http://localhost:8000(/calendar/[^"]+\.ics)"', page)
    assert found is not None
    return found[1]


def lines(answer) -> list[str]:
    assert answer.status_code == 200
    return answer.content.decode().replace("\r\n ", "").split("\r\n")


def values(answer, name: str) -> list[str]:
    return [line.partition(":")[2] for line in lines(answer) if line.startswith(f"{name}:")]


def test_the_own_deadline_stands_in_it_with_the_instant_of_the_pages(world: World) -> None:
    reference = opened(world)
    seller = signed_in(world.seller)
    answer = Client().get(address(seller))
    assert answer["Cache-Control"].startswith("private") and answer["Content-Type"].startswith(
        "text/calendar"
    )
    assert values(answer, "DTEND") == ["20261012T210000Z"] and values(answer, "DTSTART") == [
        "20261012T205900Z"
    ]
    (text,) = values(answer, "DESCRIPTION")
    assert "luni\\, 12 octombrie 2026\\, 23:59" in text and "Dacă nu faci nimic" in text
    assert f"/ro/seller/disputes/{reference}" in values(answer, "URL")[0]


def test_who_waits_has_an_empty_calendar_and_strangers_see_nothing_of_it(world: World) -> None:
    opened(world)
    other = make_world("7")
    assert values(Client().get(address(signed_in(world.buyer))), "UID") == []
    assert values(Client().get(address(signed_in(other.seller))), "UID") == []


def test_what_is_done_is_cancelled_and_what_comes_back_moves(world: World, at: list) -> None:
    reference = opened(world)
    feed = address(signed_in(world.seller))
    (uid,) = values(Client().get(feed), "UID")
    assert values(Client().get(feed), "SEQUENCE") == ["0"], "reading changes nothing"
    step(world.seller, reference, Command.REJECT_REQUEST, reason="not_so", text="Nu e așa")
    at[0] = later(days=1, hours=1)
    after = Client().get(feed)
    found = dict(zip(values(after, "UID"), values(after, "STATUS"), strict=True))
    assert found[uid] == "CANCELLED" and list(found.values()).count("CONFIRMED") == 1
    assert "1" in values(after, "SEQUENCE")


def test_an_entry_that_is_moved_keeps_its_name(world: World, at: list) -> None:
    reference = opened(world)
    feed = address(signed_in(world.buyer))
    step(world.seller, reference, Command.PROPOSE, days=1, remedy="refund_keep", amount="100")
    at[0] = later(days=1, hours=1)
    first = Client().get(feed)
    step(world.seller, reference, Command.PROPOSE, days=3, remedy="refund_keep", amount="120")
    at[0] = later(days=3, hours=1)
    second = Client().get(feed)
    name = next(uid for uid in values(first, "UID") if ".proposal." in uid)
    place = values(second, "UID").index(name)
    assert values(second, "SEQUENCE")[place] == "1"
    assert values(second, "DTEND")[place] > values(first, "DTEND")[values(first, "UID").index(name)]


def test_a_revoked_address_is_dead(world: World) -> None:
    opened(world)
    client = signed_in(world.seller)
    old = address(client)
    new = address(client)
    assert old != new and Client().get(old).status_code == 404
    client.post("/ro/settings/calendar", {"do": "remove"})
    assert Client().get(new).status_code == 404 and feed_of(world.seller) is None


def test_an_invented_address_asks_the_database_nothing(world: World, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        answer = Client().get("/calendar/invented.ics")
    assert answer.status_code == 404


def test_reading_without_end_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        calendar_pages, "READS", calendar_pages.rates.Limit("calendar", 2, calendar_pages.READS.each)
    )
    feed = address(signed_in(world.seller))
    assert [Client().get(feed).status_code for _ in range(3)] == [200, 200, 429]


def test_one_deadline_as_a_file_for_those_who_have_it(world: World) -> None:
    reference = opened(world)
    path = f"/ro/cases/{reference}/deadline-seller_first_answer.ics"
    own = signed_in(world.seller).get(path)
    assert values(own, "DTEND") == ["20261012T210000Z"]
    assert signed_in(world.buyer).get(path).headers["Location"] == f"/ro/disputes/{reference}"
    assert signed_in(make_world("8").seller).get(path).status_code == 404
    assert signed_in(world.seller).get(path.replace("seller_first_answer", "nonsense")).status_code == 302


def test_the_reader_s_language_and_zone(world: World) -> None:
    opened(world)
    Customer.objects.filter(id=world.seller.person_id).update(language="en", zone="Europe/London")
    (text,) = values(Client().get(address(signed_in(world.seller))), "DESCRIPTION")
    assert "Until Monday\\, 12 October 2026\\, 23:59\\, Bucharest time (21:59 where you are)" in text
    assert "Waiting for the seller's answer" in text
