"""What goes with the reports of machines: carriers, the payment service, the mail, and the service about itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from amiabil.domain.terms import CarrierStatus, Direction, Role


@dataclass(frozen=True, slots=True)
class Scan:
    """A carrier's report about the goods or about their return."""

    status: CarrierStatus
    direction: Direction
    line: str | None = None


@dataclass(frozen=True, slots=True)
class ExternalOpened:
    """A proceeding outside, by its reference, and what it asks for."""

    ref: str
    amount: str


@dataclass(frozen=True, slots=True)
class ExternalClosed:
    """How the proceeding ended."""

    ref: str
    won_by: Role


@dataclass(frozen=True, slots=True)
class RefundReport:
    """The payment service about one refund; without an id the one under way."""

    refund: str | None = None


@dataclass(frozen=True, slots=True)
class NoticeBounced:
    """Whom the notice did not reach."""

    to: Role


@dataclass(frozen=True, slots=True)
class CalendarChanged:
    """Days that are holidays from now on, and days that are none any more, in the calendar of this id."""

    calendar: str
    added: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class OutageExtended:
    """From when until when nobody could act; the end is excluded."""

    started_at: datetime
    ended_at: datetime


Report: TypeAlias = (
    Scan | ExternalOpened | ExternalClosed | RefundReport | NoticeBounced | CalendarChanged | OutageExtended
)
