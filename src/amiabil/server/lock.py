"""Who is using this state folder? A lock file that names its holder and dies with it."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from pathlib import Path


class Held(Exception):
    """Somebody else holds the lock; ``holder`` says who, for people."""

    def __init__(self, holder: str) -> None:
        super().__init__(f"held by {holder}")
        self.holder = holder


class Lock:
    """An exclusive lock on a file, kept until ``release`` or the end of the process, even by ``kill -9``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def take(self, *, wait: float = 0.0) -> None:
        """Take the lock, waiting at most so many seconds; raises ``Held``."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        end = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= end:
                    holder = os.pread(handle, 500, 0).decode("utf-8", "replace").strip()
                    os.close(handle)
                    raise Held(holder or "a process that gave no name") from None
                time.sleep(0.05)
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"process {os.getpid()}: {' '.join(sys.argv)[:400]}\n".encode(), 0)
        self._handle = handle

    def release(self) -> None:
        """Let go; the file stays, empty."""
        if self._handle is not None:
            os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None
