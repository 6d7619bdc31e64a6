"""The database's clock is the clock; only the demonstration may move it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from amiabil.records import clock

pytestmark = pytest.mark.django_db

CLOSE = timedelta(seconds=5)


def database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        at: datetime = cursor.fetchone()[0]
    return at


def test_the_time_costs_no_statement(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.AMIABIL_DEMO = False
    clock.measure()
    with django_assert_num_queries(0):
        at = clock.now()
    assert at.tzinfo is UTC
    assert abs(at - database_time()) < CLOSE


def test_a_wrong_clock_of_this_machine_does_not_matter(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.AMIABIL_DEMO = False

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Wrong:
            return cls(1999, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(clock, "datetime", Wrong)
    clock.measure()
    assert abs(clock.now() - database_time()) < CLOSE


def test_outside_the_demonstration_nobody_moves_the_clock(settings: Settings) -> None:
    settings.AMIABIL_DEMO = False
    with pytest.raises(RuntimeError):
        clock.set_ahead(1000)
    assert clock.ahead() == 0


def test_the_demonstration_moves_deadlines_but_not_sessions(settings: Settings) -> None:
    settings.AMIABIL_DEMO = True
    settings.AMIABIL_DEMO_CLOCK = timedelta(hours=1)
    clock.measure()
    clock.set_ahead(86_400_000)

    assert clock.ahead() == 86_400_000
    assert abs(clock.now() - database_time() - timedelta(days=1, hours=1)) < CLOSE
    assert abs(clock.unshifted() - database_time()) < CLOSE
