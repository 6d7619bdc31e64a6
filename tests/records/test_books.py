"""The ledger of a case, in every kind of currency, from the hold to the seller's account."""

from __future__ import annotations

import pytest

from amiabil.actions.disputes import confirm_refund
from amiabil.actions.openings import OpeningRequest, open_dispute
from amiabil.actions.verify import verify
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.terms import Command, Reason, Remedy
from amiabil.records.models import Hold, LedgerEntry, OrderMoney, Refund, Shop
from amiabil.records.new_id import new_id
from tests.actions.cases import photos, row, step
from tests.factories import OPENED, PARCEL, later, make_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("currency", "asked", "offered"),
    [("RON", "269.89", "100.05"), ("JPY", "26989", "10005"), ("KWD", "26.989", "10.005")],
)
def test_from_the_hold_to_the_refund(currency: str, asked: str, offered: str) -> None:
    price, shipping, minor = 24990, 1999, 10005
    world = make_world(
        currency=currency, shipping=shipping, lines=({"ref": "L1", "title": "Lamp", "unit_price": price},)
    )
    submission = Submission(
        units={"L1": 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, asked),
        text="Crăpat",
        answers=PARCEL,
    )
    opening = OpeningRequest(submission, new_id(), OPENED, photos())
    case = open_dispute(world.buyer, world.order_ref, opening).reference
    assert Hold.objects.get().amount == price + shipping
    step(world.seller, case, Command.PROPOSE, later(hours=1), remedy="refund_keep", amount=offered)
    step(world.buyer, case, Command.ACCEPT, later(hours=2), proposal="seller", amount=offered)
    refund = Refund.objects.get()
    assert (refund.amount, refund.currency) == (minor, currency)
    confirm_refund(refund.key, at=later(hours=3))
    entries = {one.kind: one for one in LedgerEntry.objects.filter(case__reference=case)}
    assert {kind: one.amount for kind, one in entries.items()} == {
        "hold": price + shipping,
        "release": price + shipping - minor,
        "refund_instructed": minor,
        "refund_confirmed": minor,
        "seller_debit": minor,
    }
    assert {one.currency for one in entries.values()} == {currency}
    assert (entries["refund_confirmed"].from_hold, entries["refund_confirmed"].from_fund) == (minor, 0)
    assert (entries["refund_confirmed"].attempt, entries["refund_confirmed"].purpose) == (1, "settlement")
    assert row(case).state == "closed"
    assert next(verify(case)).broken is None


@pytest.mark.parametrize("wrong", ["100.5", "1.001", "-1"])
def test_more_decimals_than_the_currency_has_are_refused(wrong: str) -> None:
    from amiabil.foundation.money import BadAmount

    world = make_world(currency="JPY" if wrong == "100.5" else "RON")
    submission = Submission(
        units={"L1": 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, wrong),
        text="Crăpat",
        answers=PARCEL,
    )
    with pytest.raises(BadAmount):
        open_dispute(world.buyer, world.order_ref, OpeningRequest(submission, new_id(), OPENED, photos()))


def test_the_seller_is_charged_in_his_currency_rounded_once_over_all() -> None:
    """Three times 0.99 RON at 5.0900 is 0.58 EUR, though each alone would be 0.19."""
    world = make_world(rates={"RON/EUR": "5.0900"})
    Shop.objects.filter(id=world.shop_id).update(settles_in="EUR")
    submission = Submission(
        units={"L1": 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, "200.00"),
        text="Crăpat",
        answers=PARCEL,
    )
    opening = OpeningRequest(submission, new_id(), OPENED, photos())
    case = open_dispute(world.buyer, world.order_ref, opening).reference
    for hour in (1, 2, 3):
        step(world.seller, case, Command.VOLUNTARY_REFUND, later(hours=hour), amount="0.99")
        confirm_refund(f"{row(case).case_id}:{hour}", at=later(hours=hour, days=0.01))
    debits = LedgerEntry.objects.filter(kind="seller_debit").order_by("at")
    assert [(one.amount, one.currency) for one in debits] == [(19, "EUR"), (20, "EUR"), (19, "EUR")]


@pytest.mark.parametrize(
    ("spoil", "part"),
    [
        (lambda: LedgerEntry.objects.filter(kind="refund_confirmed").update(amount=1), "refunds"),
        (lambda: Hold.objects.update(amount=7), "hold"),
        (lambda: OrderMoney.objects.update(refunded=1), "order"),
    ],
)
def test_books_that_do_not_agree_are_told(spoil, part: str) -> None:
    world = make_world()
    submission = Submission(
        units={"L1": 1},
        reason=Reason.NC_DAMAGED,
        ask=Ask(Remedy.REFUND_KEEP, "200.00"),
        text="Crăpat",
        answers=PARCEL,
    )
    case = open_dispute(
        world.buyer, world.order_ref, OpeningRequest(submission, new_id(), OPENED, photos())
    ).reference
    step(world.seller, case, Command.VOLUNTARY_REFUND, later(hours=1), amount="50.00")
    confirm_refund(Refund.objects.get().key, at=later(hours=2))
    assert next(verify(case)).broken is None
    spoil()
    broken = next(verify(case)).broken
    assert broken is not None
    assert (broken.what, broken.part) == ("money", part)
