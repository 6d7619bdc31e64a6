"""Which bytes of a file does a reader want, and how are they sent so that a slow one stops nobody else?

Under WSGI an answer that is streamed holds a thread until its reader has taken it. What fits into one piece does
not: the server buffers it. So pieces are kept small where the reader asks on by itself, and the few answers that
must be long get a bounded number of threads. Source: RFC 9110, 14.
"""

from __future__ import annotations

import io
import re
import threading
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from typing import BinaryIO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

AT_ONCE = 4 << 20
"""Bytes sent as one piece: every picture as shown, most documents."""

PLAYED = 1 << 20
"""Bytes a player gets for one question; it asks for the next by itself, and often never does."""

PIECE = 256 << 10
"""Bytes read at a time from a longer file."""

LONG_ANSWERS = 8
"""Threads of one web process that may be held by readers of long answers: a quarter of the 32 there are."""

LONG_ANSWERS_A_READER = 2
"""Of those, for one reader."""

_ONE_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})", re.ASCII)


class OutOfReach(ValueError):
    """No byte of the range exists."""


class LongAnswers:
    """Counts who holds how many threads with long answers, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Counter[str] = Counter()

    def take(self, reader: str) -> bool:
        """Whether one more is free for this reader; then it is theirs until ``give``."""
        with self._lock:
            if self._held.total() >= LONG_ANSWERS or self._held[reader] >= LONG_ANSWERS_A_READER:
                return False
            self._held[reader] += 1
            return True

    def give(self, reader: str) -> None:
        """One is free again."""
        with self._lock:
            self._held[reader] -= 1
            if not self._held[reader]:
                del self._held[reader]


LONG = LongAnswers()


class Pieces:
    """The bytes of a long answer; ``close``, which the server always calls, frees file and thread.

    Not a generator: one that is closed before its first step would free nothing.
    """

    def __init__(self, content: BinaryIO, count: int, *, reader: str) -> None:
        self._content, self._left, self._reader = content, count, reader

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = self._content.read(min(PIECE, self._left)) if self._left else b""
        if not piece:
            raise StopIteration
        self._left -= len(piece)
        return piece

    def close(self) -> None:
        """Free everything, once."""
        if not self._content.closed:
            self._content.close()
            LONG.give(self._reader)


def ranged(request: HttpRequest, content: BinaryIO, *, etag: str, reader: str) -> HttpResponseBase:
    """The whole content, or the one range that is asked for; closes the content when all is sent.

    ``reader`` names who is counted; with too many long answers under way it is 503 and ``Retry-After``. Several
    ranges at once and ranges we cannot read are answered with the whole, as the standard allows.
    """
    size = content.seek(0, io.SEEK_END)
    try:
        part = _part(_wanted(request, etag), size)
    except OutOfReach:
        content.close()
        headers = {"Content-Range": f"bytes */{size}"}
        return HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, headers=headers)
    first, last = part or (0, size - 1)
    if part is not None and request.headers.get("Sec-Fetch-Dest") in {"video", "audio"}:
        last = min(last, first + PLAYED - 1)
    content.seek(first)
    response = _send(content, last - first + 1, reader=reader)
    if response.status_code == HTTPStatus.OK:
        response["Accept-Ranges"] = "bytes"
        response["Content-Length"] = str(last - first + 1)
        if part is not None:
            response.status_code = HTTPStatus.PARTIAL_CONTENT
            response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _wanted(request: HttpRequest, etag: str) -> str:
    return request.headers.get("Range", "") if request.headers.get("If-Range", etag) == etag else ""


def _part(wanted: str, size: int) -> tuple[int, int] | None:
    """First and last byte that are wanted, both included; None for the whole. Raises ``OutOfReach``."""
    match = _ONE_RANGE.fullmatch(wanted.replace(" ", ""))
    if match is None or not any(match.groups()):
        return None
    start, end = match.groups()
    if not start:
        if int(end) == 0:
            raise OutOfReach
        return max(0, size - int(end)), size - 1
    first, last = int(start), min(int(end), size - 1) if end else size - 1
    if first >= size:
        raise OutOfReach
    return (first, last) if first <= last else None


def _send(content: BinaryIO, count: int, *, reader: str) -> HttpResponseBase:
    if count <= AT_ONCE:
        with content:
            return HttpResponse(content.read(count))
    if not LONG.take(reader):
        content.close()
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "5"})
    return StreamingHttpResponse(Pieces(content, count, reader=reader))
