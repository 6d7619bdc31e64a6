"""Telling a case again does what its end needs, and no more: nothing is written as JSON that nobody reads."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from types import CodeType, FrameType
from typing import Any

import pytest
from bench.engine import STORY, exported, read_scenario

from amiabil.domain.disputes import engine
from amiabil.domain.disputes.expiry import next_instant
from amiabil.domain.scenario.replay import AFTERWARDS, History, history_of, read_history, retell
from amiabil.domain.scenario.run import run_scenario
from amiabil.domain.scenario.world import World
from amiabil.foundation import codec
from tests.domain.scenario.stories import STORIES

LENGTHENED = {path.stem: path for path in STORIES if path.parent.name == "lengthened"}

STEPS = 9
"""Commands of the story."""


@pytest.fixture(scope="module")
def line() -> str:
    return exported(run_scenario(read_scenario(STORY, "story.yaml")))


@pytest.fixture
def history(line: str) -> History:
    return read_history(line, "export.jsonl", 1)


@contextmanager
def counted(*functions: Callable[..., Any]) -> Iterator[Counter[str]]:
    """How often each of these is called inside."""
    wanted: dict[CodeType, str] = {one.__code__: one.__name__ for one in functions}
    calls: Counter[str] = Counter()

    def look(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code in wanted:
            calls[wanted[frame.f_code]] += 1

    sys.setprofile(look)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def test_the_history_comes_to_its_recorded_end(history: History) -> None:
    assert retell(history).cases["A"] == {**history.recorded["A"], "days_to_close": 7}


def test_telling_again_works_out_no_change(history: History) -> None:
    retell(history)
    with counted(codec.change, codec.patched, engine.to_document, engine.act) as calls:
        retell(history)
    # Nine commands and two confirmations of refunds.
    assert calls == {"act": STEPS - 1 + 2}


def test_telling_again_remembers_no_event(history: History) -> None:
    with counted(World._note) as calls:
        retell(history)
        assert not calls
        run_scenario(read_scenario(STORY, "story.yaml"))
    assert calls["_note"] == STEPS + 2


def test_a_story_is_checked_against_what_its_events_tell_after_each_step() -> None:
    scenario = read_scenario(STORY, "story.yaml")
    with counted(engine.replay, engine.to_document) as calls:
        assert not run_scenario(scenario).failed
    # Once for what the opening wrote, once after each of the ten steps.
    assert calls == {"to_document": 1 + len(scenario.steps)}


def test_what_comes_next_is_asked_once_for_each_change_of_a_case(history: History) -> None:
    with counted(engine.act, engine.submit, engine.wake, next_instant) as calls:
        retell(history)
    assert calls["next_instant"] == calls["act"] + calls["submit"]
    assert not calls["wake"]


def test_cases_under_one_policy_share_it(line: str) -> None:
    document = json.loads(line)
    first, second = document["cases"][0], {**document["cases"][0], "case": "B"}
    history = history_of({**document, "cases": [first, second]})
    assert history.pinned["A"] is history.pinned["B"]
    other = json.loads(json.dumps(second))
    other["policy"]["policy"]["id"] = "another"
    apart = history_of({**document, "cases": [first, other]})
    assert (apart.pinned["A"].policy.id, apart.pinned["B"].policy.id) == ("ro-default", "another")


@pytest.mark.parametrize("story", ["holiday-then-silence", "outage-of-days"])
def test_a_case_with_more_time_is_told_again_as_it_went(story: str) -> None:
    """It begins under the calendar it was opened under, and what fell due in the outage waits."""
    run = run_scenario(read_scenario(LENGTHENED[story].read_text(encoding="utf-8"), story))
    run.world.pass_time(run.world.cases["A"].opened_at + AFTERWARDS)
    dispute = run.world.cases["A"]
    assert dispute.closed_at is not None
    history = read_history(exported(run), "export.jsonl", 1)
    assert (date(2026, 11, 10) in dispute.calendar.holidays) == (story == "holiday-then-silence")
    assert date(2026, 11, 10) not in history.counted["A"].holidays
    told = retell(history)
    assert not told.impossible
    days = (dispute.closed_at - dispute.opened_at).days
    assert told.cases["A"] == {**history.recorded["A"], "days_to_close": days}
