"""How does a command get a database that answers and a Django that is set up?"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from amiabil.server import database
from amiabil.server.config import Config
from amiabil.server.embedded.errors import DatabaseUnusable
from amiabil.server.embedded.server import Server, is_running


def set_up() -> None:
    """Set up Django in this process; once is enough, again is harmless."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amiabil.server.settings")
    import django

    django.setup()


def set_up_for_jobs(config: Config) -> None:
    """Django for relay and worker: past a transaction pooler."""
    set_up()
    if config.database_direct_url is not None:
        _reconnect_as(database.for_jobs(config))


def set_up_as_owner(config: Config) -> None:
    """Django as the role that owns the tables."""
    set_up()
    _reconnect_as(database.for_owner(config))


def demand_database(config: Config) -> None:
    """Refuse to go on without a database that somebody else runs; raises ``DatabaseUnusable`` with advice."""
    if config.database_url is None and not is_running(config.home):
        raise DatabaseUnusable(
            f"The embedded database of {config.home} is not running. Start everything with `amiabil serve`,"
            " or the database alone with `amiabil database`, or set DATABASE_URL."
        )


@contextmanager
def database_at_hand(config: Config) -> Iterator[None]:
    """The database for one command: the running one, else the embedded server for as long as it takes.

    Raises ``DatabaseUnusable``.
    """
    if config.database_url is not None or is_running(config.home):
        yield
        return
    server = Server(config.home)
    server.start()
    try:
        yield
    finally:
        _close_connections()
        server.stop()


def _close_connections() -> None:
    if "django" in sys.modules:
        from django.db import connections

        connections.close_all()


def _reconnect_as(entry: dict[str, Any]) -> None:
    """Let this process's Django connect by another entry; call it right after setup, before the first query."""
    from django.db import connection

    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]  # the stubs know no pool
    connection.settings_dict.update(entry)
