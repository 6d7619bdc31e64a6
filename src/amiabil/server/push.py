"""The push process: how does the ASGI application of ``channels/stream`` run, and how does it end?"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
from collections.abc import Awaitable
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from amiabil.channels.stream.app import Push
from amiabil.channels.stream.reader import Receive, Scope, Send
from amiabil.gateways.bus import namespace, open_bus
from amiabil.gateways.files import files_folder, parts_of
from amiabil.server import bus, logs
from amiabil.server.config import Config, kept_secret

MOST_CONNECTIONS = 12_000
"""Connections of any kind; above the limit of streams, so that these get an answer and not a reset."""

HEADER_SECONDS = 10.0
"""A client that has not sent all its headers by then is cut off."""

SEND_BUFFER = 64 << 10
"""Bytes the system may keep for one reader; the default grows to megabytes for one that never reads."""

UNACKNOWLEDGED_SECONDS = 60
"""A reader whose machine has vanished is noticed after this long."""


class GuardedProtocol(H11Protocol):
    """HTTP/1.1 that does not wait for slow headers and lets the application cut off a reader."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Set the limits of this connection."""
        if len(self.connections) >= MOST_CONNECTIONS:
            transport.abort()
        super().connection_made(transport)
        transport.set_write_buffer_limits(high=SEND_BUFFER)
        _limit_socket(transport.get_extra_info("socket"))
        inner, abort = self.app, transport.abort

        def application(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
            scope["extensions"] = {"amiabil.abort": abort}
            return inner(scope, receive, send)  # type: ignore[no-any-return]

        self.app = application
        self._wait_for_headers()

    def data_received(self, data: bytes) -> None:
        """Take bytes in; between two requests the clock for the next headers runs."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop_waiting()
        elif self._deadline is None:
            self._wait_for_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait_for_headers(self) -> None:
        self._deadline = self.loop.call_later(HEADER_SECONDS, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


class PushServer(uvicorn.Server):
    """Ends all streams itself when asked to stop; uvicorn alone would wait for readers that never leave."""

    def __init__(self, config: uvicorn.Config, push: Push) -> None:
        super().__init__(config)
        self._push = push
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and keep the loop for the signal."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Tell every stream when to come back, then stop with exit status 0 (uvicorn would die of the signal)."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._push.close)


def application(config: Config) -> Push:
    """The ASGI application with this installation's bus, files and keys."""
    secret = config.secret_key or kept_secret(config.home, "secret_key")
    return Push(
        bus=open_bus(bus.address(config), name=namespace(secret)),
        parts=parts_of(files_folder(config.files_url)),
        key=secret.encode(),
        base_url=config.base_url,
        chat_origins=config.chat_origins,
        metrics_token=config.metrics_token,
        failed=lambda _: os.kill(os.getpid(), signal.SIGTERM),
    )


def serve(config: Config, *, port: int | None = None) -> None:
    """Run push until SIGTERM or SIGINT; ``port`` replaces the configured one (0: any free one)."""
    logs.configure_plainly(config.log_level)
    _allow_files(2 * MOST_CONNECTIONS)
    push = application(config)
    server = PushServer(
        uvicorn.Config(
            push,
            host=config.host,
            port=config.port_of("push") if port is None else port,
            http=GuardedProtocol,
            ws="none",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            backlog=4096,
            timeout_keep_alive=10,
            timeout_graceful_shutdown=3,
        ),
        push,
    )
    server.run()


def _limit_socket(connection: Any) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_SECONDS * 1000)


def _allow_files(wanted: int) -> None:
    """Raise the limit of open files as far as the system lets us: a stream is one."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
