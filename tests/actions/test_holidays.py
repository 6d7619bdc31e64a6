"""A holiday needs two people, and open cases end later by it: again changes nothing, and nothing ends sooner."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from amiabil.actions import holidays as actions
from amiabil.actions.disputes import confirm_refund
from amiabil.actions.histories import histories
from amiabil.actions.holidays import DayIsSo, DayNotDeclarable, SecondPersonConfirms
from amiabil.actions.policies import policy_for
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.domain.scenario.replay import history_of, retell
from amiabil.domain.terms import Command, Role, Timer
from amiabil.foundation.errors import Forbidden
from amiabil.foundation.fields import FieldRequired, NotAChoice
from amiabil.records import audit, clock, holidays
from amiabil.records.case_load import load_tied
from amiabil.records.holidays import DayMovedOn, DayProposed
from amiabil.records.models import Event
from tests.actions.cases import opened, row, step
from tests.factories import OPENED, World, make_world

pytestmark = pytest.mark.django_db

OLGA = Viewer(role=Role.OPERATOR, ref="olga", name="Olga")
OVIDIU = Viewer(role=Role.OPERATOR, ref="ovidiu", name="Ovidiu")
AUDITOR = Viewer(role=Role.AUDITOR, ref="ada", name="Ada")
TODAY = OPENED.date()


@pytest.fixture(autouse=True)
def soon_after_the_opening(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: OPENED + timedelta(hours=2))


@pytest.fixture
def world() -> World:
    return make_world()


def dispute_of(reference: str) -> Dispute:
    return load_tied(row(reference).case_id).dispute


def last_day(reference: str) -> date:
    """The last day of the seller's first answer."""
    return (
        engine.due(dispute_of(reference))[Timer.SELLER_FIRST_ANSWER] + timedelta(hours=12)
    ).date() - timedelta(days=1)


def declare(day: date, *, works: bool = False) -> None:
    known = actions.propose(OLGA, DeclaredDay("RO", day, works), "bridge day", today=TODAY)
    actions.confirm(OVIDIU, known)


def test_a_confirmed_day_lengthens_what_runs_and_is_told_once(world: World) -> None:
    case = opened(world)
    day = last_day(case)
    before = dispute_of(case)
    declare(day)
    assert actions.tell_confirmed() == 1
    after = dispute_of(case)
    assert day in after.calendar.holidays
    assert engine.due(after)[Timer.SELLER_FIRST_ANSWER] > engine.due(before)[Timer.SELLER_FIRST_ANSWER]
    told = Event.objects.get(case_id=after.id, type="dispute.calendar_changed")
    assert told.data["added"] == [day.isoformat()]
    assert "pinned" in told.change
    assert (actions.tell_confirmed(), actions.tell_cases()) == (0, 0)
    assert [one.broken for one in verify(case)] == [None]


def test_a_proposed_day_changes_nothing(world: World) -> None:
    case = opened(world)
    actions.propose(OLGA, DeclaredDay("RO", last_day(case)), "bridge day", today=TODAY)
    assert (actions.tell_confirmed(), actions.tell_cases()) == (0, 0)


def test_a_day_that_is_taken_back_shortens_nothing(world: World) -> None:
    case = opened(world)
    day = last_day(case)
    declare(day)
    actions.tell_confirmed()
    longer = engine.due(dispute_of(case))
    declare(day, works=True)
    assert actions.tell_confirmed() == 1
    assert engine.due(dispute_of(case)) == longer
    assert day not in dispute_of(case).calendar.holidays


def test_what_is_opened_later_and_what_an_order_shows_count_by_it(world: World) -> None:
    declare(TODAY + timedelta(days=3))
    case = opened(world)
    dispute = dispute_of(case)
    assert TODAY + timedelta(days=3) in dispute.calendar.holidays
    assert actions.tell_cases() == 0
    pinned = policy_for(dispute.order, at=OPENED)
    assert TODAY + timedelta(days=3) in pinned.calendar.holidays


def test_a_case_can_go_on_and_is_told_again_from_its_opening(world: World) -> None:
    case = opened(world)
    day = last_day(case)
    declare(day)
    actions.tell_confirmed()
    step(world.seller, case, Command.ACCEPT_REQUEST)
    closed = dispute_of(case)
    refund = closed.refunds[0].id
    confirm_refund(refund, at=OPENED + timedelta(days=2))
    (document,) = [one for one in histories(OLGA, since=OPENED) if one is not None]
    history = history_of(document)
    assert day not in history.counted[case].holidays
    told = retell(history)
    assert not told.impossible
    assert told.cases[case]["outcome"] == history.recorded[case]["outcome"]


def test_two_people_are_needed_and_both_are_written_down() -> None:
    known = actions.propose(OLGA, DeclaredDay("RO", TODAY + timedelta(days=3)), " bridge  day ", today=TODAY)
    with pytest.raises(SecondPersonConfirms):
        actions.confirm(OLGA, known)
    actions.confirm(OVIDIU, known)
    with pytest.raises(DayMovedOn):
        actions.withdraw(OLGA, known)
    found = [(one.actor_ref, one.action, one.facts["reason"]) for one in audit.entries(AUDITOR).items]
    assert found == [("ovidiu", "holiday.confirm", "bridge day"), ("olga", "holiday.propose", "bridge day")]


def test_a_day_waits_for_one_decision_at_a_time() -> None:
    wanted = DeclaredDay("RO", TODAY + timedelta(days=3))
    known = actions.propose(OLGA, wanted, "bridge day", today=TODAY)
    with pytest.raises(DayProposed):
        actions.propose(OVIDIU, wanted, "bridge day", today=TODAY)
    actions.withdraw(OLGA, known)
    actions.propose(OVIDIU, wanted, "bridge day", today=TODAY)


@pytest.mark.parametrize(
    ("calendar", "day", "works", "reason", "refusal"),
    [
        ("RO", TODAY - timedelta(days=1), False, "late", DayNotDeclarable),
        ("RO", TODAY + timedelta(days=900), False, "far", DayNotDeclarable),
        ("RO", date(2026, 12, 25), False, "Christmas", DayIsSo),
        ("RO", TODAY + timedelta(days=3), True, "no holiday", DayIsSo),
        ("XX", TODAY + timedelta(days=3), False, "nowhere", NotAChoice),
        ("RO", TODAY + timedelta(days=3), False, "  ", FieldRequired),
    ],
)
def test_what_cannot_be_declared(
    calendar: str, day: date, works: bool, reason: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        actions.propose(OLGA, DeclaredDay(calendar, day, works), reason, today=TODAY)


def test_only_operators_declare_days(world: World) -> None:
    with pytest.raises(Forbidden):
        actions.propose(world.seller, DeclaredDay("RO", TODAY), "holiday", today=TODAY)
    with pytest.raises(Forbidden):
        holidays.listed(world.seller)
