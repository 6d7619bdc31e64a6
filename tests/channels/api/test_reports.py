"""What systems outside report reaches every dispute it concerns, once."""

from __future__ import annotations

from typing import Any

import pytest

from amiabil.actions.disputes import confirm_refund
from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.actions.verify import verify
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.errors import ExternalProceedingOpen
from amiabil.domain.terms import Command, Reason, Remedy
from amiabil.records import clock, proceedings
from amiabil.records.models import AuditEntry, Dispute, OrderMoney, Refund, Shop, UnitMoney
from amiabil.records.new_id import new_id
from tests.actions.cases import photos, row, step
from tests.channels.api.client import Program, make_key
from tests.factories import OPENED, PARCEL, World, later, make_world

pytestmark = pytest.mark.django_db

LINES: Any = (
    {"ref": "L1", "title": "Lamp", "unit_price": 20000},
    {"ref": "L2", "title": "Cup", "unit_price": 5000},
)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(clock, "now", lambda: later(hours=2))
    return make_world(lines=LINES, shipping=0)


def case_about(world: World, line: str) -> str:
    submission = Submission(
        units={line: 1}, reason=Reason.NC_DAMAGED, ask=Ask(Remedy.REFUND_KEEP), text="Crăpat", answers=PARCEL
    )
    return open_dispute(
        world.buyer, world.order_ref, OpeningRequest(submission, new_id(), OPENED, photos())
    ).reference


def bank(*scopes: str) -> Program:
    return Program(make_key(*(scopes or ("payments:write",)), name="bank"))


def opened(ref: str = "CB-1", amount: str = "250.00", **more: Any) -> dict[str, Any]:
    return {"order": "4101", "ref": ref, "amount": amount, **more}


def books() -> tuple[int, int]:
    found = OrderMoney.objects.get()
    return found.refunded, found.external


def test_a_chargeback_suspends_every_case_and_is_booked_once(world: World) -> None:
    first, second = case_about(world, "L1"), case_about(world, "L2")
    program = bank()
    answer = program.post("/proceedings", opened())
    assert answer.status == 200
    assert [one["reference"] for one in answer.json["cases"]] == [first, second]
    assert {one["state"] for one in answer.json["cases"]} == {"suspended"}
    assert {row(one).state for one in (first, second)} == {"suspended"}
    assert books() == (0, 25000)
    again = program.post("/proceedings", opened())
    assert (again.status, again.json["cases"]) == (200, [])
    assert program.post("/proceedings", opened(amount="1.00")).code == "proceeding_differs"
    assert books() == (0, 25000)
    assert AuditEntry.objects.filter(action="proceeding.opened").count() == 2


def test_won_by_the_seller_it_is_undone_and_the_days_left_count_on(world: World) -> None:
    case = case_about(world, "L1")
    program = bank()
    program.post("/proceedings", opened(amount="200.00", lines=["L1"]))
    answer = program.post("/proceedings/close", {"order": "4101", "ref": "CB-1", "won_by": "seller"})
    assert answer.json["cases"] == [
        {"reference": case, "version": row(case).case.version, "state": "awaiting_seller", "flags": []}
    ]
    assert (answer.json["state"], answer.json["won_by"]) == ("closed", "seller")
    assert books() == (0, 0)
    assert row(case).held == 20000
    again = program.post("/proceedings/close", {"order": "4101", "ref": "CB-1", "won_by": "seller"})
    assert (again.status, again.json["cases"]) == (200, [])
    other = program.post("/proceedings/close", {"order": "4101", "ref": "CB-1", "won_by": "buyer"})
    assert other.code == "proceeding_differs"
    assert next(verify(case)).broken is None


def test_won_by_the_buyer_it_ends_a_case_with_nothing_left(world: World) -> None:
    case = case_about(world, "L1")
    program = bank()
    program.post("/proceedings", opened(amount="200.00", lines=["L1"]))
    program.post("/proceedings/close", {"order": "4101", "ref": "CB-1", "won_by": "buyer"})
    assert (row(case).state, row(case).outcome) == ("closed", "superseded_by_chargeback")
    assert books() == (0, 20000)


def test_what_was_refunded_already_is_not_booked_again_but_flagged(world: World) -> None:
    case = case_about(world, "L1")
    step(world.seller, case, Command.ACCEPT_REQUEST, later(hours=1))
    confirm_refund(Refund.objects.get().key, at=later(hours=1.5))
    answer = bank().post("/proceedings", opened(amount="250.00"))
    assert answer.json["cases"][0]["flags"] == ["double_payment_risk"]
    assert answer.json["cases"][0]["state"] == "closed"
    assert books() == (20000, 5000), "the cup is in no case; the lamp is paid"


def test_a_refund_under_way_is_not_contested_twice(world: World) -> None:
    case = case_about(world, "L1")
    step(world.seller, case, Command.ACCEPT_REQUEST, later(hours=1))
    bank().post("/proceedings", opened(amount="200.00", lines=["L1"]))
    assert "double_payment_risk" in row(case).flags
    confirm_refund(Refund.objects.get().key, at=later(hours=3))
    assert books() == (20000, 0)
    assert next(verify(case)).broken is None


