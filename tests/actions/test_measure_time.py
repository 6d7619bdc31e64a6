"""Measures are told of holidays and outages like disputes are, once each, and the page counts by the new days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from pytest_django import Settings

from amiabil.actions import holidays, outages
from amiabil.actions.complaints import file_complaint, wake_due_complaints
from amiabil.actions.policies import rules_at
from amiabil.actions.verify import verify
from amiabil.domain.access import Viewer
from amiabil.domain.disputes.errors import TooLate
from amiabil.domain.disputes.parts import Outage
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.domain.terms import Role
from amiabil.records import clock, measures
from amiabil.records.models import Event, PlatformMeasure
from tests.factories import OPENED, World, later, make_world
from tests.measures_world import TEXT, party, recorded, trust_issuer

pytestmark = pytest.mark.django_db

OLGA, OVIDIU = (Viewer(role=Role.OPERATOR, ref=name, name=name) for name in ("olga", "ovidiu"))


@pytest.fixture
def world(settings: Settings) -> World:
    made = make_world()
    trust_issuer(settings)
    return made


def at(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: now)


def until(reference: str) -> datetime:
    return PlatformMeasure.objects.get(case__reference=reference).complain_until


def away(monkeypatch: pytest.MonkeyPatch, outage: Outage) -> None:
    at(monkeypatch, outage.ended_at)
    assert outages.declare(OLGA, outage, "nobody could sign in", at=outage.ended_at) is not None


def test_a_declared_holiday_moves_the_months_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = recorded(world)
    last = (ticket.complain_until - timedelta(hours=12)).date()
    at(monkeypatch, later(hours=2))
    known = holidays.propose(OLGA, DeclaredDay("RO", last), "bridge day", today=OPENED.date())
    holidays.confirm(OVIDIU, known)
    assert holidays.tell_confirmed() == 1
    moved = until(ticket.reference)
    assert moved > ticket.complain_until
    assert holidays.tell_cases() == 0 and until(ticket.reference) == moved
    assert Event.objects.filter(type="measure.calendar_changed").count() == 1
    assert last in measures.ticket(world.seller, ticket.reference).pinned.calendar.holidays
    file_complaint(party(world, Role.SELLER), ticket.reference, TEXT, at=ticket.complain_until)
    assert not [one for one in verify(ticket.reference) if one.broken]


def test_an_outage_on_the_last_day_leaves_time_to_complain(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = recorded(world)
    end = ticket.complain_until
    away(monkeypatch, Outage(end - timedelta(hours=5), end + timedelta(hours=2)))
    assert wake_due_complaints(10) == 0  # nothing fires before everybody was told
    late = end + timedelta(hours=3)
    file_complaint(party(world, Role.SELLER), ticket.reference, TEXT, at=late)
    assert until(ticket.reference) > late
    other = recorded(world, ref="M-2", at=ticket.measure.noticed_at)
    assert outages.tell_cases(10) == 0
    told = until(other.reference)
    outages.tell_cases(10)
    assert told > end and until(other.reference) == told
    assert Event.objects.filter(type="measure.outage_extended").count() == 2
    with pytest.raises(TooLate):
        file_complaint(party(world, Role.SELLER), other.reference, TEXT, at=told)
    assert not [one for one in verify(ticket.reference) if one.broken]


def test_rights_of_an_order_count_known_outages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    outage = Outage(later(days=-1), later(days=1))
    away(monkeypatch, outage)
    assert rules_at(later(days=1)).outages == (outage,)
