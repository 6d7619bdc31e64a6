"""A web process as small as can be, for the scripts of a page: files, tokens, a poll answer, uploads."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import amiabil.ui

SCRIPTS = Path(amiabil.ui.__file__).parent / "static/js"

Route = Callable[[], tuple[int, dict[str, Any]]]


class Site:
    """Serves ``page`` at ``/``, the scripts below ``/js/`` and JSON at the routes."""

    def __init__(self) -> None:
        self.page = ""
        self.routes: dict[str, Route] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site._answer(self)

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("content-length", 0)))
                site._answer(self)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.origin = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        if request.path.partition("?")[0] == "/":
            status, kind, body = 200, "text/html; charset=utf-8", self.page.encode()
        elif request.path.startswith("/js/"):
            status, kind, body = 200, "text/javascript", (SCRIPTS / request.path[4:]).read_bytes()
        elif request.path in self.routes:
            status, value = self.routes[request.path]()
            kind, body = "application/json", json.dumps(value).encode()
        else:
            status, kind, body = 404, "text/plain", b""
        request.send_response(status)
        request.send_header("content-type", kind)
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
