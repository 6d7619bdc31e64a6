"""What was sold? The order as it was when the dispute was opened; facts, never current data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from amiabil.domain.terms import CarrierStatus, ReturnCost
from amiabil.foundation.money import Money

WITHDRAWAL_INFO_MISSING = "withdrawal_info_missing"
"""The flag of an order whose buyer was not informed of the right of withdrawal as the law demands."""


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line of the order as sold.

    ``delivered_at`` None or in the future means not delivered (yet); ``paid_out_at`` is when the seller got
    this line's money, after which nothing can be held. ``carrier_status`` is the last report that matters.
    ``repaired_at`` is when a piece of the line was first repaired as a remedy, which prolongs the legal guarantee.
    """

    ref: str
    unit_price: Money
    quantity: int
    title: str = ""
    category: str = ""
    delivered_at: datetime | None = None
    paid_out_at: datetime | None = None
    carrier_status: CarrierStatus | None = None
    carrier_status_at: datetime | None = None
    repaired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class VoluntaryReturns:
    """The shop's own return policy: days after delivery, who pays the return, what it leaves out."""

    days: int
    payer: ReturnCost = ReturnCost.BUYER
    excluded_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order as sold; amounts are in ``currency``.

    ``shipping_standard`` is the cheapest standard delivery offered. ``latest_estimate`` is the last day of
    the estimated delivery, None without an estimate. ``settles_in`` is the seller's settlement currency
    when it differs, ``rate`` the units of ``currency`` per one of it on the day of payment.
    """

    ref: str
    country: str
    currency: str
    paid_at: datetime
    buyer_ref: str
    seller_ref: str
    lines: tuple[LineFacts, ...]
    shipping: Money
    shipping_standard: Money
    discount: Money
    consumer: bool = True
    trader: bool = True
    earliest_estimate: date | None = None
    latest_estimate: date | None = None
    settles_in: str | None = None
    rate: Decimal | None = None
    flags: frozenset[str] = frozenset()
    seller_tier: str = ""
    seller_insolvent: bool = False
    voluntary_returns: VoluntaryReturns | None = None

    def line(self, ref: str) -> LineFacts | None:
        """The line with this reference, or None."""
        return next((line for line in self.lines if line.ref == ref), None)


def is_delivered(line: LineFacts, at: datetime) -> bool:
    """Whether the line was with the buyer at this instant."""
    return line.delivered_at is not None and line.delivered_at <= at
