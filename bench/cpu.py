"""How much processor time have some processes and all their descendants used?"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK")


def _ticks(pid: int) -> int:
    """User and system time of a process with that of its ended children; 0 when it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(fields[index]) for index in (11, 12, 13, 14))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(child) for child in task.read_text().split()]
    return found


def used(pids: Iterable[int]) -> float:
    """Seconds of processor time of these processes and everything below them, each counted once."""
    waiting, seen, ticks = list(pids), set[int](), 0
    while waiting:
        pid = waiting.pop()
        if pid in seen:
            continue
        seen.add(pid)
        ticks += _ticks(pid)
        try:
            waiting += _children(pid)
        except FileNotFoundError:
            continue
    return ticks / _TICK


@dataclass
class Meter:
    """Counts processor and wall time of a block, over this process with all below it, and the given others."""

    pids: list[int] = field(default_factory=list)
    seconds: float = 0.0
    wall: float = 0.0

    def __enter__(self) -> Meter:
        self._cpu, self._clock = used([os.getpid(), *self.pids]), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = used([os.getpid(), *self.pids]) - self._cpu
        self.wall = time.perf_counter() - self._clock
