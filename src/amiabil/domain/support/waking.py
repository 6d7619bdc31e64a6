"""What does time do to a request? Warnings before a promise ends, reminders, and what silence leads to."""

from __future__ import annotations

from datetime import datetime

from amiabil.domain.disputes.model import SYSTEM, Event
from amiabil.domain.support import clocks
from amiabil.domain.support.change import Change, become
from amiabil.domain.support.clocks import Clock
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import TicketEvent, TicketStatus, TicketType
from amiabil.domain.support.ticket import By, Ticket, TicketStep, may_remind, silence_at, wake_at
from amiabil.foundation.codec import instant_text


def wake(ticket: Ticket, *, at: datetime, setup: Setup) -> TicketStep:
    """Everything that time has done by ``at``, in its order; nothing when nothing was due."""
    events: list[Event] = []
    while (due := wake_at(ticket, setup)) is not None and due <= at:
        step = _fire(ticket, due, setup)
        events += step.events
        ticket = step.ticket
    return TicketStep(ticket, tuple(events))


def _fire(ticket: Ticket, due: datetime, setup: Setup) -> TicketStep:
    change = Change(ticket, By(SYSTEM, due), setup)
    for clock in ticket.clocks:
        if clock.next_at == due:
            _fire_clock(change, clock)
            return change.done()
    if may_remind(ticket) and due < (silence_at(ticket, setup) or due):
        change.put(reminded_at=due)
        change.tell(TicketEvent.REMINDED)
    elif ticket.status is TicketStatus.WAITING_FOR_CUSTOMER:
        _without_an_answer(change)
    else:
        become(change, TicketStatus.CLOSED)
    return change.done()


def _without_an_answer(change: Change) -> None:
    """A request counts as solved. A report is owed a decision with reasons whatever its reporter says: it is decided on
    what is known (DSA art. 16(5))."""
    if change.ticket.type is not TicketType.REPORT:
        become(change, TicketStatus.SOLVED)
        return
    before = change.ticket.status
    become(change, TicketStatus.OPEN)
    change.put(asked_at=change.at)
    change.tell(TicketEvent.CHANGED, changes={"status": [before.value, TicketStatus.OPEN.value]})


def _fire_clock(change: Change, clock: Clock) -> None:
    near = clock.warn_at is not None
    after = clocks.warned(clock) if near else clocks.missed(clock)
    change.put(clocks=tuple(after if one is clock else one for one in change.ticket.clocks))
    facts = {
        "clock": clock.kind.value,
        "level": clock.level,
        "due_at": instant_text(clock.due_at or change.at),
    }
    change.tell(TicketEvent.LEVEL_NEAR if near else TicketEvent.LEVEL_MISSED, **facts)
