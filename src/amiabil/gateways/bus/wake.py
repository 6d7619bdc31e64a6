"""How does the relay learn at once that something was committed? By a datagram, which may be lost.

The relay looks every 200 ms anyway; the datagram only makes it look now. Whoever sends it never waits.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import select
import socket
import tempfile
import time
from pathlib import Path

_LONGEST = 100
"""Bytes of a socket's path; the system allows 104 to 108 with the closing zero."""


def wake_path(home: Path) -> Path:
    """Where the relay of this state folder listens; a short place when that path is too long."""
    path = home / "relay.wake"
    if len(os.fsencode(path)) <= _LONGEST:
        return path
    digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"amiabil-{os.getuid()}" / f"{digest}.wake"


def wake_relay(home: Path) -> bool:
    """Ask the relay to look now; call it after commit. False when nobody heard it, which does no harm."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        try:
            sender.sendto(b"1", os.fspath(wake_path(home)))
        except OSError:
            return False
    return True


class WakeListener:
    """The relay's end; of several relays on one machine the last that started is woken, the others poll.

    Where no socket can be made (a foreign folder, a full disk) it only waits: the relay polls then.
    """

    def __init__(self, home: Path) -> None:
        self._path = wake_path(home)
        self._socket: socket.socket | None = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._inode = 0
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._path.unlink(missing_ok=True)
            self._socket.bind(os.fspath(self._path))
            self._inode = self._path.stat().st_ino
        except OSError:
            self._socket.close()
            self._socket = None

    def wait(self, seconds: float) -> bool:
        """Sleep until woken or until the time is over; whether somebody called.

        Calls that came together are one.
        """
        if self._socket is None:
            time.sleep(seconds)
            return False
        woken, _, _ = select.select([self._socket], [], [], seconds)
        if not woken:
            return False
        with contextlib.suppress(BlockingIOError):
            while self._socket.recv(16):
                pass
        return True

    def close(self) -> None:
        """Stop listening; the path goes unless another relay has taken it."""
        if self._socket is None:
            return
        self._socket.close()
        with contextlib.suppress(OSError):
            if self._path.stat().st_ino == self._inode:
                self._path.unlink()
