"""The demonstration's clock moves by a click, and only there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from amiabil.records import clock
from amiabil.server import urls

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings: Settings) -> None:
    assert urls.urlpatterns  # read before the setting says otherwise
    settings.AMIABIL_DEMO = True
    settings.ROOT_URLCONF = "tests.demo.urls_with_demo"


def ahead() -> timedelta:
    return timedelta(milliseconds=clock.ahead())


def test_the_clock_moves_on_and_back(demonstration) -> None:
    client = Client()
    for by, expected in (("day", 1), ("days", 6), ("nonsense", 6), ("present", 0)):
        assert client.post("/demo/clock/move", {"by": by}).status_code == 302
        assert ahead() == timedelta(days=expected)
    assert client.get("/demo/clock").status_code == 200


def test_it_never_leaves_the_calendar(demonstration) -> None:
    clock.set_ahead(timedelta(days=3649) // timedelta(milliseconds=1))
    Client().post("/demo/clock/move", {"by": "fortnight"})
    assert ahead() == timedelta(days=3650)


def test_reading_moves_nothing(demonstration) -> None:
    assert Client().get("/demo/clock/move").status_code == 405
    assert ahead() == timedelta(0)


def test_elsewhere_there_is_no_clock() -> None:
    assert Client().get("/demo/clock").status_code == 404
    assert Client().post("/demo/clock/move", {"by": "day"}).status_code == 404
