"""What runs for a measurement: a demonstration, or a database with Django over it; gone afterwards."""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 300.0
"""Seconds the first start may take: it makes the database and loads the demonstration."""


@dataclass
class Demonstration:
    """Its state folder and first port; ``start`` and ``stop`` may be repeated."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self, path: str) -> float:
        """Start everything; the seconds until ``path`` was answered with 200."""
        environ = {name: value for name, value in os.environ.items() if not name.startswith("AMIABIL_")}
        environ.pop("DATABASE_URL", None)
        environ |= {"AMIABIL_HOME": str(self.home), "AMIABIL_PORT": str(self.port), "AMIABIL_DEMO": "1"}
        before = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "amiabil.server", "serve"], env=environ, stdout=subprocess.DEVNULL
        )
        while not self.answers(path):
            if self.process.poll() is not None or time.monotonic() - before > PATIENCE:
                raise RuntimeError(f"the demonstration does not start; see {self.home}/logs")
            time.sleep(0.01)
        return time.monotonic() - before

    def answers(self, path: str) -> bool:
        """Whether a page is answered with 200 right now."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers={"Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
            return answer.status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop everything."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=120)
            self.process = None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return min(port, 65000)


@contextmanager
def demonstration() -> Iterator[Demonstration]:
    """A demonstration that has not been started yet."""
    home = Path(tempfile.mkdtemp(prefix="amiabil-bench-"))
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    whole = Demonstration(home, _free_port())
    try:
        yield whole
    finally:
        whole.stop()
        shutil.rmtree(home)


@contextmanager
def installation(settings: Mapping[str, str] | None = None) -> Iterator[Path]:
    """An embedded database with tables, and Django over it as the application's role; its state folder.

    ``settings`` of PostgreSQL are added to the product's own. The caller's environment does not count.
    """
    home = Path(tempfile.mkdtemp(prefix="amiabil-bench-"))
    home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    for name in [name for name in os.environ if name.startswith("AMIABIL_") or name == "DATABASE_URL"]:
        del os.environ[name]
    os.environ["AMIABIL_HOME"] = str(home)
    from amiabil.server.django_process import set_up
    from amiabil.server.embedded.server import Server

    server = Server(home, settings=settings)
    try:
        server.start()
        subprocess.run([sys.executable, "-m", "amiabil.server", "migrate"], check=True, capture_output=True)
        set_up()
        yield home
    finally:
        _close_connections()
        server.stop()
        shutil.rmtree((home / "postgres").resolve(), ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


def _close_connections() -> None:
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        for connection in connections.all():
            connection.close()
            connection.close_pool()  # type: ignore[attr-defined]  # the stubs know no pool
