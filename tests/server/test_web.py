"""The web process under bad conditions: dead parents, dead workers, slow and huge bodies."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.installation import Installation, installation, until

SOON = 5.0
"""Seconds; kept waiting by a slow sender a page would take ten and more, on this or any machine."""


@pytest.fixture(scope="module")
def made() -> Iterator[Installation]:
    """A web process with two workers on a database of its own."""
    with installation(AMIABIL_WEB_WORKERS="2") as whole:
        whole.start("database")
        whole.wait_told("is running")
        assert whole.run("prepare").returncode == 0
        whole.start("web")
        whole.wait_ready()
        yield whole


@pytest.fixture
def web(made: Installation) -> Installation:
    """The same, with both workers there, whatever the test before did to it."""
    made.wait_ready()
    until(lambda: len(workers(made)) == 2, 60)
    return made


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def workers(whole: Installation) -> list[int]:
    """The processes that answer: granian's children but the one that keeps track of resources."""
    main = whole.processes[-1].pid
    return [
        pid for pid in children(main) if b"resource_tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]


def post(whole: Installation, body: bytes, **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", whole.port, timeout=10)
    try:
        connection.putrequest("POST", "/sso")
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders(body)
        return connection.getresponse().status
    finally:
        connection.close()


def test_a_dead_worker_is_replaced(web: Installation) -> None:
    victim = workers(web)[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: victim not in workers(web) and len(workers(web)) == 2)
    until(lambda: web.get("/health/live") == 200)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(web: Installation) -> None:
    assert post(web, b"", Content_Length=str(50_000_000)) == 413


def form_of(size: int) -> tuple[bytes, str]:
    """A plain form with one file of this size, as a browser without scripts sends it, and its type."""
    body = b"\r\n".join(
        [
            b"--edge",
            b'Content-Disposition: form-data; name="files"; filename="a.jpg"',
            b"Content-Type: image/jpeg",
            b"",
            b"x" * size,
            b"--edge--",
            b"",
        ]
    )
    return body, "multipart/form-data; boundary=edge"


def test_a_form_with_photos_is_read_whole(web: Installation) -> None:
    """The sign-in refuses it for what it says, not for its size."""
    body, kind = form_of(6_000_000)
    small, _ = form_of(10)
    expected = post(web, small, Content_Length=str(len(small)), Content_Type=kind)
    assert expected not in {413, 500}
    assert post(web, body, Content_Length=str(len(body)), Content_Type=kind) == expected


def test_a_form_no_page_could_keep_is_refused_with_a_page(web: Installation) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=10)
    connection.putrequest("POST", "/sso")
    connection.putheader("Accept", "text/html,*/*")
    connection.putheader("Content-Type", "multipart/form-data; boundary=edge")
    connection.putheader("Content-Length", "60000001")
    connection.endheaders()
    answer = connection.getresponse()
    assert answer.status == 413
    assert "Fișierele sunt prea mari" in answer.read().decode()
    connection.close()


def test_a_body_of_unknown_length_is_refused(web: Installation) -> None:
    assert post(web, b"5\r\nhello\r\n0\r\n\r\n", Transfer_Encoding="chunked") == 411


def slow_sender(port: int) -> socket.socket:
    sender = socket.create_connection(("127.0.0.1", port), timeout=10)
    sender.sendall(b"POST /sso HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nx")
    return sender


def test_slow_senders_do_not_keep_pages_from_others(web: Installation) -> None:
    senders = [slow_sender(web.port) for _ in range(80)]
    try:
        slowest = 0.0
        for _ in range(10):
            for sender in senders:
                try:
                    sender.send(b"x")
                except OSError:
                    continue  # refused already, which is as good
            before = time.monotonic()
            assert web.get("/health/live") == 200
            slowest = max(slowest, time.monotonic() - before)
        assert slowest < SOON
    finally:
        for sender in senders:
            sender.close()


def test_workers_end_with_granians_main_process(web: Installation) -> None:
    """Also a worker that was just started; the next start serves at once, because no old one keeps the port."""
    victim = workers(web)[0]
    os.kill(victim, signal.SIGKILL)
    until(lambda: victim not in workers(web) and len(workers(web)) == 2, 60)
    main, before = web.processes[-1], workers(web)
    main.kill()
    main.wait()
    until(lambda: all(not Path(f"/proc/{pid}").exists() for pid in before), 30)
    assert web.get("/health/live") is None
    web.start("web")
    web.wait_ready()
