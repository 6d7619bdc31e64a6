"""A dispute over HTTP: opened for a buyer, answered for a shop, read and followed; every answer as described."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amiabil.channels.api import disputes
from amiabil.domain.disputes.procedure import HOLDERS
from amiabil.domain.terms import Command, Role
from amiabil.foundation.errors import Conflict
from amiabil.records import clock, outbox
from amiabil.records.case_save import CaseMovedOn, OrderMovedOn
from amiabil.records.models import AuditEntry, Conversation, Dispute, Message
from tests.channels.api.client import Program, make_key
from tests.channels.api.shapes import described, faults, published, schema_of_answer
from tests.domain.orders.documents import line, small

pytestmark = pytest.mark.django_db


PARCEL = {"kind": "photo_parcel"}


@pytest.fixture
def shop() -> Program:
    """A system that may do everything with orders and cases; an order has been delivered."""
    program = Program(make_key("orders:write", "cases:read", "cases:write"))
    arrived = (clock.now() - timedelta(days=2)).isoformat(timespec="seconds")
    paid = (clock.now() - timedelta(days=9)).isoformat(timespec="seconds")
    lines = [
        {**line("L1", amount="249.90"), "delivered_at": arrived},
        {**line("L2", quantity=2), "delivered_at": arrived},
    ]
    assert program.put("/orders/4101", small(lines=lines, paid_at=paid)).status == 201
    return program


def submission(**changes: Any) -> dict[str, Any]:
    return {
        "order": "4101",
        "units": {"L1": 1},
        "reason": "nc_damaged",
        "ask": {"remedy": "refund_keep", "amount": "249.90"},
        "text": "Abajurul este crăpat",
        "answers": {"parcel_condition": "damaged"},
        "evidence": [{"kind": "photo_item", "title": "Crack"}, PARCEL],
        **changes,
    }


def opened(shop: Program, **changes: Any) -> dict[str, Any]:
    answer = shop.post("/disputes", submission(**changes))
    assert answer.status == 201, answer.json
    return dict(answer.json)


def test_a_dispute_is_opened_for_the_buyer_and_says_where_it_stands(shop: Program) -> None:
    answer = shop.post("/disputes", submission())
    assert described(answer, "POST", "/disputes")
    told = answer.json
    assert (told["state"], told["must_act"]["who"], told["must_act"]["act"]) == (
        "awaiting_seller",
        "seller",
        "answer_request",
    )
    assert told["due"]["seller_first_answer"] == told["must_act"]["due_at"]
    assert (told["buyer"], told["seller"], told["units"]) == ("ana", "lumina", {"L1": 1})
    assert told["proposals"]["buyer"]["amount"] == {"amount": "249.90", "currency": "RON"}
    assert "accept_request" in told["available_actions"]["seller"]
    assert "withdraw" in told["available_actions"]["buyer"]
    assert sorted(one["label"] for one in told["evidence"]) == ["photo_item-1", "photo_parcel-1"]
    assert told["events"][-1]["type"] == "dispute.submit"
    assert shop.get(f"/disputes/{told['reference']}").json == told


def test_a_complaint_goes_to_its_end(shop: Program) -> None:
    at = opened(shop)["reference"]
    offer = shop.post(
        f"/disputes/{at}/propose",
        {
            "as": "seller",
            "expected_version": 1,
            "arguments": {"remedy": "price_reduction", "amount": "100.00"},
        },
    )
    assert described(offer, "POST", "/disputes/{reference}/propose")
    assert (offer.json["state"], offer.json["version"]) == ("negotiating", 2)
    accepted = shop.post(
        f"/disputes/{at}/accept", {"as": "buyer", "arguments": {"proposal": "seller", "amount": "100.00"}}
    )
    assert described(accepted, "POST", "/disputes/{reference}/accept")
    assert accepted.json["state"] == "remedy_pending"
    assert accepted.json["settlement"]["amount"]["amount"] == "100.00"
    paid = shop.post(f"/disputes/{at}/refund_confirmed", {"as": "psp"})
    assert (paid.json["state"], paid.json["outcome"]) == ("closed", "settled_by_agreement")
    assert paid.json["refunded"]["amount"] == "100.00"
    assert set(AuditEntry.objects.values_list("action", "actor_ref")) == {
        ("case.submit", "key:shop"),
        ("case.propose", "key:shop"),
        ("case.accept", "key:shop"),
        ("case.refund_confirmed", "key:shop"),
    }


def test_the_same_request_again_is_the_same_dispute(shop: Program) -> None:
    first = shop.post("/disputes", submission(), Idempotency_Key="k1")
    again = shop.post("/disputes", submission(), Idempotency_Key="k1")
    assert (again.status, again.json) == (201, first.json)
    assert Dispute.objects.count() == 1
    other = shop.post("/disputes", submission(units={"L2": 1}), Idempotency_Key="k1")
    assert (other.status, other.code) == (409, "key_reused")


@pytest.mark.parametrize("moved_on", [CaseMovedOn, OrderMovedOn])
def test_a_moment_that_was_bad_is_not_the_answer_for_ever(
    shop: Program, monkeypatch: pytest.MonkeyPatch, moved_on: type[Conflict]
) -> None:
    def busy(*_: object) -> None:
        raise moved_on()

    with monkeypatch.context() as while_busy:
        while_busy.setattr(disputes, "open_dispute", busy)
        refused = shop.post("/disputes", submission(), Idempotency_Key="k1")
    assert (refused.status, refused.code) == (409, moved_on.code)
    assert shop.post("/disputes", submission(), Idempotency_Key="k1").status == 201


@pytest.mark.parametrize(
    ("changes", "status", "code", "pointer"),
    [
        ({"order": "nothing"}, 404, "not_found", None),
        ({"order": None}, 422, "invalid_fields", "/order"),
        ({"units": {"L9": 1}}, 404, "not_found", None),
        ({"units": {"L1": 2}}, 422, "unknown_units", "/units"),
        ({"reason": "bored"}, 422, "bad_arguments", "/reason"),
        ({"ask": {"remedy": "refund_keep", "amount": "1.999"}}, 422, "bad_amount", None),
        ({"ask": {"remedy": "refund_keep", "amount": "9999.00"}}, 422, "exceeds_refundable", "/amount"),
        ({"evidence": []}, 422, "evidence_missing", "/evidence"),
        ({"answers": None}, 422, "evidence_missing", "/answers"),
        ({"text": ""}, 422, "evidence_missing", "/answers"),
        ({"answers": {"parcel_condition": "tired"}}, 422, "bad_arguments", "/answers/parcel_condition"),
        ({"answers": {"parcel_condition": 5}}, 422, "bad_arguments", None),
        ({"answers": {"mood": "bad"}}, 422, "bad_arguments", "/answers/mood"),
        ({"answers": {"noticed_on": "x" * 4001}}, 422, "text_too_long", "/answers/noticed_on"),
        ({"evidence": [{"kind": "song"}]}, 422, "invalid_fields", "/evidence/0/kind"),
        ({"evidence": [{"kind": "photo_item", "file_id": str(uuid4())}, PARCEL]}, 404, "not_found", None),
        ({"channel": "web"}, 422, "invalid_fields", "/channel"),
        ({"mood": "bad"}, 422, "invalid_fields", "/mood"),
    ],
)
def test_a_bad_opening_is_told_and_changes_nothing(
    shop: Program, changes: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    answer = shop.post("/disputes", submission(**changes))
    assert (answer.status, answer.code) == (status, code), answer.json
    if pointer is not None:
        assert pointer in [place for place, _ in answer.errors()]
    assert not Dispute.objects.exists()
    assert not AuditEntry.objects.exists()


def test_a_parcel_reported_lost_may_be_complained_about_at_once(shop: Program) -> None:
    soon = (clock.now() + timedelta(days=9)).date().isoformat()
    order = small("4102", paid_at=f"{clock.now() - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}")
    shop.put("/orders/4102", {**order, "estimated_delivery": {"from": soon, "to": soon}})
    told = {"answers": {"address_is_right": "yes"}, "evidence": []}
    asked = submission(order="4102", reason="nr_lost", ask={"remedy": "refund_keep"}, **told)
    early = shop.post("/disputes", asked)
    assert (early.status, early.code) == (409, "too_early")
    lost = {"ref": "P1", "events": [{"at": f"{clock.now():%Y-%m-%dT%H:%M:%SZ}", "status": "lost"}]}
    shop.post("/orders/4102/shipments", {"parcels": [lost]})
    assert shop.post("/disputes", asked).status == 201


def test_units_in_dispute_cannot_be_disputed_again(shop: Program) -> None:
    first = opened(shop)["reference"]
    again = shop.post("/disputes", submission())
    assert (again.status, again.code, again.json["facts"]["cases"]) == (409, "units_in_dispute", [first])


@pytest.mark.parametrize(
    ("command", "body", "status", "code"),
    [
        (
            "propose",
            {"as": "buyer", "arguments": {"remedy": "refund_keep", "amount": "1"}},
            409,
            "not_in_this_state",
        ),
        ("accept_request", {"as": "buyer"}, 422, "invalid_fields"),
        ("accept_request", {"as": "seller", "expected_version": 0}, 409, "stale_version"),
        ("accept_request", {"as": "seller", "arguments": {"amount": "3.00"}}, 409, "superseded"),
        ("accept_request", {"as": "seller", "arguments": {"why": "x"}}, 422, "invalid_fields"),
        ("accept_request", {"as": "seller", "arguments": []}, 422, "invalid_fields"),
        ("accept_request", {"as": "mediator"}, 422, "invalid_fields"),
        ("reject_request", {"as": "seller", "arguments": {}}, 422, "bad_arguments"),
        ("provide_label", {"as": "operator"}, 409, "not_in_this_state"),
        ("undo_withdraw", {}, 409, "not_in_this_state"),
    ],
)
def test_a_refused_command_is_told_and_changes_nothing(
    shop: Program, command: str, body: dict[str, Any], status: int, code: str
) -> None:
    before = opened(shop)
    answer = shop.post(f"/disputes/{before['reference']}/{command}", body)
    assert (answer.status, answer.code) == (status, code), answer.json
    assert shop.get(f"/disputes/{before['reference']}").json == before


def test_evidence_comes_with_the_command_that_needs_it(shop: Program) -> None:
    at = opened(shop)["reference"]
    added = shop.post(
        f"/disputes/{at}/add_evidence", {"as": "buyer", "arguments": {"kind": "photo_item", "text": "Again"}}
    )
    assert added.status == 200
    assert added.json["evidence"][-1]["label"] == "photo_item-2"
    gone = {"kind": "photo_parcel", "text": "Thrown away", "gone": True}
    assert shop.post(f"/disputes/{at}/add_evidence", {"as": "buyer", "arguments": gone}).status == 200
    there = {**gone, "kind": "photo_item"}
    refused = shop.post(f"/disputes/{at}/add_evidence", {"as": "buyer", "arguments": there})
    assert refused.code == "evidence_missing"
    rejected = shop.post(
        f"/disputes/{at}/reject_request",
        {
            "as": "seller",
            "arguments": {"reason": "packed_well", "text": "It left us whole."},
            "evidence": [{"kind": "packing_photo"}],
        },
    )
    assert rejected.json["state"] == "negotiating"
    assert rejected.json["evidence"][-1]["by"] == {"role": "seller", "ref": "lumina"}


def test_messages_are_posted_once_for_their_readers(shop: Program) -> None:
    at = opened(shop)["reference"]
    body = {"as": "seller", "text": "Bună ziua", "audience": "everyone"}
    first = shop.post(f"/disputes/{at}/messages", body, Idempotency_Key="m1")
    assert described(first, "POST", "/disputes/{reference}/messages")
    assert shop.post(f"/disputes/{at}/messages", body, Idempotency_Key="m1").json == first.json
    assert Message.objects.get().author_role == "seller"
    refused = shop.post(f"/disputes/{at}/messages", {**body, "audience": "staff"})
    assert (refused.status, refused.code) == (403, "audience_not_yours")
    assert shop.post(f"/disputes/{at}/messages", {**body, "text": " "}).errors() == [("/text", "required")]
    told = shop.get(f"/disputes/{at}/events").json["items"][0]
    assert (told["type"], told["message"]["text"]) == ("message.posted", "Bună ziua")


def test_the_feed_tells_everything_in_order_once(shop: Program) -> None:
    at = opened(shop)["reference"]
    shop.post(f"/disputes/{at}/messages", {"text": "Hello"})
    assert shop.get("/changes").json == {"items": [], "next": None}
    outbox.publish(100)
    feed = shop.get("/changes")
    assert described(feed, "GET", "/changes")
    told = feed.json["items"]
    assert [one["stream_seq"] for one in told] == list(range(1, len(told) + 1))
    assert {one["case"] for one in told} == {at}
    assert (told[0]["type"], told[-1]["type"]) == ("dispute.submit", "message.posted")
    first = shop.get("/changes?limit=1").json
    assert first["next"] == "1"
    assert shop.get(f"/changes?after={first['next']}").json["items"] == told[1:]
    assert shop.get("/changes?after=x").errors() == [("/after", "bad_parameter")]


def test_references_are_read_as_people_write_them(shop: Program) -> None:
    at = opened(shop)["reference"]
    assert shop.get(f"/disputes/{at.lower().replace('-', '')}").json["reference"] == at
    for other in ("D-0000-0000", "nonsense", "T-7K3M-92QF"):
        assert shop.get(f"/disputes/{other}").status == 404


def test_a_key_reads_and_acts_only_by_its_scopes(shop: Program) -> None:
    at = opened(shop)["reference"]
    reader = Program(make_key("cases:read", name="reader"))
    orders_only = Program(make_key("orders:write", name="orders"))
    assert reader.get(f"/disputes/{at}").status == 200
    for answer in (
        reader.post("/disputes", submission()),
        reader.post(f"/disputes/{at}/withdraw", {"as": "buyer"}),
        reader.post(f"/disputes/{at}/messages", {"text": "x"}),
        orders_only.get("/disputes"),
        orders_only.get("/changes"),
    ):
        assert (answer.status, answer.code) == (403, "scope_missing")
    for answer in (
        orders_only.get(f"/disputes/{at}"),
        orders_only.get(f"/disputes/{at}/events"),
        orders_only.post(f"/disputes/{at}/withdraw", {"as": "buyer"}),
        orders_only.post(f"/disputes/{at}/messages", {"text": "x"}),
    ):
        assert (answer.status, answer.code) == (404, "not_found")
    assert Dispute.objects.get().state == "awaiting_seller"


def test_what_only_people_decide_has_no_operation(shop: Program) -> None:
    at = opened(shop)["reference"]
    acting = {Role.BUYER, Role.SELLER, Role.OPERATOR, Role.CARRIER, Role.PSP}
    for command in Command:
        if command in {Command.SUBMIT, Command.MESSAGE, Command.MERGE}:
            continue  # each has an operation of its own
        exists = f"/api/v1/disputes/{{reference}}/{command.value}" in published()["paths"]
        assert exists == bool(HOLDERS[command] & acting), command
    assert shop.post(f"/disputes/{at}/decide", {}).status == 404


@pytest.mark.parametrize(("path", "statements"), [("", 5), ("/events", 4)])
def test_reading_costs_the_same_for_any_history(shop: Program, path: str, statements: int) -> None:
    at = opened(shop)["reference"]
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            shop.get(f"/disputes/{at}{path}")
        assert len(queries) == statements
        for number in range(5):
            shop.post(f"/disputes/{at}/messages", {"text": f"{number}"})


def _past_protection() -> dict[str, str]:
    """The lamp arrived two months ago: the marketplace's protection is over, the law's guarantee is not."""
    return {"delivered_at": (clock.now() - timedelta(days=60)).isoformat(timespec="seconds")}


LANES: tuple[tuple[dict[str, Any], dict[str, Any], str], ...] = (
    ({"reason": "nc_damaged"}, {"ask": {"remedy": "return_refund"}}, "guarantee"),
    ({"reason": "nc_defective"}, {"ask": {"remedy": "repair"}}, "statutory_conformity"),
    ({"reason": "wd_statutory"}, {}, "statutory_withdrawal"),
)


@pytest.mark.parametrize(("intent", "more", "lane"), LANES, ids=[one[2] for one in LANES])
def test_every_lane_is_opened_and_its_preview_says_the_same(shop, intent, more, lane) -> None:
    late = _past_protection() if lane == "statutory_conformity" else {}
    arrived = (clock.now() - timedelta(days=2)).isoformat(timespec="seconds")
    paid = (clock.now() - timedelta(days=90)).isoformat(timespec="seconds")
    lines = [{**line("L1", amount="249.90"), "delivered_at": arrived, **late}]
    assert shop.put("/orders/4105", small("4105", lines=lines, paid_at=paid)).status == 201
    told = {"order": "4105", "units": {"L1": 1}, **intent}
    seen = shop.post("/disputes/preview", told)
    assert seen.status == 200, seen.json
    assert faults(seen.json, schema_of_answer("POST", "/disputes/preview", 200)) == []
    assert seen.json["lane"] == lane
    assert not Dispute.objects.exists(), "a preview stores nothing"
    shown = [{"kind": kinds[0]} for kinds in seen.json["evidence"]]
    asked = [one for one in seen.json["questions"] if one["required"]]
    answers = {one["key"]: (one["choices"] or ["x"])[0] for one in asked}
    whole = {**told, **more, "evidence": [{**one, "text": "x"} for one in shown], "answers": answers}
    if answers:
        lacking = shop.post("/disputes", {**whole, "answers": {}})
        assert (lacking.status, lacking.code) == (422, "evidence_missing")
        assert lacking.json["facts"]["missing"] == [one["key"] for one in asked]
        assert all(one["label"] in lacking.json["detail"] for one in asked)
    opened = shop.post("/disputes", whole)
    assert opened.status == 201, opened.json
    assert opened.json["lane"] == lane
    open_now = {one["remedy"] for one in seen.json["remedies"] if one["locked_until"] is None}
    assert opened.json["proposals"]["buyer"]["remedy"] in open_now


def test_a_preview_is_refused_as_the_opening_would_be(shop) -> None:
    told = {"order": "4101", "units": {"L1": 1}, "reason": "unauthorised"}
    answers = [shop.post(path, told) for path in ("/disputes/preview", "/disputes")]
    assert [one.status for one in answers] == [409, 409]
    assert answers[0].json["code"] == answers[1].json["code"] == "not_here"


def test_it_is_told_who_may_write_and_whether_the_goods_go_back(shop: Program) -> None:
    told = opened(shop, ask={"remedy": "return_refund", "amount": "249.90"})
    at = f"/disputes/{told['reference']}"
    assert told["may_write"] == {"buyer": True, "seller": True, "administrator": False, "operator": True}
    assert told["return_required"] is False, "it is only asked for"
    accepted = shop.post(f"{at}/accept_request", {"as": "seller", "arguments": {"amount": "249.90"}}).json
    assert (accepted["state"], accepted["return_required"]) == ("return_label_due", True)
    proceeding = {"order": "4101", "ref": "CB-1", "amount": "10.00"}
    Program(make_key("payments:write", name="bank")).post("/proceedings", proceeding)
    rests = shop.get(at).json
    assert (rests["state"], rests["return_required"]) == ("suspended", True)
    Program(make_key("payments:write", name="bank2")).post(
        "/proceedings/close", {"order": "4101", "ref": "CB-1", "won_by": "seller"}
    )
    waived = shop.post(f"{at}/waive_return", {"as": "seller"}).json
    assert (waived["state"], waived["return_required"]) == ("remedy_pending", False)
    Conversation.objects.update(closed_to_messages=True)
    assert set(shop.get(at).json["may_write"].values()) == {False}
    assert shop.post(f"{at}/messages", {"as": "buyer", "text": "x"}).code == "conversation_closed"
