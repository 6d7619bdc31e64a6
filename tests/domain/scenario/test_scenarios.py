"""Every story in ``scenarios`` comes out as it says, and a wrong expectation is noticed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amiabil.domain.policy import installed_policy
from amiabil.domain.scenario import as_json, as_text, differences, run_file
from tests.domain.scenario.stories import EVERY, LONG, STORIES, told_of

PLAIN = next(path for path in STORIES if path.name == "ds-01-plain.yaml").read_text("utf-8")


MARKED = [
    pytest.param(
        path,
        marks=[pytest.mark.slow] * (path.stem in LONG)
        + [pytest.mark.long] * (path.parent.name != "scenarios"),
    )
    for path in EVERY
]


@pytest.mark.parametrize("path", MARKED, ids=lambda path: path.stem)
def test_the_story_comes_out_as_it_says(path: Path) -> None:
    report = told_of(path)
    assert report.exit_status == 0, as_text(report)


@pytest.mark.parametrize(
    ("right", "wrong", "key"),
    [
        ("state: awaiting_seller", "state: negotiating", "state"),
        ('held: "269.89"', 'held: "269.88"', "held"),
        ("outcome: settled_by_agreement", "outcome: decided_buyer", "outcome"),
        ("2026-10-12T21:00:00Z", "2026-10-12T22:00:00Z", "due"),
        ("seller: [accept_request", "seller: [escalate", "actions"),
        ("assistant: [accept,", "seller: [accept,", "no_actions"),
        ("events: [accept_request, settled", "events: [settled, accept_request", "events"),
        ("[photo_parcel]}", "[photo_item]}", "facts"),
        ("refused: evidence_missing", "refused: too_early", "refused"),
        ('paid_by: {seller: "269.89"}', 'paid_by: {fund: "269.89"}', "paid_by"),
        ('max_claim: {L1: "0.00"}', 'max_claim: {L1: "1.00"}', "max_claim"),
    ],
)
def test_a_wrong_expectation_fails(right: str, wrong: str, key: str) -> None:
    assert right in PLAIN
    report = run_file(PLAIN.replace(right, wrong, 1), "x.yaml")
    assert report.exit_status == 1
    assert key in {failed["key"] for failed in as_json(report)["failed"]}
    assert f", {key}: expected" in as_text(report)


def test_a_command_that_is_refused_without_being_expected_fails() -> None:
    report = run_file(
        PLAIN.replace("evidence: [photo_item, photo_parcel], ask", "evidence: [], ask"), "x.yaml"
    )
    refused = [failed["actual"] for failed in as_json(report)["failed"] if failed["key"] == "refused"]
    assert refused[0] == "evidence_missing"


def test_the_report_for_machines_has_the_promised_shape() -> None:
    told = as_json(run_file(PLAIN, "ds-01.yaml"))
    assert set(told) == {"file", "title", "ok", "checked", "failed", "timeline", "cases"}
    assert (told["file"], told["ok"], told["failed"]) == ("ds-01.yaml", True, [])
    assert [entry["event"] for entry in told["timeline"]] == [
        "submit",
        "accept_request",
        "settled",
        "refund_instructed",
        "refund_confirmed",
        "closed",
    ]
    assert set(told["timeline"][0]) == {"at", "case", "by", "event", "state", "facts"}
    assert told["cases"]["A"]["refunded"] == "269.89"
    assert json.loads(json.dumps(told)) == told


def test_a_key_seen_before_changes_nothing() -> None:
    twice = PLAIN.replace("do: accept_request", "do: accept_request\n    key: once", 1)
    step = "at: 2026-10-09T12:30:00+03:00, by: seller, do: accept_request, key: once"
    again = f"  - {{{step}, expect: {{no_events: [settled]}}}}\n"
    place = twice.index("  - at: 2026-10-09T13:00:00+03:00")
    assert run_file(twice[:place] + again + twice[place:], "x.yaml").ok


def test_the_same_story_under_another_policy_shows_what_differs() -> None:
    silent = next(path for path in STORIES if path.name == "ds-02-silent.yaml").read_text("utf-8")
    own = run_file(silent, "x.yaml")
    other = run_file(silent, "x.yaml", policy=installed_policy("de-default"))
    assert differences(own, own) == []
    differs = differences(own, other)[0]["differs"]
    assert differs["refunded"] == ["203.99", "0.00"]
    assert differs["seller_debit"][0] != differs["seller_debit"][1]


def test_two_runs_tell_the_same() -> None:
    assert as_json(run_file(PLAIN, "x")) == as_json(run_file(PLAIN, "x"))
