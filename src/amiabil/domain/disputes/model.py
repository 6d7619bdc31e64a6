"""What is a dispute? The whole state of one case; everything in it is a value and nothing is free text.

What people write travels beside the events (``Event.texts``), so that storage can erase it without
touching the record of what happened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias
from uuid import UUID

from amiabil.domain.disputes.order import OrderFacts
from amiabil.domain.disputes.parts import (
    Contested,
    Decision,
    EvidenceItem,
    External,
    Firm,
    Joined,
    Outage,
    Parcel,
    Proposal,
    Question,
    Recommendation,
    Recoup,
    Refund,
    ReturnClaim,
    Running,
    Settlement,
    Terms,
)
from amiabil.domain.policy.model import Policy
from amiabil.domain.terms import (
    Channel,
    Flag,
    Lane,
    Outcome,
    Reason,
    Role,
    State,
    Timer,
)
from amiabil.foundation.errors import Fact
from amiabil.foundation.money import Money
from amiabil.foundation.values import quickly_made
from amiabil.foundation.working_time import Calendar, Place


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a role and a reference that tells persons apart; the name is for readers only."""

    role: Role
    ref: str = ""
    name: str = ""


SYSTEM = Actor(Role.SYSTEM, "system")
"""Timers act as this."""


@quickly_made
@dataclass(frozen=True)  # no slots: as ``Dispute``, a step makes new ones of it
class UnitAccount:
    """One unit of one line in this case, and where its money is.

    ``net`` and ``shipping`` are what the buyer paid for it, ``standard`` its share of standard delivery.
    ``before`` was refunded or debited in other cases; ``platform`` is still with the platform and free to hold.
    ``pending`` is instructed and not confirmed; ``debited`` was taken back through an external proceeding.
    """

    line: str
    number: int
    net: Money
    shipping: Money
    standard: Money
    before: Money
    platform: Money
    held: Money
    pending: Money
    refunded: Money
    debited: Money
    released: Money


@quickly_made
@dataclass(
    frozen=True
)  # no slots: a step replaces it many times, which copies a dictionary then (foundation/values)
class Dispute:
    """The aggregate: everything one case knows.

    ``request`` is the buyer's first proposal, which never lapses. ``moved_on_by`` is the timer whose end took
    the case out of the parties' hands; ``withdrawn_at`` is set during the cooling-off; ``woken_at`` is when a
    cooling-off was undone or an outage was over: timers that fell due meanwhile fire then. ``suspended_from`` is the
    state to return to.
    ``return_claim`` is the seller's claim about the goods that came back; ``contested`` is set in such a claim, which
    has no units of its own: the money stays with the case it is about. ``merged_into`` is the case that goes on in
    place of this one, ``merged_from`` are those this one goes on for.
    """

    id: UUID
    version: int
    state: State
    lane: Lane
    reason: Reason
    order: OrderFacts
    policy: Policy
    calendar: Calendar
    opened_at: datetime
    units: tuple[UnitAccount, ...]
    request: Proposal
    channel: Channel = Channel.WEB
    opened_by: str = ""
    outcome: Outcome | None = None
    closed_at: datetime | None = None
    escalate_from: datetime | None = None
    firm: Firm = field(default_factory=Firm)
    proposals: Mapping[Role, Proposal] = field(default_factory=dict)
    lapsed: frozenset[Role] = frozenset()
    last_offer: Terms | None = None
    timers: Mapping[Timer, Running] = field(default_factory=dict)
    evidence: tuple[EvidenceItem, ...] = ()
    evidence_waived: frozenset[Role] = frozenset()
    late_replies: frozenset[Role] = frozenset()
    decision_floor: datetime | None = None
    flags: frozenset[Flag] = frozenset()
    notice_bounced: frozenset[Role] = frozenset()
    rejected_at: datetime | None = None
    moved_on_by: Timer | None = None
    mediation_at: datetime | None = None
    questions: tuple[Question, ...] = ()
    recommendation: Recommendation | None = None
    settlement: Settlement | None = None
    decision: Decision | None = None
    refunds: tuple[Refund, ...] = ()
    voluntary: Money | None = None
    parcel: Parcel = field(default_factory=Parcel)
    withdrawn_at: datetime | None = None
    woken_at: datetime | None = None
    suspended_from: State | None = None
    externals: tuple[External, ...] = ()
    reopened: int = 0
    reopen_until: datetime | None = None
    default_paid: Money | None = None
    fund_for_seller: Money | None = None
    unpaid: Money | None = None
    set_aside_asked: bool = False
    set_aside: bool = False
    set_aside_refused: bool = False
    insolvent: bool = False
    mediators: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    challenged: frozenset[Role] = frozenset()
    challenge_open: Role | None = None
    performed_at: datetime | None = None
    return_claim: ReturnClaim | None = None
    contested: Contested | None = None
    recoup: Recoup | None = None
    merged_into: Joined | None = None
    merged_from: tuple[Joined, ...] = ()
    outages: tuple[Outage, ...] = ()

    @property
    def currency(self) -> str:
        """The currency of the order and so of every amount here."""
        return self.order.currency

    @property
    def place(self) -> Place:
        """Where days of this case begin, and its working days."""
        return Place(self.policy.zone, self.calendar)

    @property
    def is_open(self) -> bool:
        """Whether anything can still happen by itself."""
        return self.state is not State.CLOSED

    @property
    def awaits_claim(self) -> bool:
        """Whether the case waits for the end of a claim about the goods that came back."""
        return self.return_claim is not None and self.return_claim.outcome is None

    @property
    def linked(self) -> UUID | None:
        """The case this one is tied to now: the claim it waits for, or the case its claim is about."""
        if self.return_claim is not None and self.return_claim.outcome is None:
            return self.return_claim.case
        return self.contested.parent if self.contested is not None and self.is_open else None

    def proposal_of(self, role: Role) -> Proposal | None:
        """The current proposal of a party: the buyer's request stands when he has no other."""
        found = self.proposals.get(role)
        return self.request if found is None and role is Role.BUYER else found

    @property
    def claim(self) -> Proposal:
        """What the buyer asks for now."""
        return self.proposals.get(Role.BUYER, self.request)


