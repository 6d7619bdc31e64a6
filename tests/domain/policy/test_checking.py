"""A policy below the law is refused with the rule; every problem of a file is told at once, with line and key."""
# ruff: noqa: E501 - one floor a line

from __future__ import annotations

from fnmatch import fnmatchcase

import pytest

from amiabil.domain.policy import installed_policies, installed_policy
from amiabil.domain.policy.checking import Problem, check_policy, countries_of
from amiabil.domain.policy.floors import floors
from amiabil.domain.policy.reference import SENTENCES, entries

RO = installed_policies()["ro-default"]


def problems(text: str) -> tuple[Problem, ...]:
    return check_policy(text, name="own.yaml", find=installed_policy).problems


def own(**parts: str) -> str:
    """A policy that only says what differs."""
    about = "policy: {id: own, version: 1, effective_from: 2026-12-01, extends: ro-default@3}\n"
    return about + "".join(f"{name}: {value}\n" for name, value in parts.items())


@pytest.mark.parametrize("name", sorted(installed_policies()))
def test_the_installed_policies_keep_the_law(name: str) -> None:
    checked = check_policy(installed_policies()[name], name=name, find=installed_policy)
    assert checked.problems == () and checked.policy is not None
    assert checked.policy.resolve() == installed_policy(name).resolve()


BELOW = [
    ("L1", "lanes.statutory_withdrawal.days", "lanes", "{statutory_withdrawal: {days: 13}}"),
    ("L1", "lanes.statutory_withdrawal.start", "lanes", "{statutory_withdrawal: {start: first_good}}"),
    ("L2", "lanes.statutory_withdrawal.roll", "lanes", "{statutory_withdrawal: {roll: false}}"),
    ("L3", "lanes.statutory_withdrawal.refund_days", "lanes", "{statutory_withdrawal: {refund_days: 15}}"),
    ("L3", "money.shipping_refund.statutory_withdrawal", "money", "{shipping_refund: {statutory_withdrawal: none}}"),
    ("L3", "money.refund_currency", "money", "{refund_currency: voucher}"),
    ("L3", "timers.return_ship.withdrawal_days", "timers", "{return_ship: {withdrawal_days: 13}}"),
    ("L3", "timers.return_ship.on_expiry.statutory_withdrawal", "timers", "{return_ship: {on_expiry: {statutory_withdrawal: close}}}"),
    ("L5", "legal_texts.ro.withdrawal_function", "legal_texts", "{ro: {withdrawal_function: false}}"),
    ("L7", "lanes.statutory_conformity.years", "lanes", "{statutory_conformity: {years: 1}}"),
    ("L7", "lanes.statutory_conformity.presumption_months", "lanes", "{statutory_conformity: {presumption_months: 11}}"),
    ("L8", "lanes.statutory_conformity.repair_cap_calendar_days", "lanes", "{statutory_conformity: {repair_cap_calendar_days: 16}}"),
    ("L8", "lanes.statutory_conformity.repair_cap_calendar_days", "lanes", "{statutory_conformity: {repair_cap_calendar_days: null}}"),
    ("L8", "timers.performance.days", "timers", "{performance: {days: 16}}"),
    ("L9", "lanes.statutory_conformity.replacement_only_days", "lanes", "{statutory_conformity: {replacement_only_days: 29}}"),
    ("L10", "remedies.locked_in_statutory_conformity", "remedies", "{locked_in_statutory_conformity: [refund_keep, repair]}"),
    ("L10", "timers.refund_execution.hours", "timers", "{refund_execution: {hours: 337}}"),
    ("L10", "remedies.return_shipping_payer.seller_fault", "remedies", "{return_shipping_payer: {seller_fault: buyer}}"),
    ("L11", "lanes.statutory_conformity.repair_prolongs_months", "lanes", "{statutory_conformity: {repair_prolongs_months: 11}}"),
    ("L11", "lanes.statutory_conformity.repair_prolongs_months", "lanes", "{statutory_conformity: {repair_prolongs_months: null}}"),
    ("L17", "limits.abuse.action", "limits", "{abuse: {action: suspend}}"),
    ("L21", "legal_texts.ro.odr_link", "legal_texts", "{ro: {odr_link: shown}}"),
    ("L22", "legal_texts.ro.sal_link", "legal_texts", "{ro: {sal_link: hidden}}"),
    ("L24", "timers.appeal.days", "timers", "{appeal: {days: 0}}"),
    ("L25", "legal_texts.ro.ai_notice", "legal_texts", "{ro: {ai_notice: false}}"),
    ("L29", "timers.negotiation.on_expiry", "timers", "{negotiation: {on_expiry: close}}"),
    ("L29", "timers.proposal.buyer_silence", "timers", "{proposal: {buyer_silence: accept}}"),
    ("L29", "timers.recommendation.on_expiry", "timers", "{recommendation: {on_expiry: accept}}"),
    ("L29", "timers.info_request.on_expiry", "timers", "{info_request: {on_expiry: lose}}"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "key", "section", "value"), BELOW)
