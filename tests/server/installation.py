"""A whole installation of the tests' own: its state folder, its ports, its processes, and nothing left afterwards."""

from __future__ import annotations

import http.client
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

EPHEMERAL = 32_768
"""From here on the system gives ports to whoever calls out: one of them may be taken while a part starts again."""


def free_ports() -> int:
    """The first of five free ports in a row."""
    chance = random.SystemRandom()
    while True:
        first = chance.randrange(20_000, EPHEMERAL - 5)
        try:
            for port in range(first, first + 5):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        return first


def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something to become true; fails when it does not in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        select_pause()


def select_pause() -> None:
    """Give the processor away for a moment."""
    signal.sigtimedwait((), 0.02)


class Installation:
    """Its commands run with this state folder and these ports; ``settings`` are more of the environment."""

    def __init__(self, **settings: str) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="amiabil-try-"))
        self.home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        self.port = free_ports()
        kept = {name: value for name, value in os.environ.items() if not _is_ours(name)}
        self.environ = {
            **kept,
            "AMIABIL_HOME": str(self.home),
            "AMIABIL_PORT": str(self.port),
            "LANG": "C",
            **settings,
        }
        self.processes: list[subprocess.Popen[bytes]] = []

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "amiabil.server", *words],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a command that runs until it is stopped; what it says goes to ``home/said``."""
        with (self.home / "said").open("ab") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", "amiabil.server", *words], env=self.environ, stdout=said, stderr=said
            )
        self.processes.append(process)
        return process

    def said(self) -> str:
        """What its processes said so far."""
        return (self.home / "said").read_text("utf-8", "replace")

    def wait_told(self, words: str, seconds: float = 60.0) -> None:
        """Wait until its processes say something; fails with all they said when one ends before."""

        def told() -> bool:
            ended = [process for process in self.processes if process.poll() is not None]
            assert not ended, self.said()
            return words in self.said()

        until(told, seconds)

    def get(self, path: str, *, offset: int = 0, timeout: float = 10.0) -> int | None:
        """The status of a GET on the web port (or one above it); None when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port + offset, timeout=timeout)
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def wait_ready(self, seconds: float = 60.0) -> None:
        """Wait until pages can be served."""
        until(lambda: self.get("/health/ready") == 200, seconds)

    def members(self) -> list[int]:
        """Every process of this installation: found by its state folder in command line or environment."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                told = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
                state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if os.fsencode(self.home) in told and state != "Z" and int(folder.name) != os.getpid():
                found.append(int(folder.name))
        return found

    def close(self) -> None:
        """End what still runs and remove the state."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            process.wait(timeout=60)
        until(lambda: self.members() == [])
        shutil.rmtree(self.home)


@contextmanager
def installation(**settings: str) -> Iterator[Installation]:
    """An installation that is gone afterwards, whatever happened."""
    whole = Installation(**settings)
    try:
        yield whole
    finally:
        whole.close()


def _is_ours(name: str) -> bool:
    return name.startswith(("AMIABIL_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"))
