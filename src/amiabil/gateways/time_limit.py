"""How long may a whole exchange with a server of others take, however slowly its bytes come?

A time-out of a socket begins anew with every byte: a server that sends its headers one byte at a time would keep us
for hours. Here the connection itself is ended when the time is over.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType
from typing import Any


class TimeLimit:
    """Ends connections of one exchange after so many seconds: ``watch`` them, or give ``extensions`` to the request.

    What waits for bytes then fails as if the server had hung up.
    """

    def __init__(self, seconds: float) -> None:
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self._over = False

    def __enter__(self) -> TimeLimit:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    @property
    def extensions(self) -> dict[str, Any]:
        """What lets the HTTP client tell of the connections it makes."""
        return {"trace": self._heard}

    def _heard(self, event: str, info: dict[str, Any]) -> None:
        if event not in {"connection.connect_tcp.complete", "connection.start_tls.complete"}:
            return
        made = info["return_value"].get_extra_info("socket")
        if isinstance(made, socket.socket):
            self.watch(made)

    def watch(self, made: socket.socket | None) -> None:
        """End this connection too when the time is over, or at once when it is."""
        if made is None:
            return
        with self._lock:
            self._open.append(made)
            if self._over:
                _shut(made)

    def _end(self) -> None:
        with self._lock:
            self._over = True
            for one in self._open:
                _shut(one)


def _shut(one: socket.socket) -> None:
    """By the method of plain sockets: that of TLS would change the object while another thread reads from it."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(one, socket.SHUT_RDWR)
