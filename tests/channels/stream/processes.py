"""A real push process over loopback, and a reader of streams as small as can be."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from amiabil.foundation.grants import UploadGrant, stream_token, upload_token
from amiabil.gateways.bus import Bus, LiveEvent, namespace, open_bus
from tests.server.installation import free_ports

SHOP = "https://shop.example"
ORIGIN = "http://localhost:18399"

_PROGRAM = """
import os
from amiabil.channels.stream import hub, uploads
from amiabil.server import config, push

hub.STUCK_SECONDS = push.HEADER_SECONDS = uploads.STALL_SECONDS = 2.0  # tests need not wait for as long as people
push.serve(config.load(os.environ))
"""


def free_port() -> int:
    """A port nobody listens on, with a free one before it; it stays free while what listens there is started again."""
    return free_ports() + 1


@dataclass(slots=True)
class Answer:
    """An answer that was read to its end."""

    status: int
    body: dict[str, Any]
    headers: dict[str, str]


@dataclass(slots=True)
class Stream:
    """An open stream; ``events`` gives (name, id, data) as they come."""

    connection: http.client.HTTPConnection
    response: http.client.HTTPResponse
    last_id: int | None = None
    retry: int | None = None
    _fields: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[str]:
        """Lines without their ends, until the stream ends."""
        while line := self.response.readline():
            yield line.decode().rstrip("\n")

    def events(self) -> Iterator[tuple[str, int | None, dict[str, Any]]]:
        """Events with data, until the stream ends; ids and retry are noted on the way."""
        name, data = "message", ""
        for line in self.lines():
            key, _, value = line.partition(": ")
            if key == "id":
                self.last_id = int(value)
            elif key == "retry":
                self.retry = int(value)
            elif key == "event":
                name = value
            elif key == "data":
                data = value
            elif not line:
                if data:
                    yield name, self.last_id, json.loads(data)
                name, data = "message", ""

    def take(self, count: int) -> list[tuple[str, int | None, dict[str, Any]]]:
        """The next events; fails by time-out when they do not come."""
        found = self.events()
        return [next(found) for _ in range(count)]

    def until_id(self, seq: int) -> None:
        """Read until the reader stands at this number."""
        for _ in self.lines():
            if _.startswith("id: ") and int(_[4:]) >= seq:
                self.last_id = int(_[4:])
                return

    def close(self) -> None:
        """Leave."""
        self.response.close()
        self.connection.close()


class PushProcess:
    """One push process with its own state folder."""

    def __init__(self, home: Path, bus_url: str, *, origin: str = ORIGIN) -> None:
        self.home = home
        self.port = free_port()
        secret = f"opens nothing, separates tests: {uuid4()}"
        self.key = secret.encode()
        self.name = namespace(secret)
        self.bus_url = bus_url
        self.bus: Bus = open_bus(bus_url, name=self.name)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("AMIABIL_")}
        self._environment = environment | {
            "AMIABIL_HOME": str(home),
            "AMIABIL_PORT": str(self.port - 1),
            "AMIABIL_BASE_URL": origin,
            "AMIABIL_CHAT_ORIGINS": SHOP,
            "AMIABIL_SECRET_KEY": secret,
            "AMIABIL_BUS_URL": bus_url,
            "AMIABIL_LOG_LEVEL": "warning",
        }
        self.log = home / "push.log"
        self.start()

    def start(self) -> None:
        """Start (again) and wait until it says that it is ready."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _PROGRAM], env=self._environment, stderr=log, stdout=log
            )
        deadline = time.monotonic() + 40
        while not self.is_ready():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.02)

    def is_ready(self) -> bool:
        """Whether it answers and hears the bus."""
        try:
            return self.request("GET", "/health/ready").status == 200
        except OSError:
            return False

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stop(self) -> None:
        """End it if it still runs."""
        self.bus.close()
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def request(
        self, method: str, path: str, *, token: str = "", body: bytes | None = None, **headers: str
    ) -> Answer:
        """One request to its end; header names with ``_`` for ``-``."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            if token:
                sent["Authorization"] = f"Bearer {token}"
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            text = response.read()
            kind = response.headers.get("content-type", "")
            value = json.loads(text) if "json" in kind else {"text": text.decode()}
            return Answer(response.status, value, {k.lower(): v for k, v in response.headers.items()})
        finally:
            connection.close()

    def metric(self, name: str) -> int:
        """One number of ``/metrics``."""
        text: str = self.request("GET", "/metrics").body["text"]
        return int(dict(line.split() for line in text.splitlines())[f"amiabil_push_{name}"])

    @contextmanager
    def stream(
        self,
        channels: Sequence[str],
        *,
        person: UUID | None = None,
        last_id: int | None = None,
        token: str = "",
    ) -> Iterator[Stream]:
        """An open stream, closed at the end of the block."""
        token = token or self.token(*channels, person=person)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Authorization": f"Bearer {token}"}
        if last_id is not None:
            headers["Last-Event-ID"] = str(last_id)
        connection.request("GET", "/stream/v1", headers=headers)
        response = connection.getresponse()
        assert response.status == 200, response.read()
        opened = Stream(connection, response, last_id)
        try:
            yield opened
        finally:
            opened.close()

    def say(
        self, first: int, last: int, *channels: str, again: bool = False, into_the_void: bool = False
    ) -> None:
        """Publish events with these numbers, both included, to these channels, and wait until the process knows them.

        The bus is another program: a reader let in a moment later could otherwise be there first.
        """
        self.bus.publish([live(seq, *channels, again=again) for seq in range(first, last + 1)])
        deadline = time.monotonic() + 20
        while not into_the_void and self.metric("last_seq") != last:
            assert time.monotonic() < deadline, self.log.read_text()

    def token(self, *channels: str, person: UUID | None = None, ago: float = 0) -> str:
        """A stream token, signed some seconds ago."""
        now = datetime.now(UTC) - timedelta(seconds=ago)
        return stream_token(person or uuid4(), channels, key=self.key, now=now)

    def upload(self, size: int, part_size: int, *, person: UUID | None = None) -> tuple[UploadGrant, str]:
        """A new upload and its token."""
        grant = UploadGrant(uuid4(), person or uuid4(), size, part_size, -(-size // part_size))
        return grant, upload_token(grant, key=self.key, now=datetime.now(UTC))


def live(seq: int, *channels: str, again: bool = False, text: str = "") -> LiveEvent:
    """An event as the relay sends it."""
    body: dict[str, Any] = {"id": f"event-{seq}", "type": "message.posted", "stream_seq": seq}
    return LiveEvent(seq, f"event-{seq}", channels, body | ({"text": text} if text else {}), again)
