"""The services of others that the demonstration brings along: each a process of its own, on loopback only."""

from __future__ import annotations

import signal
import threading
from http.server import ThreadingHTTPServer
from pathlib import Path

from amiabil.demo import mail_catcher, payments_service, shop_service


def serve_payments(port: int, *, home: Path, key: str) -> None:
    """Run the payments service until SIGTERM or SIGINT; ``key`` is what its clients must show."""
    _serve(payments_service.Server(port, folder=home, key=key))


def serve_shop(port: int, *, shop: shop_service.Shop) -> None:
    """Run a page of the marketplace itself until SIGTERM or SIGINT."""
    _serve(shop_service.Server(port, shop=shop))


def _serve(server: ThreadingHTTPServer) -> None:
    stop = _stop_asked()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    stop.wait()
    server.shutdown()
    server.server_close()


def serve_mail(port: int, *, home: Path) -> None:
    """Run the mail catcher until SIGTERM or SIGINT."""
    catcher = mail_catcher.controller(port, home / mail_catcher.FOLDER)
    stop = _stop_asked()
    catcher.start()
    stop.wait()
    catcher.stop()


def _stop_asked() -> threading.Event:
    """An event that a signal sets; from a thread, because the handler may interrupt a wait for the event itself."""
    stop = threading.Event()

    def soon(*_: object) -> None:
        threading.Thread(target=stop.set, daemon=True).start()

    signal.signal(signal.SIGTERM, soon)
    signal.signal(signal.SIGINT, soon)
    return stop
