"""How does Redis (or Valkey) carry live events to several push processes? On one of its channels."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import redis
import redis.asyncio

from amiabil.gateways.bus.messages import BusAway, Line, Said, decode, encode

RETRY_SECONDS = 0.5
QUIET_SECONDS = 20.0

_OPTIONS: dict[str, Any] = {
    "socket_connect_timeout": 5,
    "socket_keepalive": True,
    "health_check_interval": 15,
}


class RedisBus:
    """A bus over one Redis channel; ``name`` separates installations, for database numbers do not."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = name
        self._client: redis.Redis | None = None

    def publish(self, batch: Sequence[Said]) -> None:
        """See ``Bus``."""
        if not batch:
            return
        if self._client is None:
            self._client = redis.Redis.from_url(
                self._url, socket_timeout=5, client_name=self._name, **_OPTIONS
            )
        try:
            for text in encode(batch):
                self._client.publish(self._name, text)
        except redis.RedisError as error:
            self.close()
            raise BusAway(str(error)) from error

    async def subscribe(self) -> AsyncIterator[list[Said] | Line]:
        """See ``Bus``."""
        while True:
            client = redis.asyncio.Redis.from_url(self._url, client_name=self._name, **_OPTIONS)
            try:
                async with client.pubsub() as line:
                    await line.subscribe(self._name)
                    async for said in self._hear(line):
                        yield said
            except (redis.RedisError, OSError):
                yield Line.DOWN
            finally:
                await client.aclose()
            await asyncio.sleep(RETRY_SECONDS)

    async def _hear(self, line: redis.asyncio.client.PubSub) -> AsyncIterator[list[Said] | Line]:
        while True:
            message = await line.get_message(timeout=QUIET_SECONDS)
            if message is None:
                async with asyncio.timeout(QUIET_SECONDS):
                    await line.ping()
            elif message["type"] == "subscribe":
                yield Line.UP
            elif message["type"] == "message":
                yield decode(message["data"])

    def close(self) -> None:
        """See ``Bus``."""
        if self._client is not None:
            self._client.close()
            self._client = None
