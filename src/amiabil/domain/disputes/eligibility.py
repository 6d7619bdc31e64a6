"""What may a buyer open now, for which units, in which lane, until when? Source: disputes.md 3.4 and T1.

``rights_of`` answers for the page that shows rights as dates, ``window_of`` for ``submit``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique

from amiabil.domain.disputes import errors
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import LineFacts, OrderFacts, is_delivered
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import CarrierStatus, Lane, Reason
from amiabil.foundation.working_time import (
    Calendar,
    Place,
    Span,
    Unit,
    day_deadline,
    deadline,
    local_day,
    start_of_day,
)

NON_CONFORMITY = frozenset(reason for reason in Reason if reason.startswith("nc_"))
ABOUT_MONEY = frozenset(reason for reason in Reason if reason.startswith("fn_"))
"""Reasons about a payment and not about goods: nothing can be sent, repaired or kept for less."""

"""What is wrong with goods that came."""

SELLER_CLAIMS = frozenset(reason for reason in Reason if reason.startswith("se_"))
"""What a seller can claim about a return."""

_REPORTS = {CarrierStatus.LOST: "lost", CarrierStatus.RETURNED_TO_SENDER: "returned_to_sender"}
_INFO_MISSING = "withdrawal_info_missing"
_INFO_MISSING_MONTHS = 12
"""Directive 2011/83 art. 10: the time added when the trader did not inform about the right."""


@dataclass(frozen=True, slots=True)
class Window:
    """A filing window; ``opens`` None means not yet known, ``closes`` (exclusive) None means no end yet."""

    lane: Lane
    opens: datetime | None
    closes: datetime | None

    def refusal(self, at: datetime) -> errors.TooEarly | errors.TooLate | None:
        """Why it cannot be used at this instant, or None when it can."""
        if self.opens is None or at < self.opens:
            return errors.TooEarly(opens=self.opens, closes=self.closes)
        if self.closes is not None and at >= self.closes:
            return errors.TooLate(opens=self.opens, closes=self.closes)
        return None


@dataclass(frozen=True, slots=True)
class Sight:
    """An order as it is known at an instant, under a policy: what every window is computed from."""

    order: OrderFacts
    policy: Policy
    calendar: Calendar
    at: datetime

    @property
    def place(self) -> Place:
        """Where days begin."""
        return Place(self.policy.zone, self.calendar)


def sight_of(dispute: Dispute, at: datetime) -> Sight:
    """The order of a case under its own policy, as it is known at an instant."""
    return Sight(dispute.order, dispute.policy, dispute.calendar, at)


@unique
class Barrier(StrEnum):
    """Why a right does not exist for an order or a line."""

    NOT_A_CONSUMER = "not_a_consumer"
    NOT_A_TRADER = "not_a_trader"
    CATEGORY = "category"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Right:
    """One right as dates: open from ``opens`` until ``closes`` (exclusive), or the ``barrier`` that bars it.

    ``opens`` None: it opens with the delivery; ``closes`` None: its end is not known yet.
    """

    opens: datetime | None = None
    closes: datetime | None = None
    barrier: Barrier | None = None

    def is_open(self, at: datetime) -> bool:
        """Whether the right can be used now."""
        began = self.barrier is None and self.opens is not None and self.opens <= at
        return began and (self.closes is None or at < self.closes)


@dataclass(frozen=True, slots=True)
class LineRights:
    """The rights for one line: not received, not as agreed (protection), and the legal guarantee."""

    line: str
    not_received: Right
    dispute: Right
    guarantee: Right


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of an order; ``withdrawal`` is the order's, for the last good counts."""

    withdrawal: Right
    lines: tuple[LineRights, ...]


def rights_of(order: OrderFacts, policy: Policy, calendar: Calendar, at: datetime) -> Rights:
    """Every right of the order with its dates, as seen at this instant (deliveries after it are unknown)."""
    sight = Sight(order, policy, calendar, at)
    return Rights(_withdrawal_right(sight), tuple(_line_rights(sight, line) for line in order.lines))


