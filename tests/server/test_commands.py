"""Commands that work on the database, on an embedded one of their own that no process is running for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.installation import Installation, installation

STAFF = ("staff", "add", "ana", "--name", "Ana Pop", "--email", "ana@example.org", "--role", "admin")


@pytest.fixture(scope="module")
def alone() -> Iterator[Installation]:
    with installation() as made:
        migrated = made.run("migrate")
        assert migrated.returncode == 0, migrated.stderr
        yield made


@pytest.fixture
def password(tmp_path: Path) -> str:
    file = tmp_path / "password"
    file.write_text("a long enough passphrase 7\nand a second line\n")
    return str(file)


def test_migrate_tells_when_nothing_is_pending(alone: Installation) -> None:
    again = alone.run("migrate", "--check")
    assert (again.returncode, again.stderr) == (0, "Nothing is pending.\n")


def test_a_command_leaves_no_server_running(alone: Installation) -> None:
    alone.run("migrate", "--check")
    assert alone.members() == []


def test_staff_are_added_once(alone: Installation, password: str) -> None:
    first = alone.run(*STAFF, "--password-file", password)
    assert first.returncode == 0, first.stderr
    again = alone.run(*STAFF, "--password-file", password)
    assert again.returncode == 1
    assert "ana was not added" in again.stderr


def test_a_weak_password_is_refused_with_a_reason(alone: Installation, tmp_path: Path) -> None:
    weak = tmp_path / "weak"
    weak.write_text("short")
    refused = alone.run("staff", "add", "radu", *STAFF[3:], "--password-file", str(weak))
    assert refused.returncode == 1
    assert "too short" in refused.stderr


def test_the_articles_of_the_product_go_out_and_come_in(alone: Installation, tmp_path: Path) -> None:
    out = alone.run("help", "export", str(tmp_path))
    assert out.returncode == 0, out.stderr
    files = list((tmp_path / "ro").glob("*.md"))
    assert len(files) > 20 and out.stderr.endswith(" articles written.\n")
    again = alone.run("help", "import", str(tmp_path), "--json")
    assert again.returncode == 0, again.stderr
    assert {json.loads(line)["became"] for line in again.stdout.splitlines()} == {"same"}
    changed = files[0]
    changed.write_text(changed.read_text().replace("\nsummary: ", "\nsummary: x", 1).replace(': x"', ': "x'))
    (tmp_path / "en" / "broken.md").write_text("nothing")
    told = alone.run("help", "import", str(tmp_path))
    assert told.returncode == 1
    assert told.stdout == f"waits    ro/{changed.stem}\n" and "en/broken.md" in told.stderr


def test_an_outage_is_taken_down_once_and_listed(alone: Installation) -> None:
    times = ("2026-03-02T10:00:00+02:00", "2026-03-02T12:00:00+02:00")
    first = alone.run("outage", "add", *times, "--reason", "nobody could sign in")
    assert first.returncode == 0, first.stderr
    assert "Every open case is told" in first.stderr
    assert "known already" in alone.run("outage", "add", *times, "--reason", "again").stderr
    (line,) = alone.run("outage", "list", "--json").stdout.splitlines()
    assert json.loads(line) == {
        "from": "2026-03-02T08:00:00Z",
        "until": "2026-03-02T10:00:00Z",
        "by": "command-line",
        "reason": "nobody could sign in",
        "told": False,
    }
    assert "cases are being told  command-line: nobody could sign in" in alone.run("outage", "list").stdout


def test_an_outage_that_is_not_right_is_refused(alone: Installation) -> None:
    backwards = ("2026-03-02T12:00:00Z", "2026-03-02T10:00:00Z")
    refused = alone.run("outage", "add", *backwards, "--reason", "a slip")
    assert refused.returncode == 1
    assert "not taken down" in refused.stderr
    without_zone = alone.run("outage", "add", "2026-03-02T10:00", "2026-03-02T12:00", "--reason", "a slip")
    assert without_zone.returncode == 2
    assert "has no zone" in without_zone.stderr


def test_bad_rows_of_orders_are_told_by_line_and_field(alone: Installation, tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"
    file.write_text('{"ref": "1", "colour": "blue"}\nnot json\n')
    told = alone.run("orders", "import", "--json", "--dry-run", str(file))
    *problems, report = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.returncode == 1
    assert {"line": 1, "field": "/colour", "code": "unknown_field"}.items() <= problems[-2].items()
    assert (problems[-1]["line"], problems[-1]["code"]) == (2, "not_json")
    assert (report["rows"], report["refused"], report["dry_run"]) == (2, 2, True)


def test_a_file_that_is_not_there_is_not_usable(alone: Installation, tmp_path: Path) -> None:
    assert alone.run("orders", "import", str(tmp_path / "none.csv")).returncode == 2


def test_verify_of_nothing_holds_and_of_an_unknown_case_is_not_usable(alone: Installation) -> None:
    whole = alone.run("verify")
    assert (whole.returncode, whole.stderr) == (
        0,
        "0 cases, 0 events: every link holds.\n0 days are sealed: every line holds.\n",
    )
    assert alone.run("verify", "D-7K3M-92QF").returncode == 2


def test_verify_compares_the_seals_with_the_file_outside(alone: Installation) -> None:
    outside = alone.home / "seals.txt"
    outside.write_text("amiabil-seal/1 2026-10-07 0 nothing nobody\n")
    try:
        broken = alone.run("verify")
    finally:
        outside.unlink()
    assert (broken.returncode, broken.stderr.splitlines()[-1]) == (
        1,
        "0 days are sealed: a line of the file is removed.",
    )


def test_the_description_of_the_api_is_printed(alone: Installation) -> None:
    described = alone.run("openapi")
    assert described.returncode == 0, described.stderr
    assert json.loads(described.stdout)["openapi"].startswith("3.")


def test_a_report_is_printed_for_people_and_programs(alone: Installation) -> None:
    days = ("--from", "2026-01-01", "--to", "2026-12-31")
    lines = alone.run("report", *days)
    assert lines.returncode == 0, lines.stderr
    assert "by_rule\t\t\t0" in lines.stdout.splitlines()
    told = json.loads(alone.run("report", *days, "--transparency", "--json").stdout)
    assert (told["from"], told["complaints"]) == ("2026-01-01", [])
    told = json.loads(alone.run("report", *days, "--requests", "--json").stdout)
    assert (told["made"], told["ratings"]) == (0, [])
    anew = alone.run("report", "--rebuild")
    assert (anew.returncode, anew.stdout) == (0, "")
    assert "counted anew: 0 different figures" in anew.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "name the days"),
        (("--from", "2026-12-31", "--to", "2026-01-01"), "/to: Choose a day from"),
        (("--from", "2026-1-1", "--to", "2026-01-01"), "Invalid isoformat"),
        (("--from", "2026-01-01", "--to", "2026-01-02", "--lane", "fast"), "lanes are guarantee"),
    ],
)
def test_a_report_about_no_period_is_refused(alone: Installation, words: tuple[str, ...], told: str) -> None:
    refused = alone.run("report", *words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert told in refused.stderr
