"""The register of proceedings outside at the desk: taken down once, completed, listed."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records.models import AuditEntry, OutOfCourt
from tests.desks.reading import hidden, links, main
from tests.desks.stories import browser, opened
from tests.factories import World, make_staff
from tests.measures_world import complained

pytestmark = pytest.mark.django_db

PAGE = "/desk/supervisor/register/"
TYPED = {"body": "sal", "body_name": "SAL din ANPC", "their_ref": "12/2026", "opened_on": "2026-10-08"}


@pytest.fixture
def sue() -> Viewer:
    return make_staff("sue", Role.SUPERVISOR)


@pytest.fixture
def desk(sue: Viewer) -> Client:
    return browser(sue)


def taken_down(desk: Client, reference: str, **typed: str) -> Any:
    key = hidden(desk.get(PAGE + "new"), "key")
    return desk.post(PAGE + "new", {"case": reference, "key": key, **TYPED, **typed})


def test_an_empty_register_says_what_comes_there(desk: Client) -> None:
    page = desk.get(PAGE)
    assert "The register is empty" in main(page)
    assert PAGE + "new" in links(page)


def test_a_proceeding_is_taken_down_however_the_reference_is_typed(world: World, desk: Client) -> None:
    reference = opened(world)
    assert taken_down(desk, reference.lower().replace("-", " "))["Location"] == PAGE
    page = desk.get(PAGE)
    assert (
        f"SAL din ANPC ADR body (SAL, such as ANPC's) {reference} Thursday, 8 October 2026 Running"
        in main(page)
    )
    assert f"/desk/supervisor/cases/{reference}" in links(page)
    assert AuditEntry.objects.get().action == "out_of_court.record"


def test_a_measure_that_was_complained_about_leads_to_its_page(world: World, desk: Client) -> None:
    reference = complained(world).reference
    taken_down(desk, reference, body="dsa")
    assert f"/desk/supervisor/complaints/{reference}" in links(desk.get(PAGE))


def test_the_form_sent_twice_is_one_entry(world: World, desk: Client) -> None:
    sent = {"case": opened(world), "key": hidden(desk.get(PAGE + "new"), "key"), **TYPED}
    assert [desk.post(PAGE + "new", sent).status_code for _ in range(2)] == [302, 302]
    assert OutOfCourt.objects.count() == 1


def test_the_case_one_comes_from_stands_in_the_form(desk: Client) -> None:
    assert 'value="D-7K3M-92QF"' in desk.get(PAGE + "new?case=D-7K3M-92QF").content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"case": "D-7K3M-92QF"}, "case"),
        ({"body": "jury"}, "body"),
        ({"body_name": ""}, "body_name"),
        ({"opened_on": ""}, "opened_on"),
        ({"opened_on": "2026-10-11"}, "opened_on"),
        ({"outcome": "upheld"}, "ended_on"),
        ({"ended_on": "2026-10-09"}, "outcome"),
        ({"implemented": "perhaps"}, "implemented"),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    world: World, desk: Client, typed: dict[str, str], field: str
) -> None:
    sent = {"case": opened(world), **TYPED, **typed}
    answer = desk.post(PAGE + "new", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="error-{field}"' in page and f'href="#field-{field}"' in page
    assert f'value="{sent["their_ref"]}"' in page
    assert not OutOfCourt.objects.exists()


def test_how_it_ended_is_written_down_later(world: World, desk: Client) -> None:
    taken_down(desk, opened(world))
    address = f"{PAGE}{OutOfCourt.objects.get().id}"
    page = desk.get(address)
    assert "Taken down by sue" in main(page)
    ended = {**TYPED, "outcome": "partly", "ended_on": "2026-10-09", "implemented": "no"}
    seen = hidden(page, "seen")
    assert desk.post(address, {**ended, "seen": seen})["Location"] == PAGE
    assert "In part for whoever brought it Friday, 9 October 2026" in main(desk.get(PAGE))
    assert "The register is empty" in main(desk.get(PAGE + "?show=running"))
    stale = desk.post(address, {**TYPED, "seen": seen})
    assert stale.status_code == 422
    assert "Somebody else has changed this entry" in stale.content.decode()
    assert OutOfCourt.objects.get().outcome == "partly"


def test_cases_and_complaints_lead_to_a_new_entry_about_them(world: World, sue: Viewer, desk: Client) -> None:
    dispute, measure = opened(world), complained(world).reference
    operator = browser(make_staff("olga", Role.OPERATOR))
    pages = (
        (desk, f"/desk/supervisor/cases/{dispute}", dispute),
        (operator, f"/desk/operator/cases/{dispute}", dispute),
        (desk, f"/desk/supervisor/complaints/{measure}", measure),
    )
    for reader, address, reference in pages:
        assert f"{PAGE}new?case={reference}" in links(reader.get(address))
    auditor = browser(make_staff("paul", Role.AUDITOR))
    assert not any(PAGE in one for one in links(auditor.get(f"/desk/audit/complaints/{measure}")))


def test_an_entry_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get(PAGE + "01a206ef-af44-743b-9a36-ec56a67dbf40").status_code == 404
