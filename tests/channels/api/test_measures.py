"""A system of the marketplace tells of a measure, files a complaint for its seller, hears the result and reports it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from amiabil.domain.terms import Role
from amiabil.records import clock, measures, outbox
from amiabil.records.models import AuditEntry, Event, PlatformComplaint, PlatformMeasure, Shop
from tests.channels.api.client import Answer, Program, make_key
from tests.channels.api.shapes import described, published
from tests.factories import World, later, make_shop, make_staff, make_world
from tests.measures_world import decided, recorded, trust_issuer

pytestmark = pytest.mark.django_db

DOC = (Path(__file__).parents[3] / "docs" / "integrate" / "measures.md").read_text("utf-8")
OPERATIONS = {
    "recordMeasure": ("POST", "/measures"),
    "fileComplaint": ("POST", "/measures/{ref}/complaint"),
    "reportReversal": ("POST", "/measures/{ref}/reversal"),
    "getMeasure": ("GET", "/measures/{ref}"),
    "listMeasures": ("GET", "/measures"),
    "listChanges": ("GET", "/changes"),
}
STATEMENT = {
    "what": "The listing is hidden",
    "scope": "In Romania",
    "facts": "No licence was shown",
    "ground": "4.2",
    "redress": "Complain here",
    "automated": False,
}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(days=3))
    made = make_world()
    trust_issuer(settings)
    return made


def trust(*scopes: str, name: str = "trust") -> Program:
    return Program(make_key(*(scopes or ("measures:write", "cases:read", "cases:write")), name=name))


def measure(**changes: Any) -> dict[str, Any]:
    return {
        "ref": "M/1",
        "kind": "content",
        "against": "seller",
        "person": "shop-4101",
        "title": "Listing: bedside lamp",
        "statement": STATEMENT,
        "decided_by": ["staff:olga"],
        **changes,
    }


def as_described(operation: str, answer: Answer) -> dict[str, Any]:
    """The document of an answer, which has to have the shape that is published."""
    method, path = OPERATIONS[operation]
    assert described(answer, method, path), answer.json
    return dict(answer.json)


def test_a_measure_goes_from_its_report_to_its_reversal(world: World) -> None:
    program = trust()
    made = as_described("recordMeasure", program.post("/measures", measure()))
    assert made["statement"]["facts"] == "No licence was shown" and made["complaint"] is None
    again = program.post("/measures", measure())
    assert (again.status, again.json["reference"]) == (201, made["reference"])
    filed = program.post("/measures/M%2F1/complaint", {"text": "We have one"}, Idempotency_Key="c-1")
    heard = as_described("fileComplaint", filed)["complaint"]
    assert (heard["state"], heard["text"], heard["lane"]) == (
        "in_mediation",
        "We have one",
        "platform_complaint",
    )
    repeat = program.post("/measures/M%2F1/complaint", {"text": "We have one"}, Idempotency_Key="c-1")
    assert repeat.json == filed.json
    assert (
        program.post("/measures/M%2F1/complaint", {"text": "And more"}).json["code"] == "already_complained"
    )
    ticket = recorded(world, ref="M/2")
    assert ticket.complaint is None
    decided(make_staff("radu", Role.REVIEWER), measures.called(world.seller, "M/1"), days=3)
    read = as_described("getMeasure", program.get("/measures/M%2F1"))
    assert (read["to_carry_out"], read["complaint"]["decision"]["verdict"]) == ("lifted", "lifted")
    done = as_described("reportReversal", program.post("/measures/M%2F1/reversal", {"state": "lifted"}))
    assert (done["state"], done["to_carry_out"]) == ("lifted", None)
    assert (done["complaint"]["state"], done["complaint"]["outcome"]) == ("closed", "decided_seller")
    events = Event.objects.count()
    assert program.post("/measures/M%2F1/reversal", {"state": "lifted"}).status == 200
    assert Event.objects.count() == events
    listed = as_described("listMeasures", program.get("/measures"))
    assert [(one["ref"], one["complaint"]) for one in listed["items"]] == [("M/1", "closed"), ("M/2", None)]
    assert AuditEntry.objects.filter(actor_ref="key:trust", action="complaint.submit").count() == 1


def test_the_feed_tells_what_to_carry_out(world: World) -> None:
    program = trust()
    reference = program.post("/measures", measure(against="buyer", person=world.buyer.ref)).json["reference"]
    program.post("/measures/M%2F1/complaint", {"text": "It was not me"})
    decided(make_staff("radu", Role.REVIEWER), measures.called(world.buyer, "M/1"), days=3)
    outbox.publish(100)
    feed = as_described("listChanges", program.get("/changes"))["items"]
    told = [(one["case"], one["type"]) for one in feed]
    assert (reference, "complaint.measure_reversed") in told
    order = next(one for one in feed if one["type"] == "complaint.measure_reversed")
    assert order["data"] == {"measure": "M/1", "verdict": "lifted"}


def test_what_lacks_is_named_and_nothing_is_kept(world: World) -> None:
    lacking = {name: value for name, value in STATEMENT.items() if name not in {"facts", "automated"}}
    answer = trust().post("/measures", measure(statement=lacking))
    pointers = {one["pointer"] for one in answer.json["errors"]}
    assert (answer.status, pointers) == (422, {"/statement/facts", "/statement/automated"})
    blank = trust(name="other").post("/measures", measure(statement={**STATEMENT, "what": " "}))
    assert blank.status == 422 and not PlatformMeasure.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"person": "nobody"}, 422, "unknown_person"),
        ({"noticed_at": "2030-01-01T00:00:00Z"}, 422, "notice_in_future"),
        ({"kind": "spell"}, 422, "not_a_choice"),
        ({"against": "reviewer"}, 422, "not_a_choice"),
        ({"decided_by": ["x" * 81]}, 422, "too_long"),
        ({"secret": 1}, 422, "unknown_field"),
    ],
)
def test_a_report_that_cannot_be_is_refused(
    world: World, changes: dict[str, Any], status: int, code: str
) -> None:
    answer = trust().post("/measures", measure(**changes))
    codes = {answer.json["code"], *(one["code"] for one in answer.json.get("errors", ()))}
    assert answer.status == status and code in codes
    assert not PlatformMeasure.objects.exists()


def test_the_same_reference_with_other_facts_is_another_measure(world: World) -> None:
    program = trust()
    program.post("/measures", measure())
    answer = program.post("/measures", measure(kind="payments"))
    assert (answer.status, answer.json["code"]) == (409, "measure_differs")


def test_a_key_reads_and_writes_what_its_scopes_open(world: World) -> None:
    writer = trust("measures:write", name="writer")
    assert writer.post("/measures", measure()).status == 201
    assert writer.get("/measures").status == 403
    assert writer.post("/measures/M%2F1/complaint", {"text": "No"}).status == 403
    reader = trust("cases:read", name="reader")
    assert reader.get("/measures/M%2F1").status == 200
    assert reader.post("/measures/M%2F1/reversal", {"state": "lifted"}).status == 403
    assert reader.post("/measures", measure(ref="M3")).status == 403
    assert not PlatformComplaint.objects.exists()


def test_a_measure_told_by_a_key_with_one_scope_is_told_whole(world: World) -> None:
    made = trust("measures:write").post("/measures", measure())
    assert made.json["statement"]["what"] == "The listing is hidden"


def test_the_example_of_the_page_is_accepted(world: World) -> None:
    first, second = (json.loads(found) for found in re.findall(r"-d '(\{.*?\})'", DOC, re.S))
    make_shop("lumina")
    program = trust()
    assert program.post("/measures", first).status == 201
    assert program.post(f"/measures/{first['ref']}/reversal", second).json["state"] == "lifted"
    assert Shop.objects.filter(ref="lumina").exists()
    operations = {name for path in published()["paths"] if "measures" in path for name in [path]}
    assert {"/api/v1/measures", "/api/v1/measures/{ref}"} <= operations
