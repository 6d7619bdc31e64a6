"""The same promises over many and longer lives; for the full run, not for every save."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amiabil.domain.disputes import engine
from amiabil.domain.disputes.model import CaseOfOrder, Surroundings, UnitElsewhere
from tests.domain.disputes.cases import opened, ron
from tests.domain.disputes.test_histories import BEGINNINGS, a_life
from tests.profiles import tries

pytestmark = pytest.mark.slow

TAKEN = CaseOfOrder("B", True, (UnitElsewhere("L1", 1, *([ron("0")] * 4), ron("300")),))


@settings(max_examples=tries(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_long_lives_keep_the_promises(data: st.DataObject) -> None:
    a_life(data.draw, BEGINNINGS[data.draw(st.integers(0, len(BEGINNINGS) - 1))], 40)


@settings(max_examples=tries(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_lives_beside_another_case_keep_the_promises(data: st.DataObject) -> None:
    around = Surroundings((TAKEN,), ron("1900"))
    a_life(data.draw, BEGINNINGS[data.draw(st.integers(0, len(BEGINNINGS) - 1))], 25, around)


@settings(max_examples=tries(60), deadline=None)
@given(st.integers(0, len(BEGINNINGS) - 1), st.lists(st.integers(1, 5000), min_size=1, max_size=30))
def test_waking_often_is_waking_once(number: int, minutes: list[int]) -> None:
    dispute = opened(**BEGINNINGS[number]).dispute
    end = dispute.opened_at + timedelta(minutes=sum(minutes))
    once, at = engine.wake(dispute, at=end), dispute.opened_at
    events = []
    for wait in minutes:
        at += timedelta(minutes=wait)
        step = engine.wake(dispute, at=at)
        dispute, events = step.dispute, [*events, *step.events]
    assert (dispute, tuple(events)) == (once.dispute, once.events)
