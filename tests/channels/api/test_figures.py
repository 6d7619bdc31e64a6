"""Reports and the register over the API: as described, for keys with the scope, never twice."""

from __future__ import annotations

from typing import Any

import pytest

from amiabil.domain.disputes.complaints import Verdict
from amiabil.domain.terms import Role
from amiabil.records.models import AuditEntry, OutOfCourt
from tests.actions.cases import opened
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import faults, schema_of_answer
from tests.factories import make_staff, make_world
from tests.measures_world import complained, decided
from tests.published import publish_and_count

pytestmark = pytest.mark.django_db

DAYS = "?from=2026-10-01&to=2026-10-31"
SAYS: dict[str, Any] = {"body": "sal", "body_name": "SAL, ANPC", "opened_on": "2026-10-05"}


@pytest.fixture
def reader() -> Program:
    return Program(make_key("reports:read", name="reader"))


@pytest.fixture
def writer() -> Program:
    return Program(make_key("register:write", name="writer"))


def test_reports_are_answered_as_described(reader: Program, settings: Any) -> None:
    settings.AMIABIL_P2B = True
    world = make_world()
    opened(world)
    decided(make_staff("radu", Role.REVIEWER), complained(world), Verdict.CHANGED)
    publish_and_count()
    for name in ("disputes", "sellers", "transparency"):
        answer = reader.get(f"/reports/{name}{DAYS}")
        assert answer.status == 200, answer.json
        assert faults(answer.json, schema_of_answer("GET", f"/reports/{name}", 200)) == []
    disputes = reader.get(f"/reports/disputes{DAYS}&lane=guarantee&country=RO").json
    assert [one["lane"] for one in disputes["flow"]] == ["guarantee"]
    assert disputes["counted"]["behind"] == 0
    (seller,) = reader.get(f"/reports/sellers{DAYS}").json["items"]
    assert (seller["seller"], seller["orders"], seller["opened"]) == ("shop-4101", 1, 1)
    told = reader.get(f"/reports/transparency{DAYS}").json
    assert (told["reversed"], told["p2b"]["complaints"]) == (1, 1)


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ("", ["/from", "/to"]),
        ("?from=2026-10-01", ["/to"]),
        ("?from=now&to=2026-13-01", ["/from", "/to"]),
        ("?from=2026-10-02&to=2026-10-01", ["/to"]),
        (f"{DAYS}&lane=fast&country=Romania", ["/lane", "/country"]),
    ],
)
def test_a_question_that_is_none_is_refused_at_its_part(
    reader: Program, query: str, pointers: list[str]
) -> None:
    answer = reader.get(f"/reports/disputes{query}")
    assert answer.status == 422
    assert [one["pointer"] for one in answer.json["errors"]] == pointers


def test_an_entry_is_added_read_and_completed(reader: Program, writer: Program) -> None:
    reference = opened(make_world())
    sent = {"case": reference, **SAYS}
    made = writer.post("/out-of-court", sent, Idempotency_Key="1")
    assert made.status == 201
    assert faults(made.json, schema_of_answer("POST", "/out-of-court", 201)) == []
    assert writer.post("/out-of-court", sent, Idempotency_Key="1").json == made.json
    ended = {**SAYS, "ended_on": "2026-10-06", "outcome": "settled", "implemented": True}
    path = f"/out-of-court/{made.json['id']}"
    after = writer.post(path, {**ended, "expected_version": 1})
    assert (after.status, after.json["outcome"], after.json["version"]) == (200, "settled", 2)
    assert faults(after.json, schema_of_answer("POST", "/out-of-court/{entry}", 200)) == []
    stale = writer.post(path, {**SAYS, "expected_version": 1})
    assert (stale.status, stale.json["code"]) == (409, "entry_moved_on")
    listed = reader.get("/out-of-court")
    assert faults(listed.json, schema_of_answer("GET", "/out-of-court", 200)) == []
    assert listed.json["items"] == [after.json]
    assert reader.get("/out-of-court?running=true").json["items"] == []
    assert AuditEntry.objects.filter(actor_ref="key:writer").count() == 2


def test_an_entry_about_nothing_is_refused(writer: Program) -> None:
    answer = writer.post("/out-of-court", {"case": "D-7K3M-92QF", **SAYS})
    assert (answer.status, answer.json["code"]) == (422, "unknown_case")
    assert not OutOfCourt.objects.exists()
