"""What each event of a request adds to the figures, and what adds nothing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from amiabil.domain.disputes.model import Event
from amiabil.domain.event_names import of_ticket
from amiabil.domain.reports.counting import NO_SPAN, Told
from amiabil.domain.reports.requests import LANE, figures
from amiabil.domain.reports.spans import step_of
from amiabil.domain.support import acts, merging, splitting
from amiabil.domain.support.terms import TicketStatus
from amiabil.domain.support.ticket import Changes, Ticket, TicketStep
from tests.domain.support.test_tickets import ANA, answered
from tests.domain.support.world import RALUCA, by, setup

BEGUN = datetime(2026, 11, 23, 8, tzinfo=UTC)


def told(kind: str, after: float = 0, actor: str = "buyer", **data: Any) -> Told:
    return Told(kind, BEGUN + timedelta(hours=after), data, actor=actor)


def opened(**more: Any) -> Told:
    return told("ticket.opened", topic="delivery", **more)


def said(after: float, actor: str, audience: str = "buyer_and_platform") -> Told:
    return told("message.posted", after, actor, audience=audience)


def counted(*events: Told) -> list[str]:
    return [f"{one.name} {one.detail}" for _, one in figures(events, zone="Europe/Bucharest")]


@pytest.mark.parametrize(
    ("events", "names"),
    [
        ([opened()], ["r_opened delivery"]),
        ([opened(actor="seller")], ["r_opened delivery"]),
        ([opened(actor="agent"), said(1, "agent"), told("ticket.solved", 2, "agent")], []),
        ([opened(actor="agent", out_of="T-A"), said(0, "agent")], ["r_opened delivery"]),
        ([opened(), said(1, "agent"), said(2, "agent")], ["r_opened delivery", "r_replied delivery"]),
        ([opened(), said(1, "agent", "staff"), said(2, "buyer"), said(3, "system")], ["r_opened delivery"]),
        (
            [opened(), told("ticket.solved", 1), told("ticket.closed", 2)],
            ["r_opened delivery", "r_solved delivery", "r_ended delivery"],
        ),
        (
            [opened(), told("ticket.solved", 1), told("ticket.reopened", 2), told("ticket.closed", 3)],
            ["r_opened delivery", "r_solved delivery", "r_ended delivery", "r_again customer", "r_ended delivery"],
        ),
        (
            [opened(), told("ticket.closed", 1), told("ticket.changed", 2, changes={"status": ["closed", "open"]})],
            ["r_opened delivery", "r_ended delivery", "r_again staff"],
        ),
        ([opened(), told("ticket.changed", 2, changes={"status": ["new", "open"]})], ["r_opened delivery"]),
        ([opened(), told("ticket.changed", 2, changes={"team": ["", "x"]})], ["r_opened delivery"]),
        (
            [opened(), told("ticket.merged", 1, open=False), told("ticket.unmerged", 2, open=True)],
            ["r_opened delivery", "r_ended delivery", "r_again merging"],
        ),
        (
            [
                opened(),
                told("ticket.solved", 1),
                told("ticket.took_in", 2, open=True),
                told("ticket.let_go", 3, open=False),
            ],
            ["r_opened delivery", "r_solved delivery", "r_ended delivery", "r_again merging", "r_ended delivery"],
        ),
        (
            [opened(), told("ticket.level_missed", 1, clock="first_reply"), told("ticket.rated", 2, rating="good")],
            ["r_opened delivery", "r_missed first_reply", "r_rated good"],
        ),
        ([told("dispute.submit"), said(1, "agent")], []),
    ],
)  # fmt: skip
def test_what_an_event_adds(events: list[Told], names: list[str]) -> None:
    assert counted(*events) == names


def test_waits_count_from_the_request_and_on_the_day_of_the_answer() -> None:
    events = [opened(), said(20, "agent"), told("ticket.solved", 30)]
    found = {one.name: one for _, one in figures(events, zone="Europe/Bucharest")}
    assert found["r_opened"].step == NO_SPAN
    assert (found["r_replied"].step, found["r_solved"].step) == (step_of(20 * 3600), step_of(30 * 3600))
    assert [found[name].day.day for name in ("r_opened", "r_replied", "r_solved")] == [23, 24, 24]
    assert {(one.lane, one.country) for one in found.values()} == {(LANE, "")}


def of_domain(events: Iterable[Event]) -> list[Told]:
    return [Told(of_ticket(one.kind), one.at, one.data, actor=one.actor.role.value) for one in events]


def test_the_events_of_the_rules_say_what_is_counted() -> None:
    """What is told of merging, splitting and opening again is what the counters read."""
    made = acts.open_ticket(acts.Request("refund"), by=by(ANA, "23 10:00"), setup=setup())
    solved = _staff(made.ticket, "23 11:00", {"status": TicketStatus.SOLVED})
    again = _staff(solved.ticket, "23 12:00", {"status": TicketStatus.OPEN})
    other = answered(made.ticket, status=TicketStatus.SOLVED)
    two = merging.Two(again.ticket, other, ("T-A", "T-B"))
    merged = merging.merge(two, by=by(RALUCA, "23 13:00"), setup=setup())
    first = of_domain([*made.events, *solved.events, *again.events, *merged.source.events])
    assert counted(*first) == [
        "r_opened refund",
        "r_solved refund",
        "r_ended refund",
        "r_again staff",
        "r_ended refund",
    ]
    names = ("T-A", "T-C")
    parted = splitting.split(made.ticket, "other", names=names, by=by(RALUCA, "23 14:00"), setup=setup())
    assert counted(*of_domain(parted.made.events)) == ["r_opened other"]


def _staff(ticket: Ticket, when: str, changes: Changes) -> TicketStep:
    return acts.change_ticket(ticket, changes, by=by(RALUCA, when), setup=setup())
