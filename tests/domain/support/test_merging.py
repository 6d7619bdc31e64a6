"""Two requests answered as one: what waits and what was promised goes along, and taking it back is exact."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.access import Subject
from amiabil.domain.support.merging import (
    AddressUnproven,
    Merged,
    MergeStep,
    NotMerged,
    OtherRequester,
    Requester,
    SameRequest,
    Two,
    demand_one_requester,
    merge,
    standing_of,
    unmerge,
)
from amiabil.domain.support.terms import LevelClock, TicketStatus
from amiabil.domain.support.ticket import Ticket, TicketClosed, TicketMerged, due_at, wake_at
from amiabil.domain.support.waking import wake
from tests.domain.support.test_ticket_histories import act as acted
from tests.domain.support.test_ticket_histories import acts, check
from tests.domain.support.test_tickets import answered, asked, changed, wrote
from tests.domain.support.world import RALUCA, at, by, setup

NAMES = ("T-A", "T-B")


def merged(source: Ticket, into: Ticket, when: str = "23 12:00", names: Any = NAMES) -> MergeStep:
    return merge(Two(source, into, names), by=by(RALUCA, when), setup=setup())


def kept(source: Ticket, into: Ticket, step: MergeStep, when: str = "23 12:00") -> Merged:
    return Merged(standing_of(source), standing_of(into), standing_of(step.into.ticket), at(when))


def undone(step: MergeStep, before: Merged, when: str = "23 14:00", **since: datetime) -> MergeStep:
    two = Two(step.source.ticket, step.into.ticket, NAMES)
    return unmerge(two, before, by=by(RALUCA, when), setup=setup(), **since)


def test_the_first_ends_in_the_second_and_both_say_so() -> None:
    step = merged(asked(), asked(when="23 11:00"))
    source, into = step.source.ticket, step.into.ticket
    assert (source.status, source.merged_into, source.asked_at) == (TicketStatus.CLOSED, "T-B", None)
    assert not any(clock.is_running for clock in source.clocks)
    assert wake_at(source, setup()) is None
    assert [one.kind for one in step.source.events] == ["merged"]
    assert [one.kind for one in step.into.events] == ["took_in"]
    assert step.into.events[0].data == {"other": "T-A", "open": True}
    assert into.merged_into == ""


def test_who_waited_there_waits_here_since_then_and_the_earlier_promise_counts() -> None:
    first, second = asked(), asked(when="24 08:00")
    step = merged(first, second, "24 09:00")
    assert step.into.ticket.asked_at == first.asked_at
    assert due_at(step.into.ticket) == due_at(first)
    later = merged(second, first, "24 09:00")
    assert due_at(later.into.ticket) == due_at(first)


@pytest.mark.parametrize("status", [TicketStatus.WAITING_FOR_CUSTOMER, TicketStatus.SOLVED])
def test_a_question_opens_what_waited_for_its_customer_or_was_solved(status: TicketStatus) -> None:
    into = answered(asked(), status=status)
    step = merged(asked(when="23 11:30"), into)
    assert step.into.ticket.status is TicketStatus.OPEN
    assert step.into.ticket.reopened == int(status is TicketStatus.SOLVED)
    solution = step.into.ticket.clock(LevelClock.SOLUTION)
    assert solution is not None
    assert solution.is_running


def test_what_nobody_waits_for_opens_nothing() -> None:
    into = answered(asked(), status=TicketStatus.SOLVED)
    step = merged(answered(asked()), into)
    assert step.into.ticket.status is TicketStatus.SOLVED
    assert not any(clock.is_running for clock in step.into.ticket.clocks)


def test_what_cannot_be_merged_is_refused() -> None:
    open_one, closed = asked(), changed(asked(), status=TicketStatus.CLOSED).ticket
    with pytest.raises(SameRequest):
        merged(open_one, open_one, names=("T-A", "T-A"))
    for pair in ((closed, open_one), (open_one, closed)):
        with pytest.raises(TicketClosed):
            merged(*pair)
    gone = merged(open_one, asked()).source.ticket
    for pair in ((gone, open_one), (open_one, gone)):
        with pytest.raises(TicketMerged):
            merged(*pair)
    with pytest.raises(NotMerged):
        unmerge(
            Two(open_one, asked(), NAMES),
            kept(open_one, asked(), merged(open_one, asked())),
            by=by(RALUCA, "23 14:00"),
            setup=setup(),
        )


def test_taken_back_nobody_has_lost_time() -> None:
    first, second = asked(), asked(when="23 11:00")
    step = merged(first, second)
    back = undone(step, kept(first, second, step), "23 14:00")
    source, into = back.source.ticket, back.into.ticket
    assert (source.status, source.asked_at, source.merged_into) == (first.status, first.asked_at, "")
    due, before = due_at(source), due_at(first)
    assert due is not None
    assert before is not None
    assert due - before == timedelta(hours=2)
    assert replace(into, version=second.version) == second


def test_an_answer_given_meanwhile_stays_given() -> None:
    first, second = asked(), asked(when="23 11:00")
    step = merged(first, second)
    replied = replace(step.into, ticket=answered(step.into.ticket, "23 13:00"))
    back = undone(replace(step, into=replied), kept(first, second, step))
    assert back.into.ticket.status is TicketStatus.WAITING_FOR_CUSTOMER
    assert back.into.ticket.asked_at is None
    assert back.source.ticket.asked_at == first.asked_at


def test_what_the_customer_wrote_meanwhile_is_still_to_be_answered_where_it_stands() -> None:
    first, second = asked(), answered(asked(), status=TicketStatus.SOLVED)
    step = merged(first, second)
    written = replace(step.into, ticket=wrote(step.into.ticket, "23 13:00").ticket)
    back = undone(replace(step, into=written), kept(first, second, step), asked_since=at("23 13:00"))
    assert back.into.ticket.status is TicketStatus.OPEN
    assert back.into.ticket.asked_at == at("23 13:00")
    assert due_at(back.into.ticket) is not None


@pytest.mark.slow
@given(st.lists(acts, max_size=6), st.lists(acts, max_size=6))
def test_merging_and_taking_back_at_once_changes_nothing(
    ones: list[tuple[str, dict[str, object]]], others: list[tuple[str, dict[str, object]]]
) -> None:
    pair = []
    now = at("02 09:00")
    for history in (ones, others):
        ticket = asked(when="02 09:00")
        for name, values in history:
            try:
                ticket = acted(ticket, name, values, now).ticket
            except TicketClosed:
                break
        pair.append(wake(ticket, at=now, setup=setup()).ticket)
    first, second = pair
    if TicketStatus.CLOSED in {first.status, second.status}:
        return
    step = merged(first, second, "02 09:00")
    check(step.into.ticket, now)
    check(step.source.ticket, now)
    back = undone(step, kept(first, second, step, "02 09:00"), "02 09:00")
    assert replace(back.source.ticket, version=0) == replace(first, version=0)
    ordered = {clock.kind: clock for clock in second.clocks}
    assert {clock.kind: clock for clock in back.into.ticket.clocks} == ordered
    assert replace(back.into.ticket, version=0, clocks=()) == replace(second, version=0, clocks=())


def contact(address: str = "ana@mail.example", *, proven: bool = True) -> Requester:
    return Requester(Subject(contact_id=uuid4()), address, proven)


def test_one_mailbox_is_one_person_only_where_both_were_shown() -> None:
    demand_one_requester(contact(), contact("Ana@Mail.example"), NAMES)
    for source, into, blamed in (
        (contact(), contact(proven=False), ["T-B"]),
        (contact(proven=False), contact(), ["T-A"]),
        (contact(proven=False), contact(proven=False), ["T-A", "T-B"]),
    ):
        with pytest.raises(AddressUnproven) as refused:
            demand_one_requester(source, into, NAMES)
        assert refused.value.facts == {"requests": blamed}


@pytest.mark.parametrize(
    "other", [contact("eva@mail.example"), contact(""), Requester(Subject(buyer_id=uuid4()))]
)
def test_other_mailboxes_none_and_accounts_stay_other_people(other: Requester) -> None:
    for pair in ((contact(), other), (other, contact()), (contact(""), other)):
        with pytest.raises(OtherRequester):
            demand_one_requester(*pair, NAMES)
