"""How does push answer over HTTP: as JSON, as a refusal, and to pages of which origin?"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from amiabil.channels.stream.reader import Message, Receive, Scope, Send
from amiabil.foundation.signed import Json

Headers = list[tuple[bytes, bytes]]

_DRAIN_BYTES = 2 << 20
_DRAIN_SECONDS = 3.0

_PREFLIGHT: Headers = [
    (b"access-control-allow-methods", b"GET, PUT"),
    (b"access-control-allow-headers", b"authorization, content-digest, content-type, last-event-id"),
    (b"access-control-max-age", b"7200"),
]

_ALWAYS: Headers = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]


class Refused(Exception):
    """An answer other than the one asked for; ``code`` is stable, ``facts`` are JSON-ready."""

    def __init__(self, status: HTTPStatus, code: str, *, wait: int | None = None, **facts: Json) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.wait = wait
        self.facts = facts


class Origins:
    """The pages that may read answers: those of the portal, which has another port than push, and ``others``."""

    def __init__(self, base_url: str, others: Iterable[str] = ()) -> None:
        parts = urlsplit(base_url)
        hosts = {parts.hostname or ""}
        if hosts & {"localhost", "127.0.0.1"}:
            hosts = {"localhost", "127.0.0.1"}
        port = f":{parts.port}" if parts.port else ""
        self._allowed = {f"{parts.scheme}://{host}{port}".encode() for host in hosts}
        self._allowed |= {other.encode() for other in others}

    def headers(self, scope: Scope) -> Headers:
        """The headers that let the asking page read the answer; without them a browser keeps it away."""
        origin = header(scope, b"origin")
        if origin not in self._allowed:
            return [(b"vary", b"origin")]
        return [
            (b"vary", b"origin"),
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", b"retry-after"),
        ]


def header(scope: Scope, name: bytes) -> bytes:
    """One header of the request; empty when it was not sent."""
    for given, value in scope["headers"]:
        if given == name:
            return bytes(value)
    return b""


def bearer(scope: Scope) -> str:
    """The token of the ``Authorization`` header; empty when there is none."""
    kind, _, token = header(scope, b"authorization").partition(b" ")
    return token.strip().decode("ascii", "replace") if kind.lower() == b"bearer" else ""


async def answer(
    send: Send, status: int, body: bytes, *, kind: bytes = b"application/json", headers: Headers
) -> None:
    """Send one whole answer."""
    own = [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": own + _ALWAYS + headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


async def answer_json(send: Send, status: int, value: Mapping[str, Json], *, headers: Headers) -> None:
    """Send one value as JSON."""
    await answer(send, status, _json(value), headers=headers)


async def allow(send: Send, *, headers: Headers) -> None:
    """Answer a browser that asks whether it may send the real request."""
    start = {"type": "http.response.start", "status": HTTPStatus.NO_CONTENT, "headers": _PREFLIGHT + headers}
    await send(start)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def refuse(send: Send, refused: Refused, *, headers: Headers) -> None:
    """Answer with a problem (RFC 9457) and close."""
    more: Headers = [(b"connection", b"close")]
    if refused.wait is not None:
        more.append((b"retry-after", b"%d" % refused.wait))
    if refused.status is HTTPStatus.METHOD_NOT_ALLOWED:
        more.append((b"allow", str(refused.facts["allowed"]).encode()))
    if refused.status is HTTPStatus.UNAUTHORIZED:
        more.append((b"www-authenticate", b'Bearer error="invalid_token"'))
    problem: dict[str, Json] = {
        "type": f"/problems/{refused.code}",
        "title": refused.status.phrase,
        "status": refused.status.value,
        "code": refused.code,
        "facts": refused.facts,
    }
    await answer(
        send, refused.status, _json(problem), kind=b"application/problem+json", headers=more + headers
    )


class Body:
    """The body of a request, which may have to be read to its end although nobody wants it."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_over = False

    async def receive(self) -> Message:
        """The next message of the connection."""
        message = await self._receive()
        self._is_over = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    async def drain(self) -> None:
        """Read a small rest: closing on unread bytes resets the connection and destroys the answer."""
        read = 0
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAIN_SECONDS):
                while not self._is_over and read < _DRAIN_BYTES:
                    read += len((await self.receive()).get("body", b""))


def _json(value: Mapping[str, Json]) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
