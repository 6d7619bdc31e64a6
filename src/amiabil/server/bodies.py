"""How is a request body read without letting slow senders stop the site?

Under WSGI a thread waits for the body. Only half of the threads may do so at one time, each only for a few seconds and
for a small body. Files go through push; where a browser runs no scripts they come with their form, for which a quarter
of the threads may wait longer, with the bytes on disk. The last quarter always answers pages.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import IO, Any

MOST_BYTES = 2 * 1024 * 1024
"""The largest body: a page of orders through the API; forms are far smaller."""

MOST_FORM_BYTES = 60_000_000
"""The largest form with files: larger than any that is kept, so that its page can say which file is too large."""

MAILS = "/mail/in/"
"""Where mail services post whole mails, in whatever form."""

MOST_SECONDS = 10.0
"""A small body that takes longer is not from somebody who waits for an answer."""

SLOWEST_FORM = 100_000
"""Bytes a second beyond those first seconds: a poor mobile line; what is slower must not keep a thread."""

Environ = dict[str, Any]
Start = Callable[..., Any]
Application = Callable[[Environ, Start], Iterable[bytes]]

_PIECE = 16 * 1024
_PATIENCE = 0.05
"""Seconds to wait for one of the readers: an honest body is read in less than a thousandth."""


class _Refusal(Exception):
    def __init__(self, status: str, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class BoundedBodies:
    """Reads each body whole before the application sees the request, within limits of size, time and number."""

    def __init__(self, application: Application, *, threads: int) -> None:
        self._application = application
        self._readers = threading.BoundedSemaphore(max(1, threads // 2))
        self._form_readers = threading.BoundedSemaphore(max(1, threads // 4))

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """The application's answer, or 408, 413, 411 or 503 as a problem document."""
        try:
            self._take_body(environ)
        except _Refusal as refusal:
            return _answer(refusal, start, page="text/html" in environ.get("HTTP_ACCEPT", ""))
        return self._application(environ, start)

    def _take_body(self, environ: Environ) -> None:
        if environ["REQUEST_METHOD"] in {"GET", "HEAD", "OPTIONS"}:
            environ["wsgi.input"] = BytesIO()
            return
        length = _length(environ)
        if length == 0:
            environ["wsgi.input"] = BytesIO()
            return
        readers = self._readers if length <= MOST_BYTES else self._form_readers
        if not readers.acquire(timeout=_PATIENCE):
            raise _Refusal("503 Service Unavailable", "busy")
        try:
            environ["wsgi.input"] = _read(environ["wsgi.input"], length)
        finally:
            readers.release()


def _length(environ: Environ) -> int:
    text = environ.get("CONTENT_LENGTH") or ""
    if not text:
        if environ.get("HTTP_TRANSFER_ENCODING"):
            raise _Refusal("411 Length Required", "length_required")
        return 0
    if not text.isdecimal():
        raise _Refusal("400 Bad Request", "bad_request")
    carries_files = environ.get("CONTENT_TYPE", "").lower().startswith("multipart/form-data")
    carries_files = carries_files or environ.get("PATH_INFO", "").startswith(MAILS)
    if int(text) > (MOST_FORM_BYTES if carries_files else MOST_BYTES):
        raise _Refusal("413 Content Too Large", "too_large")
    return int(text)


def _read(stream: Any, length: int) -> IO[bytes]:
    """The whole body at its beginning; the file is gone with the last who holds it."""
    end = time.monotonic() + MOST_SECONDS + max(0, length - MOST_BYTES) / SLOWEST_FORM
    body: IO[bytes] = SpooledTemporaryFile(max_size=MOST_BYTES)  # noqa: SIM115 - the request holds it
    left = length
    while left:
        piece = stream.read(min(_PIECE, left))
        if not piece:
            raise _Refusal("400 Bad Request", "bad_request")
        body.write(piece)
        left -= len(piece)
        if time.monotonic() > end:
            raise _Refusal("408 Request Timeout", "too_slow")
    body.seek(0)
    return body


_PAGE = """<!doctype html><html lang="ro"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{status}</title><body style="font:18px/1.5 sans-serif;max-width:34rem;margin:3rem auto;padding:0 1rem">
<p>{ro}</p><p lang="en">{en}</p></body></html>"""
"""Answers a form a browser sent by itself: no template, for the application has not seen the request."""

_SAID = {
    413: (
        "Fișierele sunt prea mari împreună. Mergi înapoi: ce ai scris e încă acolo. Trimite mai puține odată.",
        "The files are too large together. Go back: what you wrote is still there. Send fewer at once.",
    ),
    408: (
        "A durat prea mult până a sosit formularul. Mergi înapoi și trimite-l din nou, cu mai puține fișiere.",
        "The form took too long to arrive. Go back and send it again, with fewer files.",
    ),
    503: (
        "Chiar acum sosesc prea multe formulare. Mergi înapoi și trimite din nou peste câteva secunde.",
        "Too many forms arrive right now. Go back and send it again in a few seconds.",
    ),
}


def _answer(refusal: _Refusal, start: Start, *, page: bool) -> list[bytes]:
    status = int(refusal.status[:3])
    headers = [("Connection", "close"), ("Cache-Control", "no-store")]
    if status == 503:
        headers.append(("Retry-After", "5"))
    if page and status in _SAID:
        ro, en = _SAID[status]
        start(refusal.status, [("Content-Type", "text/html; charset=utf-8"), *headers])
        return [_PAGE.format(status=refusal.status, ro=ro, en=en).encode()]
    body = {
        "type": f"/problems/{refusal.code}",
        "title": refusal.status[4:],
        "status": status,
        "code": refusal.code,
        "facts": {"most_bytes": MOST_BYTES} if status == 413 else {},
    }
    start(refusal.status, [("Content-Type", "application/problem+json"), *headers])
    return [json.dumps(body).encode()]
