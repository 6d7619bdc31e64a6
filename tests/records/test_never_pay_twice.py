"""However many act at once, nothing is given back twice: the procedure sees what others paid, the database refuses."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from amiabil.actions.disputes import confirm_refund
from amiabil.actions.handed_in import HandedIn
from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import money
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.errors import ExceedsRefundable
from amiabil.domain.terms import Command, Reason, Remedy, Role
from amiabil.foundation.errors import AmiabilError
from amiabil.records.books import different
from amiabil.records.case_files import case_file
from amiabil.records.case_load import load_by_id
from amiabil.records.case_outlooks import outlooks
from amiabil.records.dispute_index import disputes
from amiabil.records.ledger import fund_used
from amiabil.records.models import Dispute, LedgerEntry, Order, OrderMoney, Payout, Refund, Shop, UnitMoney
from amiabil.records.money_rows import FundChange, use_fund
from amiabil.records.new_id import new_id
from amiabil.records.staff_lists import late_cases
from tests.actions.cases import opened, row, step
from tests.factories import PARCEL, World, later, make_staff, make_world

PSP = Viewer(role=Role.PSP, ref="payments")
PAID = 26989


def photos() -> tuple[HandedIn, ...]:
    return (HandedIn(new_id(), "photo_item"), HandedIn(new_id(), "photo_parcel"))


def open_at(world: World, amount: str, at: datetime, *, line: str = "L1") -> str:
    submission = Submission(
        units={line: 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, amount),
        text="Crăpat",
        answers=PARCEL,
    )
    return open_dispute(
        world.buyer, world.order_ref, OpeningRequest(submission, new_id(), at, photos())
    ).reference


def paid(reference: str, at: datetime) -> None:
    for one in Refund.objects.filter(case__reference=reference, state__in=["intended", "sent"]):
        confirm_refund(one.key, at=at)


def closed_then_reopened_by_another(world: World) -> tuple[str, str]:
    """One case about the lamp that is over and paid 100.00, and a second one that asks for the rest."""
    first = open_at(world, "100.00", later())
    step(world.seller, first, Command.ACCEPT_REQUEST, later(hours=1))
    paid(first, later(hours=2))
    assert row(first).state == "closed"
    return first, open_at(world, "150.00", later(hours=3))


def assert_never_more_than_paid(world: World) -> None:
    back = sum(Refund.objects.filter(order_id=world.order_id).values_list("amount", flat=True))
    debits = {"external_debit": 1, "external_undone": -1}
    moved = LedgerEntry.objects.filter(order_id=world.order_id, kind__in=debits)
    external = sum(debits[one.kind] * one.amount for one in moved)
    units = UnitMoney.objects.filter(order_id=world.order_id)
    assert sum(u.refunded for u in units) == back
    assert sum(u.external for u in units) == external
    assert all(u.refunded + u.external <= u.paid for u in units)
    books = OrderMoney.objects.get(order_id=world.order_id)
    assert (books.refunded, books.external) == (back, external)
    assert back + external <= books.paid
    for case in Dispute.objects.filter(order_id=world.order_id):
        assert_hold_is_accounted_for(world.buyer, case)


def assert_hold_is_accounted_for(viewer: Viewer, case: Dispute) -> None:
    """What came into the hold of a case went to the buyer, to the seller or to the bank, or is there; what went to the
    seller is instructed, once."""
    moved = LedgerEntry.objects.filter(case_id=case.case_id)
    kinds: Counter[str] = Counter()
    for one in moved:
        kinds[one.kind] += one.amount
    drawn = sum(one.from_hold or 0 for one in moved.filter(kind="refund_confirmed"))
    loaded = load_by_id(viewer, case.case_id)
    assert loaded is not None
    dispute = loaded.dispute
    outside = sum(part.minor for external in dispute.externals for part in external.from_hold)
    assert kinds["hold"] - kinds["release"] - drawn - outside == case.held
    payouts = Payout.objects.filter(case_id=case.case_id)
    assert sum(one.amount for one in payouts if one.kind == "release") == kinds["release"]
    assert {one.key for one in payouts} == {one.payout_key for one in moved if one.payout_key}
    charged = money.seller_debit(dispute)
    assert kinds["seller_debit"] - kinds["seller_credit"] == charged.minor
    debits = moved.filter(kind__in=["seller_debit", "seller_credit"])
    assert {(one.currency, one.rate is None) for one in debits} <= {
        (charged.currency, charged.currency == dispute.currency)
    }
    assert different(case.case_id) == ""


@pytest.mark.django_db
def test_what_a_closed_case_pays_later_lowers_what_the_next_one_can_ask() -> None:
    world = make_world()
    first, second = closed_then_reopened_by_another(world)
    step(world.seller, first, Command.VOLUNTARY_REFUND, later(hours=4), amount="120.00")
    with pytest.raises(ExceedsRefundable) as refused:
        step(world.seller, second, Command.VOLUNTARY_REFUND, later(hours=5), amount="60.00")
    assert refused.value.facts["max"] == {"amount": "49.89", "currency": "RON"}
    step(world.seller, second, Command.ACCEPT_REQUEST, later(hours=5), amount="49.89")
    assert_never_more_than_paid(world)
    assert sum(Refund.objects.values_list("amount", flat=True)) == PAID


@pytest.mark.django_db
def test_what_a_closed_case_pays_shows_at_once_where_the_same_units_are_disputed() -> None:
    world = make_world()
    first, second = closed_then_reopened_by_another(world)
    assert shown(world, second) == ("169.89", "150.00", "150.00", "150.00")
    step(world.seller, first, Command.VOLUNTARY_REFUND, later(hours=4), amount="120.00")
    assert shown(world, second) == ("49.89", "49.89", "49.89", "49.89")
    assert row(second).case.version == 1, "nothing happened in that case"


@pytest.mark.django_db
def test_what_is_late_says_what_is_asked_now() -> None:
    world = make_world()
    first, second = closed_then_reopened_by_another(world)
    step(world.seller, second, Command.REJECT_REQUEST, later(hours=4), reason="not_so", text="No.")
    step(world.buyer, second, Command.ESCALATE, later(hours=5))
    for party in (world.buyer, world.seller):
        step(party, second, Command.WAIVE_EVIDENCE, later(hours=6))
    step(world.seller, first, Command.VOLUNTARY_REFUND, later(hours=7), amount="120.00")
    (late,) = late_cases(make_staff("sorin", Role.SUPERVISOR), now=later(days=10)).items
    assert (late.reference, late.why) == (second, "decision_late")
    assert late.amount is not None and late.amount.text() == "49.89"


def shown(world: World, reference: str) -> tuple[str, ...]:
    """The most that can still be refunded and what is asked, as a page, as a list and as the index, have it."""
    file = case_file(world.buyer, reference)
    asked = outlooks(world.seller, [file.case_id])[file.case_id].asked
    (indexed,) = [one for one in disputes(world.buyer).items if one.reference == reference]
    amounts = (money.refundable(file.dispute), file.dispute.claim.terms.amount, asked.amount, indexed.asked)
    return tuple(one.text() for one in amounts if one is not None)


@pytest.mark.django_db
def test_a_silent_seller_pays_only_what_is_left() -> None:
    world = make_world()
    first, second = closed_then_reopened_by_another(world)
    step(world.seller, first, Command.VOLUNTARY_REFUND, later(hours=4), amount="169.89")
    step(world.buyer, second, Command.MESSAGE, later(days=20), text="Salut")
    assert_never_more_than_paid(world)
    assert not Refund.objects.filter(case__reference=second).exists()


@pytest.mark.django_db
def test_the_books_of_the_database_refuse_whoever_asks() -> None:
    world = make_world()
    reference = opened(world)
    step(world.seller, reference, Command.ACCEPT_REQUEST, later(hours=1))
    refund = Refund.objects.get()
    again = Refund(
        key="x:1",
        case_id=refund.case_id,
        order_id=refund.order_id,
        amount=1,
        currency="RON",
        state="intended",
        intended_at=later(),
    )
    with pytest.raises(IntegrityError, match="never_pay_more_than_paid"), transaction.atomic():
        again.save(force_insert=True)
    with pytest.raises(IntegrityError, match="never changes its amount"), transaction.atomic():
        Refund.objects.filter(key=refund.key).update(amount=1)
    with pytest.raises(IntegrityError, match="never_pay_twice"), transaction.atomic():
        UnitMoney.objects.update(refunded=PAID + 1)


@pytest.mark.django_db
def test_the_cap_of_the_fund_holds_for_all_cases_of_a_seller() -> None:
    shop = Shop.objects.get(id=make_world().shop_id)
    for more, granted in ((150, True), (60, False), (50, True), (1, False), (-20, True), (20, True)):
        assert use_fund(shop.id, FundChange("RON", more, 200)) is granted
    assert fund_used(shop.id, "RON").minor == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", range(4))
def test_many_at_once_never_pay_twice(seed: int) -> None:
    """Two cases of one unit and one of another: sellers pay and accept, chargebacks open and close, workers confirm."""
    chance = random.Random(seed)
    world = make_world(
        lines=(
            {"ref": "L1", "title": "Lamp", "unit_price": 24990},
            {"ref": "L2", "title": "Cup", "unit_price": 9900},
        )
    )
    Shop.objects.update(settles_in="EUR")
    Order.objects.update(rates={"RON/EUR": "4.9713"})
    first, second = closed_then_reopened_by_another(world)
    third = open_at(world, "99.00", later(hours=3), line="L2")
    wishes: list[Callable[[], Any]] = []
    for number in range(24):
        case, amount = (
            chance.choice([first, second, third]),
            f"{chance.randint(1, 90)}.{chance.randint(10, 99)}",
        )
        at = later(hours=5, days=number / 1000)
        wishes.append(
            chance.choice(
                [
                    lambda c=case, a=amount, t=at: step(
                        world.seller, c, Command.VOLUNTARY_REFUND, t, amount=a
                    ),
                    lambda c=case, t=at: step(world.seller, c, Command.ACCEPT_REQUEST, t),
                    lambda c=case, a=amount, t=at, n=number: step(
                        PSP, c, Command.EXTERNAL_OPENED, t, ref=f"CB{n % 3}", amount=a
                    ),
                    lambda c=case, t=at, n=number: step(
                        PSP, c, Command.EXTERNAL_CLOSED, t, ref=f"CB{n % 3}", won_by="seller"
                    ),
                    lambda c=case, t=at: paid(c, t),
                ]
            )
        )
    odd: list[BaseException] = []

    def work(part: list[Callable[[], Any]]) -> None:
        try:
            for wish in part:
                try:
                    wish()
                except AmiabilError:
                    continue
        except BaseException as error:
            odd.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(wishes[n::6],)) for n in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert odd == []
    assert LedgerEntry.objects.filter(kind="external_debit").exists(), "no chargeback came through"
    assert_never_more_than_paid(world)
