"""A complaint about a measure is exported without words and told again, under its own policy and under another one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from amiabil.actions.histories import measure_histories
from amiabil.domain.disputes.complaints import Verdict
from amiabil.domain.policy import installed_policy, read_policy
from amiabil.domain.scenario.replay_lines import compared
from amiabil.domain.terms import Role
from amiabil.foundation.documents import DocumentError
from amiabil.foundation.errors import Forbidden
from amiabil.server.cli import main
from tests.factories import OPENED, World, make_staff, make_world
from tests.measures_world import TEXT, complained, decided, trust_issuer

pytestmark = pytest.mark.django_db

HARD = """
policy: {id: hard, version: 1, extends: ro-default, effective_from: 2026-01-01, case_tz: Europe/Bucharest, calendar: RO}
lanes: {platform_complaint: {months: 7, decision_days: 1}}
"""


@pytest.fixture
def world(settings: Settings) -> World:
    made = make_world()
    trust_issuer(settings)
    return made


@pytest.fixture
def line(world: World) -> str:
    """One complaint, decided four days after it was filed, as a line."""
    decided(make_staff("radu", Role.REVIEWER), complained(world, days=1), Verdict.STANDS, days=5)
    (document,) = measure_histories(make_staff("olga", Role.OPERATOR), since=OPENED)
    return json.dumps(document)


def test_it_is_told_again_to_the_same_end_and_says_nothing_of_anybody(line: str) -> None:
    (same,) = compared(line, installed_policy("ro-default"), name="x", number=1)
    assert same.reproduced and not same.differs and not same.impossible
    assert TEXT not in line and "lumina" not in line and "shop-" not in line


def test_another_policy_changes_its_dates(line: str) -> None:
    other = read_policy(HARD, name="hard", find=installed_policy)
    (found,) = compared(line, other, name="x", number=1)
    assert found.reproduced and set(found.differs) == {"breached", "complain_until"}


def test_who_came_too_late_under_another_policy_is_named(line: str) -> None:
    document = json.loads(line)
    document["steps"][0]["at"] = "2027-05-20T10:00:00Z"
    document["steps"] = document["steps"][:1]
    (found,) = compared(json.dumps(document), installed_policy("ro-default"), name="x", number=1)
    assert not found.reproduced and not found.impossible  # it is refused under its own policy too


def test_a_broken_line_is_refused_with_its_place_and_the_command_reads_the_others(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = {**json.loads(line), "steps": [{"at": "x"}]}
    with pytest.raises(DocumentError):
        compared(json.dumps(broken), installed_policy("ro-default"), name="x", number=3)
    export, policy = tmp_path / "export.jsonl", tmp_path / "hard.yaml"
    export.write_text(line + "\n")
    policy.write_text(HARD)
    assert main(["simulate", "--policy", str(policy), "--against", str(export)]) == 0
    assert "breached: False -> True" in capsys.readouterr().out


def test_only_operators_export() -> None:
    with pytest.raises(Forbidden):
        list(measure_histories(make_staff("ana", Role.AGENT), since=OPENED))
