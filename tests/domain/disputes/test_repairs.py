"""A repair gives the legal guarantee more time: when, how much, to whom, and only once (L11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.disputes import repairs
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.eligibility import Sight, rights_of, window_of
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import LineFacts, OrderFacts
from amiabil.domain.policy import calendar
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import Command, Lane, Reason, Remedy, Role
from tests.domain.disputes.cases import DELIVERED, PHOTOS, act, opened, order, policy, ron

RO = calendar("RO")
ENDS = datetime(2028, 11, 2, 22, tzinfo=UTC)
LATER = datetime(2029, 11, 2, 22, tzinfo=UTC)
TICK = timedelta(microseconds=1)
ASKED = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REPAIR), PHOTOS)


def promised(remedy: Remedy = Remedy.REPAIR, **more: object) -> Dispute:
    asked = replace(ASKED, ask=Ask(remedy))
    first = opened(given=asked, **more).dispute  # type: ignore[arg-type]  # what ``opened`` takes
    at = first.opened_at + timedelta(days=1)
    return act(first, Command.ACCEPT_REQUEST, Role.SELLER, at)


def done(dispute: Dispute) -> Dispute:
    return act(dispute, Command.PERFORM_CONFIRMED, Role.BUYER, dispute.opened_at + timedelta(days=3))


def guarantee_end(facts: OrderFacts, at: datetime, rules: Policy | None = None) -> datetime | None:
    return rights_of(Sight(facts, rules or policy(), RO, at)).lines[0].guarantee.closes


def test_the_end_moves_when_the_repair_is_done_and_not_before() -> None:
    agreed = promised()
    assert guarantee_end(agreed.order, agreed.opened_at + timedelta(days=2)) == ENDS
    ended = done(agreed)
    repaired = ended.order.lines[0].repaired_at
    assert repaired == agreed.opened_at + timedelta(days=3)
    assert guarantee_end(ended.order, repaired - TICK) == ENDS
    assert guarantee_end(ended.order, repaired) == LATER


@pytest.mark.parametrize(
    ("remedy", "facts", "rules", "months"),
    [
        (Remedy.REPAIR, order(), policy(), 12),
        (Remedy.REPLACEMENT, order(), policy(), 0),
        (Remedy.REPAIR, order(consumer=False), policy(), 0),
        (Remedy.REPAIR, order(trader=False), policy(), 0),
        (Remedy.REPAIR, order(), policy(lanes__statutory_conformity__repair_prolongs_months=18), 18),
        (Remedy.REPAIR, order(), policy(lanes__statutory_conformity__repair_prolongs_months=None), 0),
    ],
)
def test_what_is_repaired_for_whom_under_which_policy(
    remedy: Remedy, facts: OrderFacts, rules: Policy, months: int
) -> None:
    agreed = promised(remedy, facts=facts, rules=rules)
    assert repairs.months_given(agreed) == months
    ended = done(agreed)
    assert (ended.order.lines[0].repaired_at is not None) == bool(months)
    assert rights_of(Sight(ended.order, rules, RO, LATER)).lines[0].prolonged == months


def test_a_second_repair_gives_nothing_more() -> None:
    first = done(promised())
    again = done(promised(facts=first.order, at=ENDS + timedelta(days=30)))
    assert again.lane is Lane.STATUTORY_CONFORMITY
    assert again.order == first.order
    assert repairs.made(first.order, again.order) == {}


def test_only_the_lines_of_the_case_are_repaired() -> None:
    other = LineFacts("L2", ron("50.00"), 1, "Frame", "home", DELIVERED)
    facts = order(lines=(*order().lines, other))
    ended = done(promised(facts=facts))
    assert ended.order.line("L2") == other
    assert list(repairs.made(facts, ended.order)) == ["L1"]
    both = window_of(Sight(ended.order, policy(), RO, ENDS - TICK), ["L1", "L2"], Reason.NC_DEFECTIVE)
    one = window_of(Sight(ended.order, policy(), RO, ENDS - TICK), ["L1"], Reason.NC_DEFECTIVE)
    assert (both.closes, one.closes) == (ENDS, LATER)


@given(
    delivered=st.integers(-1000, 2500).map(lambda days: DELIVERED + timedelta(days=days)),
    repaired=st.none() | st.integers(0, 1500),
    looked=st.integers(0, 3000),
    months=st.integers(0, 24),
)
def test_a_repair_never_shortens_and_gives_its_months_once(
    delivered: datetime, repaired: int | None, looked: int, months: int
) -> None:
    at = delivered + timedelta(days=looked)
    mended = delivered + timedelta(days=repaired) if repaired is not None else None
    line = LineFacts("L1", ron("300.00"), 1, "Painting", "home", delivered)
    rules = policy(lanes__statutory_conformity__repair_prolongs_months=months)
    plain = guarantee_end(order(lines=(line,)), at, rules)
    found = guarantee_end(order(lines=(replace(line, repaired_at=mended),)), at, rules)
    assert plain is not None and found is not None
    if mended is None or mended > at:
        assert found == plain
    else:
        # Each end rolls by a weekend and the holidays around it, and months differ in length.
        assert found >= plain and abs((found - plain).days - months * 30.44) < 7
