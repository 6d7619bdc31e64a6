"""The database server of one test run: started by the process that owns the run, found by the others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from amiabil.server.config import Config, load
from amiabil.server.database import embedded_address
from amiabil.server.embedded.location import SUPERUSER
from amiabil.server.embedded.server import Server

_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""This server is thrown away after the run; what must survive a crash is tested on servers of their own."""

_running: list[Server] = []


def _config() -> Config:
    return load({"AMIABIL_HOME": os.environ["TESTS_STATE"]})


def start() -> None:
    """Start the server of this run unless DATABASE_URL names another, or it already runs here."""
    if "DATABASE_URL" not in os.environ and not _running:
        server = Server(Path(os.environ["TESTS_STATE"]), settings=_SETTINGS)
        server.start()
        _running.append(server)


def stop() -> None:
    """End the server, where this process started it."""
    while _running:
        _running.pop().stop()


def address() -> dict[str, Any]:
    """Where Django finds the server of this run, as a role that may make databases; empty for DATABASE_URL."""
    if "DATABASE_URL" in os.environ:
        return {}
    return {k: v for k, v in embedded_address(_config(), SUPERUSER).items() if k != "OPTIONS"}
