"""The installed policies are right, and a wrong one is told with file, line and key."""
# ruff: noqa: E501 - one wrong value a line

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from amiabil.domain.policy import (
    CaseFacts,
    Policy,
    PolicyError,
    calendar,
    installed_policies,
    installed_policy,
    read_policy,
    resolved,
)
from amiabil.domain.policy.reader import LEVELS, plain_overrides
from amiabil.domain.terms import Reason, Remedy
from amiabil.foundation.codec import decode, encode
from amiabil.foundation.money import Money

RO = installed_policies()["ro-default"]


@pytest.mark.parametrize("name", sorted(installed_policies()))
def test_every_installed_policy_can_be_read_and_pinned(name: str) -> None:
    policy = resolved(name)
    assert policy.name == f"{name}@{installed_policy(name).version}"
    pinned = json.loads(json.dumps(encode(Policy, policy)))
    assert decode(Policy, pinned) == policy
    assert calendar(policy.policy.calendar).holidays


def test_what_a_policy_does_not_say_it_takes_from_the_one_it_extends() -> None:
    german, romanian = resolved("de-default"), resolved("ro-default")
    assert german.zone == "Europe/Berlin"
    assert german.lanes.statutory_conformity.repair_cap_calendar_days is None
    assert german.timers.negotiation == romanian.timers.negotiation
    limits = german.timers.seller_first_answer.auto_default_max
    assert limits is not None
    assert (limits.of("EUR"), limits.of("RON"), limits.of("USD")) == (
        Money.parse("100.00", "EUR"),
        Money.parse("500.00", "RON"),
        None,
    )


def test_lists_and_null_are_replaced_not_merged() -> None:
    other = resolved("aliexpress-like")
    assert other.timers.seller_first_answer.auto_default_max is None
    assert other.timers.earliest_escalation.also_on == ()
    assert other.timers.appeal.per_case == 1
    assert other.remedies.for_reason(Reason.NC_SHORT_QUANTITY) == (Remedy.REFUND_KEEP, Remedy.RETURN_REFUND)
    assert other.remedies.for_reason(Reason.NC_DAMAGED) == (Remedy.REFUND_KEEP, Remedy.RETURN_REFUND)


def wrong(right: str, new: str) -> PolicyError:
    assert right in RO
    with pytest.raises(PolicyError) as caught:
        read_policy(RO.replace(right, new, 1), name="own.yaml", find=installed_policy)
    return caught.value


