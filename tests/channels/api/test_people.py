"""The marketplace passes on what a person wants done with their data: a copy, erasure, and word of what is kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from amiabil.jobs import copies
from amiabil.records import clock
from amiabil.records.models import AuditEntry, Customer, ErasureRequest
from tests.cases_with_files import body, folder
from tests.channels.api.client import Program, make_key
from tests.erasing import CLOSED, OldCase, ended_case
from tests.factories import make_world
from tests.measures_world import trust_issuer

pytestmark = pytest.mark.django_db
__all__ = ["folder"]


@pytest.fixture(autouse=True)
def _then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: CLOSED)


@pytest.fixture
def case(folder: Path, settings: Any) -> OldCase:
    found = ended_case()
    trust_issuer(settings)
    return found


@pytest.fixture
def trust() -> Program:
    return Program(make_key("people:write", name="trust"))


def test_what_is_kept_is_told_with_day_and_rule(case: OldCase, trust: Program) -> None:
    told = trust.get(f"/people/{case.buyer.ref}/data").json
    assert told["kept"] == [
        {"case": case.reference, "until": "2029-10-10T21:00:00Z", "rules": ["after_close_years"]}
    ]
    assert told["kept_until"] == "2029-10-10T21:00:00Z"
    assert told["erasure"] is None
    assert told["copy"] is None


def test_a_wish_is_kept_under_the_name_of_the_key_and_taken_back(case: OldCase, trust: Program) -> None:
    at = f"/people/{case.buyer.ref}/erasure"
    assert trust.post(at, {"confirmed": False}).code == "erasure_not_confirmed"
    told = trust.post(at, {"confirmed": True}).json
    assert told["erasure"]["state"] == "waiting"
    assert told["erasure"]["kept_until"] == "2029-10-10T21:00:00Z"
    assert ErasureRequest.objects.get().asked_by == "key:trust"
    assert trust.post(f"{at}/taken-back", {}).json["erasure"] is None
    assert list(AuditEntry.objects.order_by("id").values_list("action", "actor_ref")) == [
        ("person.erasure_asked", "key:trust"),
        ("person.erasure_taken_back", "key:trust"),
    ]


def test_who_has_no_case_is_erased_at_once_and_is_nobody_then(
    folder: Path, settings: Any, trust: Program
) -> None:
    world = make_world()
    trust_issuer(settings)
    at = f"/people/{world.buyer.ref}/erasure"
    assert trust.post(at, {"confirmed": True}).json["erasure"]["state"] == "done"
    assert Customer.objects.get(id=world.buyer.person_id).erased_at == CLOSED
    assert trust.get(f"/people/{world.buyer.ref}/data").status == 404


def test_a_copy_is_made_and_fetched_for_the_person(case: OldCase, trust: Program) -> None:
    at = f"/people/{case.buyer.ref}"
    copy = trust.post(f"{at}/copy", {}).json["copy"]
    assert copy["state"] == "asked"
    assert trust.get(f"{at}/copy/{copy['id']}").status == 404
    assert copies.make() == 1
    ready = trust.get(f"{at}/data").json["copy"]
    assert ready["state"] == "ready"
    found = zipfile.ZipFile(io.BytesIO(body(trust.fetch(f"{at}/copy/{ready['id']}"))))
    assert f"cases/{case.reference}/record.json" in found.namelist()
    other = trust.get(f"/people/{case.seller.ref}/copy/{ready['id']}")
    assert other.status == 404
    assert AuditEntry.objects.filter(action="person.copy_taken", actor_ref="key:trust").count() == 1


def test_another_scope_opens_nothing(case: OldCase) -> None:
    reader = Program(make_key("cases:read", "cases:write", "admin", name="reader"))
    for answer in (
        reader.get(f"/people/{case.buyer.ref}/data"),
        reader.post(f"/people/{case.buyer.ref}/erasure", {"confirmed": True}),
        reader.post(f"/people/{case.buyer.ref}/copy", {}),
    ):
        assert answer.code == "scope_missing"
