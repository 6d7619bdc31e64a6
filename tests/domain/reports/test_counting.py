"""What each event of a case adds to the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amiabil.domain.disputes import complaint_hearing, complaints, engine, measures
from amiabil.domain.disputes.arguments import Ask, Submission
from amiabil.domain.disputes.complaints import Verdict
from amiabil.domain.disputes.engine import By
from amiabil.domain.disputes.model import Actor, Event, Step
from amiabil.domain.reports.counting import SPANS, Figure, Name, Told, figures, of_shop
from amiabil.domain.reports.spans import seconds_of
from amiabil.domain.terms import Command, Lane, Reason, Remedy, Role, State
from tests.domain.disputes.cases import DELIVERED, OPENED, PHOTOS, actor, opened, order, policy
from tests.domain.disputes.test_complaints import MEASURE, WHOLE, filed
from tests.domain.disputes.test_histories import BEGINNINGS, a_life
from tests.domain.reports.lives import ZONE, counted, plain, told
from tests.profiles import tries


def run(first: Step, *acts: tuple[Role, Command, dict[str, Any], datetime]) -> list[Event]:
    """The events of a case through these acts, each after what was due by then."""
    dispute, events = first.dispute, list(first.events)
    for role, command, given_, at in acts:
        woken = engine.wake(dispute, at=at)
        step = engine.act(woken.dispute, command, given_, by=By(actor(role), at))
        dispute, events = step.dispute, [*events, *woken.events, *step.events]
    return events


def slept(first: Step, until: datetime) -> list[Event]:
    return [*first.events, *engine.wake(first.dispute, at=until).events]


def details(events: list[Event], name: Name) -> list[str]:
    return [one.detail for one in counted(events) if one.name == name]


def days(count: float) -> datetime:
    return OPENED + timedelta(days=count)


def test_silence_that_grants_the_request_is_told_with_where_it_led() -> None:
    events = slept(opened(), days(9))
    assert details(events, Name.SILENCE) == ["seller_first_answer:remedy_pending"]
    assert details(events, Name.STAGE) == ["awaiting_seller"]


def test_silence_that_leads_to_mediation_grants_nothing() -> None:
    events = slept(opened(rules=policy(timers__seller_first_answer__on_expiry="escalate")), days(9))
    assert details(events, Name.SILENCE) == ["seller_first_answer:in_mediation"]


def test_a_day_is_the_case_s_own() -> None:
    """22:30 UTC on 31 December is the next year in Bucharest."""
    late = Told(
        "dispute.submit", datetime(2026, 12, 31, 22, 30, tzinfo=UTC), {}, "awaiting_seller", "guarantee"
    )
    ((_, figure),) = figures([late], zone=ZONE)
    assert figure.day == date(2027, 1, 1)


def test_a_late_decision_is_late_once_and_then_again() -> None:
    events = run(
        opened(),
        (Role.SELLER, Command.REJECT_REQUEST, {"reason": "as_described", "text": "No"}, days(1)),
        (Role.BUYER, Command.ESCALATE, {}, days(2)),
    )
    dispute = engine.replay(events)
    events += engine.wake(dispute, at=days(120)).events
    assert details(events, Name.LATE)[:2] == ["first_decision", "first_decision:again"]


def heard(
    decided: str, *, automated: str = "none"
) -> tuple[tuple[Role, Command, dict[str, Any], datetime], ...]:
    return (
        (Role.SELLER, Command.REJECT_REQUEST, {"reason": "as_described", "text": "No"}, days(1)),
        (Role.BUYER, Command.ESCALATE, {}, days(2)),
        (
            Role.MEDIATOR,
            Command.DECIDE,
            {
                "remedy": "refund_keep",
                "amount": decided,
                "grounds": "Both may be right",
                "rule": "ro-default@3",
                "automated": automated,
                "automated_how": "Sums" if automated == "used" else "",
            },
            days(9),
        ),
    )


def test_a_review_upholds_or_changes() -> None:
    appeal = (Role.BUYER, Command.APPEAL, {"ground": "fact_error", "ask": "200.00", "text": "No"}, days(10))
    for amount, result in (("100.00", "upheld"), ("150.00", "changed")):
        review = (Role.REVIEWER, Command.DECIDE_APPEAL, {"amount": amount, "grounds": "Seen again"}, days(32))
        events = run(opened(), *heard("100.00"), appeal, review)
        assert details(events, Name.APPEALED) == ["buyer"]
        assert details(events, Name.REVIEWED) == [result]


def test_a_decision_nobody_appealed_is_not_reviewed() -> None:
    events = run(opened(), *heard("100.00"))
    events += engine.wake(engine.replay(events), at=days(40)).events
    assert details(events, Name.REVIEWED) == []


def test_whether_a_program_helped_is_as_the_form_says() -> None:
    assert details(run(opened(), *heard("100.00")), Name.DECIDED) == ["person"]
    assert details(run(opened(), *heard("100.00", automated="used")), Name.DECIDED) == ["tools"]
    assert details(run(opened(), *heard("100.00", automated="")), Name.DECIDED) == ["unsaid"]


def test_the_breaches_of_the_law_are_told_apart() -> None:
    withdrawal = opened(given=Submission({"L1": 1}, Reason.WD_STATUTORY))
    sent = (Role.BUYER, Command.RECORD_RETURN_SHIPMENT, {"proof": "receipt"}, days(2))
    events = run(withdrawal, sent)
    assert details([*events, *engine.wake(engine.replay(events), at=days(40)).events], Name.BREACH) == ["L3"]
    repair = opened(
        given=Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REPAIR), PHOTOS),
        at=DELIVERED + timedelta(days=90),
    )
    assert repair.dispute.lane is Lane.STATUTORY_CONFORMITY
    later = DELIVERED + timedelta(days=120)
    assert details(slept(repair, later), Name.BREACH) == ["L8"]
    replacement = opened(given=Submission({"L1": 1}, Reason.NC_DAMAGED, Ask(Remedy.REPLACEMENT), PHOTOS))
    refused = (Role.SELLER, Command.REJECT_REQUEST, {"reason": "as_described", "text": "No"}, days(1))
    assert details(run(replacement, refused), Name.BREACH) == ["L9"]


def events_of(*moves: tuple[str, dict[str, str]]) -> list[str]:
    """What these changes add, one a day."""
    made = [Told(kind, days(n), {}, **change) for n, (kind, change) in enumerate(moves)]
    return plain(figure for _, figure in figures(made, zone=ZONE))


OPENING = ("dispute.submit", {"state": "awaiting_seller", "lane": "guarantee", "reason": "nc_damaged"})


def test_a_case_closed_reopened_and_closed_again_is_told_so() -> None:
    found = events_of(
        OPENING,
        ("dispute.withdraw", {"state": "closed", "outcome": "withdrawn_by_buyer"}),
        ("dispute.reopen", {"state": "negotiating"}),
        ("dispute.accept", {"state": "closed", "outcome": "settled_by_agreement"}),
    )
    assert found == [
        "opened nc_damaged",
        "stage awaiting_seller",
        "closed withdrawn_by_buyer",
        "took",
        "reopened",
        "stage negotiating",
        "closed settled_by_agreement",
        "took",
    ]


def test_a_case_that_changes_its_lane_leaves_the_stage_in_the_old_one_and_ends_in_the_new() -> None:
    made = [
        Told("dispute.submit", days(0), {}, "negotiating", "guarantee", "nc_damaged"),
        Told("dispute.convert", days(1), {}, "return_shipment_due", "statutory_withdrawal", "wd_statutory"),
    ]
    found = [(one.name, one.lane, one.detail) for _, one in figures(made, zone=ZONE)]
    assert found[1:] == [
        ("stage", "guarantee", "negotiating"),
        ("went_over", "guarantee", "statutory_withdrawal"),
        ("came_over", "statutory_withdrawal", "guarantee"),
    ]


@pytest.mark.parametrize(
    ("outcome", "names"),
    [
        ("decided_buyer", ["closed", "fault"]),
        ("decided_split", ["closed", "fault"]),
        ("default_seller_silent", ["closed", "fault"]),
        ("decided_seller", ["closed"]),
        ("settled_by_agreement", ["closed"]),
        ("merged_duplicate", []),
    ],
)
def test_a_seller_is_at_fault_where_somebody_or_silence_found_for_the_buyer(
    outcome: str, names: list[str]
) -> None:
    closed = Figure(OPENED.date(), "guarantee", "RO", "closed", outcome)
    assert list(of_shop(closed)) == names
    assert of_shop(closed._replace(lane="seller_return_claim")) == ()


def test_only_a_fault_in_the_lanes_of_the_seller_is_the_seller_s() -> None:
    events = slept(opened(), days(9))
    assert [name for one in counted(events) for name in of_shop(one)] == ["opened", "silent"]
    withdrawal = slept(opened(given=Submission({"L1": 1}, Reason.WD_STATUTORY)), days(60))
    assert [name for one in counted(withdrawal) for name in of_shop(one)] == []


def test_a_complaint_is_told_from_its_measure_to_its_verdict() -> None:
    recorded = measures.recorded(MEASURE, WHOLE, by=Actor(Role.OPERATOR, "staff:olga"), at=OPENED)
    begun = filed(OPENED)
    late = complaint_hearing.wake(begun.complaint, at=days(40))
    ruled = complaints.decide(
        late.complaint, Verdict.STANDS, WHOLE, by=Actor(Role.REVIEWER, "staff:radu"), at=days(41)
    )
    found = counted([recorded, *begun.events, *late.events, *ruled.events], ticket=True)
    assert {one.lane for one in found} == {"platform_complaint"}
    assert plain(found)[:3] == ["measure content:person", "complained content:seller", "opened content"]
    assert {"late first_decision", "verdict stands:seller", "decided person"} <= set(plain(found))
    assert "closed decided_buyer" in plain(found)
    (verdict,) = (one for one in found if one.name == Name.VERDICT)
    assert abs(seconds_of(verdict.step) / timedelta(days=41).total_seconds() - 1) < 0.05


@settings(max_examples=tries(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_over_any_history_the_figures_agree_with_the_case(data: st.DataObject) -> None:
    beginning = BEGINNINGS[data.draw(st.integers(0, len(BEGINNINGS) - 1))]
    dispute, events = a_life(data.draw, beginning, data.draw(st.integers(1, 20)))
    found = counted(events)
    count = {name: sum(one.name == name for one in found) for name in Name}
    still_open = count[Name.OPENED] + count[Name.REOPENED] - count[Name.CLOSED]
    assert count[Name.OPENED] == 1
    assert still_open == (dispute.state is not State.CLOSED)
    assert count[Name.CLOSED] == count[Name.TOOK]
    assert count[Name.CAME_OVER] == count[Name.WENT_OVER]
    assert count[Name.REVIEWED] <= count[Name.APPEALED]
    assert all((one.step >= 0) == (one.name in SPANS) for one in found)
    assert all(len(one.detail) <= 64 and len(one.name) <= 12 for one in found)
    assert found[-1].lane == dispute.lane.value
    assert {one.country for one in found} == {order().country}


@settings(max_examples=tries(6), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_an_event_adds_does_not_depend_on_what_follows(data: st.DataObject) -> None:
    beginning = BEGINNINGS[data.draw(st.integers(0, len(BEGINNINGS) - 1))]
    events = [replace(told(one), seq=at) for at, one in enumerate(a_life(data.draw, beginning, 12)[1])]
    cut = data.draw(st.integers(0, len(events)))
    whole = list(figures(events, zone=ZONE))
    assert list(figures(events[:cut], zone=ZONE)) == [one for one in whole if (one[0].seq or 0) < cut]
