"""How does Django talk to PostgreSQL? As it always does, but for how instants are read and how a connection is checked.

Django reads every instant in Python and asks the server before every request whether it is there. Instants are read
in C here; a connection that has rested is asked only when its socket has something to say, as it has when the server
has gone.
"""

from __future__ import annotations

import select
from functools import cache
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, adapt, adapters
from psycopg.pq import Format
from psycopg_pool import ConnectionPool

_INSTANT = adapters.types["timestamptz"].oid


@cache
def _reading(around: adapt.AdaptersMap) -> adapt.AdaptersMap:
    """Django's way of reading, with instants read by psycopg's own loader."""
    own = adapt.AdaptersMap(around)
    loader = adapters.get_loader(_INSTANT, Format.TEXT)
    if loader is not None:
        own.register_loader("timestamptz", loader)
    return own


def check(connection: Connection[Any]) -> None:
    """Raise what psycopg raises when the server has ended this connection, which has rested since it was last used.

    A server says nothing to a connection at rest, except that it ends it or that the socket has been closed.
    """
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    if socket.poll(0):
        ConnectionPool.check_connection(connection)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection of this process."""

    def get_connection_params(self) -> dict[str, Any]:
        """As Django's, reading instants in C."""
        params: dict[str, Any] = super().get_connection_params()
        params["context"] = _reading(params["context"])
        return params

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's, which would have every cursor read instants by its own loader.

        Nothing is lost: the zone of the connection is the one Django reads in.
        """
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.connection.autocommit)

    @property
    def pool(self) -> Any:
        """As Django's, with the cheaper check; Django itself lets nobody choose it."""
        made = super().pool
        if made is not None and made._check is not None:
            made._check = check
        return made
