"""Deadlines only ever end later: by a holiday that is declared while they run, and by an outage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.disputes import engine, lengthening
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import SYSTEM, Dispute, Step
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.terms import Command, Reason, Remedy, Role, Timer
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.working_time import Calendar, Place, Span, Unit, deadline, recalculated
from tests.domain.disputes.cases import (
    OPENED,
    PHOTOS,
    act,
    confirmed,
    decided,
    in_mediation,
    opened,
    policy,
    rejected,
)

CHANGED, LONGER = Command.CALENDAR_CHANGED, Command.OUTAGE_EXTENDED


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def told(dispute: Dispute, command: Command, at: datetime, given: Mapping[str, Any]) -> Step:
    return engine.act(dispute, command, given, by=By(SYSTEM, at))


def holiday(dispute: Dispute, *days: str, at: datetime = OPENED) -> Step:
    return told(dispute, CHANGED, at, {"calendar": "RO", "added": list(days)})


def outage(dispute: Dispute, start: str, end: str, *, at: str = "") -> Step:
    window = {"started_at": utc(start).isoformat(), "ended_at": utc(end).isoformat()}
    woken = engine.wake(dispute, at=utc(start)).dispute
    return told(woken, LONGER, utc(at or end), window)


# --- holidays ---------------------------------------------------------------------------------------


def test_a_question_ends_later_with_its_timer() -> None:
    asked = act(in_mediation(), Command.REQUEST_INFO, Role.MEDIATOR, OPENED + timedelta(days=4), QUESTION)
    before = engine.due(asked)[Timer.INFO_REQUEST]
    after = holiday(asked, "2026-11-16", at=OPENED + timedelta(days=4)).dispute
    assert before == utc("2026-11-16T22:00Z")
    assert engine.due(after)[Timer.INFO_REQUEST] == after.questions[0].due_at == utc("2026-11-17T22:00Z")


QUESTION = {"of": "seller", "text": "when was it sent?"}


def test_the_decision_moves_with_the_reply_to_late_evidence() -> None:
    at = OPENED + timedelta(days=8)
    heard = engine.wake(in_mediation(), at=at).dispute
    late = act(heard, Command.ADD_EVIDENCE, Role.SELLER, at, {"kind": "photo_item", "label": "late"})
    admitted = act(late, Command.ADMIT_EVIDENCE, Role.MEDIATOR, at, {"label": "late", "text": "in the post"})
    step = holiday(admitted, "2026-11-16", at=at)
    moved = step.events[0].data["moved"]
    assert isinstance(moved, list)
    after = {one["timer"]: one["after"] for one in moved if isinstance(one, dict)}
    assert after == {"late_evidence_reply": "2026-11-17T22:00:00Z", "first_decision": "2026-11-19T22:00:00Z"}


def test_business_days_skip_a_holiday_that_came_later() -> None:
    agreed = act(opened_for_return(), Command.ACCEPT_REQUEST, Role.SELLER, OPENED)
    assert engine.due(agreed)[Timer.RETURN_LABEL] == utc("2026-11-10T22:00Z")
    after = holiday(agreed, "2026-11-09", "2026-11-11").dispute
    assert engine.due(after)[Timer.RETURN_LABEL] == utc("2026-11-12T22:00Z")


def opened_for_return() -> Dispute:
    asked = Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.RETURN_REFUND), PHOTOS)
    return opened(given=asked).dispute


def test_the_event_says_what_moved_and_reminders_follow() -> None:
    step = holiday(opened().dispute, "2026-11-10")
    data = step.events[0].data
    assert data["added"] == ["2026-11-10"]
    assert data["moved"] == [
        {"timer": "seller_first_answer", "before": "2026-11-10T22:00:00Z", "after": "2026-11-11T22:00:00Z"}
    ]
    assert step.dispute.timers[Timer.SELLER_FIRST_ANSWER].reminders[-1] == utc("2026-11-10T22:00Z")


def test_what_starts_later_counts_by_the_new_calendar() -> None:
    known = holiday(rejected(), "2026-11-12", at=OPENED + timedelta(days=1)).dispute
    mediated = act(known, Command.ESCALATE, Role.BUYER, OPENED + timedelta(days=2))
    assert engine.due(mediated)[Timer.EVIDENCE_WINDOW] == utc("2026-11-13T22:00Z")


def test_the_time_to_reopen_ends_later_too() -> None:
    paid = confirmed(act(opened().dispute, Command.ACCEPT_REQUEST, Role.SELLER, OPENED), OPENED)
    assert paid.reopen_until == utc("2026-11-19T22:00Z")
    assert holiday(paid, "2026-11-19").dispute.reopen_until == utc("2026-11-20T22:00Z")


def test_a_case_of_another_calendar_is_left_alone() -> None:
    with pytest.raises(AmiabilError, match="not_found"):
        told(opened().dispute, CHANGED, OPENED, {"calendar": "DE", "added": ["2026-11-10"]})


def test_what_has_ended_stays() -> None:
    silent = engine.wake(opened().dispute, at=OPENED + timedelta(days=6)).dispute
    after = holiday(silent, "2026-11-10", at=OPENED + timedelta(days=6)).dispute
    assert after.state is silent.state
    assert engine.due(after) == engine.due(silent)


def test_a_date_that_was_agreed_is_no_number_of_days() -> None:
    """T17 ends on its date, not the usual days after its start, and does not roll."""
    given = {"remedy": "replacement", "perform_by": "2026-11-10"}
    offered = act(rejected(), Command.PROPOSE, Role.SELLER, OPENED + timedelta(days=1), given)
    agreed = act(offered, Command.ACCEPT, Role.BUYER, OPENED + timedelta(days=1), {"proposal": "seller"})
    after = holiday(agreed, "2026-11-10", "2026-11-11", at=OPENED + timedelta(days=1)).dispute
    assert engine.due(after)[Timer.PERFORMANCE] == utc("2026-11-10T22:00Z")


days = st.dates(min_value=date(2026, 11, 1), max_value=date(2026, 12, 31))
spans = st.builds(Span, st.integers(0, 20), st.sampled_from([Unit.DAYS, Unit.BUSINESS_DAYS]), st.booleans())


@given(st.frozensets(days, max_size=8), st.frozensets(days, max_size=12), spans, st.integers(0, 600))
def test_new_holidays_count_as_if_they_had_always_been(
    known: frozenset[date], new: frozenset[date], span: Span, hours: int
) -> None:
    start = OPENED + timedelta(hours=hours)
    old = Place("Europe/Bucharest", Calendar("RO", known))
    place = Place(old.zone, Calendar("RO", known | new))
    due_at = deadline(start, span, old)
    assert recalculated(due_at, start, span, old, place) == deadline(start, span, place)


@given(st.frozensets(days, max_size=8), st.frozensets(days, max_size=8))
def test_no_calendar_shortens_anything_and_the_same_again_changes_nothing(
    added: frozenset[date], removed: frozenset[date]
) -> None:
    given = {"calendar": "RO", "added": sorted(map(str, added)), "removed": sorted(map(str, removed))}
    for dispute, at in ((opened().dispute, OPENED), (in_mediation(), OPENED + timedelta(days=2))):
        once = told(dispute, CHANGED, at, given).dispute
        before, after = engine.due(dispute), engine.due(once)
        assert all(after[timer] >= due_at for timer, due_at in before.items())
        again = told(once, CHANGED, at, given)
        assert engine.due(again.dispute) == after
        assert again.events[0].data["moved"] == []


# --- outages ------------------------------------------------------------------------------------------


def test_what_fell_due_in_an_outage_waits_and_has_a_day_more() -> None:
    step = outage(opened().dispute, "2026-11-10T20:00Z", "2026-11-10T23:00Z")
    assert engine.due(step.dispute)[Timer.SELLER_FIRST_ANSWER] == utc("2026-11-12T22:00Z")
    assert engine.wake(step.dispute, at=utc("2026-11-12T21:59Z")).dispute.state is step.dispute.state


def test_a_deadline_far_away_moves_by_whole_days_only() -> None:
    case = opened().dispute
    hours = outage(case, "2026-11-06T08:00Z", "2026-11-06T20:00Z")
    assert engine.due(hours.dispute) == engine.due(case)
    whole = outage(case, "2026-11-05T21:00Z", "2026-11-06T22:30Z").dispute
    assert engine.due(whole)[Timer.SELLER_FIRST_ANSWER] == utc("2026-11-11T22:00Z")


def test_the_platforms_own_deadlines_stay_and_happen_when_it_is_back() -> None:
    step = outage(decided(), "2026-11-14T10:00Z", "2026-11-30T10:00Z")
    assert Timer.APPEAL.value in str(step.events[0].data["moved"])
    breached = outage(in_mediation(), "2026-11-12T10:00Z", "2026-11-16T10:00Z").dispute
    fired = engine.wake(breached, at=utc("2026-11-16T10:00Z")).events
    expired = [event for event in fired if event.label == "expired:first_decision"]
    assert [event.at for event in expired] == [utc("2026-11-16T10:00Z")]


def test_the_cooling_off_gets_its_hours_back() -> None:
    given_up = act(opened().dispute, Command.WITHDRAW, Role.BUYER, OPENED)
    assert engine.due(given_up)[Timer.WITHDRAW_COOLING_OFF] == utc("2026-11-07T08:00Z")
    after = outage(given_up, "2026-11-05T09:00Z", "2026-11-07T09:00Z").dispute
    assert engine.due(after)[Timer.WITHDRAW_COOLING_OFF] == utc("2026-11-09T08:00Z")


def test_the_same_outage_gives_nothing_twice_and_a_longer_one_only_the_rest() -> None:
    once = outage(opened().dispute, "2026-11-06T20:00Z", "2026-11-07T22:30Z").dispute
    same = outage(once, "2026-11-06T20:00Z", "2026-11-07T22:30Z")
    assert same.events[-1].data["moved"] == []
    assert engine.due(same.dispute) == engine.due(once)
    longer = outage(once, "2026-11-06T20:00Z", "2026-11-08T22:30Z").dispute
    assert engine.due(once)[Timer.SELLER_FIRST_ANSWER] == utc("2026-11-11T22:00Z")
    assert engine.due(longer)[Timer.SELLER_FIRST_ANSWER] == utc("2026-11-12T22:00Z")


def test_an_outage_that_lasts_is_not_told() -> None:
    window = {"started_at": "2026-11-05T08:00:00Z", "ended_at": "2026-11-06T08:00:00Z"}
    with pytest.raises(AmiabilError, match="too_early"):
        told(opened().dispute, LONGER, OPENED, window)


def test_the_policy_says_from_when_an_outage_counts() -> None:
    window = Outage(utc("2026-11-10T20:00Z"), utc("2026-11-10T23:00Z"))
    assert lengthening.concerns(opened().dispute, window)
    patient = opened(rules=policy(limits__outage__longer_than_minutes=180)).dispute
    assert not lengthening.concerns(patient, window)


def test_a_proposal_ends_with_the_negotiation_still() -> None:
    case = act(rejected(), Command.PROPOSE, Role.SELLER, OPENED + timedelta(days=8), OFFER)
    after = outage(case, "2026-11-15T20:00Z", "2026-11-16T23:00Z").dispute
    ends = engine.due(after)
    assert ends[Timer.PROPOSAL] <= ends[Timer.NEGOTIATION] == utc("2026-11-18T22:00Z")


OFFER = {"remedy": "refund_keep", "amount": "120.00"}


@given(st.integers(0, 24 * 12), st.integers(0, 24 * 6))
def test_no_outage_shortens_anything(start: int, hours: int) -> None:
    begun = OPENED + timedelta(hours=start)
    ended = begun + timedelta(hours=hours)
    window = {"started_at": begun.isoformat(), "ended_at": ended.isoformat()}
    for dispute in (opened().dispute, rejected(), in_mediation()):
        woken = engine.wake(dispute, at=begun).dispute
        after = told(woken, LONGER, ended, window).dispute
        before = engine.due(woken)
        assert all(engine.due(after)[timer] >= due_at for timer, due_at in before.items())
        least = ended + timedelta(hours=24) if hours > 1 else ended
        late = {timer: due for timer, due in engine.due(after).items() if timer in lengthening.OF_PARTIES}
        ran = {timer for timer in late if before[timer] > begun}
        assert hours <= 1 or all(late[timer] >= least for timer in ran)
