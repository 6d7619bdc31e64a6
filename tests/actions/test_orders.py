"""Orders are stored once, changed as a whole, and never against a case."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from amiabil.actions import orders as actions
from amiabil.actions import shipments
from amiabil.actions.openings import HandedIn, OpeningRequest, open_dispute
from amiabil.domain.access import ScopeMissing, Viewer
from amiabil.domain.orders.format import read_order
from amiabil.domain.terms import Role
from amiabil.foundation.errors import Forbidden, InvalidFields, NotFound
from amiabil.records import orders
from amiabil.records.models import Customer, HeldUnit, Order, OrderLine, Parcel, ParcelEvent, Shop
from amiabil.records.new_id import new_id
from amiabil.records.orders_intake import Fate, LinesInCase, OrderInCase, UnknownFile
from tests.actions.cases import ask
from tests.domain.orders.documents import FULL, full, line, small

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
KEY = Viewer(role=None, ref="key:shop", scopes=frozenset({"orders:write"}))

pytestmark = pytest.mark.django_db


def put(document: dict[str, Any], ref: str = "4101", at: datetime = AT) -> actions.Upserted:
    return actions.upsert(KEY, document, ref=ref, at=at)


def test_an_order_is_stored_as_it_was_sent() -> None:
    stored = put(FULL).stored
    sent, _ = read_order(FULL)
    assert sent is not None
    delivered = datetime(2026, 10, 5, 11, 0, 0, 250_000, tzinfo=UTC)
    assert stored.order.lines[0].delivered_at == delivered
    assert stored.deliveries["L1"].status == "delivered"
    assert stored.order.lines[1].delivered_at is None
    assert stored.order.parcels == sent.parcels
    assert stored.order.seller == sent.seller
    assert stored.order.buyer == sent.buyer
    assert (stored.order.total, stored.order.rates) == (sent.total, sent.rates)
    assert [one.listing for one in stored.order.lines] == [one.listing for one in sent.lines]
    assert (stored.created_at, stored.updated_at) == (AT, AT)


def test_the_ids_of_rows_are_version_seven() -> None:
    put(FULL)
    models = (Order, OrderLine, Parcel, ParcelEvent, Customer, Shop)
    found = [row.pk for model in models for row in model.objects.all()]
    assert {(one.version, one.variant) for one in found} == {(7, "specified in RFC 4122")}
    assert len(set(found)) == 8


def test_the_same_again_writes_nothing() -> None:
    first = put(FULL).stored
    again = put(
        full(paid_at="2026-10-01T09:00:00.000Z", rates={"RON/EUR": "5.0900"}), at=AT + timedelta(days=1)
    )
    assert again.fate is Fate.UNCHANGED
    assert again.stored == first


def test_another_content_replaces_the_order_and_keeps_what_it_may_not_lose() -> None:
    first = put(FULL).stored
    later = AT + timedelta(hours=1)
    changed = put(
        full(lines=[FULL["lines"][0], line("L3")], discount=None, total=None, parcels=None), at=later
    )
    assert changed.fate is Fate.CHANGED
    now = changed.stored
    assert (now.id, now.created_at, now.updated_at) == (first.id, AT, later)
    assert [one.ref for one in now.order.lines] == ["L1", "L3"]
    assert now.order.parcels == first.order.parcels
    assert now.order.lines[0].delivered_at == first.order.lines[0].delivered_at
    assert len(now.order.lines[0].listing.pictures) == 1


def test_a_line_keeps_its_row_and_takes_its_new_place() -> None:
    put(small(lines=[line("L1"), line("L2")]))
    before = dict(OrderLine.objects.values_list("ref", "id"))
    put(small(lines=[line("L2", quantity=3), line("L1")]))
    assert dict(OrderLine.objects.values_list("ref", "id")) == before
    assert [(one.ref, one.quantity) for one in orders.order(KEY, "4101").order.lines] == [
        ("L2", 3),
        ("L1", 1),
    ]


def test_a_person_learns_from_orders_only_what_is_not_known_of_them() -> None:
    put(small(buyer={"ref": "ana", "name": "Ana"}))
    put(small("2", buyer={"ref": "ana", "name": "Somebody", "email": "ana@example.com"}), ref="2")
    customer = Customer.objects.get(subject="ana")
    assert (customer.name, customer.email, customer.email_verified) == ("Ana", "ana@example.com", False)


def test_a_shop_is_as_it_was_told_last_and_keeps_what_is_not_told() -> None:
    put(FULL)
    put(small("2", seller={"ref": "lumina", "name": "Lumina 2", "trader": False}), ref="2")
    shop = Shop.objects.get(ref="lumina")
    assert (shop.name, shop.town, shop.trader, shop.settles_in) == ("Lumina 2", "Cluj-Napoca", False, "EUR")
    assert shop.identity["legal_name"] == "Lumina SRL"
    assert shop.identity["voluntary_returns"]["days"] == 30


def test_a_bad_order_stores_nothing() -> None:
    with pytest.raises(InvalidFields) as refused:
        put(small(country="ro", lines=[line(quantity=0)]))
    assert [one.field for one in refused.value.errors] == ["/country", "/lines/0/quantity"]
    assert not Order.objects.exists()
    assert not Customer.objects.exists()


def test_a_picture_must_be_one_that_was_uploaded() -> None:
    unknown = str(uuid4())
    document = small(lines=[{**line(), "listing": {"pictures": [{"file_id": unknown}]}}])
    with pytest.raises(UnknownFile) as refused:
        put(document)
    assert refused.value.field == "/lines/0/listing/pictures/0/file_id"
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("viewer", "refusal"),
    [
        (Viewer(role=Role.OPERATOR, ref="key:reader", scopes=frozenset({"cases:read"})), ScopeMissing),
        (Viewer(role=Role.BUYER, person_id=uuid4(), ref="ana"), Forbidden),
        (Viewer(role=Role.SELLER, shop_id=uuid4(), ref="luca"), Forbidden),
        (Viewer(role=Role.AGENT, ref="staff:dana"), Forbidden),
        (Viewer(role=None), Forbidden),
    ],
)
def test_only_the_marketplace_sends_orders(viewer: Viewer, refusal: type[Forbidden]) -> None:
    with pytest.raises(refusal):
        actions.upsert(viewer, FULL, ref="4101", at=AT)
    with pytest.raises(refusal):
        actions.upsert_many(viewer, {0: FULL}, at=AT)
    with pytest.raises(refusal):
        shipments.record(viewer, "4101", {"parcels": [{"ref": "P"}]}, at=AT)
    assert not Order.objects.exists()


def test_everybody_sees_their_own_orders_only() -> None:
    put(small("1", buyer={"ref": "ana"}, seller={"ref": "lumina"}), ref="1")
    put(small("2", buyer={"ref": "dan"}, seller={"ref": "lemn"}), ref="2")
    ana = Viewer(role=Role.BUYER, person_id=Customer.objects.get(subject="ana").id, ref="ana")
    lemn = Viewer(role=Role.SELLER, shop_id=Shop.objects.get(ref="lemn").id, ref="x")

    def seen(viewer: Viewer) -> list[str]:
        return [one.order.ref for one in orders.orders(viewer).items]

    assert (seen(ana), seen(lemn), seen(KEY)) == (["1"], ["2"], ["1", "2"])
    assert seen(Viewer(role=Role.AUDITOR, person_id=uuid4(), ref="staff:a")) == ["1", "2"]
    assert seen(Viewer(role=None)) == []
    assert seen(Viewer(role=None, ref="key:t", scopes=frozenset({"content:write"}))) == []
    for viewer, ref in ((ana, "2"), (lemn, "1"), (Viewer(role=None), "1"), (KEY, "3")):
        with pytest.raises(NotFound):
            orders.order(viewer, ref)


def test_a_long_list_is_read_in_pages_without_gap_or_repeat() -> None:
    many = {n: small(f"R{n:03}", paid_at=f"2026-10-{1 + n % 3:02}T09:00:00Z") for n in range(30)}
    actions.upsert_many(KEY, many, at=AT)
    ana = Viewer(role=Role.BUYER, person_id=Customer.objects.get(subject="ana").id, ref="ana")
    for viewer in (KEY, ana):
        refs: list[str] = []
        after = None
        while True:
            page = orders.orders(viewer, limit=7, after=after)
            refs += [one.order.ref for one in page.items]
            after = page.next
            if after is None:
                break
        assert sorted(refs) == sorted(one["ref"] for one in many.values())
        assert len(set(refs)) == 30


# ---- orders and cases ------------------------------------------------------------


@pytest.fixture
def disputed() -> Order:
    """An order with two lines, of which a case holds a unit of the first."""
    lines = [
        {**line(ref, quantity), "delivered_at": "2026-10-05T11:00:00Z"}
        for ref, quantity in (("L1", 2), ("L2", 1))
    ]
    put(small(lines=lines))
    ana = Viewer(role=Role.BUYER, person_id=Customer.objects.get(subject="ana").id, ref="ana")
    asked = ask("5.00")
    photos = tuple(HandedIn(new_id(), kind) for kind in ("photo_item", "photo_parcel"))
    open_dispute(ana, "4101", OpeningRequest(asked, new_id(), datetime(2026, 10, 7, 8, tzinfo=UTC), photos))
    return Order.objects.get(ref="4101")


def test_a_line_of_a_case_cannot_be_taken_out(disputed: Order) -> None:
    with pytest.raises(LinesInCase) as refused:
        put(small(lines=[line("L2")]))
    assert dict(refused.value.facts) == {"lines": ["L1"]}
    assert OrderLine.objects.filter(order=disputed).count() == 2


def test_lines_of_no_case_may_go_and_those_of_a_case_may_change(disputed: Order) -> None:
    after = put(small(lines=[line("L1", quantity=1, amount="12.00")])).stored.order
    assert [(one.ref, one.quantity, one.unit_price.text()) for one in after.lines] == [("L1", 1, "12.00")]
    assert HeldUnit.objects.get().line_ref == "L1"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"currency": "EUR", "lines": [line("L1", currency="EUR"), line("L2", currency="EUR")]}, "currency"),
        ({"buyer": {"ref": "dan"}}, "buyer"),
        ({"seller": {"ref": "lemn"}}, "seller"),
    ],
)
def test_what_a_case_was_opened_on_stays(disputed: Order, change: dict[str, Any], field: str) -> None:
    before = orders.order(KEY, "4101")
    with pytest.raises(OrderInCase) as refused:
        put(small(**{"lines": [line("L1"), line("L2")], **change}))
    assert dict(refused.value.facts) == {"fields": [field]}
    assert orders.order(KEY, "4101") == before


def test_a_refused_order_leaves_the_others_of_its_batch_alone(disputed: Order) -> None:
    rows = actions.upsert_many(
        KEY,
        {0: small("1"), 1: small(lines=[line("L2")]), 2: {"ref": "3"}, 3: small("4"), 4: small("4")},
        at=AT,
    )
    assert [(row.place, row.ref, row.fate) for row in rows] == [
        (0, "1", Fate.CREATED),
        (1, "4101", Fate.REFUSED),
        (2, "3", Fate.REFUSED),
        (3, "4", Fate.CREATED),
        (4, "4", Fate.REFUSED),
    ]
    assert [problem.code for problem in rows[4].problems] == ["repeated"]
    assert Order.objects.count() == 3


# ---- shipments -------------------------------------------------------------------


def test_scans_say_when_a_line_has_arrived() -> None:
    put(small(lines=[line("L1", quantity=2), line("L2")]))
    parcel = {"ref": "P1", "carrier": "Cargus", "contents": {"L1": 2}}
    told = shipments.record(KEY, "4101", {"parcels": [parcel]}, at=AT)
    assert told.order.lines[0].delivered_at is None
    scan = {"at": "2026-11-01T10:00:00Z", "status": "delivered"}
    told = shipments.record(KEY, "4101", {"parcels": [{"ref": "P1", "events": [scan]}]}, at=AT)
    assert told.order.lines[0].delivered_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert told.order.lines[1].delivered_at is None
    assert told.order.parcels[0].carrier == "Cargus"


def test_a_scan_told_again_changes_nothing() -> None:
    put(FULL)
    before = orders.order(KEY, "4101")
    told = shipments.record(KEY, "4101", {"parcels": FULL["parcels"]}, at=AT + timedelta(days=1))
    assert told == before
    assert ParcelEvent.objects.count() == 2


def test_parcels_of_what_was_not_ordered_are_told() -> None:
    put(small())
    with pytest.raises(InvalidFields) as refused:
        shipments.record(KEY, "4101", {"parcels": [{"ref": "P", "contents": {"L1": 3, "L9": 1}}]}, at=AT)
    assert [(one.field, one.code) for one in refused.value.errors] == [
        ("/parcels/0/contents", "out_of_range"),
        ("/parcels/0/contents", "unknown_line"),
    ]
    assert not Parcel.objects.exists()


def test_shipments_of_an_unknown_order_are_not_found() -> None:
    with pytest.raises(NotFound):
        shipments.record(KEY, "nothing", {"parcels": [{"ref": "P"}]}, at=AT)


def test_an_instant_told_for_a_line_outlives_scans_that_say_less() -> None:
    put(small(lines=[{**line(), "delivered_at": "2026-10-05T10:00:00Z"}]))
    scan = {"at": "2026-10-04T10:00:00Z", "status": "in_transit"}
    told = shipments.record(KEY, "4101", {"parcels": [{"ref": "P", "events": [scan]}]}, at=AT)
    assert told.order.lines[0].delivered_at == datetime(2026, 10, 5, 10, tzinfo=UTC)
    assert told.deliveries["L1"].status == "in_transit"


# ---- cost and concurrency ----------------------------------------------------------


def without_savepoints(queries: CaptureQueriesContext) -> list[str]:
    """The statements; the ends of a transaction inside the test's are savepoints."""
    return [one["sql"][:60] for one in queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize(
    ("before", "document", "statements"),
    [
        ("nothing", "small", 10),
        ("nothing", "full", 12),
        ("the same", "full", 2),
        ("another", "small", 14),
    ],
)
def test_what_an_order_costs(before: str, document: str, statements: int) -> None:
    sent = FULL if document == "full" else small()
    if before == "the same":
        put(sent)
    elif before == "another":
        put(small(lines=[line("L9")]))
    with CaptureQueriesContext(connection) as queries:
        put(sent)
    assert len(without_savepoints(queries)) == statements


@pytest.mark.parametrize("count", [0, 1, 25])
def test_a_list_costs_one_statement(count: int, django_assert_num_queries: Any) -> None:
    actions.upsert_many(KEY, {n: full(ref=f"R{n:02}") for n in range(count)}, at=AT)
    with django_assert_num_queries(1):
        page = orders.orders(KEY, limit=50)
    assert len(page.items) == count


@pytest.mark.parametrize("count", [1, 25])
def test_a_batch_costs_the_same_for_any_number(count: int) -> None:
    with CaptureQueriesContext(connection) as queries:
        actions.upsert_many(
            KEY, {n: full(ref=f"R{n:02}", buyer={"ref": f"b{n}"}) for n in range(count)}, at=AT
        )
    assert len(without_savepoints(queries)) == 11


@pytest.mark.django_db(transaction=True)
def test_the_same_order_from_several_clients_at_once_is_one_order() -> None:
    fates: list[Fate] = []
    start = threading.Barrier(6)

    def send(number: int) -> None:
        try:
            start.wait()
            fates.append(put(full(payment="card" if number % 2 else "cash")).fate)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fates.count(Fate.CREATED) == 1
    assert len(fates) == 6
    assert Order.objects.count() == 1
    assert OrderLine.objects.count() == 2
    assert ParcelEvent.objects.count() == 2
    assert put(full(payment=Order.objects.get().payment)).fate is Fate.UNCHANGED


@pytest.mark.django_db(transaction=True)
def test_batches_that_overlap_neither_deadlock_nor_lose_an_order() -> None:
    failures: list[BaseException] = []
    start = threading.Barrier(4)

    def send(number: int) -> None:
        refs = [f"R{n:02}" for n in range(20)]
        if number % 2:
            refs.reverse()
        try:
            start.wait()
            for turn in range(3):
                sent = {
                    n: full(
                        ref=ref,
                        payment=f"{number}-{turn}",
                        buyer={"ref": f"b{n}"},
                        seller={"ref": f"s{n % 3}", "name": f"{number}"},
                    )
                    for n, ref in enumerate(refs)
                }
                actions.upsert_many(KEY, sent, at=AT)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert Order.objects.count() == 20
    assert OrderLine.objects.count() == 40
