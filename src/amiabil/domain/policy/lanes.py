"""Until when may what be filed, and what does the law of the place add? The windows of the policy, T1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class NotReceivedOpens:
    """T1a opens this many days after the latest estimated date, or at once on one of the reports."""

    after_latest_edd_days: int
    or_carrier_status: tuple[Literal["lost", "returned_to_sender", "delivered_but_denied"], ...] = ()


@dataclass(frozen=True, slots=True)
class AfterEstimate:
    """Days after the latest estimated date of delivery."""

    after_latest_edd_days: int
    roll: bool = False


@dataclass(frozen=True, slots=True)
class AfterDelivery:
    """Days after the delivery of the line."""

    after_delivery_days: int
    roll: bool = False


@dataclass(frozen=True, slots=True)
class NotReceivedWindow:
    """T1a."""

    opens: NotReceivedOpens
    closes: AfterEstimate
    edd_when_none_days: int


@dataclass(frozen=True, slots=True)
class NonConformityOpens:
    """T1b opens with the delivery."""

    at: Literal["delivery"]


@dataclass(frozen=True, slots=True)
class NonConformityWindow:
    """T1b."""

    opens: NonConformityOpens
    closes: AfterDelivery


@dataclass(frozen=True, slots=True)
class GuaranteeLane:
    """The platform's protection windows."""

    not_received: NotReceivedWindow
    non_conformity: NonConformityWindow


@dataclass(frozen=True, slots=True)
class ConformityLane:
    """The legal guarantee of conformity; null where the law of the place has no such rule.

    ``repair_prolongs_months`` is 12 where a policy does not say: Directive 2024/1799, art. 16 (L11).
    """

    years: int
    presumption_months: int
    replacement_only_days: int | None = None
    repair_cap_calendar_days: int | None = None
    repair_prolongs_months: int | None = 12
    hold: Literal["none", "disputed_units"] = "none"


@dataclass(frozen=True, slots=True)
class WithdrawalLane:
    """The right of withdrawal."""

    days: int
    start: Literal["last_good"]
    refund_days: int
    outbound_shipping: Literal["standard_only", "paid"]
    partial_order_shipping: Literal["proportional"]
    excluded_categories: tuple[str, ...] = ()
    roll: bool = False


@dataclass(frozen=True, slots=True)
class ComplaintLane:
    """Complaints about measures of the platform (DSA art. 20): until when, and how soon they are decided.

    Whoever has not complained is reminded once, ``remind_days`` before the end of the months; 0 is never.
    """

    months: int = 6
    decision_days: int = 14
    remind_days: int = 14


@dataclass(frozen=True, slots=True)
class Lanes:
    """The lanes of a case."""

    guarantee: GuaranteeLane
    statutory_conformity: ConformityLane
    statutory_withdrawal: WithdrawalLane
    platform_complaint: ComplaintLane = ComplaintLane()
