"""The ledger over whole markets: several cases of one order, in currencies of every exponent, with a seller who is
charged in another one, the fund, proceedings outside and payments that fail. Every sum is counted a second time here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amiabil.domain.disputes import money
from amiabil.domain.disputes.model import Dispute, LedgerEntry
from amiabil.domain.policy import calendar, installed_policy
from amiabil.domain.policy.reader import plain_overrides
from amiabil.domain.scenario.model import Scenario
from amiabil.domain.scenario.world import World
from amiabil.foundation.money import exponent
from tests.domain.disputes.chance import Choose
from tests.domain.disputes.worlds import PLACES, Market, _step, an_order, worth
from tests.profiles import tries

RATES = (
    (date(2026, 9, 1), Decimal("4.9000")),
    (date(2026, 10, 25), Decimal("5.1234")),
    (date(2026, 11, 20), Decimal("0.0345")),
)


def market_of(draw: Choose) -> Market:
    """One order of a seller who settles in euros, under a small cap of the fund."""
    name, country, currency = draw(st.sampled_from(PLACES))
    rule = draw(st.sampled_from(["order_rate", "decision_rate"]))
    changes: dict[str, Any] = {
        "money.seller_recoup_rate": rule,
        "timers.seller_first_answer.auto_default_max": None,
    }
    policy = installed_policy(name).overridden(plain_overrides(changes))
    order = replace(
        an_order(draw, "1", country=country, currency=currency), settles_in="EUR", rate=Decimal("4.7")
    )
    known = {key: calendar(key) for key in ("RO", "DE")}
    scenario = Scenario("sums", policy, known, {(currency, "EUR"): RATES}, {"1": order}, ())
    return Market(World(scenario, {"1": order}))


def lives(draw: Choose, length: int) -> Iterator[Market]:
    """The market after each step, and after a year in which nobody does anything."""
    market = market_of(draw)
    for _ in range(length):
        _step(draw, market)
        yield market
    market.now += timedelta(days=400)
    market.world.pass_time(market.now)
    yield market


def of(entries: list[LedgerEntry], *kinds: str) -> int:
    return sum(entry.amount.minor for entry in entries if entry.kind in kinds)


def check(market: Market) -> None:
    """Every sum that must hold at any time."""
    ledger = market.world.ledger
    payouts = Counter(entry.payout for _, entry in ledger if entry.payout)
    assert max(payouts.values(), default=1) == 1, "a payout has a key of its own"
    assert all(bool(entry.payout) == (entry.kind in {"release", "fund_paid"}) for _, entry in ledger)
    for label, dispute in market.cases.items():
        _case_adds_up(dispute, [entry for name, entry in ledger if name == label])
    _order_adds_up(market, [entry for _, entry in ledger])
    _fund_is_bounded(market)


def _case_adds_up(dispute: Dispute, entries: list[LedgerEntry]) -> None:
    outside = sum(part.minor for external in dispute.externals for part in external.from_hold)
    drawn = sum(
        e.from_hold.minor for e in entries if e.kind == "refund_confirmed" and e.from_hold is not None
    )
    came, went = of(entries, "hold", "hold_taken_over"), of(entries, "release", "hold_handed_over")
    assert came - went - drawn - outside == money.held(dispute).minor, "what came in, went out or is there"
    confirmed = Counter(entry.refund for entry in entries if entry.kind == "refund_confirmed")
    assert max(confirmed.values(), default=1) == 1
    assert of(entries, "refund_confirmed") == sum(
        refund.amount.minor for refund in dispute.refunds if refund.status == "confirmed"
    )
    _seller_is_charged_once(dispute)


def _seller_is_charged_once(dispute: Dispute) -> None:
    """The total he bears, through the rate, rounded once; a share of the fund and of the bank is not his."""
    paid = sum(refund.amount.minor for refund in dispute.refunds if refund.status == "confirmed")
    fund = sum(refund.from_fund.minor for refund in dispute.refunds if refund.status == "confirmed")
    whole = dispute.fund_for_seller.minor if dispute.fund_for_seller else 0
    borne = paid - min(fund + whole, paid)
    source = dispute.decision or dispute.settlement
    rate = dispute.order.rate
    if dispute.policy.money.seller_recoup_rate == "decision_rate" and source is not None:
        assert dispute.recoup is not None and dispute.recoup.at == source.at
        day = dispute.recoup.day
        assert (day, dispute.recoup.rate) in RATES
        assert all(later <= day or later > source.at.date() for later, _ in RATES)
        rate = dispute.recoup.rate
    else:
        assert dispute.recoup is None
    assert rate is not None
    exact = Decimal(borne).scaleb(-exponent(dispute.currency)) / rate
    euros = exact.scaleb(2).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if borne:
        assert money.seller_debit(dispute).fact() == {
            "amount": f"{Decimal(int(euros)).scaleb(-2):.2f}",
            "currency": "EUR",
        }


def _order_adds_up(market: Market, entries: list[LedgerEntry]) -> None:
    paid = sum(worth(market.world.orders["1"]).values())
    back = of(entries, "refund_confirmed") + of(entries, "external_debit") - of(entries, "external_undone")
    assert 0 <= back <= paid
    assert of(entries, "release") <= paid, "no money of the order is given to the seller twice"
    units: Counter[tuple[str, int]] = Counter()
    for dispute in market.cases.values():
        for unit in dispute.units:
            units[unit.line, unit.number] += (unit.refunded + unit.pending + unit.debited).minor
    whole = {
        (u.line, u.number): (u.net + u.shipping).minor for u in money.order_units(market.world.orders["1"])
    }
    assert all(gone <= whole[unit] for unit, gone in units.items())


def _fund_is_bounded(market: Market) -> None:
    cases = list(market.cases.values())
    if not cases:
        return
    rule = cases[0].policy.money.guarantee_fund
    cap = rule.cap.of(cases[0].currency) if rule.cap else None
    used = sum(money.paid_by_fund(dispute).minor for dispute in cases)
    booked = [entry for _, entry in market.world.ledger]
    sent = sum(
        e.from_fund.minor for e in booked if e.attempt == 1 and e.from_fund and e.kind == "refund_instructed"
    )
    assert used == sent + of(booked, "fund_paid")
    assert used <= (cap.minor if cap is not None else 0)


@settings(max_examples=tries(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_every_sum_holds_after_every_step(data: st.DataObject) -> None:
    for market in lives(data.draw, data.draw(st.integers(3, 22))):
        check(market)
