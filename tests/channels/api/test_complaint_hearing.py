"""A system of the marketplace writes, hands in and answers for whom a measure is against, each once."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from amiabil.actions.complaint_hearing import Inquiry, ask_question
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import clock, files
from amiabil.records.models import AuditEntry, EvidenceItem, Message, Upload
from tests.cases_with_files import body, folder, send_parts
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import described
from tests.factories import World, later, make_staff, make_world
from tests.measures_world import complained, recorded, trust_issuer
from tests.samples import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
__all__ = ["folder"]

AT = "/measures/{ref}"
PHOTO = picture()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(days=3))
    made = make_world()
    trust_issuer(settings)
    return made


@pytest.fixture
def radu() -> Viewer:
    return make_staff("radu", Role.REVIEWER)


def program(*scopes: str) -> Program:
    wanted = scopes or ("cases:read", "cases:write")
    return Program(make_key(*wanted, name=f"key-{'-'.join(wanted)}"))


@pytest.mark.parametrize("against", [Role.BUYER, Role.SELLER])
def test_a_question_is_read_and_answered_with_a_file(world: World, radu: Viewer, against: Role) -> None:
    ticket, trust = complained(world, against=against), program()
    ask_question(radu, ticket.reference, Inquiry("Whether it covers 2026", "A copy", later(days=2)))
    told = trust.get("/measures/M-1")
    assert described(told, "GET", AT)
    question = told.json["complaint"]["question"]
    assert (question["fact"], question["proof"]) == ("Whether it covers 2026", "A copy")
    assert told.json["complaint"]["due_at"] == question["due_at"]
    (listed,) = trust.get("/measures").json["items"]
    assert listed["due_at"] == question["due_at"]

    announced = {"kind": "document", "name": "licence.jpg", "size": len(PHOTO)}
    begun = trust.post("/measures/M-1/uploads", announced)
    assert described(begun, "POST", f"{AT}/uploads"), begun.json
    facts = files.UploadFacts(*Upload.objects.filter(id=begun.json["upload"]).values_list(*_FACTS).get())
    send_parts(facts, PHOTO)
    done = trust.put(f"/measures/M-1/uploads/{begun.json['upload']}", {})
    assert described(done, "PUT", f"{AT}/uploads/{{upload}}"), done.json
    item = {"kind": "document", "file_id": done.json["id"], "text": "The licence"}
    for _ in range(2):
        given = trust.post("/measures/M-1/evidence", item, Idempotency_Key="e-1")
        assert described(given, "POST", f"{AT}/evidence"), given.json
    assert trust.post("/measures/M-1/evidence", item).json["code"] == "already_evidence"
    answered = trust.post("/measures/M-1/answer", {"text": "It does"})
    assert described(answered, "POST", f"{AT}/answer")
    assert answered.json["complaint"]["question"] is None
    assert trust.post("/measures/M-1/answer", {"text": "It does"}).json["code"] == "no_question"

    evidence = trust.get("/measures/M-1/evidence")
    assert described(evidence, "GET", f"{AT}/evidence")
    (row,) = evidence.json["items"]
    assert row["by"]["role"] == str(against) and EvidenceItem.objects.count() == 1
    assert body(trust.fetch(f"/measures/M-1/evidence/{row['id']}/original")) == PHOTO
    assert [one.broken for one in verify(ticket.reference)] == [None]
    acts = AuditEntry.objects.filter(action__startswith="complaint.", actor_ref__startswith="key:")
    assert sorted(acts.values_list("action", flat=True)) == [
        "complaint.add_evidence",
        "complaint.answer_info",
    ]


_FACTS = ("id", "purpose", "owner_id", "evidence_kind", "name", "size", "part_size", "file_id", "refused")


def test_words_alone_are_evidence_too(world: World) -> None:
    complained(world)
    trust = program()
    given = trust.post("/measures/M-1/evidence", {"kind": "document", "text": "It is of 2024"})
    assert given.status == 201 and EvidenceItem.objects.get().text == "It is of 2024"
    empty = trust.post("/measures/M-1/evidence", {"kind": "document"})
    assert empty.json["code"] == "text_missing", empty.json


def test_messages_have_their_readers(world: World) -> None:
    ticket, trust = complained(world), program()
    for _ in range(2):
        sent = trust.post("/measures/M-1/messages", {"text": "One", "as": "seller"}, Idempotency_Key="m-1")
        assert described(sent, "POST", f"{AT}/messages"), sent.json
    assert sent.json["case"] == ticket.reference
    assert trust.post("/measures/M-1/messages", {"text": "Two"}).status == 201
    assert trust.post("/measures/M-1/messages", {"text": "Three", "audience": "staff"}).status == 201
    assert list(Message.objects.order_by("version").values_list("author_role", "audience")) == [
        ("seller", "seller_and_platform"),
        ("operator", "seller_and_platform"),
        ("operator", "staff"),
    ]
    events = trust.get("/measures/M-1/events?limit=2")
    assert described(events, "GET", f"{AT}/events")
    assert [one["message"]["text"] for one in events.json["items"]] == ["Three", "Two"]
    assert events.json["next"]


def refused(trust: Program, path: str, sent: dict[str, Any]) -> str:
    return str(trust.post(f"/measures/{path}", sent).json["code"])


def test_what_is_not_theirs_or_not_open_is_refused(world: World) -> None:
    recorded(world)
    trust = program()
    assert refused(trust, "M-1/messages", {"text": "One"}) == "conversation_closed"
    assert refused(trust, "M-1/evidence", {"kind": "document", "text": "One"}) == "not_found"
    assert refused(trust, "M-1/uploads", {"kind": "document", "size": 10}) == "conversation_closed"
    complained(world, ref="M-2")
    assert refused(trust, "M-2/messages", {"text": "One", "as": "buyer"}) == "not_a_choice"
    assert refused(trust, "M-2/messages", {"text": "One", "as": "seller", "audience": "staff"}) == (
        "audience_not_yours"
    )
    wrong = {"text": "One", "audience": "buyer_and_platform"}
    assert refused(trust, "M-2/messages", wrong) == "audience_not_yours"
    assert refused(trust, "M-2/messages", {"text": "x" * 20_001}) == "invalid_fields"
    reader = program("cases:read")
    assert refused(reader, "M-2/messages", {"text": "One"}) == "scope_missing"
    assert refused(reader, "M-2/answer", {"text": "One"}) == "scope_missing"
    assert refused(trust, "M-9/messages", {"text": "One"}) == "not_found"
    assert not Message.objects.exists()
