"""What a report says about a period, and which counters it is made of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.reports.counting import Name
from amiabil.domain.reports.report import (
    DAY,
    MONTH,
    Asked,
    Counted,
    Flow,
    Grain,
    Report,
    Sum,
    grains,
    grains_before,
)
from amiabil.domain.reports.spans import step_of
from amiabil.foundation.errors import InvalidFields

PERIOD = Asked(date(2026, 11, 1), date(2026, 11, 30))
days_of_years = st.dates(date(2024, 1, 1), date(2028, 12, 31))


def days_of(parts: tuple[Grain, ...]) -> list[date]:
    """Every day these parts add up, once for each time it is added."""
    found = []
    for part in parts:
        if part.grain == MONTH:
            assert part.since.day == part.until.day == 1
        found += [part.since + timedelta(days=n) for n in range((part.until - part.since).days)]
    return found


@given(days_of_years, st.integers(0, 1200))
def test_every_day_of_a_period_is_added_once(since: date, length: int) -> None:
    until = since + timedelta(days=length)
    parts = grains(Asked(since, until))
    assert days_of(parts) == [since + timedelta(days=n) for n in range(length + 1)]
    assert sum((part.until - part.since).days for part in parts if part.grain == DAY) <= 60


@given(days_of_years)
def test_what_came_before_ends_the_day_before(day: date) -> None:
    parts = grains_before(day)
    assert parts[0] == Grain(MONTH, date.min, day.replace(day=1))
    assert all(part.grain == DAY and part.until == day for part in parts[1:])


@pytest.mark.parametrize(
    ("since", "until", "names"),
    [
        (date(2026, 11, 2), date(2026, 11, 1), ["/to"]),
        (date(1999, 12, 31), date(2026, 11, 1), ["/from"]),
        (date(2026, 1, 1), date(2200, 1, 1), ["/to"]),
    ],
)
def test_a_period_that_is_none_is_refused(since: date, until: date, names: list[str]) -> None:
    with pytest.raises(InvalidFields) as refused:
        Asked(since, until).checked()
    assert [(one.field, one.code) for one in refused.value.errors] == [(name, "bad_day") for name in names]


def a_report(*rows: Sum) -> Report:
    return Report.of(PERIOD, Counted(), rows)


def test_open_cases_are_those_before_with_what_came_and_went() -> None:
    told = a_report(
        Sum("guarantee", "opened", "nc_damaged", -1, True, 10),
        Sum("guarantee", "closed", "decided_split", -1, True, 4),
        Sum("guarantee", "opened", "nc_damaged", -1, False, 7),
        Sum("guarantee", "reopened", "", -1, False, 1),
        Sum("guarantee", "went_over", "statutory_withdrawal", -1, False, 2),
        Sum("statutory_withdrawal", "came_over", "guarantee", -1, False, 2),
        Sum("guarantee", "closed", "decided_buyer", -1, False, 5),
    )
    guarantee, withdrawal = told.flows()
    assert guarantee == Flow("guarantee", 6, 7, 1, 0, 2, 5)
    assert (guarantee.after, withdrawal.before, withdrawal.after) == (7, 0, 2)


def test_middles_of_several_lanes_are_those_of_all_their_cases() -> None:
    hours = [step_of(hour * 3600) for hour in (1, 2, 3, 40)]
    told = a_report(*(Sum(f"lane{n % 2}", "took", "", step, False, 1) for n, step in enumerate(hours)))
    whole = told.spread(Name.TOOK)
    assert whole.cases == 4
    assert whole.median is not None and whole.p90 is not None
    assert abs(whole.median / timedelta(hours=2) - 1) < 0.05
    assert abs(whole.p90 / timedelta(hours=40) - 1) < 0.05
    assert told.spread(Name.TOOK, lane="lane2").median is None


def test_being_late_again_is_told_beside_being_late() -> None:
    told = a_report(
        Sum("guarantee", "late", "first_decision", -1, False, 3),
        Sum("guarantee", "late", "first_decision:again", -1, False, 1),
        Sum("guarantee", "late", "refund_execution:again", -1, False, 2),
    )
    assert told.late() == (
        ("guarantee", "first_decision", 3, 1),
        ("guarantee", "refund_execution", 0, 2),
    )


def test_a_report_without_anything_says_so() -> None:
    assert a_report().is_empty
    assert not a_report(Sum("guarantee", "opened", "nc_damaged", -1, True, 1)).is_empty
