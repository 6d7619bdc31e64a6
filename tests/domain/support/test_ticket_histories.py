"""Whatever happens to a request in whatever order, some things always hold."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.disputes.model import Event
from amiabil.domain.support.acts import change_ticket, customer_wrote, open_ticket, staff_replied
from amiabil.domain.support.terms import LevelClock, Priority, TicketStatus
from amiabil.domain.support.ticket import By, Request, Ticket, TicketClosed, TicketStep, silence_at, wake_at
from amiabil.domain.support.waking import wake
from tests.domain.support.world import ANA, RALUCA, at, setup

pytestmark = pytest.mark.slow

statuses = st.sampled_from(TicketStatus).map(lambda status: {"status": status})
changes = st.one_of(
    statuses,
    st.sampled_from(Priority).map(lambda priority: {"priority": priority}),
    st.sampled_from(["refund", "account", "other"]).map(lambda topic: {"topic": topic}),
)
acts = st.one_of(
    st.just(("write", {})), st.tuples(st.just("reply"), statuses), st.tuples(st.just("change"), changes)
)
histories = st.lists(st.tuples(st.integers(0, 9 * 24 * 60), acts), max_size=14)


def act(ticket: Ticket, name: str, values: dict[str, object], now: datetime) -> TicketStep:
    match name:
        case "write":
            return customer_wrote(ticket, by=By(ANA, now), setup=setup())
        case "reply":
            return staff_replied(ticket, values, by=By(RALUCA, now), setup=setup())
    return change_ticket(ticket, values, by=By(RALUCA, now), setup=setup())


def check(ticket: Ticket, now: datetime) -> None:
    """What always holds; what a shorter promise makes overdue at once is told by the next look."""
    kinds = [clock.kind for clock in ticket.clocks]
    assert len(kinds) == len(set(kinds))
    if not ticket.is_open:
        assert not any(clock.is_running for clock in ticket.clocks)
        assert ticket.asked_at is None
    if ticket.status in {TicketStatus.WAITING_FOR_CUSTOMER, TicketStatus.SOLVED}:
        assert silence_at(ticket, setup()) is not None
    if ticket.status is TicketStatus.WAITING_FOR_CUSTOMER:
        solution = ticket.clock(LevelClock.SOLUTION)
        assert solution is None or not solution.is_running
    woken = wake_at(ticket, setup())
    assert woken is None or woken >= now


@given(histories)
def test_a_request_stays_whole(history: list[tuple[int, tuple[str, dict[str, object]]]]) -> None:
    now, events = at("02 09:00"), list[Event]()
    step = open_ticket(Request("refund"), by=By(ANA, now), setup=setup())
    for minutes, (name, values) in history:
        events += step.events
        now += timedelta(minutes=minutes)
        step = wake(step.ticket, at=now, setup=setup())
        events += step.events
        check(step.ticket, now)
        assert wake_at(step.ticket, setup()) != now
        try:
            step = act(step.ticket, name, values, now)
        except TicketClosed:
            step = TicketStep(step.ticket)
            continue
        check(step.ticket, now)
    assert [event.at for event in events] == sorted(event.at for event in events)
    versions = [event.version for event in events]
    assert versions == sorted(versions)


@given(histories)
def test_looking_often_is_looking_once(history: list[tuple[int, tuple[str, dict[str, object]]]]) -> None:
    now = at("02 09:00")
    ticket = open_ticket(Request("refund"), by=By(ANA, now), setup=setup()).ticket
    often, seen = ticket, list[str]()
    for minutes, _ in history:
        now += timedelta(minutes=minutes)
        step = wake(often, at=now, setup=setup())
        often, seen = step.ticket, [*seen, *(event.kind for event in step.events)]
    once = wake(ticket, at=now, setup=setup())
    assert (once.ticket, [event.kind for event in once.events]) == (often, seen)
