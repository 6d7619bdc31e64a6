"""Every rule names its source, and the declared paths are the ones that are taken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest

from amiabil.domain.disputes.expiry import ON_EXPIRY
from amiabil.domain.disputes.paths import ANYWHERE, JOINING, Path
from amiabil.domain.disputes.procedure import PROCEDURE
from amiabil.domain.disputes.rules import COMMANDS, FLAGS, LAW, PATHS, TIMERS
from amiabil.domain.scenario.world import Happened
from amiabil.domain.terms import Command, Flag, Happening, Lane, State, Timer
from amiabil.foundation import codec
from tests.domain.scenario.stories import told

MARK = re.compile(r"(C\d+|T\d+[a-c]?|R\d|\d\.\d+)(, (C\d+|T\d+))*")


@cache
def _taken() -> tuple[tuple[str, tuple[str, str, str]], ...]:
    """The lane, and the state before, what happened first, and the state after, of every change of state."""
    return tuple(_changes())


def _changes() -> Iterator[tuple[str, tuple[str, str, str]]]:
    for run in told():
        for label in run.world.cases:
            yield from _of_case([one for one in run.world.history if one.case == label])


def _of_case(history: list[Happened]) -> Iterator[tuple[str, tuple[str, str, str]]]:
    document: dict[str, object] = {"state": "draft"}
    for happened in history:
        event = happened.event
        if event.change:
            before, document = document["state"], codec.patched(document, dict(event.change))
            if document["state"] != before:
                cause = event.label.removeprefix("expired:")
                yield str(document["lane"]), (str(before), cause, str(document["state"]))


def _values(path: Path) -> tuple[str, str, str]:
    return path[0].value, path[1].value, path[2].value


@pytest.mark.long
def test_no_story_takes_a_path_that_is_not_declared() -> None:
    for lane, path in _taken():
        declared = {_values(one) for one in PATHS[Lane(lane)]}
        elsewhere = path[1] in ANYWHERE or "suspended" in (path[0], path[2])
        assert path in declared or elsewhere, f"{lane}: {path}"


@pytest.mark.long
def test_most_declared_paths_are_told_by_a_story() -> None:
    told_of = {path for _, path in _taken()}
    declared = {_values(path) for paths in PATHS.values() for path in paths}
    untold = declared - told_of - {_values(path) for path in JOINING}  # no scenario can join cases
    assert len(untold) <= 30, f"write stories for {sorted(untold)}"


def test_a_declared_path_is_possible() -> None:
    for paths in PATHS.values():
        for before, cause, after in paths:
            assert before is not after
            assert before is not State.SUSPENDED
            if isinstance(cause, Command):
                assert (before, cause) in PROCEDURE
            else:
                happened = {Happening.CLOSED, Happening.DECISION_FINAL, Happening.JOINED}
                assert cause in happened or cause in ON_EXPIRY or cause is Timer.PROPOSAL


def test_every_command_timer_and_flag_has_its_rule_and_every_rule_its_source() -> None:
    assert set(COMMANDS) == set(Command)
    assert set(TIMERS) == set(Timer)
    assert set(FLAGS) == set(Flag)
    rules = [*COMMANDS.values(), *TIMERS.values()]
    assert all(MARK.fullmatch(rule.source) and rule.effect for rule in rules)
    assert {mark for rule in rules for mark in rule.law} == set(LAW)
