"""The report on requests for help: on a page, in files, for programs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from amiabil.actions import ticket_work, tickets
from amiabil.actions.ticket_work import Rated
from amiabil.actions.tickets import Asked, Written
from amiabil.domain.access import Viewer
from amiabil.domain.reports.report import Asked as Period
from amiabil.domain.support.terms import Rating, TicketStatus
from amiabil.domain.terms import Role
from amiabil.records import reports, tallying
from amiabil.records.models import Tally
from amiabil.records.new_id import new_id
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import faults, schema_of_answer
from tests.desks.reading import links, main
from tests.desks.reports.test_reports import desk, sue
from tests.desks.stories import browser
from tests.factories import World, later, make_staff
from tests.published import publish_and_count

pytestmark = pytest.mark.django_db
__all__ = ["desk", "sue"]

PAGE = "/desk/supervisor/reports/requests"
DAYS = {"from": "2026-10-01", "to": "2026-10-31"}


@pytest.fixture
def rated(world: World, raluca: Viewer) -> None:
    """Two requests, one answered after two hours, solved and rated; and a dispute's figures are not among them."""
    for subject in ("Locked", "And this"):
        asked = Asked(new_id(), "account", subject, "Help", later(hours=1))
        made = tickets.open_ticket(world.buyer, asked)
    answer = Written(
        new_id(), "Done", later(hours=3), changes={"status": TicketStatus.SOLVED, "assignee": raluca.ref}
    )
    tickets.write(raluca, made.reference, answer)
    ticket_work.rate(world.buyer, made.reference, Rated(Rating.GOOD, "", later(hours=4)))
    publish_and_count()


@pytest.mark.usefixtures("rated")
def test_how_many_how_long_and_how_well(desk: Client) -> None:
    words = main(desk.get(PAGE, DAYS))
    assert "0 2 0 1 1" in words
    assert words.count("My account 1 2 hours 3 min too few") == 2
    assert "Every promise was kept." in words
    assert "1 of 1" in words
    assert PAGE in {link.partition("?")[0] for link in links(desk.get("/desk/supervisor/reports/", DAYS))}


def test_an_empty_period_says_so(desk: Client) -> None:
    assert "No request was open" in main(desk.get(PAGE, DAYS))


@pytest.mark.usefixtures("rated")
def test_disputes_and_requests_are_counted_apart(desk: Client, sue: Viewer) -> None:
    disputes = main(desk.get("/desk/supervisor/reports/", DAYS))
    assert "Nothing happened in this period" in disputes
    assert reports.countries(sue) == ()


@pytest.mark.usefixtures("rated")
def test_as_files_and_by_the_api(desk: Client) -> None:
    told = desk.get(PAGE, {**DAYS, "as": "json"}).json()
    assert (told["made"], told["ended"], told["open_after"]) == (2, 1, 1)
    assert told["ratings"] == [{"rating": "good", "times": 1}]
    assert told["first_answer"][0]["cases"] == 1
    lines = list(csv.reader(io.StringIO(desk.get(PAGE, {**DAYS, "as": "csv"}).content.decode("utf-8-sig"))))
    assert ["topics.times", "", "account", "2"] in lines
    program = Program(make_key("reports:read", name="reader"))
    answer = program.get("/reports/requests?from=2026-10-01&to=2026-10-31")
    assert faults(answer.json, schema_of_answer("GET", "/reports/requests", 200)) == []
    assert answer.json == told
    assert program.get("/reports/requests?from=now&to=2026-10-31").status == 422
    assert Program(make_key("tickets:read", name="other")).get("/reports/requests").code == "scope_missing"


@pytest.mark.usefixtures("rated")
def test_counted_anew_it_is_the_same() -> None:
    names = ("grain", "day", "name", "lane", "detail", "step", "count")
    before = set(Tally.objects.filter(name__startswith="r_").values_list(*names))
    tallying.count_anew(at=later(days=3))
    assert before and set(Tally.objects.filter(name__startswith="r_").values_list(*names)) == before


@pytest.mark.usefixtures("rated")
def test_two_statements_whatever_the_period(
    sue: Viewer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        told = reports.of_requests(sue, Period(date(2020, 1, 7), date(2027, 3, 5)))
    assert told.requests_before == 0


def test_what_is_open_before_the_period_is_added_up(desk: Client, rated: None) -> None:
    told = desk.get(PAGE, {"from": "2026-11-01", "to": "2026-11-30", "as": "json"}).json()
    assert (told["open_before"], told["made"], told["open_after"]) == (1, 0, 1)


def test_only_who_sees_reports() -> None:
    assert browser(make_staff("raluca2", Role.AGENT)).get(PAGE).status_code == 403
