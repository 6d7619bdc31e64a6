"""The report on chats: on a page, in files, for programs."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest
from django.test import Client

from amiabil.actions import chat_desk, chats
from amiabil.actions.chats import First, Said
from amiabil.domain.access import Viewer
from amiabil.domain.reports.report import Asked as Period
from amiabil.domain.support.terms import Rating
from amiabil.domain.terms import Role
from amiabil.records import clock, reports, shifts, tallying
from amiabil.records.models import Tally
from amiabil.records.shifts import ShiftState
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import faults, schema_of_answer
from tests.desks.reading import main
from tests.desks.reports.test_reports import desk, sue
from tests.factories import World, make_staff
from tests.published import publish_and_count

pytestmark = pytest.mark.django_db
__all__ = ["desk", "sue"]

PAGE = "/desk/supervisor/reports/chats"


@pytest.fixture
def rated(world: World, raluca: Viewer) -> dict[str, str]:
    """A chat that was answered, ended and rated; the days it was in."""
    chat_desk.set_shift(raluca, shifts.Shift(ShiftState.ON), at=clock.now())
    file = chats.begin(world.buyer, First(uuid4(), "Where is it?", clock.now())).file
    chat_desk.accept(raluca, file.reference, at=clock.now())
    chats.write(raluca, file.reference, Said(uuid4(), "Here.", clock.now()))
    chats.end(world.buyer, file.reference, at=clock.now())
    chats.rate(world.buyer, file.reference, Rating.GOOD, at=clock.now())
    publish_and_count()
    year = clock.now().year
    return {"from": f"{year}-01-01", "to": f"{year}-12-31"}


def test_the_page_and_the_files_say_the_same(desk: Client, rated: dict[str, str]) -> None:
    page = main(desk.get(PAGE, rated))
    assert "people answer from the start" in page
    assert "by the customer" in page
    told = desk.get(PAGE, {**rated, "as": "json"}).json()
    assert told["begun"] == [{"by": "signed", "times": 1}]
    assert told["handed_over"] == [{"why": "no_assistant", "times": 1}]
    assert told["time_to_a_person"]["cases"] == 1
    assert told["ratings"] == [{"rating": "good", "times": 1}]
    assert "handed_over" in desk.get(PAGE, {**rated, "as": "csv"}).content.decode()


def test_counting_anew_gives_the_same(rated: dict[str, str]) -> None:
    before = set(Tally.objects.values_list("name", "detail", "grain", "step", "count"))
    tallying.count_anew(at=clock.now())
    assert set(Tally.objects.values_list("name", "detail", "grain", "step", "count")) == before
    assert any(name == "c_joined" for name, *_rest in before)


def test_disputes_and_chats_are_apart(rated: dict[str, str]) -> None:
    year = clock.now().year
    asked = Period(date(year, 1, 1), date(year, 12, 31))
    assert reports.report(make_staff("op", Role.OPERATOR), asked).is_empty


def test_programs_read_it(rated: dict[str, str]) -> None:
    program = Program(make_key("reports:read", name="reader"))
    answer = program.get(f"/reports/chats?from={rated['from']}&to={rated['to']}")
    assert answer.status == 200
    assert faults(answer.json, schema_of_answer("GET", "/reports/chats", 200)) == []
