"""Orders over HTTP: the way a marketplace's own systems send them."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from django.db import connections
from django.test import override_settings

from amiabil.domain.orders.format import read_order
from amiabil.records.models import IdempotencyRecord, Order, ParcelEvent
from tests.channels.api.client import Program, make_key, path_of
from tests.domain.orders.documents import FULL, full, line, small

pytestmark = pytest.mark.django_db

PARCEL = {"parcels": [{"ref": "P9", "events": [{"at": "2026-11-01T10:00:00Z", "status": "delivered"}]}]}


@pytest.fixture
def shop() -> Program:
    return Program(make_key("orders:write"))


def test_an_order_is_created_then_known(shop: Program) -> None:
    first = shop.put("/orders/4101", FULL)
    assert first.status == 201
    again = shop.put("/orders/4101", FULL)
    assert (again.status, again.json) == (200, first.json)
    assert shop.get("/orders/4101").json == first.json


def test_an_order_is_answered_as_it_can_be_sent(shop: Program) -> None:
    answer = shop.put("/orders/4101", FULL).json
    ours = {name: answer.pop(name) for name in ("id", "created_at", "updated_at", "deliveries", "repairs")}
    assert ours["deliveries"]["L1"]["carrier_status"] == "delivered"
    assert ours["repairs"] == {}
    sent, _ = read_order(FULL)
    back, problems = read_order(answer)
    assert problems == []
    assert sent is not None
    assert back is not None
    assert (back.total, back.seller, back.buyer, back.parcels) == (
        sent.total,
        sent.seller,
        sent.buyer,
        sent.parcels,
    )


@pytest.mark.parametrize("ref", ["comandă 7/2026", "a%2Fb", "#1?x=2", "țară", "a/shipments/b", "%"])
def test_any_printable_reference_is_an_address(shop: Program, ref: str) -> None:
    assert shop.put(path_of(ref), small(ref)).status == 201
    assert shop.get(path_of(ref)).json["ref"] == ref
    assert shop.post(f"{path_of(ref)}/shipments", PARCEL).status == 200


def test_a_bad_order_is_told_by_pointer_in_the_language_of_the_program() -> None:
    key = make_key("orders:write")
    document = small(country="ro", lines=[line(quantity=0), line("L2", amount="1.999")], colour="red")
    answer = Program(key).put("/orders/4101", document)
    assert (answer.status, answer.code) == (422, "invalid_fields")
    assert sorted(answer.errors()) == [
        ("/colour", "unknown_field"),
        ("/country", "bad_format"),
        ("/lines/0/quantity", "out_of_range"),
        ("/lines/1/unit_price/amount", "bad_amount"),
    ]
    assert answer.json["errors"][1]["facts"] == {"min": 1, "max": 10000}
    romanian = Program(key, language="ro").put("/orders/4101", document)
    assert romanian.json["errors"][0]["code"] == answer.json["errors"][0]["code"]
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"{", {}, 400, "not_readable"),
        (b"", {}, 415, "wrong_media_type"),
        (b'{"a": NaN}', {}, 400, "not_readable"),
        (b"\xff\xfe", {}, 400, "not_readable"),
        (b"[" * 100_000, {}, 400, "not_readable"),
        (b"9" * 5000, {}, 400, "not_readable"),
        (b"ref=1", {"content_type": "application/x-www-form-urlencoded"}, 415, "wrong_media_type"),
        (b"{}", {"content_type": "text/plain"}, 415, "wrong_media_type"),
        (b" " * (1024 * 1024 + 1), {}, 413, "too_large"),
        (b'"order"', {}, 422, "invalid_fields"),
    ],
)
def test_a_body_that_cannot_be_read_is_told(
    shop: Program, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = shop.put("/orders/4101", body, **headers)
    assert (answer.status, answer.code) == (status, code)


def test_nobody_and_other_scopes_are_kept_out() -> None:
    readers = Program(make_key("cases:read", name="reader"))
    others = Program(make_key("content:write", name="other"))
    Program(make_key("orders:write")).put("/orders/4101", FULL)
    for key in (None, "amk_wrong", ""):
        answer = Program(key).get("/orders/4101")
        assert (answer.status, answer.code) == (401, "not_signed_in")
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert readers.get("/orders/4101").status == 200
    assert [others.get(path).code for path in ("/orders/4101", "/orders")] == ["scope_missing"] * 2
    for program in (readers, others):
        for answer in (
            program.put("/orders/4101", small()),
            program.put("/orders", [small()]),
            program.post("/orders/4101/shipments", PARCEL),
        ):
            assert (answer.status, answer.code) == (403, "scope_missing")
    assert Order.objects.get().payment == "card"


def test_missing_orders_are_not_found(shop: Program) -> None:
    for answer in (shop.get("/orders/1"), shop.post("/orders/1/shipments", PARCEL)):
        assert (answer.status, answer.code, answer.json["facts"]) == (404, "not_found", {})


@pytest.mark.parametrize("lines", [False, True])
def test_many_orders_go_in_and_bad_ones_are_told(shop: Program, lines: bool) -> None:
    documents = [small("1"), {"ref": "2"}, "three", small("4"), small("4")]
    if lines:
        body = b"\n".join(json.dumps(one).encode() for one in documents) + b"\nnot json\n"
        answer = shop.put("/orders", body, content_type="application/jsonl")
    else:
        answer = shop.put("/orders", documents)
    assert answer.status == 200
    rows = answer.json["rows"]
    assert [(row["place"], row["ref"], row["result"]) for row in rows[:5]] == [
        (0, "1", "created"),
        (1, "2", "refused"),
        (2, None, "refused"),
        (3, "4", "created"),
        (4, "4", "refused"),
    ]
    assert (answer.json["accepted"], answer.json["refused"]) == (2, 4 if lines else 3)
    assert rows[1]["errors"][0]["pointer"] == "/country"
    assert rows[4]["errors"][0]["code"] == "repeated"
    if lines:
        assert [one["code"] for one in rows[5]["errors"]] == ["not_readable"]


def test_a_bulk_request_has_a_bound(shop: Program) -> None:
    assert shop.put("/orders", [{}] * 1001).code == "invalid_fields"
    assert shop.put("/orders", {}).errors() == [("", "wrong_type")]
    assert shop.put("/orders", []).json == {"accepted": 0, "refused": 0, "rows": []}


def test_orders_are_listed_in_pages(shop: Program) -> None:
    shop.put("/orders", [small(f"R{n}") for n in range(7)])
    first = shop.get("/orders?limit=3").json
    second = shop.get(f"/orders?limit=3&after={first['next']}").json
    last = shop.get(f"/orders?limit=3&after={second['next']}").json
    assert [one["ref"] for page in (first, second, last) for one in page["items"]] == [
        f"R{n}" for n in range(7)
    ]
    assert last["next"] is None
    assert len(shop.get("/orders?limit=100000").json["items"]) == 7
    assert shop.get("/orders?after=%00nonsense").code == "bad_cursor"
    assert shop.get("/orders?limit=many").errors() == [("/limit", "bad_parameter")]


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("GET", "/", 404, "not_found"),
        ("DELETE", "/orders/1", 405, "method_not_allowed"),
        ("PATCH", "/orders", 405, "method_not_allowed"),
        ("GET", "/orders/1/shipments/", 404, "not_found"),
    ],
)
def test_addresses_and_methods_that_do_not_exist_are_problems(
    shop: Program, method: str, path: str, status: int, code: str
) -> None:
    answer = shop.call(method, path)
    assert (answer.status, answer.code) == (status, code)


def test_who_asks_too_often_is_told_when_to_come_back(shop: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    from amiabil.channels.api import authentication
    from amiabil.records.rates import Limit

    few = Limit("api", 3, authentication.REQUESTS.each)
    monkeypatch.setattr(authentication, "REQUESTS", few)
    answers = [shop.get("/orders") for _ in range(8)]
    refused = [one for one in answers if one.status == 429]
    assert refused
    assert 0 < int(refused[-1].headers["Retry-After"]) <= 60


# ---- idempotency -----------------------------------------------------------------------


def test_a_repeat_with_the_same_key_gives_the_first_answer(shop: Program) -> None:
    shop.put("/orders/4101", small())
    first = shop.post("/orders/4101/shipments", PARCEL, Idempotency_Key="k1")
    shop.put("/orders/4101", small(payment="cash"))
    again = shop.post("/orders/4101/shipments", PARCEL, Idempotency_Key="k1")
    assert (again.status, again.json) == (first.status, first.json)
    assert "payment" not in again.json
    assert ParcelEvent.objects.count() == 1


def test_a_refusal_is_an_answer_too(shop: Program) -> None:
    body = {"parcels": [{"ref": "P", "contents": {"L9": 1}}]}
    first = shop.post("/orders/4101/shipments", body, Idempotency_Key="k1")
    shop.put("/orders/4101", small(lines=[line("L9")]))
    again = shop.post("/orders/4101/shipments", body, Idempotency_Key="k1")
    assert (first.status, again.status, again.json) == (404, 404, first.json)
    assert shop.post("/orders/4101/shipments", body, Idempotency_Key="k2").status == 200


def test_a_key_is_for_one_request_of_one_caller(shop: Program) -> None:
    other = Program(make_key("orders:write", name="other"))
    shop.put("/orders/4101", small())
    assert shop.post("/orders/4101/shipments", PARCEL, Idempotency_Key="k1").status == 200
    another = shop.post("/orders/4101/shipments", {"parcels": [{"ref": "P2"}]}, Idempotency_Key="k1")
    assert (another.status, another.code) == (409, "key_reused")
    assert (
        other.post("/orders/4101/shipments", {"parcels": [{"ref": "P2"}]}, Idempotency_Key="k1").status == 200
    )


@pytest.mark.parametrize("key", ["", " ", "x" * 201])
def test_a_key_has_a_form(shop: Program, key: str) -> None:
    answer = shop.post("/orders/4101/shipments", PARCEL, Idempotency_Key=key)
    assert (answer.status, answer.code) == (422, "bad_key")


def test_who_may_not_do_it_may_try_again_with_the_same_key() -> None:
    Program(make_key("orders:write")).put("/orders/4101", small())
    reader = Program(make_key("cases:read", name="reader"))
    assert reader.post("/orders/4101/shipments", PARCEL, Idempotency_Key="k1").status == 403
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_request_at_once_is_carried_out_once() -> None:
    program = Program(make_key("orders:write"))
    program.put("/orders/4101", full(parcels=None))
    answers: list[Any] = []
    start = threading.Barrier(5)

    def send() -> None:
        try:
            start.wait()
            answers.append(program.post("/orders/4101/shipments", PARCEL, Idempotency_Key="k1"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done = [one.json for one in answers if one.status == 200]
    assert done
    assert all(one == done[0] for one in done)
    assert {one.code for one in answers if one.status != 200} <= {"in_progress"}
    assert (ParcelEvent.objects.count(), IdempotencyRecord.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_defect_leaves_neither_the_deed_nor_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program(make_key("orders:write"))
    program.put("/orders/4101", small())

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("the process dies here")

    with monkeypatch.context() as patched:
        patched.setattr("amiabil.records.idempotency.keep", breaks)
        with pytest.raises(RuntimeError):
            program.post("/orders/4101/shipments", PARCEL, Idempotency_Key="k1")
    assert not ParcelEvent.objects.exists()
    assert not IdempotencyRecord.objects.exists()
    assert program.post("/orders/4101/shipments", PARCEL, Idempotency_Key="k1").status == 200


@override_settings(AMIABIL_JWT_ISSUER="https://shop.example")
def test_buyers_are_vouched_for_by_the_issuer_of_the_tokens(shop: Program) -> None:
    shop.put("/orders/4101", small())
    assert Order.objects.select_related("buyer").get().buyer.issuer == "https://shop.example"
