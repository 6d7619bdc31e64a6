"""A file with an error is refused whole, with line and key."""
# ruff: noqa: E501 - lines of a story are as long as stories have them

from __future__ import annotations

import pytest

from amiabil.domain.scenario import Report, as_json, run_file

STORY = """format: amiabil-scenario/1
title: Short
policy: ro-default
overrides:
  timers.seller_first_answer.days: 3
calendars:
  RO: [2026-11-30]
rates: {RON/EUR: {2026-01-01: "5.00"}}
orders:
  - ref: "1"
    country: RO
    currency: RON
    paid_at: 2026-10-01T12:00:00+03:00
    buyer: {ref: ana}
    seller: {ref: lumina, settles_in: EUR}
    discount: "10"
    lines:
      - {ref: L1, unit_price: "100.00", quantity: 1, delivered_at: 2026-10-05T14:00:00+03:00}
steps:
  - at: 2026-10-07T10:15:00+03:00
    by: buyer
    do: submit
    with: {order: "1", units: {L1: 1}, reason: nc_damaged, ask: {remedy: refund_keep, percent: 50}, evidence: [photo_item, photo_parcel]}
    expect: {state: awaiting_seller, due: {seller_first_answer: 2026-10-12T21:00:00Z}}
  - at: 2026-10-08T10:15:00+03:00
    by: seller:lia
    id: second
    do: accept_request
    expect: {state: remedy_pending}
  - at: 2026-10-08T12:15:00+03:00
    expect: {refunded: "45.00", seller_debit: "9.00"}
"""


def refused(right: str, wrong: str) -> Report:
    assert right in STORY
    return run_file(STORY.replace(right, wrong, 1), "x.yaml")


def test_the_story_itself_is_right() -> None:
    assert as_json(run_file(STORY, "x.yaml"))["failed"] == []


@pytest.mark.parametrize(
    ("right", "wrong", "line", "key"),
    [
        ("scenario/1", "scenario/2", 1, "format"),
        ("title: Short", "title: Short\ncolour: red", 3, "colour"),
        ("policy: ro-default", "policy: xx-default", 3, "policy"),
        ("policy: ro-default", "policy: ro-default@9", 3, "policy"),
        (
            "seller_first_answer.days",
            "seller_first_answer.dayz",
            5,
            "overrides.timers.seller_first_answer.dayz",
        ),
        ("answer.days: 3", "answer.days: three", 5, "overrides.timers.seller_first_answer.days"),
        ("[2026-11-30]", "[2026-11-31]", 7, "calendars.RO[0]"),
        ("RON/EUR:", "RONEUR:", 8, "rates.RONEUR"),
        ('2026-01-01: "5.00"', '2027-01-01: "5.00"', 15, "orders[0].seller"),
        ("currency: RON", "currency: lei", 12, "orders[0].currency"),
        ("2026-10-01T12:00:00+03:00", "2026-10-01T12:00:00", 13, "orders[0].paid_at"),
        ('"100.00"', "100.00", 18, "orders[0].lines[0].unit_price"),
        ('discount: "10"', 'discount: "100.01"', 16, "orders[0].discount"),
        ("buyer: {ref: ana}", "buyer: {ref: ana, age: 7}", 14, "orders[0].buyer.age"),
        ("quantity: 1", "quantity: 0", 18, "orders[0].lines[0].quantity"),
        ("2026-10-07T10:15:00+03:00", "2026-10-07T10:15:00", 20, "steps[0].at"),
        ("2026-10-08T10:15:00", "2026-10-06T10:15:00", 25, "steps[1].at"),
        ("by: buyer", "by: somebody", 21, "steps[0].by"),
        ("do: submit", "do: sumbit", 22, "steps[0].do"),
        ("do: accept_request", "do: voluntary_refund", 25, "steps[1].with"),
        ("do: submit", "do: refund_confirmed", 22, "steps[0].do"),
        ('order: "1"', 'order: "2"', 23, "steps[0].with.order"),
        ("{L1: 1}", "{L9: 1}", 23, "steps[0].with.units.L9"),
        ("nc_damaged", "nc_broken", 23, "steps[0].with.reason"),
        ("refund_keep", "refund_all", 23, "steps[0].with.ask.remedy"),
        ("photo_item", "a photo", 23, "steps[0].with.evidence[0]"),
        ("photo_item", "Photo_item", 23, "steps[0].with.evidence[0]"),
        ("percent: 50}", "percent: 50, colour: red}", 23, "steps[0].with.ask.colour"),
        ("do: accept_request", "do: accept_request\n    with: {colour: red}", 29, "steps[1].with.colour"),
        (
            "do: accept_request",
            "do: accept_request\n    expected_version: third",
            29,
            "steps[1].expected_version",
        ),
        (
            "do: accept_request",
            "do: accept_request\n    received_at: 2026-10-08T10:16:00+03:00",
            29,
            "steps[1].received_at",
        ),
        (
            "do: accept_request",
            "do: accept_request\n    received_at: 2026-10-07T10:14:00+03:00",
            29,
            "steps[1].received_at",
        ),
        ("state: remedy_pending", "status: remedy_pending", 29, "steps[1].expect.status"),
        ("state: remedy_pending", "state: pending", 29, "steps[1].expect.state"),
        ("state: remedy_pending", "flags: [angry]", 29, "steps[1].expect.flags[0]"),
        (
            "state: remedy_pending",
            "due: {seller_second_answer: null}",
            29,
            "steps[1].expect.due.seller_second_answer",
        ),
        ("state: remedy_pending", "due: {appeal: 2026-10-08T10:00:00}", 29, "steps[1].expect.due.appeal"),
        ("state: remedy_pending", "events: [expired:lunch]", 29, "steps[1].expect.events[0]"),
        ("state: remedy_pending", "facts: {max: 1}", 29, "steps[1].expect.facts"),
        ("state: remedy_pending", "state: {a: b}", 29, "steps[1].expect.state"),
        ("state: remedy_pending", "flags: [{a: b}]", 29, "steps[1].expect.flags[0]"),
        ("state: remedy_pending", 'max_claim: {L9: "1.00"}', 29, "steps[1].expect.max_claim.L9"),
        ("do: accept_request", "do: accept_request\n    key: {a: b}", 29, "steps[1].key"),
        ("2026-10-07T10:15:00+03:00", "0001-01-01T00:00:00+14:00", 20, "steps[0].at"),
        ("2026-10-07T10:15:00+03:00", "9999-12-31T23:00:00-12:00", 20, "steps[0].at"),
        ("quantity: 1,", "quantity: 1000000000,", 18, "orders[0].lines[0].quantity"),
        ("quantity: 1,", "quantity: " + "9" * 5000 + ",", 18, "orders[0].lines[0].quantity"),
        ("answer.days: 3", "answer.days: 40000", 5, "overrides.timers.seller_first_answer.days"),
        ("answer.days: 3", "answer.days: 3\n  policy.case_tz: Mars/Olympus", 6, "overrides.policy.case_tz"),
        (
            "answer.days: 3",
            "answer.days: 3\n  policy.case_tz: ../../etc/passwd",
            6,
            "overrides.policy.case_tz",
        ),
        ("answer.days: 3", "answer.days: 3\n  policy.calendar: XX", 6, "overrides.policy.calendar"),
        (
            "answer.days: 3",
            "answer.days: 3\n  layers: [{when: {moon: full}, set: {}}]",
            6,
            "overrides.layers[0].when.moon",
        ),
    ],
)
def test_an_error_is_told_with_its_place(right: str, wrong: str, line: int, key: str) -> None:
    report = refused(right, wrong)
    assert report.exit_status == 2
    told = as_json(report)
    assert told["ok"] is False
    assert (told["error"]["line"], told["error"]["key"]) == (line, key), told["error"]["text"]


