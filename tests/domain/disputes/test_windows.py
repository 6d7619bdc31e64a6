"""The filing windows and rights as dates, at their first and last instants."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from amiabil.domain.disputes.arguments import Submission
from amiabil.domain.disputes.eligibility import Barrier, Right, Sight, last_minute, rights_of, window_of
from amiabil.domain.disputes.errors import NotHere
from amiabil.domain.disputes.order import LineFacts, OrderFacts, VoluntaryReturns
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.disputes.questions import QUESTIONS, form_of
from amiabil.domain.policy import calendar
from amiabil.domain.terms import CarrierStatus, EvidenceKind, Lane, Reason, ReturnCost
from tests.domain.disputes.cases import DELIVERED, PAID, opened, order, policy, ron

TICK = timedelta(microseconds=1)
RO = calendar("RO")
QUIET = frozenset({"withdrawal_info_missing"})


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def sight(facts: OrderFacts, when: datetime) -> Sight:
    return Sight(facts, policy(), RO, when)


def two_lines(second: datetime | None) -> OrderFacts:
    first = LineFacts("L1", ron("100"), 1, delivered_at=DELIVERED)
    return order(lines=(first, LineFacts("L2", ron("50"), 1, delivered_at=second)))


@pytest.mark.parametrize(
    ("reason", "opens", "closes"),
    [
        (Reason.NC_DAMAGED, "2026-11-02T10:00Z", "2026-12-02T22:00Z"),
        (Reason.NR_LOST, "2026-10-08T21:00Z", "2026-12-07T22:00Z"),
        (Reason.WD_STATUTORY, "2026-10-01T09:00Z", "2026-11-16T22:00Z"),
        (Reason.FN_OVERCHARGED, "2026-10-01T09:00Z", "2026-12-07T22:00Z"),
        (Reason.FN_REFUND_MISSING, "2026-10-01T09:00Z", "2026-12-07T22:00Z"),
    ],
)
def test_a_window_opens_at_its_first_and_closes_at_its_last_instant(
    reason: Reason, opens: str, closes: str
) -> None:
    found = window_of(sight(order(), at("2026-11-10T10:00Z")), ["L1"], reason)
    assert (found.opens, found.closes) == (at(opens), at(closes))
    early, late = found.refusal(at(opens) - TICK), found.refusal(at(closes))
    assert early is not None
    assert late is not None
    assert (early.code, late.code) == ("too_early", "too_late")
    assert found.refusal(at(opens)) is None
    assert found.refusal(at(closes) - TICK) is None


def test_after_the_protection_the_legal_guarantee_takes_over() -> None:
    closes = at("2026-12-02T22:00Z")
    inside = window_of(sight(order(), closes - TICK), ["L1"], Reason.NC_DAMAGED)
    after = window_of(sight(order(), closes), ["L1"], Reason.NC_DAMAGED)
    assert (inside.lane, after.lane) == (Lane.GUARANTEE, Lane.STATUTORY_CONFORMITY)
    assert after.closes == at("2028-11-02T22:00Z")
    assert after.refusal(at("2028-11-02T22:00Z")) is not None
    for excluded in (order(consumer=False), order(trader=False)):
        refusal = window_of(sight(excluded, closes), ["L1"], Reason.NC_DAMAGED).refusal(closes)
        assert refusal is not None
        assert refusal.code == "too_late"


def test_a_wrong_charge_can_be_reported_while_any_protection_of_the_line_lasts() -> None:
    late = at("2026-12-20T10:00Z")
    came_late = order(lines=(LineFacts("L1", ron("100"), 1, delivered_at=late),))
    before = window_of(sight(came_late, late - TICK), ["L1"], Reason.FN_DUPLICATE)
    after = window_of(sight(came_late, late), ["L1"], Reason.FN_DUPLICATE)
    assert (before.closes, after.closes) == (at("2026-12-07T22:00Z"), at("2027-01-19T22:00Z"))
    both = (*came_late.lines, LineFacts("L2", ron("50"), 1))
    narrow = window_of(sight(order(lines=both), late), ["L1", "L2"], Reason.FN_DUPLICATE)
    assert (narrow.lane, narrow.closes) == (Lane.GUARANTEE, at("2026-12-07T22:00Z"))


def test_of_several_lines_the_narrowest_window_counts() -> None:
    later = DELIVERED + timedelta(days=5)
    found = window_of(sight(two_lines(later), later), ["L1", "L2"], Reason.NC_DAMAGED)
    assert (found.opens, found.closes) == (later, at("2026-12-02T22:00Z"))


def test_a_withdrawal_has_no_end_before_the_last_good_has_come() -> None:
    last = DELIVERED + timedelta(days=5)
    before = window_of(sight(two_lines(last), last - TICK), ["L1"], Reason.WD_STATUTORY)
    after = window_of(sight(two_lines(last), last), ["L1"], Reason.WD_STATUTORY)
    assert (before.closes, after.closes) == (None, at("2026-11-23T22:00Z"))


def test_a_trader_who_kept_the_right_quiet_gives_twelve_months_more() -> None:
    quiet = order(flags=QUIET)
    found = window_of(sight(quiet, DELIVERED), ["L1"], Reason.WD_STATUTORY)
    assert found.closes == at("2027-11-16T22:00Z")


def test_a_trader_who_kept_the_right_quiet_pays_the_return_too() -> None:
    asked = Submission({"L1": 1}, Reason.WD_STATUTORY)
    told, quiet = (opened(given=asked, facts=order(flags=flags)).dispute for flags in (frozenset(), QUIET))
    assert told.request.terms.return_cost is ReturnCost.BUYER
    assert quiet.request.terms.return_cost is ReturnCost.SELLER
    assert quiet.request.terms.amount == told.request.terms.amount


def test_a_denied_delivery_has_a_window_of_its_own_beside_what_is_wrong_with_the_goods() -> None:
    (line,) = rights_of(sight(order(), DELIVERED)).lines
    assert line.denied.is_open(DELIVERED) and line.denied.closes == at("2026-12-07T22:00Z")
    assert line.dispute.closes == at("2026-12-02T22:00Z")


def test_without_an_estimate_thirty_days_after_payment_count() -> None:
    found = window_of(sight(order(latest_estimate=None), PAID), ["L1"], Reason.NR_LOST)
    assert found.opens == at("2026-10-31T22:00Z")


def test_a_carriers_report_opens_the_window_at_once() -> None:
    reported = datetime(2026, 10, 4, 9, tzinfo=UTC)
    line = LineFacts("L1", ron("300"), 1, carrier_status=CarrierStatus.LOST, carrier_status_at=reported)
    lost = order(lines=(line,))
    assert window_of(sight(lost, reported), ["L1"], Reason.NR_LOST).opens == reported
    assert window_of(sight(lost, reported - TICK), ["L1"], Reason.NR_LOST).opens == at("2026-10-08T21:00Z")
    delivered = order(lines=(LineFacts("L1", ron("300"), 1, delivered_at=reported),))
    assert window_of(sight(delivered, reported), ["L1"], Reason.NR_DELIVERED_NOT_RECEIVED).opens == reported


def test_a_voluntary_return_follows_the_shop() -> None:
    shop = order(voluntary_returns=VoluntaryReturns(60, excluded_categories=("food",)))
    found = window_of(sight(shop, DELIVERED), ["L1"], Reason.WD_VOLUNTARY)
    assert found.closes == at("2027-01-04T22:00Z")
    food = replace(shop, lines=(replace(shop.lines[0], category="food"),))
    for none in (food, order()):
        with pytest.raises(NotHere):
            window_of(sight(none, DELIVERED), ["L1"], Reason.WD_VOLUNTARY)


def test_rights_are_shown_as_dates() -> None:
    rights = rights_of(Sight(order(), policy(), RO, at("2026-11-10T10:00Z")))
    assert rights.withdrawal == Right(PAID, at("2026-11-16T22:00Z"))
    line = rights.lines[0]
    assert line.dispute == Right(DELIVERED, at("2026-12-02T22:00Z"))
    assert line.guarantee == Right(DELIVERED, at("2028-11-02T22:00Z"))
    assert line.not_received.closes == at("2026-12-07T22:00Z")
    assert line.dispute.is_open(at("2026-12-02T21:59Z"))
    assert not line.dispute.is_open(at("2026-12-02T22:00Z"))


def test_a_right_that_does_not_exist_says_why() -> None:
    private = rights_of(Sight(order(trader=False), policy(), RO, DELIVERED))
    business = rights_of(Sight(order(consumer=False), policy(), RO, DELIVERED))
    assert private.withdrawal.barrier is private.lines[0].guarantee.barrier is Barrier.NOT_A_TRADER
    assert business.withdrawal.barrier is Barrier.NOT_A_CONSUMER
    fresh = order(lines=(LineFacts("L1", ron("9"), 1, category="perishable", delivered_at=DELIVERED),))
    found = rights_of(Sight(fresh, policy(), RO, DELIVERED))
    assert found.withdrawal.barrier is Barrier.CATEGORY
    assert not found.withdrawal.is_open(DELIVERED)
    assert found.lines[0].guarantee.barrier is None


def test_a_right_that_waits_for_the_delivery_has_no_dates_yet() -> None:
    coming = rights_of(Sight(two_lines(None), policy(), RO, DELIVERED))
    assert coming.lines[1].dispute == Right()
    assert not coming.lines[1].dispute.is_open(DELIVERED)


def test_people_read_the_last_full_minute() -> None:
    assert last_minute(at("2026-11-24T22:00Z")) == at("2026-11-24T21:59Z")
    assert last_minute(at("2026-11-24T22:00:30Z")) == at("2026-11-24T22:00Z")


def test_a_question_is_never_called_like_a_kind_of_evidence() -> None:
    keys = {question.key for questions in QUESTIONS.values() for question in questions}
    assert not keys & set(EvidenceKind), "both stand in one list of what is missing"


def test_every_reason_a_buyer_can_file_has_a_form() -> None:
    for reason in Reason:
        form = form_of(reason, policy())
        keys = [question.key for question in form.questions]
        assert len(keys) == len(set(keys))
        assert (reason in QUESTIONS) == (not reason.startswith("se_") and reason is not Reason.UNAUTHORISED)
    assert form_of(Reason.WD_STATUTORY, policy()) == form_of(Reason.UNAUTHORISED, policy())
    either, passage = form_of(Reason.NC_WRONG_ITEM, policy()).evidence
    assert either.kinds == (EvidenceKind.PHOTO_ITEM, EvidenceKind.MEASUREMENT)
    assert passage.kinds == (EvidenceKind.LISTING_PASSAGE,)


def test_a_window_in_which_nobody_could_act_ends_later() -> None:
    """The last day of the withdrawal goes by in an outage; the day after it is left (docs/decisions/0044)."""
    closes = window_of(sight(order(), DELIVERED), ["L1"], Reason.WD_STATUTORY).closes
    assert closes is not None
    away = Outage(closes - timedelta(days=2), closes + timedelta(hours=3))
    short = Outage(closes - timedelta(minutes=60), closes)
    seen = replace(sight(order(), closes + timedelta(hours=4)), outages=(away, short))
    longer = window_of(seen, ["L1"], Reason.WD_STATUTORY)
    assert longer.closes is not None and longer.refusal(closes + timedelta(hours=4)) is None
    assert longer.closes >= closes + timedelta(days=2)
    assert rights_of(seen).withdrawal.closes == longer.closes
    before = replace(seen, outages=(Outage(PAID - timedelta(days=3), PAID - timedelta(days=1)),))
    assert window_of(before, ["L1"], Reason.WD_STATUTORY).closes == closes
