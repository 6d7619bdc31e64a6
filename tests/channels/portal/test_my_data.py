"""Everything held about a person comes as one ZIP, made by a job, fetched by its owner alone."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from amiabil.actions.complaint_hearing import Given, hand_in
from amiabil.actions.erasures import ask_erasure
from amiabil.actions.handed_in import HandedIn
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.jobs import copies
from amiabil.jobs.retention import purge
from amiabil.records import clock
from amiabil.records.models import AuditEntry, Customer, DataCopy, StoredFile
from amiabil.records.new_id import new_id
from tests.cases_with_files import body, browser_of, folder, stored, upload
from tests.desks.reading import main
from tests.erasing import CLOSED, WORD, OldCase, ended_case
from tests.factories import later, make_buyer, make_world
from tests.measures_world import REASONS, TEXT, complained, trust_issuer

pytestmark = pytest.mark.django_db
__all__ = ["folder"]

NOW = CLOSED + timedelta(days=1)


@pytest.fixture(autouse=True)
def _then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def case(folder: Path) -> OldCase:
    return ended_case()


def taken(browser: Client) -> zipfile.ZipFile:
    """Ask, let the job work, fetch."""
    assert browser.post("/en/settings/data").status_code == 302
    assert "is being put together" in main(browser.get("/en/settings/"))
    assert copies.make() == 1
    address = f"/en/settings/data/{DataCopy.objects.get(state='ready').id}.zip"
    assert address in body(browser.get("/en/settings/")).decode()
    answer = browser.get(address)
    assert answer["Content-Type"] == "application/zip"
    return zipfile.ZipFile(io.BytesIO(body(answer)))


def read(found: zipfile.ZipFile, name: str) -> Any:
    return json.loads(found.read(name))


def test_one_click_gives_what_is_held_and_the_files_handed_in(case: OldCase) -> None:
    found = taken(browser_of(case.buyer))
    person = read(found, "person.json")
    assert person["person"]["email"] == f"{WORD}-4101@example.org"
    assert [order["ref"] for order in person["orders"]] == [case.order_ref]
    assert person["notices"]
    record = read(found, f"cases/{case.reference}/record.json")
    assert record["made_for"] == "buyer"
    assert any(WORD in (one.get("text") or "") for one in record["history"])
    (name,) = [one for one in found.namelist() if "/files/" in one]
    assert len(found.read(name)) == case.file.size


def test_others_are_in_it_only_as_on_the_persons_own_pages(case: OldCase) -> None:
    member = Customer.objects.get(id=case.seller.person_id)
    Customer.objects.filter(id=member.id).update(email="luca@secret.example", name="Luca Nimeni")
    raw = taken(browser_of(case.buyer))
    everything = b"".join(raw.read(name) for name in raw.namelist())
    assert b"luca@secret.example" not in everything
    assert b"Luca Nimeni" not in everything


def test_a_member_of_a_shop_gets_what_they_wrote_and_no_case_of_the_shop(case: OldCase) -> None:
    found = taken(browser_of(case.seller))
    person = read(found, "person.json")
    assert person["person"]["shops"][0]["shop"] == "shop-4101"
    assert not [name for name in found.namelist() if name.startswith("cases/")]
    assert person["orders"] == []


def test_a_measure_comes_with_its_reasons_and_the_complaint(folder: Path, settings: Any) -> None:
    world = make_world()
    trust_issuer(settings)
    ticket = complained(world, against=Role.BUYER)
    file = upload(world.buyer, ticket.case_id)
    item = HandedIn(new_id(), "document", "Bonul", file_id=file.id)
    hand_in(world.buyer, ticket.reference, Given("The receipt", later(days=2), (item,)))
    found = taken(browser_of(world.buyer))
    told = read(found, f"measures/{ticket.reference}.json")
    assert told["statement"]["facts"] == REASONS.facts and told["complaint"]["text"] == TEXT
    assert told["evidence"][0]["file"]["here"] in found.namelist()
    assert "decided_by" not in told["case"]


def test_nobody_else_fetches_it_and_each_fetching_is_written_down(case: OldCase) -> None:
    taken(browser_of(case.buyer))
    address = f"/en/settings/data/{DataCopy.objects.get().id}.zip"
    for other in (case.seller, make_buyer("else")):
        assert browser_of(other).get(address).status_code == 404
    assert Client().get(address).status_code == 401
    assert browser_of_again(case.buyer).get(f"/files/{DataCopy.objects.get().id}/original").status_code == 404
    assert list(AuditEntry.objects.values_list("action", flat=True)) == [
        "person.copy_asked",
        "person.copy_taken",
    ]


def browser_of_again(viewer: Viewer) -> Client:
    """The same person in the browser they are signed in with already."""
    browser = Client()
    browser.cookies["amiabil_customer"] = f"token of {viewer.person_id} as {viewer.role}"
    return browser


def test_asking_twice_makes_one_and_a_flood_is_bounded(case: OldCase) -> None:
    browser = browser_of(case.buyer)
    answers = [browser.post("/en/settings/data").status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert DataCopy.objects.count() == 1


def test_a_copy_ends_after_its_days_and_with_the_person(
    case: OldCase, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(case.buyer)
    taken(browser)
    address = f"/en/settings/data/{DataCopy.objects.get().id}.zip"
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=7))
    assert browser.get(address).status_code == 404
    purge(NOW + timedelta(days=7), machine=NOW)
    assert not [name for name in stored(folder) if name.startswith("export/")]
    assert StoredFile.objects.get(kind="export").erased_why == "copy_over"


def test_who_is_erased_while_it_is_made_gets_none(folder: Path) -> None:
    world = make_world()
    browser_of(world.buyer).post("/en/settings/data")
    ask_erasure(world.buyer, confirmed=True, at=NOW)
    assert copies.make() == 0
    assert DataCopy.objects.get().state == "gone"
    assert not stored(folder)


def test_a_copy_that_cannot_be_made_is_given_up_and_blocks_nobody(
    case: OldCase, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser_of(case.buyer).post("/en/settings/data")

    def defect(viewer: Viewer) -> Any:
        raise ValueError("a defect")

    with monkeypatch.context() as broken:
        broken.setattr(copies, "pack", defect)
        for _ in range(copies.TRIES):
            with pytest.raises(ValueError, match="a defect"):
                copies.make()
        assert copies.make() == 0
    assert DataCopy.objects.get().state == "gone"
