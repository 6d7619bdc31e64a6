"""Which roles and which database must the embedded server have?"""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from amiabil.server.embedded.location import (
    APPLICATION,
    DATABASE,
    OWNER,
    PORT,
    SUPERUSER,
    Location,
    User,
)


def connect(
    place: Location, user: User | None, *, role: str = SUPERUSER, database: str = "postgres"
) -> psycopg.Connection:
    """A connection to the embedded server of this folder, in autocommit; raises ``psycopg.OperationalError``."""
    peer = {"requirepeer": user.pw_name} if user is not None else {}
    address = make_conninfo(host=str(place.sockets), port=PORT, user=role, dbname=database, **peer)
    return psycopg.connect(address, connect_timeout=5, autocommit=True)


def ensure(place: Location, user: User | None) -> None:
    """Make the two roles and the database where they are missing; the same again changes nothing."""
    with connect(place, user) as connection:
        found = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for role in (OWNER, APPLICATION):
            if role not in found:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if made is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
            )
