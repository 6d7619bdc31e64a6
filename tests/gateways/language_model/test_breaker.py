"""A model that fails again and again is left alone for a while."""

from __future__ import annotations

import pytest

from amiabil.gateways.language_model import Breaker, Draft, FromCustomer, ModelAway, Request, ScriptedModel

ASKED = Request("", (FromCustomer("?"),), (), "1")
AWAY = ModelAway("test")
YES = Draft("Da.")


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def fails(breaker: Breaker, match: str) -> None:
    with pytest.raises(ModelAway, match=match):
        breaker.generate(ASKED)


def test_after_three_failures_in_a_row_it_rests_and_one_try_tells_whether_it_is_back() -> None:
    clock, model = Clock(), ScriptedModel([AWAY, AWAY, AWAY, AWAY, YES, AWAY, YES])
    breaker = Breaker(model, rest=60, clock=clock)
    for _ in range(3):
        assert breaker.is_well()
        fails(breaker, "test")
    assert not breaker.is_well()
    fails(breaker, "resting")
    assert len(model.asked) == 3
    clock.now = 60
    assert breaker.is_well()
    fails(breaker, "test")
    fails(breaker, "resting")
    clock.now = 120
    assert breaker.generate(ASKED) == YES
    fails(breaker, "test")
    assert breaker.is_well()
    assert breaker.generate(ASKED) == YES


def test_only_failures_in_a_row_count() -> None:
    breaker = Breaker(ScriptedModel([AWAY, AWAY, YES, AWAY, AWAY, YES]), clock=Clock())
    for _ in range(2):
        fails(breaker, "test")
        fails(breaker, "test")
        assert breaker.generate(ASKED) == YES
