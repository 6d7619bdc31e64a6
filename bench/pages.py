"""How is a page asked for without a network? As granian asks: the WSGI application, in this process."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from typing import Any

_GATHER = """
from amiabil.server.django_process import set_up
set_up()
from amiabil.server import assets
assets.gather()
"""
"""In a process of its own, as ``amiabil serve`` does it: Django remembers where it saw static files first."""


def case_page() -> Callable[[str, str], bytes]:
    """A function that gets a page as the customer of a session token; it must be answered with 200."""
    get = _asker()
    from amiabil.ui.viewer import CUSTOMER_COOKIE

    return lambda path, token: get(path, f"{CUSTOMER_COOKIE}={token}")


def anonymous_page() -> Callable[[str], bytes]:
    """A function that gets a page as somebody of whom nothing is known; it must be answered with 200."""
    get = _asker()
    return lambda path: get(path, "")


def _asker() -> Callable[[str, str], bytes]:
    subprocess.run([sys.executable, "-c", _GATHER], check=True)
    from amiabil.server import collector
    from amiabil.server.wsgi import application

    collector.settle()

    def get(path: str, cookie: str) -> bytes:
        said: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            said.append(status)

        answer: Any = application(_environ(path, cookie), start)
        try:
            body = b"".join(answer)
        finally:
            answer.close()
        if said != ["200 OK"]:
            raise RuntimeError(f"{path}: {said}")
        return body

    return get


def _environ(path: str, cookie: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_COOKIE": cookie,
        "HTTP_ACCEPT_LANGUAGE": "ro",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
