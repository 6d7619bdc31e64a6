"""Buttons on one rule: the text of all of them changes by whole lines, and means what was asked; comments stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.domain.support.rules_file import known_rules
from amiabil.domain.support.rules_text import RulesByHand, Turn, turned, written
from amiabil.foundation.errors import NotFound

TEXT = """# Ours.
format: amiabil-rules/1
rules:
  # Parcels first.
  - id: late
    name: {en: Late}
    on: [opened]
    then: {escalate: true}
  - name:
      en: Waits  # two words
    id: waits
    after: {hours: 4}
    enabled: false  # until Monday
    then:
      note: |
        First line.

        Enabled: true is no field of it.

  # The last one.
  - id: last
    name: {en: Last}
    on: [rated]
    then: {escalate: true}"""
KNOWN = known_rules(TEXT)


def test_a_rule_is_switched_where_it_says_so_and_where_it_does_not() -> None:
    on = turned(TEXT, "waits", Turn.ON)
    assert on == TEXT.replace("enabled: false  #", "enabled: true  #") + "\n"
    off = turned(TEXT, "late", Turn.OFF)
    assert "  - id: late\n    enabled: false\n    name: {en: Late}\n" in off
    first = turned(TEXT.replace("    enabled: false  # until Monday\n", ""), "waits", Turn.OFF)
    assert "  - enabled: false\n    name:\n      en: Waits  # two words\n" in first


def test_what_is_so_already_changes_nothing() -> None:
    assert turned(TEXT, "late", Turn.ON) == TEXT
    assert turned(TEXT, "late", Turn.UP) == TEXT
    assert turned(TEXT, "last", Turn.DOWN) == TEXT


def test_a_rule_moves_with_its_comment() -> None:
    up = turned(TEXT, "last", Turn.UP)
    assert [one.id for one in known_rules(up)] == ["late", "last", "waits"]
    assert "  # The last one.\n  - id: last\n" in up and up.startswith("# Ours.\n")
    assert turned(up, "last", Turn.DOWN).split() == TEXT.split()


@given(st.lists(st.tuples(st.sampled_from([one.id for one in KNOWN]), st.sampled_from(Turn)), max_size=12))
def test_any_buttons_change_order_and_switches_only(pressed: list[tuple[str, Turn]]) -> None:
    text = TEXT
    for rule_id, turn in pressed:
        text = turned(text, rule_id, turn)
    bare = {one.id: replace(one, enabled=True) for one in KNOWN}
    assert {one.id: replace(one, enabled=True) for one in known_rules(text)} == bare
    assert text.count("#") == TEXT.count("#"), "a comment is lost"


@pytest.mark.parametrize(
    "text",
    [
        "format: amiabil-rules/1\nrules: [{id: a, name: {en: A}, on: [rated], then: {escalate: true}}, "
        "{id: b, name: {en: B}, on: [rated], then: {escalate: true}}]\n",
        "format: amiabil-rules/1\nrules:\n  - {id: a, name: {en: A}, on: [rated], then: {escalate: true}}\n"
        "  - &b {id: b, name: {en: B}, on: [rated], then: {escalate: true}}\n",
    ],
)
def test_what_buttons_cannot_change_is_left_to_a_person(text: str) -> None:
    with pytest.raises(RulesByHand):
        turned(text, "b", Turn.OFF)


def test_a_rule_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        turned(TEXT, "gone", Turn.OFF)


def test_a_rule_is_shown_as_it_is_written() -> None:
    assert written(TEXT, 0).startswith("# Parcels first.\n- id: late\n  name:")
    assert written(TEXT, 1).endswith("Enabled: true is no field of it.")