def _line_rights(sight: Sight, line: LineFacts) -> LineRights:
    missing = _not_received(sight, [line])
    agreed = _non_conformity(sight, [line])
    legal = _guarantee(sight, [line])
    barrier = _consumer_barrier(sight.order)
    return LineRights(
        line.ref,
        not_received=Right(missing.opens, missing.closes),
        dispute=Right(agreed.opens, agreed.closes),
        guarantee=Right(barrier=barrier) if barrier else Right(legal.opens, legal.closes),
    )


def _withdrawal_right(sight: Sight) -> Right:
    barrier = _consumer_barrier(sight.order)
    excluded = sight.policy.lanes.statutory_withdrawal.excluded_categories
    if barrier is None and all(line.category in excluded for line in sight.order.lines):
        barrier = Barrier.CATEGORY
    if barrier is not None:
        return Right(barrier=barrier)
    window = _withdrawal(sight)
    return Right(window.opens, window.closes)


def _consumer_barrier(order: OrderFacts) -> Barrier | None:
    if not order.consumer:
        return Barrier.NOT_A_CONSUMER
    return None if order.trader else Barrier.NOT_A_TRADER


# --- windows ------------------------------------------------------------------------------------------


def window_of(sight: Sight, lines: Iterable[str], reason: Reason) -> Window:
    """The filing window for these lines and this reason; of several lines the narrowest.

    Raises ``NotHere`` for what has no procedure here.
    """
    wanted = set(lines)
    chosen = [line for line in sight.order.lines if line.ref in wanted]
    if reason is Reason.UNAUTHORISED:
        raise errors.NotHere("payment_provider")
    if reason in SELLER_CLAIMS:
        raise errors.NotHere("return_inspection")
    if reason is Reason.WD_STATUTORY:
        return _withdrawal(sight)
    if reason is Reason.WD_VOLUNTARY:
        return _voluntary(sight, chosen)
    if reason in ABOUT_MONEY:
        return _about_money(sight, chosen)
    if reason in NON_CONFORMITY:
        agreed = _non_conformity(sight, chosen)
        over = agreed.closes is not None and sight.at >= agreed.closes
        qualifies = _consumer_barrier(sight.order) is None
        return _guarantee(sight, chosen) if over and qualifies else agreed
    return _not_received(sight, chosen, denied=reason is Reason.NR_DELIVERED_NOT_RECEIVED)


def guarantee_of(sight: Sight, lines: Iterable[str], reason: Reason) -> Window:
    """The window of the legal guarantee for these lines, whether the protection of the marketplace is over or not.

    Raises ``ExcludedByLaw`` for who does not have it.
    """
    barrier = _consumer_barrier(sight.order)
    if barrier is not None:
        raise errors.ExcludedByLaw(barrier.value)
    wanted = set(lines)
    return _guarantee(sight, [line for line in sight.order.lines if line.ref in wanted])


def _not_received(sight: Sight, lines: list[LineFacts], *, denied: bool = False) -> Window:
    rule, place, order = sight.policy.lanes.guarantee.not_received, sight.place, sight.order
    latest = order.latest_estimate
    if latest is None:
        latest = local_day(order.paid_at, place.zone) + timedelta(days=rule.edd_when_none_days)
    opens = start_of_day(latest + timedelta(days=rule.opens.after_latest_edd_days), place.zone)
    reports = [_reported(line, rule.opens.or_carrier_status, sight.at, denied=denied) for line in lines]
    known = [report for report in reports if report is not None]
    if known and len(known) == len(reports):
        opens = min(opens, max(known))
    closes = day_deadline(latest, Span(rule.closes.after_latest_edd_days, Unit.DAYS, rule.closes.roll), place)
    return Window(Lane.GUARANTEE, opens, closes)


def _reported(line: LineFacts, wanted: tuple[str, ...], at: datetime, *, denied: bool) -> datetime | None:
    """When the carrier reported what opens the window at once; a denied delivery counts as such a report."""
    seen = line.carrier_status_at
    if line.carrier_status in _REPORTS and _REPORTS[line.carrier_status] in wanted and seen and seen <= at:
        return seen
    if denied and "delivered_but_denied" in wanted and is_delivered(line, at):
        return line.delivered_at
    return None


