"""The demonstration's payments service as a process of its own, for whoever tests money."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from amiabil.demo.payments_ledger import Ledger

KEY = "a key that only this test and its service know"

_PROGRAM = """
import sys
from pathlib import Path
from amiabil.demo.services import serve_payments
serve_payments(int(sys.argv[1]), home=Path(sys.argv[2]), key=sys.argv[3])
"""


@dataclass(slots=True)
class Service:
    """A running service and its books."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]

    @property
    def books(self) -> Ledger:
        """What the service has written down, read past the service itself."""
        return Ledger(self.home / "demo-payments.sqlite3")

    def behave(self, behaviour: str, **more: Any) -> None:
        """Tell it how to treat the next refunds."""
        answer = httpx.post(f"{self.url}/control", json={"behaviour": behaviour, **more}, trust_env=False)
        assert answer.status_code == 200, answer.text

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _start(port: int, home: Path) -> Service:
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, str(port), str(home), KEY], env=dict(os.environ)
    )
    service = Service(f"http://127.0.0.1:{port}", home, process)
    ends = time.monotonic() + 20
    while time.monotonic() < ends:
        try:
            if httpx.get(f"{service.url}/health", trust_env=False).status_code == 200:
                return service
        except httpx.TransportError:
            assert process.poll() is None, "the payments service did not start"
    raise AssertionError("the payments service does not answer")


@contextmanager
def running(home: Path, *, port: int | None = None) -> Iterator[Service]:
    """A service on a port of its own, ended afterwards whatever happens."""
    service = _start(port or _free_port(), home)
    try:
        yield service
    finally:
        service.process.terminate()
        try:
            service.process.wait(10)
        except subprocess.TimeoutExpired:
            service.process.kill()
            service.process.wait()
            raise
