"""P8: what do 2,000 live streams cost, how late is an event, and is anything lost when all of them reconnect?

Real processes: PostgreSQL with full durability, `amiabil push`, `amiabil relay`. A post is an event and its outbox row
in one commit; its delay runs from that commit to the bytes at the reader, relay included.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import cpu
from bench.streams import SECRET, Poster, Reader, audience, delays, percentile, post_for, reopen, until_all
from bench.table import Figure, show


@contextmanager
def process(name: str, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """`amiabil push` or `amiabil relay`, ended with the block."""
    running = subprocess.Popen([sys.executable, "-m", "amiabil.server", name], env=environment)
    try:
        yield running
    finally:
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
            running.wait(20)


def memory(pid: int) -> int:
    """Bytes that belong to a process alone (proportional set size)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    raise LookupError("no Pss")


@dataclass(slots=True)
class Installation:
    """A database, a push and a relay process, and the way to all three."""

    home: Path
    url: str
    port: int
    push: subprocess.Popen[bytes]
    relay: subprocess.Popen[bytes]


@contextmanager
def installation(home: Path) -> Iterator[Installation]:
    """Start everything on a database of its own: DATABASE_URL where given (it is migrated), else an embedded one."""
    from amiabil.server import bus, config
    from amiabil.server.embedded.server import Server

    port = 20_000 + os.getpid() % 20_000
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AMIABIL_")}
    own = {"AMIABIL_HOME": str(home), "AMIABIL_PORT": str(port), "AMIABIL_SECRET_KEY": SECRET}
    environment |= {**own, "AMIABIL_LOG_LEVEL": "error"}
    server = None if "DATABASE_URL" in environment else Server(home)
    if server is not None:
        server.start()
    try:
        subprocess.run([sys.executable, "-m", "amiabil.server", "migrate"], env=environment, check=True)
        url = bus.address(config.load(environment))
        with process("push", environment) as push, process("relay", environment) as relay:
            wait_for_push(port + 1)
            yield Installation(home, url, port + 1, push, relay)
    finally:
        if server is not None:
            server.stop()


def wait_for_push(port: int, *, seconds: float = 20.0) -> None:
    """Wait until push answers that it hears the bus."""
    import httpx

    deadline = time.perf_counter() + seconds
    while True:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        if time.perf_counter() > deadline:
            raise TimeoutError("push did not become ready")
        time.sleep(0.05)


