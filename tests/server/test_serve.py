"""Everything together, for real: it starts, survives kill -9 of any part, stops clean and leaves nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.installation import Installation, installation, until

PARTS = ("web", "push", "relay", "worker")


@pytest.fixture(scope="module")
def made() -> Iterator[Installation]:
    with installation() as one:
        one.start("serve")
        one.wait_told("is ready", 120)
        yield one


@pytest.fixture
def whole(made: Installation) -> Installation:
    """The installation with every part running, whatever the test before did to it."""
    made.wait_ready()
    until(lambda: made.get("/health/live", offset=1) == 200, 60)
    until(lambda: all(process(made, name) is not None for name in (*PARTS, "database")), 60)
    return made


def words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode().rstrip("\0").split("\0")
    except OSError:
        return []


def process(whole: Installation, name: str) -> int | None:
    """The process of a part; web is granian's main process."""
    for pid in whole.members():
        given = words(pid)
        if name == "web" and given[1:3] == ["-m", "granian"] and _parent(pid) == whole.processes[-1].pid:
            return pid
        if name == "database" and given[:1] and Path(given[0]).name == "postgres" and "-D" in given:
            return pid
        if given[1:] == ["-m", "amiabil.server", name]:
            return pid
    return None


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_all_parts_run_and_none_twice(whole: Installation) -> None:
    given = [words(pid)[1:] for pid in whole.members()]
    for name in PARTS[1:]:
        assert given.count(["-m", "amiabil.server", name]) == 1
    assert whole.get("/health/ready") == 200


def test_a_second_serve_is_refused_and_told_who_holds_the_folder(whole: Installation) -> None:
    second = whole.run("serve")
    assert second.returncode == 2
    assert f"process {whole.processes[-1].pid}" in second.stderr


def test_doctor_finds_everything_well(whole: Installation) -> None:
    examined = whole.run("doctor")
    assert examined.returncode == 0, examined.stdout


@pytest.mark.parametrize("name", PARTS)
def test_a_killed_part_is_started_again(whole: Installation, name: str) -> None:
    before = process(whole, name)
    assert before is not None
    os.kill(before, signal.SIGKILL)
    until(lambda: process(whole, name) not in {None, before}, 60)
    whole.wait_ready()


def test_after_kill_9_of_the_database_no_page_fails_for_long(whole: Installation) -> None:
    before = process(whole, "database")
    assert before is not None
    os.kill(before, signal.SIGKILL)
    until(lambda: process(whole, "database") not in {None, before})
    whole.wait_ready()
    assert [whole.get("/health/ready") for _ in range(40)] == [200] * 40


def test_a_clean_stop_leaves_nothing_and_the_next_start_is_quick(whole: Installation) -> None:
    main = whole.processes[-1]
    main.terminate()
    assert main.wait(timeout=60) == 0
    until(lambda: whole.members() == [], 5)
    whole.start("serve")
    whole.wait_ready()


def test_kill_9_of_serve_itself_leaves_nothing_and_the_next_start_is_clean(whole: Installation) -> None:
    main = whole.processes[-1]
    main.kill()
    main.wait()
    until(lambda: whole.members() == [], 30)
    whole.start("serve")
    whole.wait_ready()


def test_kill_9_of_everything_at_once_is_survived(whole: Installation) -> None:
    for pid in whole.members():
        os.kill(pid, signal.SIGKILL)
    whole.processes[-1].wait()
    until(lambda: whole.members() == [], 10)
    whole.start("serve")
    whole.wait_ready()


def test_ports_in_use_are_named(whole: Installation) -> None:
    with installation(AMIABIL_PORT=str(whole.port)) as other:
        refused = other.run("serve")
        assert refused.returncode == 2
        assert f"{whole.port} (web)" in refused.stderr
