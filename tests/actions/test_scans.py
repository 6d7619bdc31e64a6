"""What carriers say of an order's parcels reaches its open cases, once, with the order or not at all."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from amiabil.actions import orders, orders_import, scans, shipments
from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.actions.verify import verify
from amiabil.domain.access import ScopeMissing, Viewer
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.errors import RemedyNotAllowed
from amiabil.domain.orders.delivery import News
from amiabil.domain.terms import CarrierStatus, Command, Direction, Reason, Remedy, Role
from amiabil.records.case_load import load
from amiabil.records.models import AuditEntry, Event, Order
from amiabil.records.new_id import new_id
from tests.actions.cases import row, step
from tests.domain.orders.documents import line, small
from tests.factories import World, later, make_member

pytestmark = pytest.mark.django_db

KEY = Viewer(role=None, ref="key:erp", name="erp", scopes=frozenset({"orders:write"}))
CARRIER = Viewer(role=None, ref="key:dpd", name="dpd", scopes=frozenset({"carriers:write"}))
PAID = "2026-09-01T10:00:00Z"
AT = later(days=1)
SEEN = later(hours=20).isoformat()


def document(**more: Any) -> dict[str, Any]:
    estimate = {"from": "2026-09-05", "to": "2026-09-10"}
    lines = [line("L1", amount="249.90"), line("L2")]
    return small(paid_at=PAID, estimated_delivery=estimate, **{"lines": lines, **more})


@pytest.fixture
def world() -> World:
    """An order that has not come."""
    orders.upsert(KEY, document(), ref="4101", at=later(days=-20))
    order = Order.objects.get(ref="4101")
    ana = Viewer(role=Role.BUYER, person_id=order.buyer_id, ref="ana", name="Ana")
    return World(ana, make_member(order.shop, "mihai"), "4101", order.id, order.shop_id)


def not_come(world: World, *lines: str) -> str:
    """A case that says that these lines have not come."""
    submission = Submission(
        units=dict.fromkeys(lines or ("L1",), 1),
        reason=Reason.NR_IN_TRANSIT_LATE,
        ask=Ask(Remedy.REFUND_KEEP),
        text="Nu a venit",
        answers={"address_is_right": "yes"},
    )
    return open_dispute(
        world.buyer, "4101", OpeningRequest(submission, new_id(), later(hours=1), ())
    ).reference


def parcels(status: str = "delivered", ref: str = "P1", **more: Any) -> dict[str, Any]:
    return {"parcels": [{"ref": ref, "events": [{"at": SEEN, "status": status}], **more}]}


def heard(reference: str) -> list[dict[str, Any]]:
    """What the case has heard from carriers, in order."""
    found = Event.objects.filter(case_id=row(reference).case_id, type="dispute.scan").order_by(
        "version", "place"
    )
    return [one.data for one in found]


def of(reference: str) -> Any:
    return load(Viewer(role=Role.SYSTEM, ref="system"), reference).dispute


@pytest.mark.parametrize("way", ["shipments", "put", "put many", "a file", "an instant of the line"])
def test_the_parcel_arrives_and_the_case_knows(world: World, way: str) -> None:
    case = not_come(world)
    delivered = {**document(), **parcels()}

    def send() -> None:
        if way == "shipments":
            shipments.record(KEY, "4101", parcels(), at=AT)
        elif way == "put":
            orders.upsert(KEY, delivered, ref="4101", at=AT)
        elif way == "put many":
            orders.upsert_many(KEY, {0: delivered, 1: small("4109")}, at=AT)
        elif way == "a file":
            operator = Viewer(role=Role.ADMIN, ref="command-line")
            file = BytesIO(json.dumps(delivered).encode())
            orders_import.run(operator, file, orders_import.Plan("orders.jsonl", AT))
        else:
            told = [{**line("L1", amount="249.90"), "delivered_at": SEEN}, line("L2")]
            orders.upsert(KEY, document(lines=told), ref="4101", at=AT)

    send()
    assert heard(case) == [{"status": "delivered", "direction": "outbound"}]
    assert of(case).order.line("L1").delivered_at == AT
    version = row(case).case.version
    send()
    assert row(case).case.version == version, "the same again is no news"
    assert next(verify(case)).broken is None
    with pytest.raises(RemedyNotAllowed):
        step(world.seller, case, Command.ACCEPT_REQUEST, AT + timedelta(hours=1))


def test_a_case_hears_of_its_own_lines_and_of_each_once(world: World) -> None:
    lamp = not_come(world, "L1")
    cup = not_come(world, "L2")
    shipments.record(KEY, "4101", parcels(contents={"L2": 1}), at=AT)
    assert (heard(lamp), len(heard(cup))) == ([], 1)
    shipments.record(KEY, "4101", parcels("lost", "P2", contents={"L1": 1}), at=AT)
    assert heard(lamp) == [{"status": "lost", "direction": "outbound"}]
    assert len(heard(cup)) == 1


def test_a_case_about_more_than_has_come_hears_line_by_line(world: World) -> None:
    case = not_come(world, "L1", "L2")
    shipments.record(KEY, "4101", parcels(contents={"L2": 1}), at=AT)
    assert heard(case) == [{"status": "delivered", "direction": "outbound", "line": "L2"}]
    assert [one.delivered_at is not None for one in of(case).order.lines] == [False, True]


def test_what_the_carrier_has_reported_itself_is_not_told_again(world: World) -> None:
    case = not_come(world)
    scan = scans.Scanned("4101", Direction.OUTBOUND, CarrierStatus.LOST)
    scans.scanned(CARRIER, scan, at=later(hours=2))
    shipments.record(KEY, "4101", parcels("lost"), at=AT)
    shipments.record(KEY, "4101", parcels("accepted", events=[]), at=AT)
    assert len(heard(case)) == 1


def test_an_instant_still_to_come_is_no_delivery(world: World) -> None:
    case = not_come(world)
    told = [{**line("L1", amount="249.90"), "delivered_at": later(days=3).isoformat()}, line("L2")]
    orders.upsert(KEY, document(lines=told), ref="4101", at=AT)
    assert heard(case) == []


def withdrawn(world: World) -> str:
    """A withdrawal from the contract about a lamp that had come."""
    shipments.record(KEY, "4101", parcels(), at=later(hours=-1))
    submission = Submission(units={"L1": 1}, reason=Reason.WD_STATUTORY)
    opened = open_dispute(world.buyer, "4101", OpeningRequest(submission, new_id(), later(hours=1), ()))
    assert row(opened.reference).state == "return_shipment_due"
    return opened.reference


def test_the_scan_of_a_return_moves_the_case_that_waits_for_it(world: World) -> None:
    case = withdrawn(world)
    back = parcels("accepted", "R1", direction="return", contents={"L1": 1})
    shipments.record(KEY, "4101", back, at=AT)
    assert heard(case) == [{"status": "accepted", "direction": "return"}]
    assert row(case).state == "remedy_pending"
    shipments.record(KEY, "4101", back, at=AT)
    later_scan = parcels("delivered", "R1", direction="return")
    shipments.record(KEY, "4101", later_scan, at=AT)
    assert len(heard(case)) == 1, "a case that waits for nothing any more is left alone"


def test_a_return_of_other_goods_moves_nothing(world: World) -> None:
    case = withdrawn(world)
    shipments.record(KEY, "4101", parcels("accepted", "R1", direction="return", contents={"L2": 1}), at=AT)
    assert heard(case) == []


def test_goods_that_go_back_have_not_arrived_with_the_buyer(world: World) -> None:
    case = not_come(world)
    told = shipments.record(KEY, "4101", parcels("delivered", "R1", direction="return"), at=AT)
    assert told.order.parcels[0].direction is Direction.RETURN
    assert (told.order.lines[0].delivered_at, told.deliveries["L1"].status) == (None, None)
    assert heard(case) == []
    again = shipments.record(KEY, "4101", parcels("lost", "R1"), at=AT)
    assert again.order.parcels[0].direction is Direction.RETURN, "what is told once stays"


def test_the_order_and_its_cases_change_together_or_not_at_all(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    not_come(world)

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the power is cut")

    monkeypatch.setattr(scans, "tell_case", fails)
    for send in (
        lambda: shipments.record(KEY, "4101", parcels(), at=AT),
        lambda: orders.upsert(KEY, {**document(), **parcels()}, ref="4101", at=AT),
        lambda: orders.upsert_many(KEY, {0: {**document(), **parcels()}}, at=AT),
    ):
        with pytest.raises(RuntimeError):
            send()
        assert not Order.objects.get(ref="4101").parcels.exists()


def test_who_told_it_is_written_down_and_others_may_not(world: World) -> None:
    case = not_come(world)
    shipments.record(KEY, "4101", parcels(), at=AT)
    noted = AuditEntry.objects.get(action="case.scan")
    assert (noted.actor_ref, noted.subject, noted.facts) == ("key:erp", "4101", {"cases": [case]})
    event = Event.objects.get(case_id=row(case).case_id, type="dispute.scan")
    assert (event.actor_role, event.actor_ref) == ("carrier", "erp")
    news = (News(Direction.OUTBOUND, CarrierStatus.DELIVERED, frozenset({"L1"})),)
    with pytest.raises(ScopeMissing):
        scans.tell_cases(CARRIER, {"4101": news}, at=AT)


def test_an_order_without_an_open_case_costs_nothing_more(world: World) -> None:
    with CaptureQueriesContext(connection) as queries:
        orders.upsert(KEY, {**document(), **parcels()}, ref="4101", at=AT)
    assert not [one for one in queries if "JOIN conversation" in one["sql"]]
