"""How does a file come in: part by part, straight to disk, however slow its sender is?"""

from __future__ import annotations

import asyncio
import base64
import errno
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TypeVar
from uuid import UUID

from amiabil.channels.stream.answers import Body, Refused, header
from amiabil.channels.stream.reader import Message, Scope
from amiabil.foundation.grants import UploadGrant
from amiabil.foundation.signed import Json
from amiabil.gateways.files import PartDiffers, Parts, PartWriter

MOST_AT_ONCE = 128
"""Parts arriving at the same time in this process; each may hold a third of a megabyte."""

MOST_A_PERSON = 6
"""Parts one person may send at the same time: two files of three parts each."""

STALL_SECONDS = 20.0
"""A sender that is silent for this long is sent away; it resumes with the parts it has not sent."""

SLOWEST = 4096
"""Bytes a second a sender must reach on average, after ``STALL_SECONDS``; below it a part never ends."""

T = TypeVar("T")


class SenderLeft(Exception):
    """The connection ended in the middle of a part; there is nobody to answer."""


@dataclass(frozen=True, slots=True)
class PartKept:
    """A part is safely on disk; ``fresh`` is False when the same bytes had been there."""

    number: int
    size: int
    sha256: bytes
    fresh: bool


class Uploads:
    """The parts now arriving."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._threads = ThreadPoolExecutor(4, thread_name_prefix="files")
        self._by_person: Counter[UUID] = Counter()
        self._waits: set[asyncio.Timeout] = set()
        self._closing = False

    def __len__(self) -> int:
        return self._by_person.total()

    def close(self) -> None:
        """Send every sender away now; what is not complete they send again to the next process."""
        self._closing = True
        for wait in self._waits:
            wait.reschedule(0)

    async def listing(self, grant: UploadGrant) -> dict[str, Json]:
        """What of an upload is already here, so that its sender goes on with the rest."""
        kept = await self._in_thread(self._parts.kept, grant.upload)
        numbers: list[Json] = [part.number for part in kept]
        return {
            "parts": numbers,
            "of": grant.parts,
            "part_size": grant.part_size,
            "received": sum(part.size for part in kept),
        }

    async def receive(self, scope: Scope, body: Body, *, grant: UploadGrant, number: int) -> PartKept:
        """Take one part in; raises ``Refused``, or ``SenderLeft`` when nobody is there any more."""
        room = grant.room(number)
        if not room:
            raise Refused(HTTPStatus.NOT_FOUND, "not_found")
        announced = header(scope, b"content-length")
        if announced.isdigit() and int(announced) > room:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "part_too_large", most=room)
        with self._place_for(grant.person), _disk_errors():
            writer = await self._in_thread(self._parts.writer, grant.upload, number)
            try:
                await self._take(body, writer, room)
                self._check(scope, grant, number, writer)
                fresh = await self._in_thread(writer.keep, datetime.now(UTC))
            except PartDiffers as differs:
                raise Refused(HTTPStatus.CONFLICT, differs.code, part=number) from None
            finally:
                writer.discard()
        return PartKept(number, writer.size, writer.digest(), fresh)

    async def _take(self, body: Body, writer: PartWriter, room: int) -> None:
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + STALL_SECONDS + room / SLOWEST
        more = True
        while more:
            message = await self._next(body, min(loop.time() + STALL_SECONDS, ends_at))
            if message["type"] == "http.disconnect":
                raise SenderLeft
            chunk, more = message.get("body", b""), message.get("more_body", False)
            if writer.size + len(chunk) > room:
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "part_too_large", most=room)
            await self._in_thread(writer.write, chunk)

    async def _next(self, body: Body, until: float) -> Message:
        if self._closing:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "restarting", wait=1)
        wait = asyncio.timeout_at(until)
        self._waits.add(wait)
        try:
            async with wait:
                return await body.receive()
        except TimeoutError:
            if self._closing:
                raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "restarting", wait=1) from None
            raise Refused(HTTPStatus.REQUEST_TIMEOUT, "too_slow") from None
        finally:
            self._waits.discard(wait)

    @staticmethod
    def _check(scope: Scope, grant: UploadGrant, number: int, writer: PartWriter) -> None:
        is_last = number == grant.parts - 1
        if writer.size == 0 or (not is_last and writer.size != grant.part_size):
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "part_incomplete", size=writer.size)
        promised = header(scope, b"content-digest")
        said = b"sha-256=:" + base64.b64encode(writer.digest()) + b":"
        if promised.startswith(b"sha-256=") and promised != said:
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "part_damaged")

    @contextmanager
    def _place_for(self, person: UUID) -> Iterator[None]:
        if len(self) >= MOST_AT_ONCE:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "busy", wait=5)
        if self._by_person[person] >= MOST_A_PERSON:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too_many_at_once", wait=2)
        self._by_person[person] += 1
        try:
            yield
        finally:
            self._by_person[person] -= 1
            if not self._by_person[person]:
                del self._by_person[person]

    async def _in_thread(self, work: Callable[..., T], *given: object) -> T:
        """The disk may be slow; the streams do not wait for it."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        raise Refused(HTTPStatus.INSUFFICIENT_STORAGE, "storage_full", wait=60) from error
