"""The face alone: compiled words, its own addresses, and one browser for the run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import Browser, sync_playwright

from amiabil.ui import messages
from tests.browser import installed_chromium


@pytest.fixture(scope="session", autouse=True)
def compiled_words() -> None:
    """The catalogues as they are now; compiled files are not kept in the repository."""
    messages.compile_stale()


@pytest.fixture(autouse=True)
def only_the_face(settings: object) -> Iterator[None]:
    """Pages of other rooms are not routed here."""
    with override_settings(ROOT_URLCONF="tests.ui.face.urls"):
        yield


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing: pytest shows what matters."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the gallery is served, with its static files, on a free port of this machine."""
    with override_settings(ROOT_URLCONF="tests.ui.face.urls", DEBUG=True):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), _Server, _Quiet)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=installed_chromium(), args=["--no-sandbox"])
        yield chromium
        chromium.close()
