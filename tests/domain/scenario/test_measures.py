"""Stories about measures of the platform: what a file may say, and that a promise that is broken shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from amiabil.domain.scenario import as_json, run_file
from amiabil.domain.scenario.measures import broken_promises_of
from amiabil.domain.scenario.read import read_scenario
from amiabil.domain.scenario.report import as_text, differences
from amiabil.domain.scenario.run import run_scenario

STORY = """format: amiabil-scenario/1
title: Short
policy: ro-default
measures:
  - {ref: M1, kind: content, against: seller:lumina, noticed_at: 2026-09-01T12:00:00+03:00, decided_by: [olga]}
  - {ref: M2, kind: account, against: buyer:ana, noticed_at: 2026-09-01T12:00:00+03:00, country: RO}
steps:
  - at: 2026-09-10T10:00:00+03:00
    by: seller
    do: submit
    case: P
    with: {measure: M1, text: No}
    expect: {state: in_mediation, measure: in_force}
  - at: 2026-09-12T10:00:00+03:00
    by: operator
    do: report_reversal
    case: P
    with: {measure: M1, state: lifted}
    expect: {measure: lifted}
"""


def test_the_story_itself_is_right() -> None:
    told = as_json(run_file(STORY, "x.yaml"))
    assert (told["failed"], told["checked"]) == ([], 3)
    assert told["cases"]["P"]["measure"] == "lifted"
    assert "submit" in as_text(run_file(STORY, "x.yaml"))


@pytest.mark.parametrize(
    ("right", "wrong", "line", "key"),
    [
        ("kind: content", "kind: spell", 5, "measures[0].kind"),
        ("seller:lumina", "lumina", 5, "measures[0].against"),
        ("seller:lumina", "agent:lumina", 5, "measures[0].against"),
        ("2026-09-01T12:00:00+03:00, dec", "2026-09-01, dec", 5, "measures[0].noticed_at"),
        ("country: RO", "town: Cluj", 6, "measures[1].town"),
        ("ref: M2", "ref: M1", 6, "measures[1].ref"),
        ("{measure: M1, text: No}", "{measure: M9, text: No}", 12, "steps[0].with.measure"),
        ("{measure: M1, text: No}", "{measure: M1, loud: true}", 12, "steps[0].with.loud"),
        ("state: lifted}", "state: burnt}", 18, "steps[1].with.state"),
        ("measure: in_force", "measure: gone", 13, "steps[0].expect.measure"),
        ("do: report_reversal", "do: undo_everything", 16, "steps[1].do"),
    ],
)
def test_an_error_is_named_with_its_place(right: str, wrong: str, line: int, key: str) -> None:
    assert right in STORY
    error = as_json(run_file(STORY.replace(right, wrong, 1), "x.yaml"))["error"]
    assert (error["line"], error["key"]) == (line, key)


def test_a_file_needs_an_order_or_a_measure() -> None:
    empty = STORY[: STORY.index("measures:")] + "steps: []\n"
    assert not as_json(run_file(empty, "x.yaml"))["ok"]


def test_what_does_not_come_out_so_is_a_failure() -> None:
    told = as_json(
        run_file(STORY.replace("expect: {measure: lifted}", "expect: {measure: changed}"), "x.yaml")
    )
    assert [(one["key"], one["expected"], one["actual"]) for one in told["failed"]] == [
        ("measure", "changed", "lifted")
    ]


def test_a_complaint_that_its_events_do_not_tell_is_noticed() -> None:
    run = run_scenario(read_scenario(STORY, "x.yaml"))
    measures = run.world.measures
    assert list(broken_promises_of(measures, ["M1", "M2"])) == []
    standing = measures.standing["M1"]
    assert standing.complaint is not None
    measures.standing["M1"] = replace(standing, complaint=replace(standing.complaint, due_at=None))
    assert {promise for promise, _, _ in broken_promises_of(measures, ["M1"])} == {"3.9/3", "3.9/4"}


def test_another_policy_shows_what_differs() -> None:
    other = STORY.replace(
        "policy: ro-default",
        "policy:\n  policy: {id: own, version: 1, effective_from: 2026-01-01, extends: ro-default@3}\n"
        "  lanes: {platform_complaint: {months: 0, decision_days: 7}}",
    )
    (found,) = differences(run_file(STORY, "x.yaml"), run_file(other, "x.yaml"))
    assert found["case"] == "P" and found["differs"]["state"] == ["in_mediation", None]
    assert set(found["differs"]) == {"state", "complain_until", "first_decision"}
    assert found["differs"]["first_decision"][1] is None


def test_another_policy_moves_the_days_of_the_decision() -> None:
    other = STORY.replace(
        "policy: ro-default",
        "policy:\n  policy: {id: own, version: 1, effective_from: 2026-01-01, extends: ro-default@3}\n"
        "  lanes: {platform_complaint: {months: 6, decision_days: 7}}",
    )
    (found,) = differences(run_file(STORY, "x.yaml"), run_file(other, "x.yaml"))
    assert set(found["differs"]) == {"first_decision"}
    before, after = map(datetime.fromisoformat, found["differs"]["first_decision"])
    assert before - after == timedelta(days=7)


def test_the_story_of_the_documentation_comes_out_so() -> None:
    page = (Path(__file__).parents[3] / "docs" / "operate" / "stories.md").read_text("utf-8")
    told = as_json(run_file(page.split("```yaml\n")[1].split("```")[0], "stories.md"))
    assert (told["failed"], told["checked"] > 8) == ([], True)
