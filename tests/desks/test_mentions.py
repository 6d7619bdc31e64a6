"""Who can be named in a note: found by user name and by any word of the name, without case and diacritics."""

from __future__ import annotations

import pytest
from django.test import Client

from amiabil.domain.terms import Role
from amiabil.records.models import StaffMember
from tests.desks.stories import browser
from tests.desks.test_ticket_tools import asked, page_of
from tests.factories import World, make_staff

pytestmark = pytest.mark.django_db

PATH = "/desk/agent/colleagues.json"


@pytest.fixture
def desk() -> Client:
    for user, name, active in (
        ("radu", "Radu Țăran", True),
        ("mira", "Mira Ionescu", True),
        ("tudor", "Tudor Ene", False),
    ):
        make_staff(user, Role.MEDIATOR)
        StaffMember.objects.filter(username=user).update(name=name, is_active=active)
    return browser(make_staff("raluca", Role.AGENT))


def named(desk: Client, typed: str) -> list[str]:
    return [one["user"] for one in desk.get(PATH, {"q": typed}).json()["items"]]


@pytest.mark.parametrize(
    ("typed", "users"),
    [
        ("ra", ["radu"]),
        ("TAR", ["radu"]),
        ("țăr", ["radu"]),
        ("io", ["mira"]),
        ("", ["mira", "radu"]),
        ("tud", []),
        ("raluca", []),
        ("du", []),
        ("%", []),
    ],
)
def test_colleagues_at_work_are_found_by_how_their_names_begin(
    desk: Client, typed: str, users: list[str]
) -> None:
    assert named(desk, typed) == users


def test_the_answer_says_how_many_there_are(desk: Client) -> None:
    assert desk.get(PATH, {"q": "mi"}).json()["said"] == "1 colleague"
    assert desk.get(PATH, {"q": "xyz"}).json()["said"] == "Nobody is called so."


def test_only_who_answers_requests_may_ask(world: World) -> None:
    assert browser(make_staff("olga", Role.OPERATOR)).get(PATH).status_code == 403
    assert Client().get(PATH).status_code in {302, 403}


def test_the_box_knows_where_to_ask(world: World, desk: Client) -> None:
    page = desk.get(page_of(asked(world))).content.decode()
    assert f'data-mentions-url="{PATH}"' in page and "data-mentions-on" in page
