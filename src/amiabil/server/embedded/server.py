"""How does the embedded server start, how do we know that it runs, how does it end?"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psycopg

from amiabil.server import launch
from amiabil.server.config import prepare_home
from amiabil.server.embedded import cluster, location, programs, roles
from amiabil.server.embedded.errors import DatabaseUnusable
from amiabil.server.embedded.location import Location, User
from amiabil.server.lock import Held, Lock

LOCK_PATIENCE = 20.0
"""Seconds in which a start is tried again while the last server still holds its lock file or memory."""

QUIET_PATIENCE = 60.0
"""Seconds of silence in the log and no answer after which a start is given up; recovery speaks every second."""

STOP_PATIENCE = 30.0
"""Seconds a fast stop may take (it writes a checkpoint) before an immediate one."""

_PAUSE = 0.03
_LOG_LIMIT = 10_000_000
_STILL_HELD = (b'lock file "postmaster.pid" already exists', b"shared memory block", b"is still in use")


def answering(place: Location, user: User | None) -> int | None:
    """The process id of the server that answers and names our data folder; None when none does.

    Raises ``psycopg.OperationalError`` while it is there but not ready.
    """
    if not place.sockets.exists():
        return None
    try:
        with roles.connect(place, user) as connection:
            row = connection.execute("SELECT current_setting('data_directory')").fetchone()
    except psycopg.OperationalError as error:
        if error.sqlstate is None:  # nobody listens there
            return None
        raise
    if row is None or Path(row[0]).resolve() != place.data.resolve():
        raise DatabaseUnusable(f"The server at {place.sockets} serves {row and row[0]}, not {place.data}.")
    return int((place.data / "postmaster.pid").read_text("ascii").split("\n", 1)[0])


def is_running(home: Path) -> bool:
    """Whether the embedded server of a state folder answers right now."""
    place = location.find(home)
    try:
        return answering(place, location.runner(place)) is not None
    except (psycopg.OperationalError, DatabaseUnusable, OSError):
        return False


class Server:
    """The embedded server of a state folder: started as our child, or taken over when one already runs."""

    def __init__(self, home: Path, *, settings: Mapping[str, str] | None = None) -> None:
        self._home = home
        self._settings = dict(settings or {})
        self._place = location.find(home)
        self._user: User | None = None
        self._child: subprocess.Popen[bytes] | None = None
        self._pid: int | None = None
        self._lock = Lock(home / "database.lock")

    def start(self, *, wait_for_others: float = LOCK_PATIENCE) -> None:
        """Make the database when there is none, start or take over its server, and wait until it answers.

        Raises ``DatabaseUnusable``; then nothing of ours runs.
        """
        prepare_home(self._home)
        try:
            self._lock.take(wait=wait_for_others)
        except Held as error:
            raise DatabaseUnusable(f"The database of {self._home} is in use by {error.holder}.") from None
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        try:
            self._place = location.make(self._home)
            self._user = location.runner(self._place)
        except (OSError, LookupError) as error:
            raise DatabaseUnusable(f"The folder of the database cannot be made: {error}.") from None
        found = programs.find(self._place.base, self._user)
        if not self._place.data.exists():
            cluster.create(self._place, found, self._user)
        cluster.check_owner(self._place)
        cluster.check_version(self._place, found)
        self._pid = self._already_running()
        if self._pid is None:
            cluster.write_access_rules(self._place, self._user)
            self._run(found)
        roles.ensure(self._place, self._user)

    def _already_running(self) -> int | None:
        """The process of a server left by somebody who is gone; waits while that one still recovers."""
        said = -1
        quiet_since = time.monotonic()
        while time.monotonic() - quiet_since < QUIET_PATIENCE:
            try:
                return answering(self._place, self._user)
            except psycopg.OperationalError:
                if (size := self._log_size()) != said:
                    said, quiet_since = size, time.monotonic()
                time.sleep(_PAUSE)
        raise DatabaseUnusable(self._explained("A server is there but does not become ready."))

    def _run(self, found: programs.Programs) -> None:
        """Start the server and wait for it; again while the last one's lock or memory is still held."""
        end = time.monotonic() + LOCK_PATIENCE
        while True:
            before = self._log_size()
            self._spawn(found)
            if self._wait_for_answer():
                return
            said = self._log_since(before)
            if not any(sign in said for sign in _STILL_HELD) or time.monotonic() > end:
                raise DatabaseUnusable(self._explained("The embedded PostgreSQL did not start."))
            time.sleep(0.2)

    def _spawn(self, found: programs.Programs) -> None:
        if self._log_size() > _LOG_LIMIT:
            self._place.log.replace(self._place.log.with_suffix(".log.1"))
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self._place.sockets),
            "unix_socket_permissions": "0700",
            "port": str(location.PORT),
            "hba_file": str(self._place.base / "hba.conf"),
            "ident_file": str(self._place.base / "ident.conf"),
            "cluster_name": "amiabil",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
            "log_startup_progress_interval": "1s",
            **self._settings,
        }
        argv = [found.path("postgres"), "-D", str(self._place.data)]
        argv += [f"--{name}={value}" for name, value in settings.items()]
        with self._place.log.open("ab") as log:
            self._place.log.chmod(0o600)
            self._child = subprocess.Popen(
                launch.command(argv, ends_by=signal.SIGINT, user=self._user),
                cwd="/",
                env=cluster.plain_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        self._pid = self._child.pid

    def _wait_for_answer(self) -> bool:
        """True when our child answers, False when it ended; raises when it neither ends nor says anything."""
        said, quiet_since = self._log_size(), time.monotonic()
        while self.alive():
            with suppress(psycopg.OperationalError):
                if answering(self._place, self._user) == self._pid:
                    return True
            if (size := self._log_size()) != said:
                said, quiet_since = size, time.monotonic()
            if time.monotonic() - quiet_since > QUIET_PATIENCE:
                raise DatabaseUnusable(self._explained("The embedded PostgreSQL does not become ready."))
            time.sleep(_PAUSE)
        return False

    def alive(self) -> bool:
        """Whether the process of the server is there; it may still be recovering."""
        if self._child is not None:
            return self._child.poll() is None
        return self._pid is not None and _exists(self._pid)

    def stop(self) -> None:
        """End the server: no new work, open transactions undone, a checkpoint; safe to call again."""
        for number, patience in (
            (signal.SIGINT, STOP_PATIENCE),
            (signal.SIGQUIT, 5.0),
            (signal.SIGKILL, 5.0),
        ):
            if not self.alive():
                break
            assert self._pid is not None  # noqa: S101  (alive says so)
            with suppress(ProcessLookupError):
                os.kill(self._pid, number)
            self._wait_for_end(patience)
        self._child = self._pid = None
        self._lock.release()

    def _wait_for_end(self, patience: float) -> None:
        end = time.monotonic() + patience
        while self.alive() and time.monotonic() < end:
            time.sleep(_PAUSE)

    def _log_size(self) -> int:
        try:
            return self._place.log.stat().st_size
        except FileNotFoundError:
            return 0

    def _log_since(self, offset: int) -> bytes:
        with self._place.log.open("rb") as log:
            log.seek(offset if offset <= self._log_size() else 0)
            return log.read()

    def _explained(self, sentence: str) -> str:
        last = b""
        with suppress(OSError):
            last = b"\n".join(self._place.log.read_bytes()[-4000:].splitlines()[-8:])
        return f"{sentence} The end of {self._place.log}:\n{last.decode('utf-8', 'replace')}"

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _exists(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be counted by a parent that does not look."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return True  # a system without /proc
    return state != "Z"
