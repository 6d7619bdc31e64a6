"""How are the processes of one installation started, kept alive and ended?"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import structlog

from amiabil.server import launch

FIRST_DELAY = 0.2
LONGEST_DELAY = 30.0
"""Seconds before a restart: the delay doubles with each early death."""

HEALTHY_AFTER = 30.0
"""Seconds of life after which the next death starts again from the first delay."""

LOG_LIMIT = 20_000_000
"""Bytes after which a log is moved aside once; two such files a process are the most there is."""

_PAUSE = 0.02
_CHECK_EVERY = 1.0

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Program:
    """What a child runs; ``log`` None lets it write where we write. ``patience``: seconds a polite stop may take."""

    name: str
    argv: list[str]
    log: Path | None = None
    patience: float = 15.0


@dataclass(slots=True)
class Child:
    """One program, and its process when it runs."""

    program: Program
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    delay: float = FIRST_DELAY
    due_at: float | None = None
    restarts: int = field(default=0)

    def start(self, environ: Mapping[str, str]) -> None:
        """Start it in a process group of its own, with the parent-death signal."""
        argv = launch.command(self.program.argv)
        log = self.program.log.open("ab") if self.program.log is not None else None
        try:
            self.process = subprocess.Popen(
                argv,
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
            )
        finally:
            if log is not None:
                log.close()
        self.started_at, self.due_at = time.monotonic(), None

    def alive(self) -> bool:
        """Whether its process is there."""
        return self.process is not None and self.process.poll() is None

    def bury(self) -> None:
        """Note a death and when to start again; what is left of its group is killed."""
        assert self.process is not None  # noqa: S101  (only started children die)
        self._signal(signal.SIGKILL)
        if time.monotonic() - self.started_at >= HEALTHY_AFTER:
            self.delay = FIRST_DELAY
        self.due_at = time.monotonic() + self.delay
        logger.warning(
            "process ended",
            process=self.program.name,
            status=self.process.returncode,
            again_in=round(self.delay, 1),
        )
        self.delay = min(self.delay * 2, LONGEST_DELAY)
        self.restarts += 1
        self.process = None

    def stop(self) -> None:
        """Ask it to end, wait as long as it may take, then kill its whole group."""
        if self.process is None:
            return
        self._signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.program.patience)
        self._signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None  # noqa: S101  (callers look first)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def keep_log_small(self) -> None:
        """Move a long log aside; its writer appends, so it goes on in the emptied file."""
        path = self.program.log
        if path is None or not path.exists() or path.stat().st_size < LOG_LIMIT:
            return
        path.with_suffix(".log.1").write_bytes(path.read_bytes())
        os.truncate(path, 0)


class Signals:
    """Wakes the supervisor when it should look: a child changed, or somebody wants it to stop."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._read, False)
        os.set_blocking(self._write, False)
        self.stop_wanted = False
        signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_wanted = True

    def wait(self, seconds: float) -> None:
        """Sleep at most so long; a signal ends the sleep."""
        select.select([self._read], [], [], max(0.0, seconds))
        with suppress(BlockingIOError):
            while os.read(self._read, 512):
                pass


class Supervisor:
    """Keeps programs running until it is asked to stop; ends them in the order they were given."""

    def __init__(self, signals: Signals, environ: Mapping[str, str]) -> None:
        self._signals = signals
        self._environ = environ
        self._children: list[Child] = []

    @property
    def is_stopping(self) -> bool:
        """Whether somebody asked for a stop."""
        return self._signals.stop_wanted

    def add(self, program: Program) -> Child:
        """Start a program; the first added is the first stopped."""
        child = Child(program)
        self._children.append(child)
        child.start(self._environ)
        return child

    def await_ready(self, probe: Callable[[], bool], *, seconds: float) -> bool:
        """Whether the probe said yes within so many seconds; children that die meanwhile are restarted."""
        end = time.monotonic() + seconds
        while not self._signals.stop_wanted and time.monotonic() < end:
            if probe():
                return True
            self.look_after()
            self._signals.wait(_PAUSE)
        return False

    def watch(self, also: Callable[[], None]) -> None:
        """Keep everything running until a stop is wanted; ``also`` is called about once a second."""
        while not self._signals.stop_wanted:
            also()
            self.look_after()
            due = [child.due_at for child in self._children if child.due_at is not None]
            self._signals.wait(min([_CHECK_EVERY, *(at - time.monotonic() for at in due)]))

    def look_after(self) -> None:
        """Bury the dead and start those whose time has come."""
        for child in self._children:
            if child.process is not None and not child.alive():
                child.bury()
            if child.due_at is not None and time.monotonic() >= child.due_at:
                child.start(self._environ)
            child.keep_log_small()

    def stop(self) -> None:
        """End all, one after the other in order; nothing of ours runs afterwards."""
        for child in self._children:
            child.stop()
