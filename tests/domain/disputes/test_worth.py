"""What a unit is worth, who bears a refund, and that nothing is claimed twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amiabil.domain.disputes import money
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import LineFacts
from amiabil.domain.disputes.parts import Recoup
from amiabil.domain.terms import Command, Flag, Outcome, Reason, Remedy, Role, State
from amiabil.foundation.money import BadAmount, Money, total
from tests.domain.disputes.cases import DELIVERED, OPENED, PHOTOS, act, confirmed, opened, order, policy, ron

DAY = OPENED + timedelta(days=1)

lines = st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 4)), min_size=1, max_size=5)


@pytest.mark.slow
@settings(max_examples=60)
@given(lines, st.integers(0, 10**5), st.integers(0, 10**5), st.integers(0, 100))
def test_the_units_are_worth_what_was_paid(
    bought: list[tuple[int, int]], shipping: int, standard: int, discount: int
) -> None:
    rows = tuple(LineFacts(f"L{n}", Money(price, "RON"), count) for n, (price, count) in enumerate(bought))
    value = sum(price * count for price, count in bought)
    facts = order(
        lines=rows,
        shipping=Money(shipping, "RON"),
        shipping_standard=Money(standard, "RON"),
        discount=Money(value * discount // 100, "RON"),
    )
    units = money.order_units(facts)
    assert total((unit.net for unit in units), "RON").minor == value - value * discount // 100
    assert total((unit.shipping for unit in units), "RON").minor == shipping
    assert total((unit.standard for unit in units), "RON").minor == min(shipping, standard)
    assert all(unit.standard <= unit.shipping for unit in units)
    assert [unit.number for unit in units if unit.line == "L0"] == list(range(1, bought[0][1] + 1))


def test_a_share_of_cheaper_delivery_is_never_above_the_share_that_was_paid() -> None:
    """By largest remainder the first line would have 0.56 of 9.99, though it paid 0.55 of 10.00."""
    bought = tuple(LineFacts(f"L{n}", ron(price), 1) for n, price in enumerate(("5", "25", "60")))
    units = money.order_units(order(lines=bought, shipping=ron("10"), shipping_standard=ron("9.99")))
    assert [unit.shipping for unit in units] == [ron("0.55"), ron("2.78"), ron("6.67")]
    assert [unit.standard for unit in units] == [ron("0.55"), ron("2.78"), ron("6.66")]


def with_shipping(reason: Reason = Reason.NC_DAMAGED, **rules: Any) -> Dispute:
    facts = order(shipping=ron("20"), shipping_standard=ron("15"))
    if reason.startswith("nr_"):
        facts = replace(facts, lines=(replace(facts.lines[0], delivered_at=None),))
    given_ = Submission({"L1": 1}, reason, Ask(Remedy.REFUND_KEEP), PHOTOS)
    return opened(given=given_, facts=facts, rules=policy(**rules)).dispute


@pytest.mark.parametrize(
    ("reason", "remedy", "rules", "most"),
    [
        (Reason.NC_DAMAGED, Remedy.REFUND_KEEP, {}, "320"),
        (Reason.NC_DAMAGED, Remedy.PRICE_REDUCTION, {}, "300"),
        (
            Reason.NC_DAMAGED,
            Remedy.REFUND_KEEP,
            {"money__shipping_refund__non_conformity_full_unit_refund": "none"},
            "300",
        ),
        (
            Reason.NC_DAMAGED,
            Remedy.PRICE_REDUCTION,
            {"money__shipping_refund__price_reduction": "proportional"},
            "320",
        ),
        (Reason.NR_LOST, Remedy.REFUND_KEEP, {}, "320"),
        (Reason.NR_LOST, Remedy.REFUND_KEEP, {"money__shipping_refund__not_received_all": "none"}, "300"),
        (Reason.NR_LOST, Remedy.REFUND_KEEP, {"money__shipping_refund__not_received_part": "none"}, "320"),
    ],
)
def test_shipping_comes_back_as_the_policy_says(
    reason: Reason, remedy: Remedy, rules: dict[str, Any], most: str
) -> None:
    assert money.refundable(with_shipping(reason, **rules), remedy) == ron(most)


def test_a_percentage_is_of_the_net_price_rounded_once() -> None:
    dispute = with_shipping()
    asked = money.asked_amount(dispute, Remedy.REFUND_KEEP, amount=None, percent="33.33")
    assert asked == ron("99.99")


def test_steps_of_a_percentage_are_a_rule_of_the_policy() -> None:
    dispute = with_shipping(remedies__partial_refund_steps_percent="5")
    assert money.asked_amount(dispute, Remedy.REFUND_KEEP, amount=None, percent="35") == ron("105")
    with pytest.raises(BadAmount):
        money.asked_amount(dispute, Remedy.REFUND_KEEP, amount=None, percent="33")


def two_units(**second: Any) -> Dispute:
    rows = (
        LineFacts("L1", ron("100"), 1, delivered_at=DELIVERED),
        LineFacts("L2", ron("100"), 1, delivered_at=DELIVERED, **second),
    )
    claim = Submission({"L1": 1, "L2": 1}, Reason.NC_DAMAGED, Ask(Remedy.REFUND_KEEP, "150"), PHOTOS)
    return opened(given=claim, facts=order(lines=rows)).dispute


def test_what_one_unit_lacks_the_hold_of_another_gives() -> None:
    dispute = two_units(paid_out_at=DELIVERED)
    assert money.held(dispute) == ron("100")
    agreed = act(dispute, Command.ACCEPT_REQUEST, Role.SELLER, DAY)
    assert money.held(agreed) == ron("100")
    refund = agreed.refunds[0]
    assert (list(refund.shares), list(refund.from_hold)) == ([ron("75"), ron("75")], [ron("100"), ron("0")])
    closed = confirmed(agreed, DAY)
    assert (closed.state, money.held(closed), money.refunded(closed)) == (State.CLOSED, ron("0"), ron("150"))


def test_a_closed_case_frees_its_units_less_what_it_refunded() -> None:
    closed = confirmed(act(two_units(), Command.ACCEPT_REQUEST, Role.SELLER, DAY), DAY)
    other = money.elsewhere(closed, "A")
    claim = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REFUND_KEEP), PHOTOS)
    again = opened(given=claim, facts=closed.order, others=(other,), at=DAY).dispute
    assert again.claim.terms.amount == ron("25")
    assert money.held(again) == ron("0"), "the rest had been released to the seller"


def test_an_open_case_takes_the_lowest_free_units() -> None:
    facts = order(lines=(LineFacts("L1", ron("100"), 3, delivered_at=DELIVERED),))
    claim = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REFUND_KEEP), PHOTOS)
    first = opened(given=claim, facts=facts).dispute
    second = opened(given=claim, facts=facts, others=(money.elsewhere(first, "A"),)).dispute
    assert [(unit.line, unit.number) for unit in (*first.units, *second.units)] == [("L1", 1), ("L1", 2)]


def test_the_debit_of_the_seller_is_rounded_over_all_refunds_together() -> None:
    facts = order(settles_in="EUR", rate=Decimal("5.09"))
    dispute = opened(facts=facts).dispute
    for _ in range(2):
        dispute = act(dispute, Command.VOLUNTARY_REFUND, Role.SELLER, DAY, {"amount": "0.03"})
        dispute = confirmed(dispute, DAY)
    assert money.seller_debit(dispute) == Money(1, "EUR")
    cheaper = Recoup(Decimal("4.00"), DAY.date(), "daily", DAY)
    assert money.seller_debit(replace(dispute, recoup=cheaper)) == Money(2, "EUR")
    assert money.seller_debit(replace(dispute, order=order())) == ron("0.06")


def test_a_chargeback_of_what_was_refunded_is_contested_not_booked() -> None:
    closed = confirmed(act(opened().dispute, Command.ACCEPT_REQUEST, Role.SELLER, DAY), DAY)
    after = act(closed, Command.EXTERNAL_OPENED, Role.PSP, DAY, {"ref": "cb", "amount": "300"})
    assert (after.state, after.flags, money.debited(after)) == (
        State.CLOSED,
        {Flag.DOUBLE_PAYMENT_RISK},
        ron("0"),
    )


def test_a_chargeback_on_a_closed_case_books_what_is_left_and_stays_closed() -> None:
    closed = confirmed(act(two_units(), Command.ACCEPT_REQUEST, Role.SELLER, DAY), DAY)
    after = act(closed, Command.EXTERNAL_OPENED, Role.PSP, DAY, {"ref": "cb", "amount": "20"})
    assert (after.state, money.debited(after)) == (State.CLOSED, ron("20"))
    again = act(after, Command.EXTERNAL_OPENED, Role.PSP, DAY, {"ref": "cb", "amount": "20"})
    assert money.debited(again) == ron("20"), "the same reference twice is one proceeding"


def test_the_fund_pays_what_the_hold_of_an_insolvent_seller_lacks_up_to_its_cap() -> None:
    facts = order(
        lines=(LineFacts("L1", ron("3000"), 1, delivered_at=DELIVERED, paid_out_at=DELIVERED),),
        seller_insolvent=True,
    )
    claim = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REFUND_KEEP), PHOTOS)
    dispute = opened(given=claim, facts=facts).dispute
    assert dispute.state is State.IN_MEDIATION
    offer = {"remedy": "refund_keep", "amount": "3000"}
    settled = act(dispute, Command.PROPOSE, Role.ADMINISTRATOR, DAY, offer)
    closed = confirmed(settled, DAY)
    assert (closed.outcome, money.refunded(closed)) == (Outcome.REFERRED_EXTERNAL, ron("2000"))
    assert money.paid_by(closed) == {"seller": ron("0"), "fund": ron("2000"), "external": ron("0")}
    assert Flag.FUND_PAID in closed.flags
