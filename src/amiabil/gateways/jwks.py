"""Which keys does the marketplace publish? Fetched with a limit of time and size, kept, and asked again rarely."""

from __future__ import annotations

import logging
import threading
import time
from typing import Protocol
from urllib.parse import urlsplit

import httpx

from amiabil.gateways.time_limit import TimeLimit

KEPT_FOR = 600.0
"""Seconds a document is used without asking again; a marketplace publishes a new key before it signs with it."""

KEPT_WITHOUT_ANSWER = 24 * 3600.0
"""Seconds the last good document is used while the marketplace does not answer."""

ASK_AT_MOST_EVERY = 30.0
"""Seconds between two questions, so that tokens with invented key names cannot make us flood the marketplace."""

TIME_LIMIT = 3.0
"""Seconds for the whole answer: a person is waiting."""

LARGEST = 256 * 1024
"""Bytes of the largest document read; twenty keys are 10 kB."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_LOG = logging.getLogger(__name__)


class KeysUnreachable(Exception):
    """There is no document: none was fetched yet, or the last one is too old. The text says why."""


class KeyDocument(Protocol):
    """Where the JWKS document of the marketplace comes from."""

    def current(self) -> str:
        """The document as JSON text, at most ten minutes old where the marketplace answers."""

    def renewed(self) -> str:
        """The document fetched again because a key was not in it; not more than once in 30 seconds."""


class PublishedKeys:
    """The document at an address; safe for threads. Raises ``KeysUnreachable`` when there is none to use."""

    def __init__(self, url: str, transport: httpx.BaseTransport | None = None) -> None:
        self._url = url
        self._transport = transport
        self._lock = threading.Lock()
        self._text: str | None = None
        self._fetched = self._asked = float("-inf")

    def current(self) -> str:
        """The kept document, or a new one when it is ten minutes old."""
        return self._get(older_than=KEPT_FOR)

    def renewed(self) -> str:
        """A new document, unless somebody has asked in the last 30 seconds."""
        return self._get(older_than=0.0)

    def _get(self, *, older_than: float) -> str:
        with self._lock:
            now = time.monotonic()
            if now - self._fetched > older_than and now - self._asked > ASK_AT_MOST_EVERY:
                self._ask(now)
            if self._text is None or now - self._fetched > KEPT_WITHOUT_ANSWER:
                raise KeysUnreachable(f"no keys from {urlsplit(self._url).hostname}")
            return self._text

    def _ask(self, now: float) -> None:
        self._asked = now
        try:
            self._text, self._fetched = self._fetch(), now
        except (httpx.HTTPError, KeysUnreachable, UnicodeDecodeError) as error:
            _LOG.warning("keys of the marketplace not fetched: %s: %s", type(error).__name__, error)

    def _fetch(self) -> str:
        parts = urlsplit(self._url)
        if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
            raise KeysUnreachable(
                "the address is not https, so anybody on the way could put in a key of their own"
            )
        with (
            TimeLimit(TIME_LIMIT) as limit,
            httpx.Client(transport=self._transport, timeout=TIME_LIMIT, follow_redirects=False) as client,
            client.stream(
                "GET", self._url, headers={"accept": "application/json"}, extensions=limit.extensions
            ) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise KeysUnreachable(f"answered {answer.status_code}")
            body = bytearray()
            for part in answer.iter_bytes():
                body += part
                if len(body) > LARGEST:
                    raise KeysUnreachable("the answer is too large")
        return body.decode()
