"""What is a dispute made of? Terms, proposals, timers, evidence, decisions and refunds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from amiabil.domain.terms import (
    AppealGround,
    CarrierStatus,
    EvidenceKind,
    EvidenceStatus,
    Outcome,
    Remedy,
    ReturnCost,
    Role,
    Secrecy,
)
from amiabil.foundation.money import Money
from amiabil.foundation.values import quickly_made
from amiabil.foundation.working_time import Remaining, Span


@quickly_made
@dataclass(frozen=True, slots=True)
class Terms:
    """What somebody asks for, offers or is given; ``amount`` is None for goods (repair, replacement, resend)."""

    remedy: Remedy
    amount: Money | None = None
    return_cost: ReturnCost | None = None
    perform_by: date | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Running:
    """A timer that runs. ``due_at`` is None while it is paused; then ``left`` says what remains.

    ``reminders`` are the instants still to come; ``breached`` marks a duty that ended unfulfilled and goes on,
    ``ended`` one that will not fire again although its due instant still stands. ``missed`` is when a breached one
    was first due, whatever new end it has got.
    """

    started_at: datetime
    span: Span
    due_at: datetime | None = None
    reminders: tuple[datetime, ...] = ()
    left: Remaining | None = None
    breached: bool = False
    ended: bool = False
    missed: datetime | None = None


@quickly_made
@dataclass(frozen=True)  # no slots: as ``Dispute``, a step makes new ones of it
class Proposal:
    """A current proposal. ``asked`` is the amount before any cut; ``life`` is None for the buyer's first request.

    ``since`` is the version of the first in the unbroken row of proposals this one replaced.
    """

    by: Role
    terms: Terms
    version: int
    since: int
    made_at: datetime
    asked: Money | None = None
    life: Running | None = None


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """An item in the list both parties see; ``ruled`` once a mediator decided about a late one.

    ``gone``: there are words in its place, for it no longer exists. ``secrecy``: whether its content is kept from the
    other side, which then reads a summary (disputes.md 5.3).
    """

    label: str
    kind: EvidenceKind
    by: Role
    at: datetime
    status: EvidenceStatus = EvidenceStatus.ADMITTED
    late: bool = False
    ruled: bool = False
    secrecy: Secrecy = Secrecy.OPEN
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which nobody could act, by which the deadlines of the case were lengthened; the end is excluded."""

    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A mediator's question to one party; answered or over when ``open`` is False."""

    of: Role
    asked_at: datetime
    due_at: datetime
    open: bool = True


@dataclass(frozen=True, slots=True)
class Settlement:
    """An agreement, however it came about; ``outcome`` is what the case will close with."""

    outcome: Outcome
    terms: Terms
    at: datetime


@dataclass(frozen=True, slots=True)
class Recoup:
    """The exchange rate at which the seller is charged: units of the order's currency per one of his own.

    ``day`` is the day it is of; ``source`` is ``daily`` for a rate of the marketplace, ``order`` where none was known
    and the order's own stands in. ``at`` is the decision or settlement it was fixed for.
    """

    rate: Decimal
    day: date
    source: Literal["daily", "order"]
    at: datetime


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A mediator's proposal to both, and who has said yes."""

    terms: Terms
    by: str
    accepted: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class Appeal:
    """One party's appeal: what it asks the reviewer for."""

    by: Role
    ground: AppealGround
    ask: Money
    at: datetime


@quickly_made
@dataclass(frozen=True)  # no slots: as ``Dispute``, a step makes new ones of it
class Decision:
    """A decision on the merits. ``claim`` is the most the buyer could still get when it was made."""

    terms: Terms
    amount: Money
    rule: str
    by: str
    at: datetime
    claim: Money
    asked: Terms
    floor: Money
    appeals: tuple[Appeal, ...] = ()
    waived: frozenset[Role] = frozenset()
    final_at: datetime | None = None
    reviewed_by: str = ""

    def appeal_of(self, role: Role) -> Appeal | None:
        """This party's appeal, or None."""
        return next((appeal for appeal in self.appeals if appeal.by is role), None)


RefundPurpose = Literal["settlement", "default", "undisputed", "decision", "voluntary", "fallback"]
RefundStatus = Literal["instructed", "failed", "confirmed", "overtaken", "dropped"]
"""``overtaken``: a failed one whose money a proceeding outside has claimed; ``dropped``: taken up under another id."""


@quickly_made
@dataclass(frozen=True)  # no slots: as ``Dispute``, a step makes new ones of it
class Refund:
    """A payment to the buyer. ``id`` is the same for every attempt; ``shares`` are per unit of the case.

    ``from_hold`` and ``from_fund`` say who bears it; the rest is debited to the seller.
    """

    id: str
    amount: Money
    purpose: RefundPurpose
    shares: tuple[Money, ...]
    from_hold: tuple[Money, ...]
    from_fund: Money
    instructed_at: datetime
    attempted_at: datetime
    status: RefundStatus = "instructed"
    attempt: int = 1
    retry_at: datetime | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class External:
    """A chargeback or other proceeding outside; ``booked`` is what it took of this case's refundable money."""

    ref: str
    amount: Money
    booked: tuple[Money, ...]
    from_hold: tuple[Money, ...]
    opened_at: datetime
    suspended: bool
    won_by: Role | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """What a carrier reported of a return, and when."""

    status: CarrierStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class Parcel:
    """The goods on their way back.

    ``unheard`` is what carriers reported while the case rested, the last of each kind; it counts once the case goes on.
    """

    label_at: datetime | None = None
    label_by: Role | None = None
    recorded_at: datetime | None = None
    proof: Literal["tracking", "receipt", "none"] | None = None
    carrier_by: ReturnCost | None = None
    arrived_at: datetime | None = None
    extended: int = 0
    accepted_at: datetime | None = None
    unheard: tuple[Reported, ...] = ()


@dataclass(frozen=True, slots=True)
class ReturnClaim:
    """The seller's claim about what came back, as the case that waits for it knows it.

    ``given`` is what of its remedy the buyer gets and ``outcome`` how the claim ended; both None until then.
    """

    case: UUID
    opened_at: datetime
    given: Money | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Contested:
    """What a claim about a return is about: the remedy of the ``parent`` case.

    ``at_stake`` is what the buyer gets when the claim fails, ``net`` the net price of the units it is for.
    """

    parent: UUID
    at_stake: Money
    net: Money


@dataclass(frozen=True, slots=True)
class Joined:
    """A case this one was joined with, and when; ``key`` is its reference, by which people know it."""

    case: UUID
    key: str
    at: datetime


@quickly_made
@dataclass(frozen=True, slots=True)
class Firm:
    """The last version whose change is not soft for a party: what it saw since then is not stale (3.7).

    ``anybody``: the last one that was more than a machine's report of what had been arranged (decision 0080); 0 in
    documents that are older, where it counts as the current one.
    """

    buyer: int = 1
    seller: int = 1
    anybody: int = 0

    @classmethod
    def at(cls, version: int) -> Firm:
        """Everybody has to look again after this version."""
        return cls(version, version, version)
