"""The rules of law are named with the times of the policy a case stands under, never with typed numbers."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from amiabil.domain.disputes import decision_form
from amiabil.domain.policy import resolved
from amiabil.ui.refusals import sentence
from amiabil.ui.words.rules import rule_name
from tests.domain.disputes.cases import opened, policy


@pytest.mark.parametrize("rule", decision_form.LEGAL_RULES)
@pytest.mark.parametrize("language", ["ro", "en"])
def test_every_rule_has_a_name(rule: str, language: str) -> None:
    with override(language):
        assert rule_name(rule, policy(), language) != rule


@pytest.mark.parametrize(
    ("rule", "path", "value", "told"),
    [
        ("L1", "lanes__statutory_withdrawal__days", 21, "21\N{NO-BREAK SPACE}days"),
        ("L7", "lanes__statutory_conformity__years", 3, "3\N{NO-BREAK SPACE}years"),
        ("L7", "lanes__statutory_conformity__presumption_months", 24, "24\N{NO-BREAK SPACE}months"),
        ("L8", "lanes__statutory_conformity__repair_cap_calendar_days", 10, "10\N{NO-BREAK SPACE}days"),
        ("L9", "lanes__statutory_conformity__replacement_only_days", 45, "45\N{NO-BREAK SPACE}days"),
    ],
)
def test_its_times_are_those_of_the_policy(rule: str, path: str, value: int, told: str) -> None:
    with override("en"):
        name = rule_name(rule, policy(**{path: value}), "en")
    assert told in name
    assert not re.search(r"\b(14|15|30|two|first year)\b", name.partition("(")[0])


def test_a_country_without_the_rule_is_not_offered_it() -> None:
    german = opened(rules=resolved("de-default")).dispute
    assert "L9" in decision_form.rules_for(opened().dispute)
    assert "L9" not in decision_form.rules_for(german)


def test_the_refusal_of_a_repair_counts_the_days_of_the_policy() -> None:
    facts = {"why": "replacement_only", "within_days": 45}
    assert "45\N{NO-BREAK SPACE}days" in sentence("excluded_by_law", facts, "en")
    assert "45\N{NO-BREAK SPACE}de\N{NO-BREAK SPACE}zile" in sentence("excluded_by_law", facts, "ro")
    assert "replacement" in sentence("excluded_by_law", {"why": "replacement_only"}, "en")
