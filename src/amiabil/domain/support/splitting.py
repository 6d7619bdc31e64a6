"""What becomes of a request when one of the matters in it goes on under a number of its own?

Nothing that was said moves: the new request begins with what the staff quote of it. Whoever asked has waited since they
asked, so what is promised there ends no later than it would have here. Pure. Source: support.md 6, decision 0056.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from amiabil.domain.support import acts
from amiabil.domain.support.acts import demand_open
from amiabil.domain.support.change import Change
from amiabil.domain.support.clocks import Clock
from amiabil.domain.support.merging import sooner
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import LevelClock, TicketEvent
from amiabil.domain.support.ticket import By, Request, Ticket, TicketStep


@dataclass(frozen=True, slots=True)
class SplitStep:
    """The request that was split, and the one that was made of a part of it."""

    source: TicketStep
    made: TicketStep


def split(source: Ticket, topic: str, *, names: tuple[str, str], by: By, setup: Setup) -> SplitStep:
    """Make a request about ``topic`` of a part of this one; ``names`` are the references of both, the old one first.

    Who it is of gets no receipt: the words of the staff tell them. Raises ``UnknownTopic``, ``TicketClosed`` or
    ``TicketMerged``.
    """
    demand_open(source)
    told = Change(source, by, setup)
    told.tell(TicketEvent.SPLIT, into=names[1])
    request = Request(
        topic, order=source.order, priority=source.priority, quiet=True, facts={"out_of": names[0]}
    )
    made = acts.open_ticket(request, by=by, setup=setup)
    ticket = replace(
        made.ticket,
        asked_at=source.asked_at or by.at,
        clocks=tuple(_promised(source, clock) for clock in made.ticket.clocks),
    )
    return SplitStep(told.done(), TicketStep(ticket, made.events))


def _promised(source: Ticket, fresh: Clock) -> Clock:
    """A promise of the new request: the fresh one, or the one that runs in the old one where that ends sooner."""
    kinds = {fresh.kind} if fresh.kind is LevelClock.SOLUTION else set(LevelClock) - {LevelClock.SOLUTION}
    owed = [replace(one, kind=fresh.kind) for one in source.clocks if one.kind in kinds and one.is_running]
    return min([fresh, *owed], key=sooner)
