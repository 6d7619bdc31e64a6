"""What may a buyer open now, for which units, in which lane, until when? Source: disputes.md 3.4 and T1.

``rights_of`` answers for the page that shows rights as dates, ``window_of`` for ``submit``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from itertools import repeat

from amiabil.domain.disputes import errors
from amiabil.domain.disputes.missed_days import lengthened
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.disputes.order import WITHDRAWAL_INFO_MISSING, LineFacts, OrderFacts, is_delivered
from amiabil.domain.disputes.parts import Outage, Running
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
"""What is wrong with goods that came."""

ABOUT_MONEY = frozenset(reason for reason in Reason if reason.startswith("fn_"))
"""Reasons about a payment and not about goods: nothing can be sent, repaired or kept for less."""

SELLER_CLAIMS = frozenset(reason for reason in Reason if reason.startswith("se_"))
"""What a seller can claim about a return."""

_REPORTS = {CarrierStatus.LOST: "lost", CarrierStatus.RETURNED_TO_SENDER: "returned_to_sender"}
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
    """An order as it is known at an instant, under a policy: what every window is computed from.

    ``suspended_until`` is until when the protection of the marketplace is closed to its buyer (``domain/unfounded``),
    None for everybody else. What the law gives is never closed. ``outages`` are the times in which nobody could act: a
    window that was open then ends later, as the policy says (docs/decisions/0044).
    """

    order: OrderFacts
    policy: Policy
    calendar: Calendar
    at: datetime
    suspended_until: datetime | None = None
    outages: tuple[Outage, ...] = ()

    @property
    def closed_until(self) -> datetime | None:
        """Until when the protection is closed to the buyer, None when it is open now."""
        until = self.suspended_until
        return until if until is not None and self.at < until else None

    @property
    def place(self) -> Place:
        """Where days begin."""
        return Place(self.policy.zone, self.calendar)


def sight_of(dispute: Dispute, at: datetime) -> Sight:
    """The order of a case under its own policy, as it is known at an instant."""
    return Sight(dispute.order, dispute.policy, dispute.calendar, at, outages=dispute.outages)


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
    """The rights for one line: not received, marked as delivered and yet not received (``denied``), not as agreed
    (protection), and the legal guarantee, with the months by which a repair has ``prolonged`` it.
    """

    line: str
    not_received: Right
    denied: Right
    dispute: Right
    guarantee: Right
    prolonged: int = 0


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of an order; ``withdrawal`` is the order's, for the last good counts.

    ``withdrawal_days`` count from the last delivery, ``withdrawal_refund_days`` from the withdrawal.
    """

    withdrawal: Right
    lines: tuple[LineRights, ...]
    withdrawal_days: int
    withdrawal_refund_days: int


def rights_of(sight: Sight) -> Rights:
    """Every right of the order with its dates, as seen at this instant (deliveries after it are unknown)."""
    rule = sight.policy.lanes.statutory_withdrawal
    return Rights(
        _withdrawal_right(sight),
        tuple(_line_rights(sight, line) for line in sight.order.lines),
        rule.days,
        rule.refund_days,
    )