@dataclass(slots=True)
class Trial:
    """One measurement: an installation, who posts, who reads, and the figures found so far."""

    place: Installation
    poster: Poster
    readers: list[Reader]
    rate: float
    seconds: float
    found: dict[str, Any] = field(default_factory=dict)

    async def run(self) -> None:
        """Take all figures of P8, one after the other."""
        await self.warm_up()
        await self.connect()
        await self.steady()
        await self.reconnect()
        await self.without_wake()
        await self.end()
        self.poster.close()

    async def warm_up(self) -> None:
        """Let the relay lead and every process have done its first work."""
        witness = Reader(self.readers[0].channel, self.place.port)
        await witness.open()
        for _ in range(20):
            await asyncio.to_thread(self.poster.post)
        deadline = time.perf_counter() + 20
        while not witness.came and time.perf_counter() < deadline:
            await asyncio.sleep(0.05)
        witness.drop()
        self.poster.committed.clear()

    async def connect(self) -> None:
        """Open all streams: time, and memory of the processes."""
        push = self.place.push.pid
        before = memory(push)
        self.found["connect_seconds"] = await reopen(self.readers)
        await asyncio.sleep(1)
        self.found["push_mb"] = memory(push) / 1e6
        self.found["kb_per_stream"] = (memory(push) - before) / len(self.readers) / 1000
        self.found["relay_mb"] = memory(self.place.relay.pid) / 1e6

    async def steady(self) -> None:
        """Post evenly for a while: delays, and processor time of push and relay by delivered event."""
        processes = (self.place.push.pid, self.place.relay.pid)
        began = [cpu.used([pid]) for pid in processes]
        await post_for(self.poster, seconds=self.seconds, rate=self.rate)
        self.found["missing_steady"] = await until_all(self.readers, self.poster)
        push, relay = (cpu.used([pid]) - at for pid, at in zip(processes, began, strict=True))
        times = delays(self.readers, self.poster)
        self.found |= {
            "delivered": len(times),
            "p50_ms": statistics.median(times),
            "p99_ms": percentile(times, 0.99),
            "max_ms": max(times),
            "push_cpu_ms_per_event": push * 1000 / len(times),
            "relay_cpu_ms_per_event": relay * 1000 / len(times),
        }

    async def reconnect(self) -> None:
        """Break all connections at once, post meanwhile, and let everybody resume."""
        for reader in self.readers:
            reader.drop()
        for _ in range(40):
            await asyncio.to_thread(self.poster.post)
        self.found["reconnect_seconds"] = await reopen(self.readers)
        self.found["missing_after_reconnect"] = await until_all(self.readers, self.poster)

    async def without_wake(self) -> None:
        """The same when every wake-up datagram is lost: the relay only looks five times a second."""
        self.poster.wakes = False
        self.poster.committed.clear()
        await post_for(self.poster, seconds=min(self.seconds, 5), rate=self.rate)
        self.found["missing_without_wake"] = await until_all(self.readers, self.poster)
        self.found["p99_ms_without_wake"] = percentile(delays(self.readers, self.poster), 0.99)

    async def end(self) -> None:
        """Ask push to stop while everybody listens."""
        began = time.perf_counter()
        self.place.push.send_signal(signal.SIGTERM)
        await asyncio.gather(*(reader.ended.wait() for reader in self.readers))
        self.found["end_of_streams_seconds"] = time.perf_counter() - began
        await asyncio.to_thread(self.place.push.wait, 20)
        self.found["stop_seconds"] = time.perf_counter() - began


TARGETS = {
    "p99_ms": 50.0,
    "kb_per_stream": 20.0,
    "push_cpu_ms_per_event": 0.3,
    "push_mb": 120.0,
    "relay_mb": 80.0,
    "missing_steady": 0,
    "missing_after_reconnect": 0,
    "missing_without_wake": 0,
}
"""The most each figure may be. Source: performance.md P8 and P16."""

UNITS = {"ms": "ms", "mb": "MB", "kb": "kB", "seconds": "s"}
"""The unit a figure's name ends or begins with."""


async def _measure(place: Installation, *, streams: int, rate: float, seconds: float) -> dict[str, Any]:
    conversations, readers = audience(streams, place.port)
    poster = Poster(place.url, place.home, conversations, wakes=True)
    trial = Trial(place, poster, readers, rate, seconds, {"streams": streams, "posts_per_second": rate})
    await trial.run()
    return trial.found


def run(*, streams: int = 2000, rate: float = 40.0, seconds: float = 20.0) -> dict[str, Any]:
    """Measure P8 on processes of its own; the figures by name (``TARGETS`` has their limits)."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, streams * 2 + 1000), most))
    with tempfile.TemporaryDirectory(prefix="amiabil-bench-") as home:
        Path(home).chmod(0o711 if os.geteuid() == 0 else 0o700)
        with installation(Path(home)) as place:
            return asyncio.run(_measure(place, streams=streams, rate=rate, seconds=seconds))


def main() -> int:
    """Print the figures and whether they hold; 1 when one does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=40.0, help="posts a second over all conversations")
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args()
    found = run(streams=given.streams, rate=given.rate, seconds=given.seconds)
    figures = [
        Figure(f"P8 {_words(name)}", value, _unit(name), TARGETS.get(name)) for name, value in found.items()
    ]
    return show("push", figures, sizes=vars(given))


def _words(name: str) -> str:
    return " ".join(word for word in name.split("_") if word not in UNITS)


def _unit(name: str) -> str:
    return next((UNITS[word] for word in name.split("_") if word in UNITS), "")


if __name__ == "__main__":
    sys.exit(main())
