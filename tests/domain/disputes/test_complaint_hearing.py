"""While a complaint is heard: one question at a time stops the clock once, silence decides on the file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.disputes import complaint_hearing, complaints, measures
from amiabil.domain.disputes.arguments import EvidenceEntry
from amiabil.domain.disputes.complaint_hearing import NoQuestion
from amiabil.domain.disputes.complaints import Asked, Complaint, ComplaintStep, Verdict
from amiabil.domain.disputes.errors import (
    AlreadyDecided,
    ConflictOfInterest,
    DuplicateLabel,
    NotYours,
    ReplyPending,
)
from amiabil.domain.disputes.measures import Ending, MeasureState, Standing
from amiabil.domain.disputes.model import Actor
from amiabil.domain.policy.lanes import ComplaintLane
from amiabil.domain.terms import EvidenceKind, Role
from amiabil.domain.written import TextMissing
from amiabil.foundation.values import replace
from amiabil.foundation.working_time import Span
from tests.domain.disputes.test_complaints import MEASURE, NOTICED, PLACE, RADU, SHOP, WHOLE, filed

FILED = NOTICED + timedelta(days=10)
"""10 September: T6 ends with the 24th, T7 of five days asked on the 14th with the 19th, a Saturday, so the 21st."""
ASKED_AT = FILED + timedelta(days=4)
ASKED = Asked("Whether the licence covers 2026", "A copy of the licence", Span(5, roll=True))
ITEM = EvidenceEntry(EvidenceKind.DOCUMENT, "document-1")


def asked(complaint: Complaint | None = None, at: datetime = ASKED_AT) -> ComplaintStep:
    return complaint_hearing.ask(complaint or filed().complaint, ASKED, by=RADU, at=at)


def test_the_first_question_stops_the_clock_and_the_answer_starts_it_with_the_days_left() -> None:
    step = asked()
    question = step.complaint.question
    assert question is not None and step.complaint.due_at is None
    assert step.complaint.until == question.due_at == datetime(2026, 9, 21, 21, tzinfo=UTC)
    done = complaint_hearing.answer(step.complaint, "It does", [], by=SHOP, at=ASKED_AT + timedelta(days=2))
    assert done.complaint.question is None
    assert done.complaint.due_at == datetime(2026, 9, 26, 21, tzinfo=UTC)
    assert done.complaint.reminders == ()


def test_a_second_question_does_not_stop_it_again() -> None:
    done = complaint_hearing.answer(asked().complaint, "It does", [], by=SHOP, at=ASKED_AT)
    due_at = done.complaint.due_at
    again = asked(done.complaint, ASKED_AT + timedelta(days=1)).complaint
    assert (again.due_at, again.left) == (due_at, None)
    late = complaint_hearing.wake(again, at=datetime(2026, 9, 30, tzinfo=UTC))
    assert [one.label for one in late.events if one.kind == "expired"] == [
        "expired:info_request",
        "expired:first_decision",
    ]


def test_silence_to_a_question_is_reminded_of_twice_and_then_decided_on_the_file() -> None:
    step = asked()
    woken = complaint_hearing.wake(step.complaint, at=datetime(2026, 9, 21, 21, tzinfo=UTC))
    assert [one.label for one in woken.events] == [
        "reminder:info_request",
        "reminder:info_request",
        "expired:info_request",
    ]
    assert {one.data["to"] for one in woken.events[:2]} == {"seller"}
    assert woken.complaint.question is None and woken.complaint.due_at is not None
    assert complaint_hearing.wake(woken.complaint, at=datetime(2026, 9, 21, 21, tzinfo=UTC)).events == ()
    decided = complaints.decide(woken.complaint, Verdict.STANDS, WHOLE, by=RADU, at=NOTICED)
    assert decided.complaint.ruled is not None


def test_nothing_is_decided_and_nothing_else_asked_while_a_question_is_open() -> None:
    waiting = asked().complaint
    with pytest.raises(ReplyPending):
        complaints.decide(waiting, Verdict.STANDS, WHOLE, by=RADU, at=ASKED_AT)
    with pytest.raises(ReplyPending):
        asked(waiting)


@pytest.mark.parametrize(
    ("by", "refusal"),
    [
        (Actor(Role.REVIEWER, "staff:olga"), ConflictOfInterest),
        (Actor(Role.MEDIATOR, "staff:radu"), NotYours),
        (Actor(Role.ASSISTANT, "assistant"), NotYours),
        (SHOP, NotYours),
    ],
)
def test_only_a_reviewer_who_took_no_part_asks(by: Actor, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        complaint_hearing.ask(filed().complaint, ASKED, by=by, at=ASKED_AT)


def test_only_whoever_complained_answers_and_hands_in() -> None:
    for by in (RADU, Actor(Role.BUYER, "ana"), Actor(Role.OPERATOR, "staff:olga")):
        with pytest.raises(NotYours):
            complaint_hearing.answer(asked().complaint, "Hm", [], by=by, at=ASKED_AT)
        with pytest.raises(NotYours):
            complaint_hearing.hand_in(filed().complaint, [ITEM], "", by=by, at=ASKED_AT)


def test_a_question_names_the_fact_and_the_proof() -> None:
    for lacking in (replace(ASKED, fact=" "), replace(ASKED, proof="\0")):
        with pytest.raises(TextMissing):
            complaint_hearing.ask(filed().complaint, lacking, by=RADU, at=ASKED_AT)
    assert asked().events[0].texts == {"text": ASKED.fact, "proof": ASKED.proof}


def test_an_answer_needs_a_question_and_words() -> None:
    with pytest.raises(NoQuestion):
        complaint_hearing.answer(filed().complaint, "It does", [], by=SHOP, at=ASKED_AT)
    with pytest.raises(TextMissing):
        complaint_hearing.answer(asked().complaint, "\0 ", [], by=SHOP, at=ASKED_AT)


def test_what_is_handed_in_is_listed_once_and_never_nothing() -> None:
    step = complaint_hearing.hand_in(filed().complaint, [ITEM], "The licence", by=SHOP, at=ASKED_AT)
    assert [one.label for one in step.complaint.evidence] == ["document-1"]
    with pytest.raises(DuplicateLabel):
        complaint_hearing.hand_in(step.complaint, [ITEM], "", by=SHOP, at=ASKED_AT)
    with pytest.raises(TextMissing):
        complaint_hearing.hand_in(step.complaint, [], "words", by=SHOP, at=ASKED_AT)


def test_after_the_decision_nothing_is_added() -> None:
    closed = complaints.decide(filed().complaint, Verdict.STANDS, WHOLE, by=RADU, at=ASKED_AT).complaint
    tries: list[Any] = [
        lambda: complaint_hearing.hand_in(closed, [ITEM], "", by=SHOP, at=ASKED_AT),
        lambda: complaint_hearing.answer(closed, "Hm", [], by=SHOP, at=ASKED_AT),
        lambda: asked(closed),
    ]
    for attempt in tries:
        with pytest.raises(AlreadyDecided):
            attempt()


@given(st.lists(st.tuples(st.sampled_from(["ask", "answer", "add"]), st.integers(0, 9)), max_size=6))
def test_the_events_tell_the_whole_hearing(acts: list[tuple[str, int]]) -> None:
    step, at = filed(), FILED
    events, case = list(step.events), step.complaint
    for number, (act, days) in enumerate(acts):
        at += timedelta(days=days)
        woken = complaint_hearing.wake(case, at=at)
        events, case = [*events, *woken.events], woken.complaint
        entry = EvidenceEntry(EvidenceKind.DOCUMENT, f"document-{number}")
        if act == "ask" and case.question is None:
            done = asked(case, at)
        elif act == "answer" and case.question is not None:
            done = complaint_hearing.answer(case, "So it is", [entry], by=SHOP, at=at)
        else:
            done = complaint_hearing.hand_in(case, [entry], "", by=SHOP, at=at)
        events, case = [*events, *done.events], done.complaint
        assert case.wakes_at is not None and case.wakes_at > at
    assert complaints.replay(tuple(events)) == case


# --- the reminder of the months, and what runs ---------------------------------------------------------

UNTIL = complaints.closes_at(MEASURE, ComplaintLane(), PLACE)


def standing(**more: Any) -> Standing:
    wanted = measures.reminded_at(MEASURE, ComplaintLane(), until=UNTIL, at=NOTICED)
    given = Standing(MEASURE, MeasureState.IN_FORCE, 1, until=UNTIL, remind_at=wanted)
    return replace(given, **more)


def test_the_end_of_the_months_is_reminded_of_once_two_weeks_before() -> None:
    assert standing().remind_at == UNTIL - timedelta(days=14)
    assert measures.wake(standing(), at=UNTIL - timedelta(days=14, seconds=1)).events == ()
    step = measures.wake(standing(), at=UNTIL - timedelta(days=14))
    assert [one.label for one in step.events] == ["reminder:complaint"]
    assert (step.events[0].data["to"], step.remind_at) == ("seller", None)
    assert measures.wake(standing(remind_at=step.remind_at), at=UNTIL).events == ()


def test_nothing_is_reminded_of_what_is_told_late_or_not_wanted() -> None:
    late = UNTIL - timedelta(days=13)
    assert measures.reminded_at(MEASURE, ComplaintLane(), until=UNTIL, at=late) is None
    assert measures.reminded_at(MEASURE, ComplaintLane(remind_days=0), until=UNTIL, at=NOTICED) is None


def test_who_complained_or_whose_measure_is_lifted_is_not_reminded() -> None:
    given = complaints.Filed(filed().complaint.id, MEASURE, "We have one.", ComplaintLane(), PLACE)
    assert measures.complain(standing(), given, by=SHOP, at=FILED).remind_at is None
    operator = Actor(Role.OPERATOR, "key:trust")
    assert measures.undone(standing(), MeasureState.LIFTED, by=operator, at=FILED).remind_at is None
    changed = measures.undone(standing(), MeasureState.CHANGED, by=operator, at=FILED)
    assert changed.remind_at == standing().remind_at


def test_what_runs_is_said_in_one_place() -> None:
    def endings(one: Standing, at: datetime = ASKED_AT) -> list[tuple[Ending, datetime]]:
        return [(found.ending, found.due_at) for found in measures.deadlines(one, at=at)]

    assert endings(standing()) == [(Ending.COMPLAINT, UNTIL)]
    assert endings(standing(), UNTIL) == []
    assert endings(standing(state=MeasureState.LIFTED)) == []
    heard = standing(complaint=filed().complaint)
    assert endings(heard) == [(Ending.DECISION, datetime(2026, 9, 24, 21, tzinfo=UTC))]
    waits = standing(complaint=asked().complaint)
    assert endings(waits) == [(Ending.ANSWER, datetime(2026, 9, 21, 21, tzinfo=UTC))]
    closed = complaints.decide(filed().complaint, Verdict.STANDS, WHOLE, by=RADU, at=ASKED_AT).complaint
    assert endings(standing(complaint=closed)) == []
