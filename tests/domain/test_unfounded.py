"""Complaints without ground: figures say whom to look at; a suspension needs a warning, time, and going on after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from amiabil.domain.policy import calendar
from amiabil.domain.policy.model import Abuse
from amiabil.domain.unfounded import (
    AlreadySuspended,
    Figures,
    Look,
    NotFrequent,
    NotWarned,
    StepKind,
    Taken,
    WarningTooNew,
    check_suspension,
    check_warning,
    stands_out,
    suspended_until,
)
from amiabil.foundation.errors import AmiabilError
from amiabil.foundation.fields import OutOfRange
from amiabil.foundation.working_time import Place

RULES = Abuse(Decimal("0.8"), 6, "warn_then_human_review")
PLACE = Place("Europe/Bucharest", calendar("RO"))
NOW = datetime(2026, 10, 26, 10, tzinfo=UTC)
"""The day after the clocks went back."""


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def figures(upheld: int = 1, unfounded: int = 7, *, filed: float = 3, ended: float = 1) -> Figures:
    return Figures(upheld + unfounded + 2, upheld, unfounded, ago(filed), ago(ended))


WARNED = Taken(StepKind.WARNING, ago(30))


@pytest.mark.parametrize(
    ("upheld", "unfounded", "found"),
    [(0, 5, False), (0, 6, True), (1, 4, False), (1, 5, True), (2, 7, False), (2, 8, True), (0, 0, False)],
)
def test_whom_a_person_should_look_at(upheld: int, unfounded: int, found: bool) -> None:
    assert stands_out(Figures(99, upheld, unfounded), RULES) is found


def test_whoever_was_looked_at_waits_for_nobody_until_the_next_one_ends() -> None:
    for step in StepKind:
        assert not Look(figures(), [Taken(step, ago(0.5))], RULES).waits
        assert Look(figures(), [Taken(step, ago(2))], RULES).waits
    with pytest.raises(NotFrequent):
        check_warning(Look(figures(), [Taken(StepKind.CLEARED, ago(0.5))], RULES), at=NOW)
    check_warning(Look(figures(), [], RULES), at=NOW)


@pytest.mark.parametrize(
    ("found", "taken", "refusal"),
    [
        (figures(), (), NotWarned),
        (figures(), (Taken(StepKind.CLEARED, ago(30)),), NotWarned),
        (figures(), (Taken(StepKind.WARNING, ago(30), holds=False),), NotWarned),
        (figures(), (Taken(StepKind.WARNING, ago(30), heard=True),), WarningTooNew),
        (figures(), (Taken(StepKind.WARNING, ago(14)),), WarningTooNew),
        (figures(filed=31), (WARNED,), NotWarned),
        (figures(filed=9), (WARNED, Taken(StepKind.SUSPENSION, ago(8), ago(1))), NotWarned),
        (figures(), (WARNED, Taken(StepKind.SUSPENSION, ago(8), ago(-1))), AlreadySuspended),
        (figures(upheld=3), (WARNED,), NotFrequent),
    ],
)
def test_what_stands_against_a_suspension(
    found: Figures, taken: tuple[Taken, ...], refusal: type[AmiabilError]
) -> None:
    with pytest.raises(refusal):
        check_suspension(Look(found, taken, RULES), days=30, at=NOW, place=PLACE)


def test_a_suspension_ends_with_a_local_day_and_has_a_longest() -> None:
    look = Look(figures(), (WARNED,), RULES)
    assert check_suspension(look, days=1, at=NOW, place=PLACE) == datetime(2026, 10, 27, 22, tzinfo=UTC)
    for wrong in (0, 91):
        with pytest.raises(OutOfRange):
            check_suspension(look, days=wrong, at=NOW, place=PLACE)


def test_one_that_was_lifted_rests_nothing() -> None:
    end = ago(-5)
    assert suspended_until([Taken(StepKind.SUSPENSION, ago(5), end)], at=NOW) == end
    assert suspended_until([Taken(StepKind.SUSPENSION, ago(5), end)], at=end) is None
    assert suspended_until([Taken(StepKind.SUSPENSION, ago(5), end, holds=False)], at=NOW) is None