def test_a_kind_of_evidence_without_a_code_is_another_document() -> None:
    given = STORY.replace("photo_parcel]", "photo_parcel, diagnosis_report]")
    assert run_file(given, "x.yaml").ok
    missing = run_file(STORY.replace("photo_parcel]", "photo_parsel]"), "x.yaml")
    assert "evidence_missing" in {failed["actual"] for failed in as_json(missing)["failed"]}


def test_a_label_stands_for_one_case() -> None:
    twice = STORY.replace("quantity: 1", "quantity: 2")
    start, end = twice.index("  - at: 2026-10-07"), twice.index("    expect: {state: awaiting_seller")
    again = twice[start:end]
    told = as_json(run_file(twice[:start] + again + twice[start:], "x.yaml"))["error"]
    assert (told["line"], told["key"]) == (24, "steps[1].case")
    other = again.replace("do: submit", "do: submit\n    case: B")
    assert "error" not in as_json(run_file(twice[:start] + other + twice[start:], "x.yaml"))


def test_layers_may_be_overridden() -> None:
    layers = (
        "answer.days: 3\n  layers: [{when: {reason: nc_damaged}, set: {timers.seller_first_answer.days: 1}}]"
    )
    expected = STORY.replace("2026-10-12T21:00:00Z", "2026-10-08T21:00:00Z")
    assert run_file(expected.replace("answer.days: 3", layers), "x.yaml").ok


def test_a_whole_policy_may_stand_in_the_file() -> None:
    own = "policy:\n  policy: {id: own, version: 1, effective_from: 2026-09-01, extends: ro-default@3}\n"
    changed = STORY.replace("policy: ro-default\n", own).replace("reason: nc_damaged", "reason: nc_damaged")
    assert run_file(changed, "x.yaml").ok


def test_layers_choose_by_country_category_and_reason() -> None:
    own = """policy:
  policy: {id: own, version: 1, effective_from: 2026-09-01, extends: ro-default}
  layers:
    - {when: {reason: nc_damaged}, set: {timers.negotiation.days: 2}}
    - {when: {country: RO}, set: {timers.negotiation.days: 4, timers.proposal.days: 1}}
    - {when: {country: DE}, set: {timers.negotiation.days: 9}}
"""
    changed = STORY.replace("policy: ro-default\n", own)
    expected = "due: {negotiation: 2026-10-09T21:00:00Z}"
    assert run_file(
        changed.replace("due: {seller_first_answer: 2026-10-12T21:00:00Z}", expected), "x.yaml"
    ).ok