@quickly_made
@dataclass(frozen=True)  # no slots: as ``Dispute``, a step makes new ones of it
class Event:
    """Something that happened. ``kind`` is a command's name or a ``Happening``.

    ``data`` holds JSON facts without anything personal; ``texts`` what people wrote, by field. ``change`` is the
    JSON merge patch from the document before to the document after; of several events of one change the first
    carries it.
    """

    kind: str
    at: datetime
    actor: Actor
    version: int
    data: Mapping[str, Fact] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    change: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The kind with its subject, as in scenario files: ``expired:negotiation``."""
        subject = self.data.get("timer") or self.data.get("flag")
        return f"{self.kind}:{subject}" if self.kind in {"expired", "reminder", "flag"} else self.kind


LedgerKind = Literal[
    "hold",
    "release",
    "refund_instructed",
    "refund_confirmed",
    "refund_failed",
    "external_debit",
    "external_undone",
    "fund_paid",
    "hold_handed_over",
    "hold_taken_over",
]


@quickly_made
@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """A movement of money, for the ledger of the order.

    ``shares`` name line and unit; ``refund`` is the id of the refund it belongs to, the key of the payment
    service's idempotency; ``from_fund`` is the part the guarantee fund bears. ``payout`` is such a key too, for what
    the seller is to get: money released to him, or paid by the guarantee fund.
    """

    kind: LedgerKind
    amount: Money
    at: datetime
    shares: tuple[tuple[str, int, Money], ...] = ()
    refund: str = ""
    attempt: int = 0
    from_hold: Money | None = None
    from_fund: Money | None = None
    purpose: str = ""
    payout: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What the end of one case means for the case it is tied to: ``engine.hear`` carries it out there.

    ``given`` is what the buyer gets of the parent's remedy when a claim ended; None when the parent ended.
    """

    to: UUID
    sender: UUID
    at: datetime
    outcome: Outcome
    given: Money | None = None


@quickly_made
@dataclass(frozen=True, slots=True)
class Step:
    """What one command or one waking did: the new dispute, its events in order, and its money.

    ``opens`` are the first steps of cases it opened, ``tells`` what tied cases must hear, ``joins`` the steps of cases
    it was joined with. Whoever keeps the step keeps these with it, all or nothing.
    """

    dispute: Dispute
    events: tuple[Event, ...] = ()
    ledger: tuple[LedgerEntry, ...] = ()
    opens: tuple[Step, ...] = ()
    tells: tuple[Telling, ...] = ()
    joins: tuple[Step, ...] = ()

    def then(self, later: Step) -> Step:
        """Two steps of one case as one: the state after the later, the events and money of both."""
        return Step(
            later.dispute,
            self.events + later.events,
            self.ledger + later.ledger,
            self.opens + later.opens,
            self.tells + later.tells,
            self.joins + later.joins,
        )


@quickly_made
@dataclass(frozen=True, slots=True)
class UnitElsewhere:
    """What another case of the order did with one unit."""

    line: str
    number: int
    refunded: Money
    debited: Money
    released: Money
    from_platform: Money
    held: Money


@quickly_made
@dataclass(frozen=True, slots=True)
class CaseOfOrder:
    """Another case of the same order, as far as this one must know it; ``key`` names it in refusals."""

    key: str
    is_open: bool
    units: tuple[UnitElsewhere, ...]
    external_open: bool = False


@dataclass(frozen=True, slots=True)
class Twin:
    """The case another one is to be joined with, as it stands; both with the references people know them by."""

    dispute: Dispute
    key: str
    own_key: str


Rates: TypeAlias = tuple[tuple[date | None, Decimal], ...]


@quickly_made
@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a step must know beyond its own case: the other cases of the order, and what the guarantee fund
    has paid for this seller in other cases. ``rates`` are those of the days from which they count (None: always), the
    oldest first, of the order's currency per one of the seller's.

    ``elsewhere`` is what was refunded or debited for units (line and number) in other cases, as the books have it
    now; None: as ``others`` tell it. ``twin`` is given to ``merge`` alone.
    """

    others: tuple[CaseOfOrder, ...] = ()
    fund_paid: Money | None = None
    elsewhere: Mapping[tuple[str, int], Money] | None = None
    twin: Twin | None = None
    rates: Rates = ()


ALONE = Surroundings()
"""No other case, nothing paid by the fund."""