@pytest.mark.parametrize(
    ("right", "new", "key"),
    [
        ("negotiation: {days: 10, roll: true, on_expiry: escalate}", "negotiation: {days: 10, on_expiry: close}", "timers.negotiation.on_expiry"),
        ("hours: 48}", "hours: 48.5}", "timers.withdraw_cooling_off.hours"),
        ("hours: 48}", "hours: -1}", "timers.withdraw_cooling_off.hours"),
        ("hours: 48}", "hours: 36501}", "timers.withdraw_cooling_off.hours"),
        ("closes: {after_latest_edd_days: 60", "closes: {after_latest_edd_days: 99999999999", "lanes.guarantee.not_received.closes.after_latest_edd_days"),
        ("years: 2 ", "years: 101 ", "lanes.statutory_conformity.years"),
        ("layers: []", "layers: [{when: {country: DE}, set: {policy.case_tz: Europe/Atlantis}}]", "layers[0].set.policy.case_tz"),
        ("hours: 48}", "minutes: 48}", "timers.withdraw_cooling_off.minutes"),
        ('{RON: "500.00"}', "{RON: 500.00}", "timers.seller_first_answer.auto_default_max.RON"),
        ('{RON: "500.00"}', '{lei: "500.00"}', "timers.seller_first_answer.auto_default_max.lei"),
        ("case_tz: Europe/Bucharest", "case_tz: Europe/Atlantis", "policy.case_tz"),
        ("nr_lost: [refund_keep, resend]", "nr_gone: [refund_keep]", "remedies.allowed.nr_gone"),
        ("nr_lost: [refund_keep, resend]", "nr_lost: [refund_keep, magic]", "remedies.allowed.nr_lost[1]"),
        ("[[video_defect, defect_description]]", "[[]]", "evidence.required_by_reason.nc_defective[0]"),
        ("unfounded_ratio: 0.8", "unfounded_ratio: much", "limits.abuse.unfounded_ratio"),
        ("effective_from: 2026-09-01", "effective_from: soon", "policy.effective_from"),
        ("odr_link: forbidden", "odr_link: shown", "legal_texts.ro.odr_link"),
        ("layers: []", "layers: [{when: {weather: rain}, set: {}}]", "layers[0].when.weather"),
        ("layers: []", "layers: [{when: {country: DE}, set: {timers.lunch: 1}}]", "layers[0].set.timers.lunch"),
        ("layers: []", "layers: [{when: {country: DE}, set: {policy.calendar: 1}}]", "layers[0].set.policy.calendar"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_with_its_place(right: str, new: str, key: str) -> None:
    error = wrong(right, new)
    line = next(n for n, text in enumerate(RO.splitlines(), start=1) if right in text)
    assert (error.key, error.line, error.name) == (key, line, "own.yaml")


@pytest.mark.parametrize(
    "section", ["lanes", "timers", "remedies", "money", "evidence", "external", "limits"]
)
def test_a_missing_section_is_named(section: str) -> None:
    assert wrong(f"\n{section}:", f"\nx_{section}:").text in {
        f"'{section}' is missing",
        f"unknown key 'x_{section}'",
    }


def test_the_most_specific_layer_wins() -> None:
    layers = "layers:\n" + "".join(
        f"  - {{when: {{{level}: yes}}, set: {{timers.negotiation.days: {days}}}}}\n"
        for days, level in enumerate(reversed(LEVELS), start=20)
    )
    policy = read_policy(RO.replace("layers: []", layers, 1), name="own.yaml", find=installed_policy)
    facts: dict[str, Any] = {}
    for days, (level, value) in zip(
        (25, 24, 23, 22, 21, 20),
        (
            ("", ""),
            ("country", "yes"),
            ("categories", frozenset({"yes"})),
            ("reason", "yes"),
            ("seller_tier", "yes"),
            ("order_flags", frozenset({"yes"})),
        ),
        strict=True,
    ):
        facts |= {level: value} if level else {}
        assert policy.resolve(CaseFacts(**facts)).timers.negotiation.days == days


def test_facts_that_choose_the_same_layers_share_one_policy() -> None:
    layer = "layers:\n  - {when: {country: DE}, set: {timers.negotiation.days: 20}}\n"
    policy = read_policy(RO.replace("layers: []", layer, 1), name="own.yaml", find=installed_policy)
    plain, german = CaseFacts(country="RO", reason="nc_damaged"), CaseFacts(country="DE")
    assert policy.resolve(plain) is policy.resolve(CaseFacts(country="FR")) is policy.resolve()
    assert policy.resolve(german) is policy.resolve(CaseFacts(country="DE", reason="nr_lost"))
    days = [policy.resolve(facts).timers.negotiation.days for facts in (plain, german)]
    assert days[0] != days[1] == 20


def test_of_equal_layers_the_later_one_wins() -> None:
    layers = (
        "layers: [{when: {country: RO}, set: {timers.negotiation.days: 1}},"
        " {when: {country: RO}, set: {timers.negotiation.days: 2}}]"
    )
    policy = read_policy(RO.replace("layers: []", layers, 1), name="own.yaml", find=installed_policy)
    assert policy.resolve(CaseFacts(country="RO")).timers.negotiation.days == 2
    assert policy.resolve().timers.negotiation.days == 10


def test_a_path_may_add_a_currency_but_no_new_rule() -> None:
    base = installed_policy("ro-default")
    added = base.overridden(plain_overrides({"timers.seller_first_answer.auto_default_max.EUR": "100.00"}))
    limits = added.resolve().timers.seller_first_answer.auto_default_max
    assert limits is not None
    assert limits.of("EUR") == Money.parse("100.00", "EUR")
    for path in ("timers.siesta.days", "timers.negotiation.colour", "money.bonus"):
        with pytest.raises(PolicyError, match=f"the policy has no '{path}'"):
            base.overridden(plain_overrides({path: 1}))


def test_an_unknown_policy_version_or_calendar_is_told() -> None:
    assert installed_policy("ro-default@3").version == 3
    for name in ("nowhere", "ro-default@2"):
        with pytest.raises(PolicyError):
            installed_policy(name)
    with pytest.raises(PolicyError, match="no calendar"):
        calendar("XX")


def test_the_national_holidays_of_2026_are_known() -> None:
    holidays = calendar("RO").holidays
    assert {date(2026, 4, 10), date(2026, 12, 1), date(2026, 6, 1)} <= holidays
    assert date(2026, 11, 24) not in holidays
