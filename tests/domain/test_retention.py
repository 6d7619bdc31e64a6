"""Until when is a case kept? Whole local days after its end; nothing goes while a right may hang on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.policy.model import Retention
from amiabil.domain.retention import Ending, Kept, Rule, kept, last_of
from amiabil.foundation.working_time import Calendar, Place

BUCHAREST = Place("Europe/Bucharest", Calendar("ro"))
THREE_YEARS = Retention(after_close_years=3, chargeback_extra_days=540)
ENDED = datetime(2026, 11, 30, 21, 59, tzinfo=UTC)
"""Still the last day of November in Bucharest."""


def of(**facts: object) -> Kept:
    return kept(Ending(**{"ended_at": ENDED, **facts}), THREE_YEARS, BUCHAREST)  # type: ignore[arg-type]  # a table of facts


def test_three_years_end_with_the_local_day() -> None:
    assert of() == Kept(datetime(2029, 11, 30, 22, tzinfo=UTC), (Rule.AFTER_CLOSE,))
    later = of(ended_at=ENDED + timedelta(minutes=1))
    assert later.until == datetime(2029, 12, 1, 22, tzinfo=UTC)


def test_a_leap_day_ends_on_the_last_of_february() -> None:
    assert of(ended_at=datetime(2028, 2, 29, 9, tzinfo=UTC)).until == datetime(2031, 2, 28, 22, tzinfo=UTC)


def test_a_contested_payment_adds_its_days() -> None:
    found = of(contested=True, proceeding_ended_at=ENDED - timedelta(days=30))
    assert found.rules == (Rule.AFTER_CLOSE, Rule.CHARGEBACK)
    assert found.until == datetime(2031, 5, 24, 21, tzinfo=UTC)


def test_a_proceeding_that_ended_later_counts_from_its_end() -> None:
    found = of(contested=True, proceeding_ended_at=ENDED + timedelta(days=10))
    assert found.until == datetime(2031, 6, 3, 21, tzinfo=UTC)


@pytest.mark.parametrize("rule", [Rule.LEGAL_HOLD, Rule.OPEN_BESIDE, Rule.PROCEEDING])
def test_what_stops_it_leaves_no_day(rule: Rule) -> None:
    assert of(stopped_by=frozenset({rule})) == Kept(None, (rule,))


def test_an_open_case_is_kept_whatever_else_is_known() -> None:
    assert of(ended_at=None, stopped_by=frozenset({Rule.LEGAL_HOLD})) == Kept(
        None, (Rule.OPEN, Rule.LEGAL_HOLD)
    )


def test_it_is_over_at_its_end_and_not_before() -> None:
    until = of().until
    assert until is not None
    assert of().is_over(until)
    assert not of().is_over(until - timedelta(microseconds=1))
    assert not Kept(None, (Rule.OPEN,)).is_over(until)


def test_the_last_end_is_known_when_all_are() -> None:
    early, late = Kept(ENDED, ()), Kept(ENDED + timedelta(days=1), ())
    assert last_of([early, late]) == late.until
    assert last_of([early, Kept(None, (Rule.OPEN,))]) is None
    assert last_of([]) is None


@given(
    ended=st.integers(0, 10**9).map(lambda seconds: ENDED + timedelta(seconds=seconds)),
    years=st.integers(0, 12),
    days=st.integers(0, 2000),
)
def test_more_rules_never_shorten_it(ended: datetime, years: int, days: int) -> None:
    retention = Retention(years, days)
    plain = kept(Ending(ended), retention, BUCHAREST).until
    contested = kept(Ending(ended, contested=True), retention, BUCHAREST).until
    assert plain is not None
    assert contested is not None
    assert ended < plain <= contested
