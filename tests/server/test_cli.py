"""The command line as its caller sees it: help, exit status, what goes where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amiabil.server import cli
from amiabil.server.config import current
from amiabil.server.variables import VARIABLES

SCENARIOS = Path(__file__).parents[1] / "domain" / "scenarios"


@pytest.fixture(autouse=True)
def fresh_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test has its own environment; the settings of this process are read anew."""
    monkeypatch.setenv("AMIABIL_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    current.cache_clear()


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--help"])
    assert left.value.code == 0
    said = capsys.readouterr().out
    for command in (
        "serve",
        "web",
        "push",
        "relay",
        "worker",
        "database",
        "migrate",
        "doctor",
        "demo",
        "orders",
        "simulate",
        "verify",
        "staff",
        "mail",
        "openapi",
        "messages",
    ):
        assert f"\n    {command} " in said


@pytest.mark.parametrize(
    "words",
    [
        ["serve"],
        ["migrate"],
        ["doctor"],
        ["orders", "import"],
        ["simulate"],
        ["verify"],
        ["staff", "add"],
        ["mail", "read"],
        ["demo"],
    ],
)
def test_every_command_explains_itself(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([*words, "--help"])
    assert left.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) > 4


def test_a_wrong_call_is_not_usable(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["dance"])
    assert left.value.code == 2


def test_settings_that_cannot_be_read_stop_every_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AMIABIL_COLOUR", "blue")
    assert cli.main(["migrate"]) == 2
    told = capsys.readouterr()
    assert "AMIABIL_COLOUR" in told.err
    assert told.out == ""


def test_doctor_lists_every_setting_and_no_secret(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AMIABIL_SECRET_KEY", "s" * 40)
    assert cli.main(["doctor", "--list", "--json"]) == 0
    said = capsys.readouterr().out
    lines = {line["name"]: line for line in map(json.loads, said.splitlines())}
    assert set(lines) == {variable.name for variable in VARIABLES}
    assert lines["AMIABIL_SECRET_KEY"]["source"] == "environment"
    assert "s" * 40 not in said


def test_doctor_names_what_fails_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://127.0.0.1:1/none")
    assert cli.main(["doctor", "--json"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    database = next(finding for finding in found if finding["check"] == "database")
    assert database["verdict"] == "fails"
    assert "Check DATABASE_URL" in database["text"]
    assert any(finding["check"] == "files" and finding["verdict"] == "ok" for finding in found)


def test_doctor_answers_2_when_it_cannot_read_the_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AMIABIL_PORT", "many")
    assert cli.main(["doctor"]) == 2
    assert "AMIABIL_PORT" in capsys.readouterr().out


@pytest.mark.parametrize("step", ["load", "reset", "payments", "shop", "mail"])
def test_the_demonstration_refuses_where_it_is_none(step: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["demo", step]) == 2
    assert "AMIABIL_DEMO=1" in capsys.readouterr().err


@pytest.mark.parametrize("process", ["web", "relay", "worker"])
def test_a_process_alone_says_that_the_database_is_missing(
    process: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([process]) == 2
    assert "amiabil serve" in capsys.readouterr().err


def test_simulate_prints_one_object_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(str(path) for path in SCENARIOS.glob("*.yaml"))
    assert cli.main(["simulate", "--json", *files]) == 0
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["file"] for one in found] == files
    assert all(one["ok"] for one in found)


def test_simulate_tells_failed_expectations_from_broken_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = (SCENARIOS / "ds-01-plain.yaml").read_text("utf-8")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(plain.replace("state: closed", "state: negotiating"), "utf-8")
    broken = tmp_path / "broken.yaml"
    broken.write_text(plain.replace("do: submit", "do: dance"), "utf-8")
    assert cli.main(["simulate", str(wrong)]) == 1
    assert "FAILED" in capsys.readouterr().out
    assert cli.main(["simulate", str(broken)]) == 2
    assert "broken.yaml" in capsys.readouterr().err
    assert cli.main(["simulate", str(tmp_path / "none.yaml")]) == 2
    assert "none.yaml: cannot be read" in capsys.readouterr().err
    assert cli.main(["simulate", "--json", str(tmp_path / "none.yaml"), str(broken)]) == 2
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [set(one) for one in told] == [{"file", "ok", "error"}] * 2
    assert set(told[0]["error"]) == {"line", "key", "text"}


def test_simulate_compares_policies(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(SCENARIOS / "ds-01-plain.yaml")
    assert cli.main(["simulate", "--json", "--policy", "ro-default", file]) == 0
    assert json.loads(capsys.readouterr().out)["differs"] == []
    assert cli.main(["simulate", "--policy", "no-such-policy", file]) == 2
    assert "no-such-policy" in capsys.readouterr().err
