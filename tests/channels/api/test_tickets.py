"""Systems of the marketplace make, read, answer and change requests for help; as the published description says."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pytest_django import Settings

from amiabil.domain.terms import Role
from amiabil.records import clock, files
from amiabil.records import tickets as records
from amiabil.records.models import AuditEntry, Message
from amiabil.records.tickets import TicketFile
from tests.cases_with_files import folder, send_parts
from tests.channels.api.client import Answer, Program, make_key
from tests.channels.api.shapes import faults, schema_of_answer
from tests.desks.stories import opened
from tests.factories import World, later, make_staff, make_world
from tests.measures_world import trust_issuer
from tests.samples import picture

pytestmark = pytest.mark.django_db
__all__ = ["folder"]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: Settings, folder: Path) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(days=3))
    made = make_world()
    trust_issuer(settings)
    return made


@pytest.fixture
def crm(world: World) -> Program:
    return Program(make_key("tickets:write", name="crm"))


def asks(crm: Program, world: World, key: str = "1", **more: Any) -> Answer:
    given = {
        "as": "buyer",
        "person": world.buyer.ref,
        "topic": "account",
        "subject": "Locked",
        "text": "Help",
    }
    return crm.post("/tickets", {**given, **more}, Idempotency_Key=key)


def writes(crm: Program, reference: str, key: str = "w", **more: Any) -> Answer:
    return crm.post(
        f"/tickets/{reference}/messages", {"as": "agent", "text": "Look", **more}, Idempotency_Key=key
    )


def file_of(world: World, answer: Answer) -> TicketFile:
    return records.file_of(world.buyer, answer.json["reference"])


def test_a_request_is_made_for_a_buyer_once(crm: Program, world: World) -> None:
    answer = asks(crm, world, topic="delivery", order="4101", answers={"tracking": "RO1"})
    assert (answer.status, answer.json["status"]) == (201, "new")
    assert faults(answer.json, schema_of_answer("POST", "/tickets", 201)) == []
    assert asks(crm, world, topic="delivery", order="4101", answers={"tracking": "RO1"}).json == answer.json
    (mine,) = records.my_tickets(world.buyer).items
    assert mine.reference == answer.json["reference"]
    file = file_of(world, answer)
    assert (file.channel, file.ticket.fields) == ("api", {"tracking": "RO1"})
    assert AuditEntry.objects.filter(action="ticket.opened", actor_ref="key:crm").count() == 1


def test_and_for_a_shop(crm: Program, world: World) -> None:
    assert asks(crm, world, **{"as": "seller", "person": "shop-4101"}).json["side"] == "seller"
    assert len(records.my_tickets(world.seller).items) == 1


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"person": "nobody"}, 422),
        ({"order": "not-theirs", "topic": "delivery"}, 404),
        ({"topic": "weather"}, 422),
        ({"topic": "privacy"}, 422),
        ({"text": " "}, 422),
        ({"answers": {"tracking": [1]}}, 422),
        ({"as": "agent"}, 422),
    ],
)
def test_what_cannot_be_made_is_refused(
    crm: Program, world: World, given: dict[str, Any], status: int
) -> None:
    assert asks(crm, world, **given).status == status
    assert not Message.objects.exists()


def test_it_is_answered_and_answered_back(crm: Program, world: World) -> None:
    reference = asks(crm, world).json["reference"]
    answer = writes(crm, reference)
    assert answer.json["status"] == "waiting_for_customer"
    assert answer.json["assignee"] == ""
    assert writes(crm, reference).json == answer.json
    assert writes(crm, reference, "2", text="Between us", note=True).json["status"] == "waiting_for_customer"
    assert writes(crm, reference, "3", **{"as": "buyer"}).json["status"] == "open"
    assert writes(crm, reference, "4", status="solved").json["status"] == "solved"
    assert writes(crm, reference, "5", **{"as": "seller"}).status == 404
    told = crm.get(f"/tickets/{reference}/events").json["items"]
    said = [one["message"] for one in told if "message" in one]
    assert [one["author"]["ref"] for one in said].count(world.buyer.ref) == 2
    audiences = [one["audience"] for one in said]
    assert audiences.count("staff") == 1
    assert Message.objects.filter(audience="staff", author_ref="key:crm").count() == 1


def test_a_change_overwrites_nothing_that_was_not_seen(crm: Program, world: World) -> None:
    make_staff("raluca", Role.AGENT)
    before = asks(crm, world).json
    here = f"/tickets/{before['reference']}/changes"
    changed = crm.post(here, {"priority": "high", "assignee": "staff:raluca", "version": before["version"]})
    assert (changed.json["priority"], changed.json["assignee"]) == ("high", "staff:raluca")
    assert faults(changed.json, schema_of_answer("POST", "/tickets/{reference}/changes", 200)) == []
    late = crm.post(here, {"priority": "low", "version": before["version"]})
    assert (late.status, late.code) == (409, "case_moved_on")
    assert crm.post(here, {"assignee": "staff:nobody"}).errors() == [("/assignee", "not_a_choice")]
    assert crm.post(here, {"assignee": "nobody"}).json["assignee"] == ""


def test_the_list_goes_on_in_pages(crm: Program, world: World) -> None:
    made = {asks(crm, world, str(n)).json["reference"] for n in range(3)}
    page = crm.get("/tickets?limit=2").json
    assert (
        faults(page["items"][0], schema_of_answer("GET", "/tickets", 200)["properties"]["items"]["items"])
        == []
    )
    rest = crm.get(f"/tickets?limit=2&after={page['next']}").json
    assert {one["reference"] for one in (*page["items"], *rest["items"])} == made
    writes(crm, next(iter(made)), status="closed")
    assert len(crm.get("/tickets").json["items"]) == 2
    assert len(crm.get("/tickets?ended=true").json["items"]) == 3
    assert crm.get("/tickets?topic=order").json["items"] == []


@pytest.mark.parametrize("side", ["buyer", "agent"])
def test_a_file_goes_with_a_message(crm: Program, world: World, side: str) -> None:
    reference = asks(crm, world).json["reference"]
    raw = picture()
    here = f"/tickets/{reference}"
    begun = crm.post(f"{here}/uploads", {"as": side, "name": "lamp.jpg", "size": len(raw)})
    assert begun.status == 201
    owner = records.file_of(world.buyer, reference).case_id
    facts = files.UploadFacts(
        UUID(begun.json["upload"]), "ticket", owner, "", "", len(raw), begun.json["part_size"], None, ""
    )
    send_parts(facts, raw)
    other = "agent" if side == "buyer" else "buyer"
    assert crm.put(f"{here}/uploads/{begun.json['upload']}", {"as": other}).status == 404
    kept = crm.put(f"{here}/uploads/{begun.json['upload']}", {"as": side})
    assert faults(kept.json, schema_of_answer("PUT", "/tickets/{reference}/uploads/{upload}", 200)) == []
    assert writes(crm, reference, "f1", **{"as": other}, files=[kept.json["id"]]).status == 404
    assert writes(crm, reference, "f2", **{"as": side}, files=[kept.json["id"]], text="").status == 201
    (told,) = crm.get(f"{here}/files").json["items"]
    assert told["name"] == "lamp.jpg"
    assert crm.fetch(f"{here}/files/{told['id']}/original").status_code == 200
    second = asks(crm, world, "2").json["reference"]
    assert crm.fetch(f"/tickets/{second}/files/{told['id']}/original").status_code == 404


def test_two_requests_are_merged_and_taken_apart(crm: Program, world: World) -> None:
    first, second = (asks(crm, world, str(n)).json["reference"] for n in range(2))
    assert crm.post(f"/tickets/{first}/merge", {"into": second}).json["reference"] == second
    assert crm.get(f"/tickets/{first}").json["merged_into"] == second
    assert writes(crm, first).json["reference"] == second
    assert crm.post(f"/tickets/{first}/changes", {"priority": "low"}).code == "ticket_merged"
    assert crm.post(f"/tickets/{first}/unmerge", {}).json["merged_into"] is None
    shop = asks(crm, world, "3", **{"as": "seller", "person": "shop-4101"}).json["reference"]
    assert crm.post(f"/tickets/{first}/merge", {"into": shop}).code == "other_requester"


def test_a_part_is_made_a_request_of_its_own(crm: Program, world: World) -> None:
    old = asks(crm, world).json["reference"]
    sent = {"subject": "Invoice", "text": "You also asked:\n> And my invoice?"}
    made = crm.post(f"/tickets/{old}/split", sent, Idempotency_Key="s")
    assert made.status == 201
    assert faults(made.json, schema_of_answer("POST", "/tickets/{reference}/split", 201)) == []
    assert (made.json["subject"], made.json["topic"]) == ("Invoice", "account")
    assert crm.post(f"/tickets/{old}/split", sent, Idempotency_Key="s").json == made.json
    assert crm.get(f"/tickets/{old}/links").json["items"][0]["reference"] == made.json["reference"]
    noted = AuditEntry.objects.get(action="ticket.split")
    assert (noted.subject, noted.facts["made"]) == (old, made.json["reference"])
    refused = crm.post(f"/tickets/{old}/split", {**sent, "topic": "nonsense"})
    assert refused.code == "unknown_ticket_topic"


def test_who_may_only_read_changes_nothing(crm: Program, world: World) -> None:
    reference = asks(crm, world).json["reference"]
    reader = Program(make_key("tickets:read", name="reader"))
    assert reader.get(f"/tickets/{reference}").status == 200
    for path, body in (
        ("messages", {"as": "agent", "text": "x"}),
        ("changes", {"priority": "low"}),
        ("merge", {"into": reference}),
        ("split", {"subject": "a", "text": "b"}),
        ("uploads", {"as": "agent", "size": 1}),
    ):
        assert reader.post(f"/tickets/{reference}/{path}", body).code == "scope_missing"
    cases = Program(make_key("cases:read", "cases:write", name="cases"))
    assert cases.get("/tickets").code == "scope_missing"
    assert reader.get("/disputes").json.get("items", []) == []


def test_links_are_made_told_and_taken_away(crm: Program, world: World) -> None:
    first, second = (asks(crm, world, str(n)).json["reference"] for n in range(2))
    dispute = opened(world)
    kept = crm.post(f"/tickets/{first}/link", {"other": second, "tie": "child"})
    assert faults(kept.json, schema_of_answer("POST", "/tickets/{reference}/link", 200)) == []
    told = {"tie": "child", "kind": "ticket", "reference": second, "subject": "Locked", "state": "new"}
    assert kept.json["items"] == [told]
    assert crm.post(f"/tickets/{second}/link", {"other": first, "tie": "child"}).code == "linked_otherwise"
    for named in (dispute, "D-0000-0000"):
        assert crm.post(f"/tickets/{first}/link", {"other": named}).code == "unknown_request"
        assert crm.post(f"/tickets/{first}/unlink", {"other": named}).status == 200
    both = Program(make_key("tickets:write", "cases:read", name="both"))
    assert (
        both.post(f"/tickets/{first}/link", {"other": dispute}).json["items"][1]["state"] == "awaiting_seller"
    )
    assert crm.get(f"/tickets/{first}/links").json["items"][1]["subject"] is None
    assert both.post(f"/tickets/{first}/unlink", {"other": dispute}).json["items"] == [told]
    assert crm.post(f"/tickets/{second}/unlink", {"other": first}).json["items"] == []
    noted = AuditEntry.objects.filter(action__in=("ticket.linked", "ticket.unlinked"))
    assert noted.count() == 4
