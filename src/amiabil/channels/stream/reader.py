"""How is one open stream written to, when its reader may be slow or gone?

The task of the request only waits for the end. Writing is done by a short-lived task per burst, so an idle
stream costs one task. What a reader has not taken is bounded; who lags further is sent away to come back.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias
from uuid import UUID

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

MOST_WAITING = 64 << 10
"""Bytes that may wait for one reader, on top of what the connection buffers: some 200 events."""

REFETCH = b"event: refetch\ndata: {}\n\n"
"""Something may be missing: fetch the page's state, then go on."""


def retry(at_least: float, at_most: float) -> bytes:
    """The line that says when to come back, drawn from a range (seconds) so that not all come at once."""
    spread = at_least + random.random() * (at_most - at_least)  # noqa: S311 - spreads load, guards nothing
    return b"retry: %d\n\n" % (spread * 1000)


class Reader:
    """One open stream. ``person`` and ``channels`` are those of its token."""

    __slots__ = (
        "_abort",
        "_ending",
        "_pump",
        "_send",
        "_size",
        "_waiting",
        "channels",
        "ends_at",
        "person",
        "pinged_at",
        "stuck_since",
    )

    def __init__(
        self, person: UUID, channels: tuple[str, ...], *, send: Send, abort: Callable[[], None] | None
    ) -> None:
        self.person = person
        self.channels = channels
        self._send = send
        self._abort = abort
        self._waiting: list[bytes] = []
        self._size = 0
        self._pump: asyncio.Task[None] | None = None
        self._ending = False
        self.stuck_since: float | None = None
        self.pinged_at = self.ends_at = 0.0

    def offer(self, chunk: bytes) -> bool:
        """Write when the reader is ready; False when it lags too far and is sent away instead."""
        if self._ending:
            return True
        if self._size + len(chunk) > MOST_WAITING:
            self._waiting.clear()
            self.end(REFETCH + retry(3, 8))
            return False
        self._put(chunk)
        return True

    def end(self, last: bytes) -> None:
        """Write what waits and this, then close the stream; doing it again changes nothing."""
        if not self._ending:
            self._ending = True
            self._put(last)

    def cut(self) -> None:
        """Close the connection under a reader that takes nothing."""
        self._ending = True
        if self._abort is not None:
            self._abort()

    def gone(self) -> None:
        """The connection is over: forget what waits."""
        self._ending = True
        self._waiting.clear()
        if self._pump is not None:
            self._pump.cancel()

    def _put(self, chunk: bytes) -> None:
        self._waiting.append(chunk)
        self._size += len(chunk)
        if self._pump is None:
            loop = asyncio.get_running_loop()
            self.stuck_since = loop.time()
            self._pump = loop.create_task(self._write())

    async def _write(self) -> None:
        try:
            while self._waiting:
                body = b"".join(self._waiting)
                self._waiting.clear()
                self._size = len(body)
                last = self._ending
                await self._send({"type": "http.response.body", "body": body, "more_body": not last})
                self._size = sum(map(len, self._waiting))
                self.stuck_since = asyncio.get_running_loop().time()
                if last:
                    return
        finally:
            self._pump = None
            self.stuck_since = None
