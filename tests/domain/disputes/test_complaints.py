"""Complaints about measures of the platform: six months, a person who took no part, reasons, and no loser by time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.disputes import complaint_hearing, complaints
from amiabil.domain.disputes.complaints import Filed, Measure, MeasureKind, Statement, Verdict
from amiabil.domain.disputes.errors import (
    AlreadyDecided,
    ConflictOfInterest,
    DecisionIncomplete,
    NotYours,
    TooLate,
)
from amiabil.domain.disputes.model import Actor
from amiabil.domain.policy import calendar
from amiabil.domain.policy.lanes import ComplaintLane
from amiabil.domain.terms import Outcome, Role, State
from amiabil.domain.written import TextTooLong
from amiabil.foundation.working_time import Place

NOTICED = datetime(2026, 8, 31, 9, tzinfo=UTC)
PLACE = Place("Europe/Bucharest", calendar("RO"))
SHOP = Actor(Role.SELLER, "lumina")
RADU = Actor(Role.REVIEWER, "staff:radu")
MEASURE = Measure("m-1", MeasureKind.CONTENT, Role.SELLER, "lumina", NOTICED, frozenset({"staff:olga"}))
WHOLE = Statement(
    "The listing is back.", "Romania", "The licence was valid.", "terms 4.2", "ANCOM, a court.", False
)


def filed(at: datetime = NOTICED + timedelta(days=10)) -> complaints.ComplaintStep:
    given = Filed(UUID(int=3), MEASURE, "We have a licence.", ComplaintLane(), PLACE)
    return complaints.file(given, by=SHOP, at=at)


def test_the_months_end_with_the_day_of_the_same_number_or_the_last() -> None:
    """28 February 2027 is a Sunday; the Monday after it still counts."""
    end = datetime(2027, 3, 1, 22, tzinfo=UTC)
    assert complaints.closes_at(MEASURE, ComplaintLane(), PLACE) == end
    assert filed(end - timedelta(seconds=1)).complaint.state is State.IN_MEDIATION
    with pytest.raises(TooLate):
        filed(end)


def test_only_whom_it_is_against_complains() -> None:
    given = Filed(UUID(int=3), MEASURE, "Hm", ComplaintLane(), PLACE)
    with pytest.raises(NotYours):
        complaints.file(given, by=Actor(Role.SELLER, "another"), at=NOTICED)


@pytest.mark.parametrize(
    ("against", "verdict", "outcome", "state"),
    [
        (Role.SELLER, Verdict.LIFTED, Outcome.DECIDED_SELLER, State.DECIDED),
        (Role.BUYER, Verdict.LIFTED, Outcome.DECIDED_BUYER, State.DECIDED),
        (Role.SELLER, Verdict.CHANGED, Outcome.DECIDED_SPLIT, State.DECIDED),
        (Role.SELLER, Verdict.STANDS, Outcome.DECIDED_BUYER, State.CLOSED),
        (Role.BUYER, Verdict.STANDS, Outcome.DECIDED_SELLER, State.CLOSED),
        (Role.BUYER, Verdict.INADMISSIBLE, Outcome.INADMISSIBLE, State.CLOSED),
    ],
)
def test_what_each_verdict_does(against: Role, verdict: Verdict, outcome: Outcome, state: State) -> None:
    step = filed()
    case = replace(step.complaint, measure=replace(MEASURE, against=against))
    decided = complaints.decide(case, verdict, WHOLE, by=RADU, at=NOTICED + timedelta(days=12))
    assert decided.complaint.state is state
    told = [event.kind for event in decided.events]
    assert (complaints.MEASURE_REVERSED in told) == (state is State.DECIDED)
    closed = complaints.reversed_by_marketplace(decided.complaint, at=NOTICED + timedelta(days=13))
    assert (closed.complaint.state, closed.complaint.outcome) == (State.CLOSED, outcome)
    assert complaints.reversed_by_marketplace(closed.complaint, at=NOTICED).events == ()


def test_nobody_reviews_what_is_their_own() -> None:
    case = filed().complaint
    for actor, refusal in (
        (Actor(Role.REVIEWER, "staff:olga"), ConflictOfInterest),
        (Actor(Role.MEDIATOR, "staff:radu"), NotYours),
        (Actor(Role.ASSISTANT, "assistant"), NotYours),
    ):
        with pytest.raises(refusal):
            complaints.decide(case, Verdict.STANDS, WHOLE, by=actor, at=NOTICED)


@pytest.mark.parametrize("name", ["what", "scope", "facts", "ground", "redress", "automated"])
def test_a_statement_that_lacks_something_is_not_saved(name: str) -> None:
    empty: Any = {"automated": None}.get(name, " ")
    with pytest.raises(DecisionIncomplete) as refused:
        complaints.decide(
            filed().complaint, Verdict.STANDS, replace(WHOLE, **{name: empty}), by=RADU, at=NOTICED
        )
    assert refused.value.facts["missing"] == [name]


def test_texts_are_bounded_and_stay_out_of_the_facts() -> None:
    with pytest.raises(TextTooLong):
        complaints.decide(
            filed().complaint, Verdict.STANDS, replace(WHOLE, ground="x" * 201), by=RADU, at=NOTICED
        )
    step = complaints.decide(filed().complaint, Verdict.STANDS, WHOLE, by=RADU, at=NOTICED)
    assert "facts" not in step.events[0].data
    assert step.events[0].texts["facts"] == WHOLE.facts


def test_a_decision_is_made_once() -> None:
    decided = complaints.decide(filed().complaint, Verdict.STANDS, WHOLE, by=RADU, at=NOTICED)
    with pytest.raises(AlreadyDecided):
        complaints.decide(decided.complaint, Verdict.LIFTED, WHOLE, by=RADU, at=NOTICED)


def test_a_late_decision_is_a_breach_by_which_nobody_loses() -> None:
    step = filed()
    due_at = step.complaint.due_at
    assert due_at == datetime(2026, 9, 24, 21, tzinfo=UTC)
    late = complaint_hearing.wake(step.complaint, at=due_at)
    assert [event.label for event in late.events] == ["expired:first_decision"]
    assert (late.complaint.state, late.complaint.breached) == (State.IN_MEDIATION, True)
    assert complaint_hearing.wake(late.complaint, at=due_at).events == ()


@given(st.integers(0, 100), st.sampled_from(list(Verdict)))
def test_the_events_tell_the_whole_complaint(days: int, verdict: Verdict) -> None:
    step = filed()
    at = NOTICED + timedelta(days=10 + days)
    woken = complaint_hearing.wake(step.complaint, at=at)
    decided = complaints.decide(woken.complaint, verdict, WHOLE, by=RADU, at=at)
    closed = complaints.reversed_by_marketplace(decided.complaint, at=at)
    events = (*step.events, *woken.events, *decided.events, *closed.events)
    assert complaints.replay(events) == closed.complaint
    assert closed.complaint.state is State.CLOSED
    versions = [event.version for event in events]
    assert versions == sorted(versions)
