"""The embedded PostgreSQL, tried for real: one server of its own for each test."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from amiabil.server import launch
from amiabil.server.embedded import location, programs, roles
from amiabil.server.embedded.errors import DatabaseUnusable
from amiabil.server.embedded.server import Server, is_running

ROOT = os.geteuid() == 0


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="amiabil-embedded-"))
    folder.chmod(0o711 if ROOT else 0o700)
    yield folder
    shutil.rmtree(folder)


def connect(home: Path, role: str = location.APPLICATION) -> psycopg.Connection:
    place = location.find(home)
    database = "postgres" if role == location.SUPERUSER else location.DATABASE
    return roles.connect(place, location.runner(place), role=role, database=database)


def one(connection: psycopg.Connection, statement: str) -> object:
    row = connection.execute(statement).fetchone()
    assert row is not None
    return row[0]


def server_pid(home: Path) -> int:
    return int((location.find(home).data / "postmaster.pid").read_text().split("\n", 1)[0])


def processes_naming(text: str) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if text in line and "pytest" not in line:
            found.append(line)
    return found


def test_it_knows_romanian_letters_whatever_the_callers_locale(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LANG", "LC_ALL", "LC_CTYPE"):
        monkeypatch.setenv(name, "C")
    with Server(home), connect(home) as connection:
        assert one(connection, "SELECT lower('ĂȘȚ')") == "ășț"
        assert one(connection, "SELECT 'Țară' ILIKE 'țARĂ'") is True
        assert one(connection, "SHOW server_encoding") == "UTF8"


def test_only_this_user_reaches_it_and_only_by_the_socket(home: Path) -> None:
    with Server(home), connect(home, location.SUPERUSER) as connection:
        assert one(connection, "SHOW listen_addresses") == ""
        methods = connection.execute("SELECT type, auth_method FROM pg_hba_file_rules").fetchall()
        assert methods == [("local", "peer")]
        place = location.find(home)
        assert place.sockets.stat().st_mode & 0o777 == 0o700
        assert place.data.stat().st_mode & 0o777 == 0o700


def test_the_applications_role_makes_no_tables_and_the_owner_does(home: Path) -> None:
    with Server(home):
        with connect(home) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")
        with connect(home, location.OWNER) as connection:
            connection.execute("CREATE TABLE ours (id int)")
            assert one(connection, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False


def test_data_is_kept_and_nothing_runs_after_a_stop(home: Path) -> None:
    with Server(home), connect(home, location.OWNER) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS seven")
    assert not is_running(home)
    assert processes_naming(str(home)) == []
    with Server(home), connect(home, location.OWNER) as connection:
        assert one(connection, "SELECT seven FROM kept") == 7


def test_what_was_acknowledged_survives_kill_9_of_the_server(home: Path) -> None:
    first = Server(home)
    first.start()
    with connect(home, location.OWNER) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        for n in range(200):
            connection.execute("INSERT INTO kept VALUES (%s)", [n])
        os.kill(server_pid(home), signal.SIGKILL)
    first.stop()
    with Server(home), connect(home, location.OWNER) as connection:
        assert one(connection, "SELECT count(*) FROM kept") == 200


def test_a_start_right_after_kill_9_waits_for_what_is_left_of_the_old_one(home: Path) -> None:
    """A backend that is still busy holds the old server's memory for a moment; the start tries again."""
    first = Server(home)
    first.start()
    busy = connect(home)
    os.kill(server_pid(home), signal.SIGKILL)
    first.stop()
    second = Server(home)
    second.start()
    assert is_running(home)
    second.stop()
    busy.close()


OWNER_PROGRAM = """
import sys
from pathlib import Path
from amiabil.server.embedded.server import Server
server = Server(Path(sys.argv[1]))
server.start()
print("started", flush=True)
sys.stdin.read()
"""


def test_kill_9_of_the_process_that_owns_it_ends_the_server(home: Path) -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", OWNER_PROGRAM, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert owner.stdout is not None
    assert owner.stdin is not None
    assert owner.stdout.readline() == b"started\n"
    owner.kill()
    owner.wait()
    owner.stdin.close()
    owner.stdout.close()
    with Server(home), connect(home) as connection:  # the old one may still be ending: the start waits
        assert one(connection, "SELECT 1") == 1
    assert processes_naming(str(home)) == []


def test_a_server_that_nobody_owns_any_more_is_taken_over(home: Path) -> None:
    left = Server(home)
    left.start()
    left._lock.release()  # as if its owner were gone on a system without the parent-death signal
    pid = server_pid(home)
    with Server(home):
        assert server_pid(home) == pid
    assert not left.alive()
    left.stop()


