"""A request from its first message to its end: who must act, by when, and what silence does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from amiabil.domain.support.acts import change_ticket, customer_wrote, open_ticket, staff_replied
from amiabil.domain.support.terms import LevelClock, Priority, TicketStatus, TicketType
from amiabil.domain.support.ticket import (
    BadTags,
    Request,
    Ticket,
    TicketClosed,
    TicketMerged,
    TicketStep,
    UnknownTeam,
    UnknownTopic,
    due_at,
    silence_at,
)
from amiabil.domain.support.waking import wake
from tests.domain.support.world import ANA, IOAN, RALUCA, at, by, setup


def asked(topic: str = "refund", when: str = "23 10:00", **more: Any) -> Ticket:
    return open_ticket(Request(topic, **more), by=by(ANA, when), setup=setup()).ticket


def kinds(step: TicketStep) -> list[str]:
    return [event.kind for event in step.events]


def answered(ticket: Ticket, when: str = "23 11:00", **changes: Any) -> Ticket:
    return staff_replied(ticket, changes, by=by(RALUCA, when), setup=setup()).ticket


def wrote(ticket: Ticket, when: str) -> TicketStep:
    return customer_wrote(ticket, by=by(ANA, when), setup=setup())


def changed(ticket: Ticket, when: str = "23 10:30", **changes: Any) -> TicketStep:
    return change_ticket(ticket, changes, by=by(RALUCA, when), setup=setup())


# ---- the promises of a service level --------------------------------------------------------


def test_a_new_request_goes_to_the_team_of_its_topic_with_its_promises() -> None:
    ticket = asked()
    assert (ticket.status, ticket.team, ticket.asked_at) == (TicketStatus.NEW, "payments", at("23 10:00"))
    assert {clock.kind for clock in ticket.clocks} == {LevelClock.FIRST_REPLY, LevelClock.SOLUTION}
    assert due_at(ticket) == at("24 10:00")  # eight hours of an office that is open for eight


def test_nothing_is_promised_where_the_level_promises_nothing() -> None:
    ticket = asked("account")
    assert (ticket.clocks, due_at(ticket)) == ((), None)


def test_an_answer_keeps_the_promise_and_waits_for_the_customer() -> None:
    ticket = answered(asked())
    first = ticket.clock(LevelClock.FIRST_REPLY)
    assert first is not None
    assert (first.ended_at, first.missed_at) == (at("23 11:00"), None)
    assert (ticket.status, ticket.assignee) == (TicketStatus.WAITING_FOR_CUSTOMER, "staff:raluca")
    assert (ticket.asked_at, ticket.first_replied_at) == (None, at("23 11:00"))


def test_a_late_answer_is_late_for_good() -> None:
    first = answered(asked(), "24 10:01").clock(LevelClock.FIRST_REPLY)
    assert first is not None
    assert first.missed_at == at("24 10:00")


def test_the_time_to_a_solution_rests_while_the_customer_is_waited_for() -> None:
    ticket = answered(asked(), "23 11:00")
    assert due_at(ticket) is None
    ticket = wrote(ticket, "26 08:00").ticket
    solution = ticket.clock(LevelClock.SOLUTION)
    assert solution is not None
    assert solution.spent == timedelta(hours=1)
    assert solution.due_at == at("27 15:00")  # fifteen hours are left: seven on Thursday, eight on Friday


def test_a_third_party_does_not_stop_the_time_to_a_solution() -> None:
    ticket = answered(asked(), status=TicketStatus.WAITING_FOR_THIRD_PARTY)
    solution = ticket.clock(LevelClock.SOLUTION)
    assert solution is not None
    assert solution.is_running


def test_the_next_answer_is_promised_from_the_oldest_message_without_one() -> None:
    ticket = wrote(answered(asked(), "23 11:00"), "24 07:00").ticket
    ticket = wrote(ticket, "24 09:00").ticket
    following = ticket.clock(LevelClock.NEXT_REPLY)
    assert following is not None
    assert (following.started_at, following.due_at) == (at("24 07:00"), at("24 11:00"))
    assert ticket.asked_at == at("24 07:00")


def test_a_higher_priority_counts_the_time_that_has_passed() -> None:
    ticket = changed(asked(), "23 10:30", priority=Priority.URGENT).ticket
    first = ticket.clock(LevelClock.FIRST_REPLY)
    assert first is not None
    assert (first.level, first.due_at) == ("urgent", at("23 11:00"))


def test_a_promise_whose_time_has_passed_already_is_missed_at_once() -> None:
    ticket = changed(asked(), "23 12:00", priority=Priority.URGENT).ticket
    step = wake(ticket, at=at("23 12:00"), setup=setup())
    assert [event.data["clock"] for event in step.events] == ["first_reply"]
    assert kinds(step) == ["level_missed"]


def test_a_topic_without_promises_ends_them() -> None:
    ticket = changed(asked(), topic="account").ticket
    assert due_at(ticket) is None


# ---- statuses -------------------------------------------------------------------------------


def test_whoever_takes_a_new_request_opens_it() -> None:
    step = changed(asked(), assignee="staff:ioan")
    assert (step.ticket.status, step.ticket.assignee) == (TicketStatus.OPEN, "staff:ioan")
    (event,) = step.events
    assert event.data == {
        "changes": {"assignee": ["", "staff:ioan"], "status": ["new", "open"]},
        "fields": [],
    }


def test_an_event_tells_which_custom_fields_changed_but_never_what_stands_in_them() -> None:
    (event,) = changed(asked(), fields={"new_address": "Str. Lungă 1"}).events
    assert event.data == {"changes": {}, "fields": ["new_address"]}


def test_an_answer_leaves_the_request_with_whom_it_belongs_to() -> None:
    ticket = changed(asked(), assignee="staff:ioan").ticket
    assert answered(ticket).assignee == "staff:ioan"


def test_an_answer_may_solve_it() -> None:
    step = staff_replied(asked(), {"status": TicketStatus.SOLVED}, by=by(IOAN, "23 11:00"), setup=setup())
    assert step.ticket.status is TicketStatus.SOLVED
    assert kinds(step) == ["changed", "solved"]
    assert not any(clock.is_running for clock in step.ticket.clocks)


def test_a_solved_request_opens_again_when_its_customer_writes() -> None:
    step = wrote(answered(asked(), status=TicketStatus.SOLVED), "24 10:00")
    assert (step.ticket.status, step.ticket.reopened) == (TicketStatus.OPEN, 1)
    assert kinds(step) == ["reopened"]
    solution = step.ticket.clock(LevelClock.SOLUTION)
    assert solution is not None
    assert (solution.spent, solution.is_running) == (timedelta(hours=1), True)


def test_an_operators_own_name_goes_with_its_status() -> None:
    ticket = changed(asked(), status=TicketStatus.WAITING_FOR_THIRD_PARTY, status_name="with_carrier").ticket
    assert ticket.status_name == "with_carrier"
    assert changed(ticket, status=TicketStatus.OPEN).ticket.status_name == ""


def test_the_same_value_again_changes_nothing() -> None:
    ticket = changed(asked(), priority=Priority.HIGH, tags=("VIP ", "vip")).ticket
    assert ticket.tags == ("vip",)
    step = changed(ticket, priority=Priority.HIGH, tags=("vip",), type=TicketType.QUESTION)
    assert step == TicketStep(ticket)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"topic": "weather"}, UnknownTopic),
        ({"team": "nobody"}, UnknownTeam),
        ({"tags": tuple(f"tag{n}" for n in range(31))}, BadTags),
        ({"tags": ("x" * 41,)}, BadTags),
        ({"opened_at": at("23 10:00")}, TypeError),
    ],
)
def test_what_cannot_be_is_refused(changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        changed(asked(), **changes)


def test_a_request_about_nothing_known_is_refused() -> None:
    with pytest.raises(UnknownTopic):
        asked("weather")


@pytest.mark.parametrize("act", [wrote, changed, answered])
def test_a_closed_request_takes_nothing_more(act: Any) -> None:
    closed = changed(asked(), status=TicketStatus.CLOSED).ticket
    with pytest.raises(TicketClosed):
        act(closed, "24 10:00")


@pytest.mark.parametrize("act", [wrote, changed, answered])
def test_a_merged_request_names_the_one_it_goes_on_in(act: Any) -> None:
    merged = replace(asked(), merged_into="T-7K3M-92QF")
    with pytest.raises(TicketMerged) as refusal:
        act(merged, "24 10:00")
    assert refusal.value.facts == {"into": "T-7K3M-92QF"}


# ---- time -----------------------------------------------------------------------------------


def test_somebody_is_warned_before_a_promise_ends_and_told_when_it_has() -> None:
    ticket = asked()
    assert wake(ticket, at=at("24 08:59"), setup=setup()).events == ()
    step = wake(ticket, at=at("24 09:00"), setup=setup())
    assert kinds(step) == ["level_near"]
    step = wake(step.ticket, at=at("24 10:00"), setup=setup())
    assert kinds(step) == ["level_missed"]
    assert step.events[0].data == {"clock": "first_reply", "level": "usual", "due_at": "2026-11-24T10:00:00Z"}
    assert due_at(step.ticket) == at("24 10:00")  # it is still owed


def test_a_report_is_decided_whatever_its_reporter_says() -> None:
    """Silence gives it back to the staff; only a decision ends it."""
    ticket = answered(replace(asked(), type=TicketType.REPORT))
    end = silence_at(ticket, setup())
    assert end is not None
    step = wake(ticket, at=end, setup=setup())
    now = step.ticket
    assert (now.status, now.asked_at, now.solved_at) == (TicketStatus.OPEN, end, None)
    assert step.events[-1].data == {"changes": {"status": ["waiting_for_customer", "open"]}}
    assert silence_at(now, setup()) is None


def test_silence_of_a_customer_is_reminded_then_solves_then_closes() -> None:
    ticket = answered(asked(), "02 11:00")
    assert silence_at(ticket, setup()) == at("12 11:00")
    step = wake(ticket, at=at("30 00:00"), setup=setup())
    assert [(event.kind, event.at) for event in step.events] == [
        ("reminded", at("05 11:00")),
        ("solved", at("12 11:00")),
        ("closed", at("19 11:00")),
    ]
    assert step.ticket.status is TicketStatus.CLOSED


def test_who_answers_in_time_is_not_reminded_of_the_past() -> None:
    ticket = wrote(answered(asked(), "02 11:00"), "04 08:00").ticket
    assert silence_at(ticket, setup()) is None
    assert "reminded" not in kinds(wake(ticket, at=at("30 00:00"), setup=setup()))


def test_time_does_everything_once_and_in_its_order() -> None:
    step = wake(asked(), at=at("30 00:00"), setup=setup())
    assert kinds(step) == ["level_near", "level_missed", "level_near", "level_missed"]
    assert [event.version for event in step.events] == [2, 3, 4, 5]
    assert wake(step.ticket, at=at("30 00:00"), setup=setup()) == TicketStep(step.ticket)