def test_a_value_below_the_law_is_refused_with_the_rule(
    rule: str, key: str, section: str, value: str
) -> None:
    (found,) = problems(own(**{section: value}))
    assert found.floor is not None
    assert (found.floor.rule, found.key, found.line, found.country) == (rule, key, 2, "RO")
    assert rule in str(found) and found.floor.source in str(found)


def test_every_floor_of_romania_is_tried_above() -> None:
    tried = {(rule, key) for rule, key, _, _ in BELOW}
    for floor in floors():
        if "RO" in floor.countries:
            assert any(rule == floor.rule and fnmatchcase(key, floor.key) for rule, key in tried), floor


def test_what_the_law_demands_must_be_there() -> None:
    (found,) = problems(RO.replace("sal_link: shown, ", ""))
    assert found.floor is not None
    assert (found.floor.rule, found.key) == ("L22", "legal_texts.ro.sal_link")


def test_what_holds_where_a_policy_is_silent_keeps_the_law() -> None:
    silent = RO.replace(
        "    repair_prolongs_months: 12                # [LW11] Directive 2024/1799 art. 16; once\n", ""
    )
    assert silent != RO and problems(silent) == ()
    checked = check_policy(silent, name="own.yaml", find=installed_policy)
    assert checked.policy is not None
    assert checked.policy.resolve().lanes.statutory_conformity.repair_prolongs_months == 12


def test_a_layer_may_not_fall_below_the_law_either() -> None:
    layer = "[{when: {category: perishable}, set: {lanes.statutory_withdrawal.days: 7}}]"
    (found,) = problems(own(layers=layer))
    assert found.floor is not None and found.floor.rule == "L1"


def test_each_country_has_its_own_law() -> None:
    germany = "[{when: {country: DE}, set: {timers.performance.days: 30}}]"
    assert problems(own(layers=germany)) == ()
    spain = "[{when: {country: ES}, set: {policy.calendar: RO}}]"
    assert {(one.floor.rule, one.country) for one in problems(own(layers=spain)) if one.floor} == {
        ("L7", "ES")
    }
    longer = "[{when: {country: ES}, set: {lanes.statutory_conformity.years: 3, lanes.statutory_conformity.presumption_months: 24}}]"
    checked = check_policy(own(layers=longer), name="own.yaml", find=installed_policy)
    assert checked.problems == () and checked.policy is not None
    assert countries_of(checked.policy) == ("RO", "ES")


def test_a_law_holds_from_its_day() -> None:
    before = own(legal_texts="{ro: {ai_notice: false}}").replace("2026-12-01", "2026-08-01")
    assert problems(before) == ()


def test_all_problems_are_told_at_once_in_the_order_of_the_lines() -> None:
    text = own(timers="{negotiation: {days: many, colour: red}}", evidence="{max_files: -1}", policies="{}")
    assert [(one.line, one.key) for one in problems(text)] == [
        (2, "timers.negotiation.colour"),
        (2, "timers.negotiation.days"),
        (3, "evidence.max_files"),
        (4, "policies"),
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("policy: [", ""),
        ("lanes: {}", ""),
        ("policy: {id: own, version: 1, effective_from: 2026-12-01, extends: nowhere@1}", ""),
        (own().replace("own,", "own, calendar: XX,"), "policy.calendar"),
        (own(layers="[{when: {country: DE}, set: {timers.lunch: 1}}]"), "layers[0].set.timers.lunch"),
    ],
)
def test_what_cannot_be_read_is_told_too(text: str, key: str) -> None:
    (found,) = problems(text)
    assert (found.key, found.floor) == (key, None)


def test_every_key_has_a_sentence_and_every_sentence_a_key() -> None:
    keys = entries()
    assert [one.key for one in keys if not one.sentence] == []
    assert [pattern for pattern in SENTENCES if not any(fnmatchcase(one.key, pattern) for one in keys)] == []


def test_a_floor_is_about_a_key_of_the_schema_and_says_so_in_both_languages() -> None:
    keys = [one.key.replace("*", "ro") for one in entries()]
    for floor in floors():
        assert any(fnmatchcase(key, floor.key) for key in keys), (floor.rule, floor.key)
        assert set(floor.says) == {"en", "ro"}, (floor.rule, floor.key)