def test_a_second_owner_is_refused_and_told_who_the_first_is(home: Path) -> None:
    with Server(home), pytest.raises(DatabaseUnusable, match=f"process {os.getpid()}"):
        Server(home).start(wait_for_others=0.1)


def test_data_of_another_major_version_is_refused_with_advice(home: Path) -> None:
    with Server(home):
        place = location.find(home)
    version = place.data / "PG_VERSION"
    original = version.read_text()
    version.write_text("14\n")
    with pytest.raises(DatabaseUnusable, match="made by PostgreSQL 14") as caught:
        Server(home).start()
    assert "pg_dump" in str(caught.value)
    version.write_text(original)
    with Server(home), connect(home) as connection:
        assert one(connection, "SELECT 1") == 1


def test_an_interrupted_first_start_leaves_nothing_in_the_way(home: Path) -> None:
    place = location.make(home)
    half = place.base / "data.making.1"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with Server(home), connect(home) as connection:
        assert one(connection, "SELECT 1") == 1
    assert not half.exists()


def test_what_the_server_said_is_in_the_message_when_it_cannot_start(home: Path) -> None:
    with pytest.raises(DatabaseUnusable, match="shared_buffers"):
        Server(home, settings={"shared_buffers": "nonsense"}).start()
    assert processes_naming(str(home)) == []


def test_a_long_path_gets_a_short_private_folder_for_the_socket(home: Path) -> None:
    deep = home / ("d" * 60) / ("e" * 40)
    deep.mkdir(parents=True)
    with Server(deep), connect(deep) as connection:
        assert one(connection, "SELECT 1") == 1
    sockets = location.find(deep).sockets
    assert len(str(sockets)) < 40
    sockets.rmdir()


def test_a_folder_somebody_put_in_the_place_of_the_socket_is_refused(home: Path) -> None:
    deep = home / ("d" * 60) / ("e" * 40)
    deep.mkdir(parents=True)
    sockets = location.find(deep).sockets
    sockets.symlink_to(home)
    try:
        with pytest.raises(DatabaseUnusable, match="not a private folder"):
            Server(deep).start()
    finally:
        sockets.unlink()


def test_programs_of_the_system_serve_where_the_wheel_has_none(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "_wheel", lambda: None)
    system = programs.of_system()
    if system is None:
        with pytest.raises(DatabaseUnusable, match="Install PostgreSQL, or set DATABASE_URL"):
            Server(home).start()
        return
    with Server(home), connect(home) as connection:
        assert str(one(connection, "SHOW server_version")).startswith(str(system.major))
        assert one(connection, "SELECT lower('ĂȘȚ')") == "ășț"


def test_recovery_is_awaited_as_long_as_it_progresses(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With almost no patience for silence a longer recovery still ends well, because the server speaks."""
    first = Server(home, settings={"checkpoint_timeout": "1h", "max_wal_size": "2GB"})
    first.start()
    with connect(home, location.OWNER) as connection:
        connection.execute("CREATE TABLE much AS SELECT n, md5(n::text) FROM generate_series(1, 300000) n")
        os.kill(server_pid(home), signal.SIGKILL)
    first.stop()
    monkeypatch.setattr("amiabil.server.embedded.server.QUIET_PATIENCE", 5.0)
    with Server(home), connect(home, location.OWNER) as connection:
        assert one(connection, "SELECT count(*) FROM much") == 300000


def test_a_folder_of_root_that_others_cannot_enter_is_not_opened(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For root: the data goes where the server's user may be; for others: it stays where it was asked for."""
    closed = home / "closed"
    closed.mkdir(mode=0o700)
    system = home / "system"
    monkeypatch.setattr(location, "SYSTEM_FOLDER", system)
    state = closed / "state"
    with Server(state), connect(state) as connection:
        assert one(connection, "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700
    assert (state / "postgres").is_symlink() == ROOT
    assert system.exists() == ROOT
    if ROOT:
        assert location.find(state).data.stat().st_uid != 0


def test_the_server_does_not_run_as_root(home: Path) -> None:
    with Server(home):
        owner = Path(f"/proc/{server_pid(home)}").stat().st_uid
    assert owner != 0


def test_another_user_is_kept_out(home: Path) -> None:
    place = location.find(home)
    psql = [sys.executable, "-c", "import os, sys; os.listdir(sys.argv[1])"]
    with Server(home):
        if ROOT:
            import pwd

            nobody = pwd.getpwnam("nobody")
            psql = launch.command(["/bin/ls", str(place.sockets)], user=nobody)
            assert subprocess.run(psql, capture_output=True, check=False).returncode != 0
        with pytest.raises(psycopg.OperationalError):
            roles.connect(place, location.runner(place), role="somebody_else")