def test_without_a_case_no_dispute_can_be_opened_until_it_has_ended(world: World) -> None:
    program = bank()
    answer = program.post("/proceedings", opened(amount="60.00", lines=["L2"]))
    assert answer.json["cases"] == []
    assert books() == (0, 5000)
    with pytest.raises(ExternalProceedingOpen):
        case_about(world, "L2")
    case_about(world, "L1")
    program.post("/proceedings/close", {"order": "4101", "ref": "CB-1", "won_by": "seller"})
    assert books() == (0, 0)
    assert row(case_about(world, "L2")).held == 5000
    assert UnitMoney.objects.get(line_ref="L2").external == 0


def test_an_unknown_order_line_or_proceeding_is_not_there(world: World) -> None:
    program = bank()
    assert program.post("/proceedings", opened() | {"order": "9999"}).status == 404
    assert program.post("/proceedings", opened(lines=["L9"])).status == 404
    closing = {"order": "4101", "ref": "CB-9", "won_by": "buyer"}
    assert program.post("/proceedings/close", closing).status == 404
    assert program.post("/proceedings", opened(amount="1.001")).code == "bad_amount"
    assert program.post("/proceedings", opened(amount="0")).code == "bad_amount"


def test_insolvency_holds_for_every_open_case_and_for_later_ones(world: World) -> None:
    case = case_about(world, "L1")
    shop = Shop.objects.get(id=world.shop_id)
    program = bank("cases:write")
    answer = program.post("/insolvencies", {"seller": shop.ref})
    assert [one["reference"] for one in answer.json["cases"]] == [case]
    assert row(case).state == "in_mediation"
    assert program.post("/insolvencies", {"seller": shop.ref}).json["cases"] == []
    assert row(case_about(world, "L2")).state == "in_mediation"


def test_a_key_acts_as_the_administrator_of_an_insolvent_seller_alone(world: World) -> None:
    case, program = case_about(world, "L1"), bank("cases:write")
    offer = {"as": "administrator", "arguments": {"remedy": "refund_keep", "amount": "10.00"}}
    early = program.post(f"/disputes/{case}/propose", offer)
    assert (early.status, early.code) == (403, "not_yours")
    written = {"as": "administrator", "text": "I act for the estate", "audience": "everyone"}
    assert program.post(f"/disputes/{case}/messages", written).code == "not_yours"
    assert program.get(f"/disputes/{case}").json["available_actions"]["administrator"] == []

    program.post("/insolvencies", {"seller": Shop.objects.get(id=world.shop_id).ref})
    told = program.get(f"/disputes/{case}").json
    assert "propose" in told["available_actions"]["administrator"] and told["may_write"]["administrator"]
    assert program.post(f"/disputes/{case}/propose", offer).status == 200
    assert program.post(f"/disputes/{case}/messages", written).status == 201
    seen = [one["actor"]["role"] for one in program.get(f"/disputes/{case}/events").json["items"]]
    assert seen.count("administrator") == 2


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_insolvency_reaches_every_case_however_many_are_read_at_once(
    world: World, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proceedings, "BATCH", batch)
    cases = [case_about(world, "L1"), case_about(world, "L2")]
    Dispute.objects.update(opened_at=Dispute.objects.first().opened_at)  # the same instant for both
    shop = Shop.objects.get(id=world.shop_id)
    told = bank("cases:write").post("/insolvencies", {"seller": shop.ref}).json["cases"]
    assert sorted(one["reference"] for one in told) == sorted(cases)
    assert {row(one).state for one in cases} == {"in_mediation"}


def test_a_case_that_rests_hears_of_the_insolvency_when_it_goes_on(world: World) -> None:
    case = case_about(world, "L1")
    program = bank("payments:write", "cases:write")
    program.post("/proceedings", opened(amount="10.00", lines=["L1"]))
    assert (
        program.post("/insolvencies", {"seller": Shop.objects.get(id=world.shop_id).ref}).json["cases"] == []
    )
    program.post("/proceedings/close", {"order": "4101", "ref": "CB-1", "won_by": "seller"})
    assert row(case).state == "in_mediation"


def test_scans_of_a_return_move_the_case(world: World) -> None:
    submission = Submission(units={"L1": 1}, reason=Reason.WD_STATUTORY)
    request = OpeningRequest(submission, new_id(), OPENED, ())
    case = open_dispute(world.buyer, world.order_ref, request).reference
    other = case_about(world, "L2")
    assert row(case).state == "return_shipment_due"
    carrier = bank("carriers:write")
    scan = {"order": "4101", "direction": "return", "status": "accepted", "line": "L1"}
    answer = carrier.post("/scans", scan, idempotency_key="s1")
    assert [one["reference"] for one in answer.json["cases"]] == [case]
    assert row(case).state == "remedy_pending"
    assert row(other).state == "awaiting_seller"
    version = row(case).case.version
    assert carrier.post("/scans", scan, idempotency_key="s1").json == answer.json
    assert row(case).case.version == version


def test_a_notice_that_came_back_is_known_to_the_case(world: World) -> None:
    case = case_about(world, "L1")
    answer = bank("notices:write").post("/bounces", {"dispute": case, "to": "seller"})
    assert [one["reference"] for one in answer.json["cases"]] == [case]
    step(world.buyer, case, Command.MESSAGE, later(days=8), text="Salut")
    assert "notice_not_confirmed" in row(case).flags
    assert row(case).state == "in_mediation"


@pytest.mark.parametrize(
    "path", ["/proceedings", "/proceedings/close", "/scans", "/bounces", "/insolvencies"]
)
def test_each_report_has_its_scope(world: World, path: str) -> None:
    assert Program(make_key("orders:write", name="other")).post(path, {}).code == "scope_missing"
