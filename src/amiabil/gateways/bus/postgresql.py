"""How does PostgreSQL carry live events? ``NOTIFY``, on a connection of its own and outside transactions."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import psycopg

from amiabil.gateways.bus.messages import BusAway, Line, Said, decode, encode

PAYLOAD_LIMIT = 8000
"""Bytes a NOTIFY payload must stay below (PostgreSQL's limit, compiled in)."""

RETRY_SECONDS = 0.5
"""Between attempts to listen again: a restarted server is back within a second or two."""

QUIET_SECONDS = 20.0
"""After this long without a message the line is tried, so that a silently dead one is noticed."""

_OPTIONS: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


class PostgresBus:
    """A bus inside one database; ``name`` separates installations."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = name
        self._connection: psycopg.Connection | None = None

    def publish(self, batch: Sequence[Said]) -> None:
        """See ``Bus``; a connection that died since the last batch is replaced once."""
        payloads = list(encode(batch, PAYLOAD_LIMIT))
        if not payloads:
            return
        fresh = self._connection is None
        try:
            self._notify(payloads)
        except psycopg.OperationalError as error:
            self.close()
            if fresh:
                raise BusAway(str(error)) from error
            self.publish(batch)

    def _notify(self, payloads: list[str]) -> None:
        if self._connection is None:
            self._connection = psycopg.connect(
                self._url, autocommit=True, application_name=f"amiabil bus {self._name}", **_OPTIONS
            )
        self._connection.execute(
            "SELECT pg_notify(%s, payload) FROM unnest(%s::text[]) WITH ORDINALITY AS said(payload, place)"
            " ORDER BY place",
            [self._name, payloads],
        )

    async def subscribe(self) -> AsyncIterator[list[Said] | Line]:
        """See ``Bus``."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(
                    self._url, autocommit=True, application_name=f"amiabil bus {self._name}", **_OPTIONS
                ) as connection:
                    await connection.execute(
                        psycopg.sql.SQL("LISTEN {}").format(psycopg.sql.Identifier(self._name))
                    )
                    yield Line.UP
                    async for said in self._hear(connection):
                        yield said
            except (psycopg.OperationalError, OSError):
                yield Line.DOWN
            await asyncio.sleep(RETRY_SECONDS)

    async def _hear(self, connection: psycopg.AsyncConnection) -> AsyncIterator[list[Said]]:
        while True:
            async for notify in connection.notifies(timeout=QUIET_SECONDS):
                yield decode(notify.payload)
            async with asyncio.timeout(QUIET_SECONDS):
                await connection.execute("SELECT 1")

    def close(self) -> None:
        """See ``Bus``."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
