"""A proxy between a browser and push that cuts every connection after a while, in the middle of whatever it carries."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class CuttingProxy:
    """Carries connections to a port of this machine; ``cuts`` counts those it has ended."""

    def __init__(self, port: int, *, seconds: float) -> None:
        self._to, self._seconds = port, seconds
        self.cuts = 0
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._welcome, daemon=True).start()

    def close(self) -> None:
        """Take nobody in any more."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._door.accept()
                threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        with caller, socket.create_connection(("127.0.0.1", self._to)) as behind:
            cut = threading.Timer(self._seconds, self._cut, (caller, behind))
            cut.start()
            back = threading.Thread(target=_copy, args=(behind, caller), daemon=True)
            back.start()
            _copy(caller, behind)
            back.join()
            cut.cancel()

    def _cut(self, *ends: socket.socket) -> None:
        self.cuts += 1
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while chunk := source.recv(65_536):
            target.sendall(chunk)
        target.shutdown(socket.SHUT_WR)


@contextmanager
def cutting(port: int, *, seconds: float) -> Iterator[CuttingProxy]:
    """Such a proxy while the body runs."""
    proxy = CuttingProxy(port, seconds=seconds)
    try:
        yield proxy
    finally:
        proxy.close()
