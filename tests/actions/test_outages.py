"""A time in which nobody could act gives the parties time back, before anything fires, and once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from amiabil.actions import outages as actions
from amiabil.actions.disputes import take_step, wake_due
from amiabil.actions.outages import OutageNotRight
from amiabil.domain.access import Viewer
from amiabil.domain.disputes import engine
from amiabil.domain.disputes.arguments import RejectRequest
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.terms import Command, Role, State, Timer
from amiabil.foundation.errors import Forbidden
from amiabil.jobs import deadlines
from amiabil.records import clock, outages
from amiabil.records.case_load import load_tied
from amiabil.records.models import Event, ServiceOutage
from tests.actions.cases import StepRequest, opened, row
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db

OPERATOR = Viewer(role=Role.OPERATOR, ref="olga", name="Olga")
HOUR = timedelta(hours=1)


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def due(reference: str) -> datetime:
    """When the seller's first answer ends."""
    return engine.due(load_tied(row(reference).case_id).dispute)[Timer.SELLER_FIRST_ANSWER]


def silent_for(span: timedelta) -> None:
    """The web application was last seen so long ago, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO service_pulse (id, at) VALUES (1, clock_timestamp() - %s)"
            " ON CONFLICT (id) DO UPDATE SET at = EXCLUDED.at",
            [span],
        )


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def case(world: World) -> str:
    return opened(world)


def test_the_first_pulse_and_a_restart_are_no_outage() -> None:
    assert outages.beat() is None
    silent_for(timedelta(minutes=4))
    assert outages.beat() is None
    assert not ServiceOutage.objects.exists()


def test_a_pulse_after_a_silence_notices_the_outage_once(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    now = due(case) + HOUR
    at(monkeypatch, now)
    silent_for(3 * HOUR)
    found = outages.beat()
    assert found is not None
    assert found.ended_at == now
    assert abs(found.ended_at - found.started_at - 3 * HOUR) < timedelta(seconds=30)
    assert outages.beat() is None
    assert ServiceOutage.objects.count() == 1


def test_a_clock_that_was_set_back_is_no_outage() -> None:
    silent_for(-3 * HOUR)
    assert outages.beat() is None


def test_nothing_fires_while_nobody_can_act(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    end = due(case)
    at(monkeypatch, end + HOUR)
    silent_for(2 * HOUR)
    assert outages.service().is_silent
    assert deadlines.sweep() is False
    assert row(case).state == State.AWAITING_SELLER
    assert due(case) == end


def test_the_sweep_gives_time_back_before_it_fires(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    end = due(case)
    at(monkeypatch, end + HOUR)
    silent_for(3 * HOUR)
    outages.beat()
    at(monkeypatch, end + HOUR + timedelta(seconds=1))
    wake_due(10)  # looks two seconds back, when the outage was not over
    assert row(case).state == State.AWAITING_SELLER
    assert due(case) == end
    at(monkeypatch, end + HOUR + timedelta(seconds=10))
    while deadlines.sweep():
        pass
    assert row(case).state == State.AWAITING_SELLER
    assert due(case) >= end + timedelta(days=1)
    assert outages.unsettled() is None
    told = Event.objects.get(case_id=row(case).case_id, type="dispute.outage_extended")
    assert [one["timer"] for one in told.data["moved"]] == ["seller_first_answer"]
    at(monkeypatch, due(case) + timedelta(seconds=10))
    wake_due(10)
    assert row(case).state != State.AWAITING_SELLER


def test_who_acts_first_finds_the_time_that_was_given_back(
    monkeypatch: pytest.MonkeyPatch, world: World, case: str
) -> None:
    """The seller answers before the sweep has come to the case, an hour after a deadline that fell in the outage."""
    end = due(case)
    at(monkeypatch, end + HOUR)
    silent_for(3 * HOUR)
    outages.beat()
    given = RejectRequest("not_as_said", "It left us whole.")
    request = StepRequest(Command.REJECT_REQUEST, given, end + HOUR + timedelta(minutes=1))
    taken = take_step(world.seller, case, request)
    assert taken.dispute.state is State.NEGOTIATING
    types = list(
        Event.objects.filter(case_id=row(case).case_id).order_by("version", "place").values_list("type")
    )
    assert ("dispute.outage_extended",) in types
    assert ("dispute.expired",) not in types


def test_telling_twice_tells_once(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    end = due(case)
    at(monkeypatch, end + HOUR)
    silent_for(3 * HOUR)
    outages.beat()
    actions.tell_cases(10)
    longer = due(case)
    ServiceOutage.objects.update(settled_at=None, reached=None)
    actions.tell_cases(10)
    assert due(case) == longer
    assert Event.objects.filter(type="dispute.outage_extended").count() == 1


def test_a_declared_outage_is_told_in_batches(monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    end = due(case)
    at(monkeypatch, end - HOUR)
    outage = Outage(end - 30 * HOUR, end - 2 * HOUR)
    assert actions.declare(OPERATOR, outage, "nobody could sign in", at=end - HOUR) is not None
    assert actions.declare(OPERATOR, outage, "nobody could sign in", at=end - HOUR) is None
    assert actions.tell_cases(1) == 1
    assert outages.unsettled() is not None
    assert actions.tell_cases(1) == 0
    assert outages.unsettled() is None
    assert due(case) == end + timedelta(days=1)


def test_an_outage_that_is_not_right_is_refused() -> None:
    now = clock.now()
    for start, end in ((HOUR, 2 * HOUR), (3 * HOUR, 3 * HOUR), (timedelta(days=90), HOUR), (HOUR, -HOUR)):
        with pytest.raises(OutageNotRight):
            actions.declare(OPERATOR, Outage(now - start, now - end), "", at=now)


def test_only_operators_declare_one(world: World) -> None:
    now = clock.now()
    with pytest.raises(Forbidden):
        actions.declare(world.seller, Outage(now - 2 * HOUR, now - HOUR), "", at=now)