def _line_rights(sight: Sight, line: LineFacts) -> LineRights:
    missing, denied = _not_received(sight, [line]), _not_received(sight, [line], denied=True)
    agreed = _non_conformity(sight, [line])
    legal = _guarantee(sight, [line])
    barrier = _consumer_barrier(sight.order)
    return LineRights(
        line.ref,
        not_received=Right(missing.opens, missing.closes),
        denied=Right(denied.opens, denied.closes),
        dispute=Right(agreed.opens, agreed.closes),
        guarantee=Right(barrier=barrier) if barrier else Right(legal.opens, legal.closes),
        prolonged=0 if barrier else _prolonged(sight, line),
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
        _demand_open(sight)
        return _voluntary(sight, chosen)
    if reason in ABOUT_MONEY:
        return _about_money(sight, chosen)
    if reason in NON_CONFORMITY:
        return _not_as_agreed(sight, chosen)
    return _not_received(sight, chosen, denied=reason is Reason.NR_DELIVERED_NOT_RECEIVED)


def _not_as_agreed(sight: Sight, lines: list[LineFacts]) -> Window:
    """The protection of the marketplace; after it, or while it is closed to the buyer, the legal guarantee.

    Raises ``ProcessingSuspended`` for a buyer to whom it is closed and whom the law gives no guarantee here.
    """
    agreed = _non_conformity(sight, lines)
    qualifies = _consumer_barrier(sight.order) is None
    over = agreed.closes is not None and sight.at >= agreed.closes
    if qualifies and (over or sight.closed_until is not None):
        return _guarantee(sight, lines)
    _demand_open(sight)
    return agreed


def _demand_open(sight: Sight) -> None:
    if sight.closed_until is not None:
        raise errors.ProcessingSuspended(sight.closed_until)


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
    return _open(sight, Window(Lane.GUARANTEE, opens, closes))


def _open(sight: Sight, window: Window) -> Window:
    """The window with what the outages give that fell into it."""
    opens, closes = window.opens, window.closes
    if not sight.outages or opens is None or closes is None:
        return window
    runs = Running(opens, Span(1, roll=True), closes)
    closes = lengthened(runs, sight.outages, sight.policy.limits.outage, sight.place)
    return Window(window.lane, opens, closes)


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
    span = Span(rule.after_delivery_days, Unit.DAYS, rule.roll)
    return _after_delivery(sight, lines, repeat(span), Lane.GUARANTEE)


def _guarantee(sight: Sight, lines: list[LineFacts]) -> Window:
    """Of several lines the one whose guarantee ends first, each with the months of its own repair."""
    months = 12 * sight.policy.lanes.statutory_conformity.years
    spans = [Span(months + _prolonged(sight, line), Unit.MONTHS, roll=True) for line in lines]
    return _after_delivery(sight, lines, spans, Lane.STATUTORY_CONFORMITY)


def _prolonged(sight: Sight, line: LineFacts) -> int:
    """The months a repair gives to the legal guarantee of a line, once however often it is repaired (L11)."""
    months = sight.policy.lanes.statutory_conformity.repair_prolongs_months
    if months is None or line.repaired_at is None or line.repaired_at > sight.at:
        return 0
    return months


def _after_delivery(sight: Sight, lines: list[LineFacts], spans: Iterable[Span], lane: Lane) -> Window:
    delivered = [line.delivered_at for line in lines if line.delivered_at and line.delivered_at <= sight.at]
    if len(delivered) < len(lines):
        return Window(lane, None, None)
    ends = [deadline(day, span, sight.place) for day, span in zip(delivered, spans, strict=False)]
    return _open(sight, Window(lane, max(delivered), min(ends)))


def _voluntary(sight: Sight, lines: list[LineFacts]) -> Window:
    rule = sight.order.voluntary_returns
    if rule is None or any(line.category in rule.excluded_categories for line in lines):
        raise errors.NotHere("shop_policy")
    return _after_delivery(sight, lines, repeat(Span(rule.days, roll=True)), Lane.GUARANTEE)


def _withdrawal(sight: Sight) -> Window:
    rule, order, place = sight.policy.lanes.statutory_withdrawal, sight.order, sight.place
    delivered = [
        line.delivered_at for line in order.lines if line.delivered_at and line.delivered_at <= sight.at
    ]
    if len(delivered) < len(order.lines):
        return Window(Lane.STATUTORY_WITHDRAWAL, order.paid_at, None)
    closes = deadline(max(delivered), Span(rule.days, Unit.DAYS, rule.roll), place)
    if WITHDRAWAL_INFO_MISSING in order.flags:
        last = local_day(closes, place.zone) - timedelta(days=1)
        closes = day_deadline(last, Span(_INFO_MISSING_MONTHS, Unit.MONTHS, rule.roll), place)
    return _open(sight, Window(Lane.STATUTORY_WITHDRAWAL, order.paid_at, closes))


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
