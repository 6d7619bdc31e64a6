"""How does a ticket become another one? A step in the making, and what a status means for the promises.

For ``acts`` and ``waking`` only.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from amiabil.domain.disputes.model import Event
from amiabil.domain.support import clocks
from amiabil.domain.support.clocks import Clock, Target
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import LevelClock, TicketEvent, TicketStatus
from amiabil.domain.support.ticket import By, Ticket, TicketStep
from amiabil.foundation.errors import Fact


class Change:
    """A step being made: the ticket as it becomes, the events so far."""

    def __init__(self, ticket: Ticket, by: By, setup: Setup) -> None:
        self.before = ticket
        self.ticket = replace(ticket, version=ticket.version + 1)
        self.by, self.setup = by, setup
        self.events: list[Event] = []

    @property
    def at(self) -> datetime:
        """The instant of the act."""
        return self.by.at

    def put(self, **values: Any) -> None:
        """Give fields of the ticket these values."""
        self.ticket = replace(self.ticket, **values)

    def tell(self, kind: TicketEvent, **data: Fact) -> None:
        """Note what has happened."""
        self.events.append(Event(kind.value, self.at, self.by.actor, self.ticket.version, data))

    def target(self, kind: LevelClock) -> Target | None:
        """What is promised to the ticket as it is now."""
        return self.setup.target(kind, priority=self.ticket.priority, topic=self.ticket.topic)

    def of_clock(self, clock: Clock) -> Target | None:
        """What the level of a clock promises; None where the level is gone."""
        return self.setup.target_of(clock.level, clock.kind)

    def keep(self, clock: Clock) -> None:
        """Put a clock in the place of the one of its kind."""
        rest = tuple(one for one in self.ticket.clocks if one.kind is not clock.kind)
        self.put(clocks=(*rest, clock))

    def begin(self, kind: LevelClock) -> None:
        """Start a promise of this kind, where something is promised."""
        target = self.target(kind)
        if target is not None:
            self.keep(clocks.start(kind, target, at=self.at))

    def done(self) -> TicketStep:
        """The step; one without events when all is as it was."""
        if self.ticket == replace(self.before, version=self.ticket.version) and not self.events:
            return TicketStep(self.before)
        return TicketStep(self.ticket, tuple(self.events))


def become(change: Change, status: TicketStatus) -> None:
    """Take on a status, with what it means for the promises and for silence."""
    if change.ticket.status is status:
        return
    change.put(status=status, status_at=change.at, reminded_at=None)
    if status is TicketStatus.SOLVED:
        change.put(solved_at=change.at, asked_at=None)
        for kind in LevelClock:
            end_clock(change, kind)
        change.tell(TicketEvent.SOLVED)
    elif status is TicketStatus.CLOSED:
        change.put(closed_at=change.at, solved_at=change.ticket.solved_at or change.at, asked_at=None)
        for kind in LevelClock:
            end_clock(change, kind)
        change.tell(TicketEvent.CLOSED)
    else:
        change.put(solved_at=None)
        _solution_clock(change, rests=status in {TicketStatus.WAITING_FOR_CUSTOMER})


def _solution_clock(change: Change, *, rests: bool) -> None:
    """The time to a solution passes unless the customer is waited for; reopened, it goes on with what is left."""
    clock = change.ticket.clock(LevelClock.SOLUTION)
    if clock is None:
        return
    target = change.of_clock(clock)
    if target is None:
        return
    if rests:
        change.keep(clocks.pause(clock, target, at=change.at))
    else:
        change.keep(clocks.go_on(replace(clock, ended_at=None), target, at=change.at))


def end_clock(change: Change, kind: LevelClock) -> None:
    """A promise is kept, or owed no longer; the time to a solution remembers what was spent."""
    clock = change.ticket.clock(kind)
    if clock is None or clock.ended_at is not None:
        return
    target = change.of_clock(clock)
    if target is not None and kind is LevelClock.SOLUTION:
        spent = clocks.pause(clock, target, at=change.at).spent
        change.keep(replace(clocks.end(clock, at=change.at), spent=spent))
    else:
        change.keep(clocks.end(clock, at=change.at))


def retarget(change: Change, before: Ticket) -> None:
    """Another priority or topic may promise something else; time used so far counts."""
    for clock in before.clocks:
        if clock.ended_at is not None:
            continue
        old, new = change.of_clock(clock), change.target(clock.kind)
        if new is None:
            change.keep(clocks.end(clock, at=change.at))
        elif old is None or new.level != clock.level:
            change.keep(clocks.retarget(clock, old or new, new, at=change.at))
