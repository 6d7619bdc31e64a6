"""The ASGI callable of push: which request goes where, and with which token?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hmac import compare_digest
from http import HTTPStatus
from ipaddress import ip_address
from uuid import UUID

from amiabil.channels.stream.answers import (
    Body,
    Headers,
    Origins,
    Refused,
    allow,
    answer,
    answer_json,
    bearer,
    header,
    refuse,
)
from amiabil.channels.stream.hub import Hub
from amiabil.channels.stream.presence import Presences
from amiabil.channels.stream.reader import Reader, Receive, Scope, Send
from amiabil.channels.stream.uploads import SenderLeft, Uploads
from amiabil.foundation.grants import StreamGrant, UploadGrant, read_presence, read_stream, read_upload
from amiabil.foundation.signed import BadToken, Json
from amiabil.gateways.bus import Bus
from amiabil.gateways.files import Parts

MOST_STREAMS = 10_000
"""Streams of one process; measured at 2,000, and a machine that comes back gets all of them at once."""

MOST_STREAMS_A_PERSON = 16
"""Open pages of one person that are live; a further one polls."""

_NOT_READ_ON = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.SERVICE_UNAVAILABLE})
"""Refusals of a body that is not worth reading to its end: its sender is slow, or we stop."""

log = logging.getLogger("amiabil.push")


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _no_failure(_: BaseException) -> None:
    return


@dataclass(slots=True)
class Push:
    """One push process as an ASGI application; ``failed`` is told when it cannot go on."""

    bus: Bus
    parts: Parts
    key: bytes
    base_url: str
    chat_origins: tuple[str, ...] = ()
    metrics_token: str | None = None
    failed: Callable[[BaseException], None] = _no_failure
    clock: Callable[[], datetime] = _utc_now
    hub: Hub = field(default_factory=Hub)
    uploads: Uploads = field(init=False)
    presences: Presences = field(init=False)
    _origins: Origins = field(init=False)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.uploads = Uploads(self.parts)
        self.presences = Presences(self.bus)
        self._origins = Origins(self.base_url, self.chat_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection of the ASGI server."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        headers = self._origins.headers(scope)
        try:
            await self._route(scope, receive, send, headers=headers)
        except Refused as refused:
            await refuse(send, refused, headers=headers)
        except SenderLeft:
            return

    def close(self) -> None:
        """End every stream and every upload now; call it in the event loop."""
        self.hub.close()
        self.uploads.close()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        self._tasks = [
            asyncio.create_task(self.hub.listen(self.bus)),
            asyncio.create_task(self.hub.keep_up()),
        ]
        for task in self._tasks:
            task.add_done_callback(self._ended)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await send({"type": "lifespan.shutdown.complete"})

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            log.critical("push cannot go on", exc_info=error)
            self.failed(error)

    async def _route(self, scope: Scope, receive: Receive, send: Send, *, headers: Headers) -> None:
        method, path = scope["method"], scope["path"]
        if method == "OPTIONS":
            await allow(send, headers=headers)
        elif path == "/stream/v1":
            _expect(method, "GET")
            await self._stream(scope, receive, send, headers=headers)
        elif path.startswith("/upload/v1/"):
            await self._upload(scope, Body(receive), send, headers=headers)
        elif path.startswith("/presence/v1/"):
            _expect(method, "PUT")
            await self._presence(scope, send, headers=headers)
        else:
            _expect(method, "GET")
            await self._report(scope, send, headers=headers)

    async def _stream(self, scope: Scope, receive: Receive, send: Send, *, headers: Headers) -> None:
        grant = self._stream_grant(scope)
        started = [
            (b"content-type", b"text/event-stream"),
            (b"cache-control", b"no-store"),
            (b"x-accel-buffering", b"no"),
        ]
        abort = scope.get("extensions", {}).get("amiabil.abort")
        reader = Reader(grant.person, grant.channels, send=send, abort=abort)
        last_seen = _number(header(scope, b"last-event-id"))
        await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": started + headers})
        self.hub.add(reader, last_seen)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self.hub.remove(reader)

    def _stream_grant(self, scope: Scope) -> StreamGrant:
        try:
            grant = read_stream(bearer(scope), key=self.key, now=self.clock())
        except BadToken as bad:
            raise Refused(HTTPStatus.UNAUTHORIZED, "bad_token", flaw=bad.flaw.value) from None
        self._check_person(grant.person, grant.issued_at)
        if len(self.hub) >= MOST_STREAMS:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "busy", wait=30)
        if self.hub.streams_of(grant.person) >= MOST_STREAMS_A_PERSON:
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, "too_many_at_once", wait=60)
        return grant

    async def _presence(self, scope: Scope, send: Send, *, headers: Headers) -> None:
        try:
            grant = read_presence(bearer(scope), key=self.key, now=self.clock())
        except BadToken as bad:
            raise Refused(HTTPStatus.UNAUTHORIZED, "bad_token", flaw=bad.flaw.value) from None
        self._check_person(grant.person, grant.issued_at)
        await self.presences.tell(grant, scope["path"].removeprefix("/presence/v1/"))
        await answer_json(send, HTTPStatus.OK, {"ok": True}, headers=headers)

    async def _upload(self, scope: Scope, body: Body, send: Send, *, headers: Headers) -> None:
        try:
            status, value = await self._uploaded(scope, body)
        except Refused as refused:
            if refused.status not in _NOT_READ_ON:
                await body.drain()
            raise
        await answer_json(send, status, value, headers=headers)

    async def _uploaded(self, scope: Scope, body: Body) -> tuple[HTTPStatus, dict[str, Json]]:
        method = scope["method"]
        upload, _, part = scope["path"].removeprefix("/upload/v1/").partition("/")
        grant = self._upload_grant(scope, upload)
        if not part:
            _expect(method, "GET")
            return HTTPStatus.OK, await self.uploads.listing(grant)
        _expect(method, "PUT")
        number = _number(part.encode())
        if number is None:
            raise Refused(HTTPStatus.NOT_FOUND, "not_found")
        kept = await self.uploads.receive(scope, body, grant=grant, number=number)
        status = HTTPStatus.CREATED if kept.fresh else HTTPStatus.OK
        return status, {"part": kept.number, "size": kept.size, "sha256": kept.sha256.hex()}

    def _upload_grant(self, scope: Scope, upload: str) -> UploadGrant:
        try:
            grant = read_upload(bearer(scope), key=self.key, now=self.clock())
        except BadToken as bad:
            raise Refused(HTTPStatus.UNAUTHORIZED, "bad_token", flaw=bad.flaw.value) from None
        self._check_person(grant.person, grant.issued_at)
        if upload != str(grant.upload):
            raise Refused(HTTPStatus.NOT_FOUND, "not_found")
        return grant

    def _check_person(self, person: UUID, issued_at: int) -> None:
        if self.hub.closing:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "restarting", wait=1)
        if self.hub.is_revoked(person, issued_at):
            raise Refused(HTTPStatus.UNAUTHORIZED, "bad_token", flaw="revoked")

    async def _report(self, scope: Scope, send: Send, *, headers: Headers) -> None:
        match scope["path"]:
            case "/health/live":
                await answer_json(send, HTTPStatus.OK, {"ok": True}, headers=headers)
            case "/health/ready":
                ready = self.hub.hears and not self.hub.closing
                status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
                await answer_json(send, status, {"ok": ready, "bus": self.hub.hears}, headers=headers)
            case "/metrics" if self._may_measure(scope):
                await answer(
                    send, HTTPStatus.OK, self._metrics(), kind=b"text/plain; version=0.0.4", headers=headers
                )
            case _:
                raise Refused(HTTPStatus.NOT_FOUND, "not_found")

    def _may_measure(self, scope: Scope) -> bool:
        if self.metrics_token and compare_digest(bearer(scope).encode(), self.metrics_token.encode()):
            return True
        host, _ = scope.get("client") or ("", 0)
        forwarded = header(scope, b"x-forwarded-for") or header(scope, b"forwarded")
        return bool(host) and not forwarded and ip_address(host).is_loopback

    def _metrics(self) -> bytes:
        values = {
            "amiabil_push_streams": len(self.hub),
            "amiabil_push_uploads": len(self.uploads),
            "amiabil_push_delivered_total": self.hub.sent,
            "amiabil_push_dropped_total": self.hub.dropped,
            "amiabil_push_bus_up": int(self.hub.hears),
            "amiabil_push_last_seq": self.hub.memory.last or 0,
        }
        return "".join(f"{name} {value}\n" for name, value in values.items()).encode()


def _expect(method: str, wanted: str) -> None:
    if method != wanted:
        raise Refused(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", allowed=wanted)


def _number(text: bytes) -> int | None:
    """A number of up to 18 digits, else None."""
    return int(text) if text.isdigit() and len(text) <= 18 else None
