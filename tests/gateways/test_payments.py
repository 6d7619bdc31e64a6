"""The HTTP client against the real fake service: whatever happens on the way, the buyer is paid once."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from amiabil.foundation.money import Money
from amiabil.gateways.payments import (
    Confirmed,
    Failed,
    HoldInstruction,
    HttpPayments,
    NotInstructed,
    PaymentsAway,
    RefundInstruction,
    Unknown,
)
from tests.demo.payments_process import KEY, Service, running

pytestmark = pytest.mark.enable_socket

CASE = "01981f5e-0000-7000-8000-000000000001"


def refund(number: int = 1, *, amount: int = 15000, attempt: int = 1) -> RefundInstruction:
    return RefundInstruction(f"{CASE}:{number}", "204815", "D-4H8P-6TXC", Money(amount, "RON"), attempt)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with running(tmp_path) as service:
        yield service


def client(service: Service, *, seconds: float = 5.0, key: str = KEY) -> HttpPayments:
    return HttpPayments(service.url, key, seconds=seconds)


def test_a_refund_is_confirmed_and_paid_once_however_often_it_is_instructed(service: Service) -> None:
    payments = client(service)
    first = payments.instruct(refund())
    assert isinstance(first, Confirmed) and first.reference == "PAY-101"
    assert payments.instruct(refund()) == first
    assert payments.instruct(refund(attempt=2)) == first
    assert payments.ask(refund()) == first
    assert service.books.paid() == [(refund().key, "150.00 RON")]


def test_a_time_out_after_paying_is_unknown_then_asked_and_paid_once(service: Service) -> None:
    service.behave("time_out_after_paying", times=1)
    payments = client(service, seconds=0.5)
    assert isinstance(payments.instruct(refund()), Unknown)
    assert isinstance(payments.ask(refund()), Confirmed)
    assert len(service.books.paid()) == 1
    assert service.books.refunds()[0].told == 1


def test_a_failure_is_told_with_its_cause_and_only_a_new_attempt_begins_anew(service: Service) -> None:
    service.behave("fail", times=1, cause="insufficient_funds")
    payments = client(service)
    assert payments.instruct(refund()) == Failed("insufficient_funds")
    assert payments.instruct(refund()) == Failed("insufficient_funds")
    assert payments.ask(refund()) == Failed("insufficient_funds")
    assert service.books.paid() == []
    assert isinstance(payments.instruct(refund(attempt=2)), Confirmed)
    assert len(service.books.paid()) == 1


def test_an_answer_that_comes_late_is_unknown_until_it_has_come(service: Service) -> None:
    service.behave("late", times=1, seconds=0.3)
    payments = client(service)
    assert payments.instruct(refund()) == Unknown("pending")
    answer = payments.ask(refund())
    while isinstance(answer, Unknown):
        assert answer == Unknown("pending")
        answer = payments.ask(refund())
    assert isinstance(answer, Confirmed)
    assert len(service.books.paid()) == 1


def test_an_unavailable_service_has_not_heard_of_the_refund(service: Service) -> None:
    service.behave("unavailable", times=1)
    payments = client(service)
    assert payments.instruct(refund()) == Unknown("HTTP 503")
    assert payments.ask(refund()) == NotInstructed()
    assert isinstance(payments.instruct(refund()), Confirmed)


def test_a_key_with_another_amount_is_refused_and_pays_nothing(service: Service) -> None:
    payments = client(service)
    payments.instruct(refund())
    assert payments.instruct(refund(amount=99900)) == Failed("key_reused")
    assert service.books.paid() == [(refund().key, "150.00 RON")]


def test_without_the_key_nothing_is_paid_and_nothing_is_believed(service: Service) -> None:
    stranger = client(service, key="a guess")
    assert stranger.instruct(refund()) == Failed("not_authorised")
    assert stranger.ask(refund()) == Unknown("HTTP 401")
    with pytest.raises(PaymentsAway):
        stranger.hold(HoldInstruction(CASE, "204815", Money(100, "RON"), 1))
    assert service.books.refunds() == [] and service.books.holds() == []


def test_the_books_survive_kill_9(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        client(service).instruct(refund())
        service.behave("fail")
        service.kill()
    with running(tmp_path) as again:
        assert isinstance(client(again).ask(refund()), Confirmed)
        assert client(again).instruct(refund(2)) == Failed("card_closed")


def test_twenty_at_once_pay_once(service: Service) -> None:
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(client(service).instruct(refund()))) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(answers) == 20 and all(isinstance(one, Confirmed) for one in answers)
    assert len(service.books.paid()) == 1


def test_a_hold_follows_the_latest_version(service: Service) -> None:
    payments = client(service)
    payments.hold(HoldInstruction(CASE, "204815", Money(48900, "RON"), 1))
    payments.hold(HoldInstruction(CASE, "204815", Money(15000, "RON"), 5))
    payments.hold(HoldInstruction(CASE, "204815", Money(48900, "RON"), 1))
    assert [(one.amount, one.version) for one in service.books.holds()] == [("150.00", 5)]
    payments.hold(HoldInstruction(CASE, "204815", Money(0, "RON"), 7))
    payments.hold(HoldInstruction(CASE, "204815", Money(0, "RON"), 7))
    payments.hold(HoldInstruction("never held", "204815", Money(0, "RON"), 1))
    assert [(one.amount, one.version) for one in service.books.holds()] == [("0", 7)]


def test_nobody_at_the_address_is_unknown() -> None:
    payments = HttpPayments("http://127.0.0.1:9", KEY)
    assert isinstance(payments.instruct(refund()), Unknown)
    assert isinstance(payments.ask(refund()), Unknown)


# ---- answers that cannot be relied on ---------------------------------------------------------------


class _Odd(BaseHTTPRequestHandler):
    answer: ClassVar[tuple[int, bytes]] = (200, b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""

    def do_GET(self) -> None:
        status, body = self.answer
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()


@pytest.fixture
def odd() -> Iterator[Callable[[int, bytes], HttpPayments]]:
    """A server that gives one fixed answer to everything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Odd)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()

    def answering(status: int, body: bytes) -> HttpPayments:
        _Odd.answer = (status, body)
        return HttpPayments(f"http://127.0.0.1:{server.server_address[1]}", KEY, seconds=2)

    yield answering
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b""),
        (200, b"<html>maintenance</html>"),
        (200, b"[]"),
        (200, b'{"state": "confirmed", "key": "somebody else\'s"}'),
        (200, b'{"state": "paid", "key": "01981f5e-0000-7000-8000-000000000001:1"}'),
        (200, b'{"x": "' + b"y" * 100_000 + b'"}'),
        (302, b""),
        (404, b"<html>not found</html>"),
        (429, b"{}"),
        (500, b'{"state": "confirmed", "key": "01981f5e-0000-7000-8000-000000000001:1"}'),
        (302, b'{"state": "confirmed", "key": "01981f5e-0000-7000-8000-000000000001:1"}'),
        (200, b"[" * 60_000),
        (200, b'{"state": "confirmed", "key": ' + b"9" * 5000 + b"}"),
        *(
            (
                200,
                b'{"state": "confirmed", "key": "01981f5e-0000-7000-8000-000000000001:1", "amount": %b}'
                % paid,
            )
            for paid in (
                b'{"amount": "15.00", "currency": "RON"}',
                b'{"amount": "150.00", "currency": "EUR"}',
                b"150",
            )
        ),
    ],
)
def test_an_answer_that_cannot_be_relied_on_is_unknown(
    odd: Callable[[int, bytes], HttpPayments], status: int, body: bytes
) -> None:
    payments = odd(status, body)
    assert isinstance(payments.ask(refund()), Unknown)
    if status != HTTPStatus.NOT_FOUND:
        assert isinstance(payments.instruct(refund()), Unknown)


