"""The web process: granian with workers that end when its main process does.

This module is also what the workers load: ``application``.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from typing import Any

from amiabil.server.bodies import BoundedBodies
from amiabil.server.config import Config, current
from amiabil.server.django_process import set_up
from amiabil.server.parent import end_with_parent


def command(config: Config) -> list[str]:
    """The command line of granian for this configuration."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        "--http=1",
        "--no-ws",
        f"--host={config.host}",
        f"--port={config.port}",
        f"--workers={config.web_workers}",
        f"--blocking-threads={config.web_threads}",
        "--runtime-threads=1",
        "--backlog=1024",
        "--http1-header-read-timeout=10000",
        "--respawn-failed-workers",
        "--respawn-interval=0.5",
        "--workers-kill-timeout=10",
        "--log-level=warning",
        "--factory",
        "amiabil.server.web:application",
    ]


def serve(config: Config) -> None:
    """Become granian; does not return."""
    argv = command(config)
    os.execv(argv[0], argv)  # noqa: S606  (becoming the server is the purpose)


def application() -> Any:
    """The WSGI application of one worker."""
    main = multiprocessing.parent_process()
    if main is not None:
        end_with_parent(grace=0.0, parent=main.pid)
    set_up()
    from amiabil.records import clock
    from amiabil.server import collector, pulse
    from amiabil.server.wsgi import application as django

    clock.keep_measuring()
    pulse.keep_beating()
    collector.settle()
    return BoundedBodies(django, threads=current().web_threads)
