"""Between them the stories tell everything that can happen: each command, timer, refusal, flag and outcome."""

from __future__ import annotations

import pytest

from amiabil.domain.disputes.errors import PRECEDENCE
from amiabil.domain.disputes.measures import AlreadyComplained, MeasureLifted, MeasureState
from amiabil.domain.terms import Command, Flag, Lane, Outcome, State, Timer
from tests.domain.scenario.stories import told

pytestmark = pytest.mark.long


def _happened() -> set[str]:
    return {happened.event.label for run in told() for happened in run.world.history}


def _expected(key: str) -> set[str]:
    steps = (step for run in told() for step in run.scenario.steps)
    return {str(step.expect[key].value) for step in steps if key in step.expect}


def test_every_command_is_given_somewhere() -> None:
    """But for ``merge``, which the format of scenarios does not know: ``disputes/test_joining.py`` tells it."""
    missing = {command.value for command in set(Command) - {Command.MERGE}} - _happened()
    assert not missing


def test_every_timer_ends_somewhere() -> None:
    assert not {f"expired:{timer.value}" for timer in Timer} - _happened()


def test_every_flag_is_set_somewhere() -> None:
    assert not {f"flag:{flag.value}" for flag in Flag} - _happened()


def test_every_refusal_is_expected_somewhere() -> None:
    of_measures = {AlreadyComplained.code, MeasureLifted.code}
    assert not ({kind.code for kind in PRECEDENCE} | of_measures) - _expected("refused")


def test_every_outcome_and_state_is_expected_somewhere() -> None:
    assert not {state.value for state in State} - {"draft"} - _expected("state")
    nowhere_yet = {Outcome.MERGED_DUPLICATE.value}
    assert not {outcome.value for outcome in Outcome} - _expected("outcome") - nowhere_yet
    lanes = {Lane.GUARANTEE.value, Lane.STATUTORY_CONFORMITY.value, Lane.PLATFORM_COMPLAINT.value}
    assert lanes <= _expected("lane")
    assert not {state.value for state in MeasureState} - _expected("measure")