def test_what_the_service_says_can_be_kept(odd: Callable[[int, bytes], HttpPayments]) -> None:
    said = b'{"state": "%b", "key": "01981f5e-0000-7000-8000-000000000001:1", "%b": "a\\u0000\\ud800b"}'
    assert odd(200, said % (b"failed", b"cause")).ask(refund()) == Failed("ab")
    assert odd(200, said % (b"confirmed", b"reference")).ask(refund()) == Confirmed("ab")


def test_headers_a_byte_at_a_time_do_not_keep_a_worker() -> None:
    """Each byte comes in time; all together would take half a minute."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        left = threading.Event()

        def drip() -> None:
            with contextlib.suppress(OSError), server.accept()[0] as caller:
                for byte in b"HTTP/1.1 200 OK\r\nX: " + b"y" * 300:
                    caller.sendall(bytes([byte]))
                    if left.wait(0.1):
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        began = time.monotonic()
        payments = HttpPayments(f"http://127.0.0.1:{server.getsockname()[1]}", KEY, seconds=1)
        assert isinstance(payments.instruct(refund()), Unknown)
        assert time.monotonic() - began < 5
        left.set()
        thread.join(5)


@pytest.mark.parametrize("status", [301, 307])
def test_an_instruction_never_follows_a_redirect(
    odd: Callable[[int, bytes], HttpPayments], status: int
) -> None:
    assert isinstance(odd(status, b"").instruct(refund()), Unknown)


def test_the_failure_of_an_earlier_attempt_says_nothing_about_this_one(
    odd: Callable[[int, bytes], HttpPayments],
) -> None:
    body = b'{"key": "01981f5e-0000-7000-8000-000000000001:1", "state": "failed", "attempt": 1, "cause": "x"}'
    payments = odd(200, body)
    assert payments.ask(refund(attempt=2)) == NotInstructed()
    assert payments.ask(refund()) == Failed("x")
    assert isinstance(payments.instruct(refund(attempt=2)), Unknown)
    assert payments.instruct(refund(attempt=1)) == Failed("x")