def _about_money(sight: Sight, lines: list[LineFacts]) -> Window:
    """A wrong charge shows with the payment: open from then, for as long as any protection of the line lasts
    (docs/decisions/0015)."""
    ends = []
    for line in lines:
        own = (_not_received(sight, [line]).closes, _non_conformity(sight, [line]).closes)
        ends.append(max(end for end in own if end is not None))
    return Window(Lane.GUARANTEE, sight.order.paid_at, min(ends))


def _non_conformity(sight: Sight, lines: list[LineFacts]) -> Window:
    rule = sight.policy.lanes.guarantee.non_conformity.closes
    return _after_delivery(sight, lines, Span(rule.after_delivery_days, Unit.DAYS, rule.roll), Lane.GUARANTEE)


def _guarantee(sight: Sight, lines: list[LineFacts]) -> Window:
    years = sight.policy.lanes.statutory_conformity.years
    return _after_delivery(sight, lines, Span(years, Unit.YEARS, roll=True), Lane.STATUTORY_CONFORMITY)


def _after_delivery(sight: Sight, lines: list[LineFacts], span: Span, lane: Lane) -> Window:
    delivered = [line.delivered_at for line in lines if line.delivered_at and line.delivered_at <= sight.at]
    if len(delivered) < len(lines):
        return Window(lane, None, None)
    return Window(lane, max(delivered), min(deadline(day, span, sight.place) for day in delivered))


def _voluntary(sight: Sight, lines: list[LineFacts]) -> Window:
    rule = sight.order.voluntary_returns
    if rule is None or any(line.category in rule.excluded_categories for line in lines):
        raise errors.NotHere("shop_policy")
    return _after_delivery(sight, lines, Span(rule.days, roll=True), Lane.GUARANTEE)


def _withdrawal(sight: Sight) -> Window:
    rule, order, place = sight.policy.lanes.statutory_withdrawal, sight.order, sight.place
    delivered = [
        line.delivered_at for line in order.lines if line.delivered_at and line.delivered_at <= sight.at
    ]
    if len(delivered) < len(order.lines):
        return Window(Lane.STATUTORY_WITHDRAWAL, order.paid_at, None)
    closes = deadline(max(delivered), Span(rule.days, Unit.DAYS, rule.roll), place)
    if _INFO_MISSING in order.flags:
        last = local_day(closes, place.zone) - timedelta(days=1)
        closes = day_deadline(last, Span(_INFO_MISSING_MONTHS, Unit.MONTHS, rule.roll), place)
    return Window(Lane.STATUTORY_WITHDRAWAL, order.paid_at, closes)


def law_excludes(order: OrderFacts, lines: Iterable[str], reason: Reason, policy: Policy) -> Barrier | None:
    """Why the law gives no right of withdrawal here; None when it does, or for another reason."""
    if reason is not Reason.WD_STATUTORY:
        return None
    wanted = set(lines)
    excluded = policy.lanes.statutory_withdrawal.excluded_categories
    if any(line.category in excluded for line in order.lines if line.ref in wanted):
        return Barrier.CATEGORY
    return _consumer_barrier(order)


# --- units ----------------------------------------------------------------------------------------------


def check_units(order: OrderFacts, units: Mapping[str, int]) -> None:
    """Refuse an empty choice, a line the order does not have, or more units than were bought."""
    if not units:
        raise errors.UnitUnknown("")
    for ref, count in units.items():
        line = order.line(ref)
        if line is None:
            raise errors.CaseNotFound(line=ref)
        if not 1 <= count <= line.quantity:
            raise errors.UnitUnknown(ref)


def last_minute(closes: datetime) -> datetime:
    """The last full minute before an exclusive end, as it is shown to people."""
    return (closes - timedelta(microseconds=1)).replace(second=0, microsecond=0)
