"""What does one command or one timer alter? The workbench on which a step is put together.

A ``Change`` holds the dispute as it becomes, and collects events and movements of money; nothing leaves it
before everything is done, so a refusal halfway leaves no trace.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from amiabil.domain.disputes import money
from amiabil.domain.disputes.model import (
    ALONE,
    SYSTEM,
    Actor,
    Dispute,
    Event,
    LedgerEntry,
    LedgerKind,
    Surroundings,
    Telling,
    UnitAccount,
)
from amiabil.domain.disputes.parts import Refund, RefundPurpose
from amiabil.domain.terms import Flag, Happening, Lane, Remedy
from amiabil.foundation.errors import Fact
from amiabil.foundation.money import Money, split, total
from amiabil.foundation.values import replace

PAYS_SELLER: frozenset[LedgerKind] = frozenset({"release", "fund_paid"})
"""Movements that give the seller money: the payments service is told of each."""


@dataclass(slots=True)
class Change:
    """One change in the making, at one instant, by one actor; ``mediator`` is who has taken the case to hear it.

    ``joins`` are changes of other cases that belong to it, each with the case as it was before.
    """

    dispute: Dispute
    at: datetime
    actor: Actor = SYSTEM
    around: Surroundings = ALONE
    mediator: str = ""
    events: list[Event] = field(default_factory=list)
    ledger: list[LedgerEntry] = field(default_factory=list)
    opens: list[Change] = field(default_factory=list)
    tells: list[Telling] = field(default_factory=list)
    joins: list[tuple[Change, Dispute]] = field(default_factory=list)

    def record(self, kind: str, texts: Mapping[str, str] | None = None, **data: Fact) -> None:
        """Add an event; facts that are None are left out."""
        known = {name: value for name, value in data.items() if value is not None}
        written = {name: text for name, text in texts.items() if text} if texts else {}
        self.events.append(Event(str(kind), self.at, self.actor, self.dispute.version, known, written))

    def flag(self, flag: Flag) -> None:
        """Set a flag; one that is set already stays as it is."""
        if flag not in self.dispute.flags:
            self.dispute = replace(self.dispute, flags=self.dispute.flags | {flag})
            self.record(Happening.FLAG, flag=flag.value)

    def book(
        self,
        kind: LedgerKind,
        shares: Sequence[Money],
        *,
        refund: Refund | None = None,
        from_hold: Money | None = None,
    ) -> str:
        """Add a movement of money, shared over the units of the case; none when it is nothing.

        The key of the payout it makes for the seller, empty for none.
        """
        amount = total(shares, self.dispute.currency)
        if not amount:
            return ""
        named = tuple(
            (unit.line, unit.number, share)
            for unit, share in zip(self.dispute.units, shares, strict=True)
            if share
        )
        payout = self._next_payout() if kind in PAYS_SELLER else ""
        if refund is None:
            self.ledger.append(LedgerEntry(kind, amount, self.at, named, from_hold=from_hold, payout=payout))
            return payout
        entry = LedgerEntry(
            kind,
            amount,
            self.at,
            named,
            refund=refund.id,
            attempt=refund.attempt,
            from_hold=total(refund.from_hold, self.dispute.currency),
            from_fund=refund.from_fund,
            purpose=refund.purpose,
            payout=payout,
        )
        self.ledger.append(entry)
        return payout

    def _next_payout(self) -> str:
        """A name that no other payout has: a case is stored once at each version."""
        number = sum(bool(entry.payout) for entry in self.ledger) + 1
        return f"{self.dispute.id}:{self.dispute.version}.{number}"

    def set_units(self, units: Sequence[UnitAccount]) -> None:
        """Replace the accounts of the units."""
        self.dispute = replace(self.dispute, units=tuple(units))


def hold_all(change: Change) -> None:
    """Hold what is refundable for the units of the case and not held yet, as far as the platform still has it."""
    most = money.refundable_by_unit(change.dispute, Remedy.REFUND_KEEP)
    zero = Money.zero(change.dispute.currency)
    rows = zip(change.dispute.units, most, money.free_by_unit(change.dispute), strict=True)
    parts = [min(unit.platform, max(part - free, zero)) for unit, part, free in rows]
    change.set_units(
        [
            replace(unit, platform=unit.platform - part, held=unit.held + part)
            for unit, part in zip(change.dispute.units, parts, strict=True)
        ]
    )
    change.book("hold", parts)


def hold_in_lane(change: Change) -> None:
    """Hold what the lane lets be held: under the legal guarantee nothing, unless the policy says so."""
    lane = change.dispute.policy.lanes.statutory_conformity
    if change.dispute.lane is not Lane.STATUTORY_CONFORMITY or lane.hold != "none":
        hold_all(change)


def keep_held(change: Change, amount: Money) -> None:
    """Release to the seller what is held above ``amount`` and not promised to a refund under way."""
    dispute = change.dispute
    free = money.free_by_unit(dispute)
    spare = total(free, dispute.currency)
    if amount >= spare:
        return
    if not amount:
        _release(change, free)
        return
    kept = money.drawn(free, split(amount, [part.minor for part in free]))
    _release(change, [has - part for has, part in zip(free, kept, strict=True)])


def release_all(change: Change) -> None:
    """Release to the seller whatever is held and not promised to a refund under way."""
    keep_held(change, Money.zero(change.dispute.currency))


def _release(change: Change, parts: Sequence[Money]) -> None:
    amount = total(parts, change.dispute.currency)
    if not amount:
        return
    change.set_units(
        [
            replace(unit, held=unit.held - part, released=unit.released + part)
            for unit, part in zip(change.dispute.units, parts, strict=True)
        ]
    )
    payout = change.book("release", parts)
    change.record(Happening.RELEASED, amount=amount.fact(), payout=payout)


def instruct_refund(
    change: Change, amount: Money, *, remedy: Remedy, purpose: RefundPurpose, fund: Money | None = None
) -> None:
    """Send an amount on its way to the buyer: from the hold first, then from the seller or the fund."""
    dispute = change.dispute
    shares = money.shared(dispute, amount, remedy)
    free = money.free_by_unit(dispute)
    refund = Refund(
        id=f"{dispute.id}:{len(dispute.refunds) + 1}",
        amount=amount,
        purpose=purpose,
        shares=tuple(shares),
        from_hold=tuple(money.drawn(free, shares)),
        from_fund=fund or Money.zero(dispute.currency),
        instructed_at=change.at,
        attempted_at=change.at,
    )
    units = [
        replace(unit, pending=unit.pending + share) for unit, share in zip(dispute.units, shares, strict=True)
    ]
    change.dispute = replace(dispute, refunds=(*dispute.refunds, refund), units=tuple(units))
    change.book("refund_instructed", shares, refund=refund)
    change.record(
        Happening.REFUND_INSTRUCTED, amount=amount.fact(), refund=refund.id, attempt=1, purpose=purpose
    )


def set_refund(change: Change, refund: Refund) -> None:
    """Replace a refund by its new state."""
    others = (refund if old.id == refund.id else old for old in change.dispute.refunds)
    change.dispute = replace(change.dispute, refunds=tuple(others))


def under_way(dispute: Dispute) -> tuple[Refund, ...]:
    """The refunds that are instructed or wait for another attempt."""
    return tuple(refund for refund in dispute.refunds if refund.status in {"instructed", "failed"})
