"""The demonstration's payments service: a separate HTTP process that confirms, fails, goes silent or answers late.

It keeps the contract of docs/integrate/payments.md, by the standard library alone, and shares nothing with the
product but the key. ``POST /control`` says how it treats the next refunds.
"""

from __future__ import annotations

import hmac
import json
import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

from amiabil.demo.payments_ledger import (
    PAYOUT,
    REFUND,
    Away,
    Behaviour,
    Control,
    Hold,
    KeyReused,
    Ledger,
    Refund,
    Wish,
)
from amiabil.demo.payments_page import LANGUAGES, STYLE, Books, page

LARGEST_BODY = 64 * 1024
SILENT_SECONDS = 60.0
"""How long a request stays without an answer when the service is to go silent; any client has given up by then."""

_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,4})?")
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
log = logging.getLogger(__name__)


class Refused(Exception):
    """A request that is answered with a status and a code."""

    def __init__(self, status: HTTPStatus, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


class Server(ThreadingHTTPServer):
    """The service on one port of loopback; ``stopping`` lets silent requests end at once."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, *, folder: Path, key: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.ledger = Ledger(folder / "demo-payments.sqlite3")
        self.key = key
        self.stopping = threading.Event()
        super().__init__(("127.0.0.1", port), _Handler)

    def shutdown(self) -> None:
        """End the loop and whatever was kept waiting."""
        self.stopping.set()
        super().shutdown()


def refund_body(refund: Refund) -> dict[str, Any]:
    """A refund, or a payment to a seller, as the contract describes it."""
    return {
        "key": refund.key,
        "state": refund.state,
        "reference": f"PAY-{refund.number}",
        "attempt": refund.attempt,
        "cause": refund.cause,
        "order": refund.order,
        "case": refund.case,
        "amount": {"amount": refund.amount, "currency": refund.currency},
        **({} if refund.kind == REFUND else {"kind": refund.kind, "seller": refund.seller}),
    }


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo-payments"
    timeout = 30

    @property
    def _server(self) -> Server:
        return cast(Server, self.server)

    def log_message(self, format: str, *args: Any) -> None:
        """To the log of the process, without what people sent."""
        log.info("%s %s", self.command, format % args)

    # ---- ways in --------------------------------------------------------------

    def do_GET(self) -> None:
        """The books as a page, one refund as JSON, or whether the service lives."""
        path = urlsplit(self.path).path
        if path == "/health":
            self._json(HTTPStatus.OK, {"state": "up"})
        elif path == "/style.css":
            self._send(HTTPStatus.OK, STYLE, "text/css; charset=utf-8")
        elif path == "/":
            self._guarded(self._page)
        elif path.startswith("/refunds/"):
            self._guarded(lambda: self._ask(unquote(path.removeprefix("/refunds/")), payout=False))
        elif path.startswith("/payouts/"):
            self._guarded(lambda: self._ask(unquote(path.removeprefix("/payouts/")), payout=True))
        else:
            self._json(HTTPStatus.NOT_FOUND, {"code": "not_found"})

    def do_POST(self) -> None:
        """An instruction, or a new behaviour."""
        path = urlsplit(self.path).path
        if path == "/refunds":
            self._guarded(lambda: self._instruct(_wish))
        elif path == "/payouts":
            self._guarded(lambda: self._instruct(_payout_wish))
        elif path == "/holds":
            self._guarded(self._hold)
        elif path.startswith("/holds/") and path.endswith("/release"):
            self._guarded(
                lambda: self._release(unquote(path.removeprefix("/holds/").removesuffix("/release")))
            )
        elif path == "/control":
            self._guarded(self._control)
        else:
            self._json(HTTPStatus.NOT_FOUND, {"code": "not_found"})

    def _guarded(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Refused as refused:
            self.close_connection = True
            self._json(refused.status, {"code": refused.code})

    # ---- what it does -----------------------------------------------------------

    def _page(self) -> None:
        self._demand_local()
        ledger = self._server.ledger
        books = Books(
            ledger.refunds(),
            ledger.payouts(),
            ledger.holds(),
            ledger.behaviour(),
            ledger.behaviour(of=PAYOUT),
        )
        html = page(books, language=self._language())
        self._send(HTTPStatus.OK, html, "text/html; charset=utf-8")

    def _ask(self, key: str, *, payout: bool) -> None:
        self._demand_key()
        refund = self._server.ledger.refund(key)
        if refund is None or (refund.kind != REFUND) is not payout:
            raise Refused(HTTPStatus.NOT_FOUND, "unknown_payout" if payout else "unknown_refund")
        self._json(HTTPStatus.OK, refund_body(refund))

    def _instruct(self, read: Callable[[str, dict[str, Any]], Wish]) -> None:
        self._demand_key()
        wish = read(self.headers.get("Idempotency-Key", ""), self._body())
        try:
            refund, control = self._server.ledger.begin(wish)
        except KeyReused:
            raise Refused(HTTPStatus.CONFLICT, "key_reused") from None
        except Away:
            raise Refused(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable") from None
        if control.behaviour is Behaviour.TIME_OUT_AFTER_PAYING:
            self._server.stopping.wait(control.seconds or SILENT_SECONDS)
            self.close_connection = True
            return
        pending = refund.state == "pending"
        self._json(HTTPStatus.ACCEPTED if pending else HTTPStatus.OK, refund_body(refund))

    def _hold(self) -> None:
        self._demand_key()
        body = self._body()
        amount, currency = _money(body)
        hold = Hold(
            _text(body, "key"), _text(body, "order"), amount, currency, _count(body, "version"), time.time()
        )
        self._server.ledger.hold(hold)
        self._json(HTTPStatus.OK, {"key": hold.key})

    def _release(self, key: str) -> None:
        self._demand_key()
        self._server.ledger.release(key, _count(self._body(), "version"))
        self._json(HTTPStatus.OK, {"key": key})

    def _control(self) -> None:
        self._demand_local()
        is_form = self.headers.get_content_type() == "application/x-www-form-urlencoded"
        body = self._form() if is_form else self._body()
        of = PAYOUT if body.get("of") == PAYOUT else REFUND
        self._server.ledger.control(_wanted(body), of=of)
        if not is_form:
            self._json(HTTPStatus.OK, {"behaviour": self._server.ledger.behaviour(of=of).behaviour.value})
            return
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"/?lang={self._language()}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    # ---- who may, and what they sent ------------------------------------------------

    def _demand_key(self) -> None:
        given = self.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Bearer {self._server.key}".encode()):
            raise Refused(HTTPStatus.UNAUTHORIZED, "not_authorised")

    def _demand_local(self) -> None:
        """Only this machine's own pages: not a name that somebody else pointed here, not a form of another site."""
        here = urlsplit(f"//{self.headers.get('Host', '')}")
        origin = self.headers.get("Origin")
        if here.hostname not in _LOCAL or (origin is not None and urlsplit(origin).netloc != here.netloc):
            raise Refused(HTTPStatus.FORBIDDEN, "not_local")

    def _raw(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        return self.rfile.read(int(length))

    def _body(self) -> dict[str, Any]:
        try:
            body = json.loads(self._raw())
        except ValueError:
            raise Refused(HTTPStatus.BAD_REQUEST, "not_json") from None
        if not isinstance(body, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "not_an_object")
        return body

    def _form(self) -> dict[str, Any]:
        fields = {
            name: values[0] for name, values in parse_qs(self._raw().decode("utf-8", "replace")).items()
        }
        numbers: dict[str, Any] = {}
        for name, read in (("times", int), ("seconds", float)):
            text = fields.pop(name, "").strip().replace(",", ".")
            try:
                numbers[name] = read(text) if text else None
            except ValueError:
                raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"bad_{name}") from None
        return {**fields, **numbers}

    def _language(self) -> str:
        asked = parse_qs(urlsplit(self.path).query).get("lang", [""])[0]
        if asked in LANGUAGES:
            return asked
        return "en" if self.headers.get("Accept-Language", "").startswith("en") else "ro"

    # ---- answers ---------------------------------------------------------------

    def _json(self, status: HTTPStatus, body: dict[str, Any]) -> None:
        self._send(status, json.dumps(body), "application/json")

    def _send(self, status: HTTPStatus, text: str, kind: str) -> None:
        whole = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(whole)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if self.close_connection:  # said before it is done, or the next question is sent into a closed line
            self.send_header("Connection", "close")
        self.send_header(
            "Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'"
        )
        self.end_headers()
        self.wfile.write(whole)


def _wish(key: str, body: dict[str, Any]) -> Wish:
    if not 0 < len(key) <= 200 or not key.isprintable():
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_key")
    amount, currency = _money(body)
    wish = Wish(key, _text(body, "order"), _text(body, "case"), amount, currency, _count(body, "attempt"))
    return replace(wish, sources=_sources(body))


def _payout_wish(key: str, body: dict[str, Any]) -> Wish:
    kind = _text(body, "kind")
    if kind not in {"release", "fund"}:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_kind")
    return replace(_wish(key, body), kind=kind, seller=_text(body, "seller"))


def _sources(body: dict[str, Any]) -> str:
    """Whose money a refund is, as the page shows it; empty where nobody has said so."""
    given = body.get("sources")
    if given is None:
        return ""
    if not isinstance(given, dict) or not set(given) <= {"hold", "seller", "fund"}:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_sources")
    return ",".join(f"{name} {_money({'amount': given[name]})[0]}" for name in sorted(given))


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 200:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"bad_{name}")
    return value


def _count(body: dict[str, Any], name: str) -> int:
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, f"bad_{name}")
    return value


def _money(body: dict[str, Any]) -> tuple[str, str]:
    value = body.get("amount")
    amount = value.get("amount") if isinstance(value, dict) else None
    currency = value.get("currency") if isinstance(value, dict) else None
    if not isinstance(amount, str) or not _AMOUNT.fullmatch(amount) or not isinstance(currency, str):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_amount")
    return amount, currency[:3]


def _wanted(body: dict[str, Any]) -> Control:
    try:
        behaviour = Behaviour(str(body.get("behaviour", "")))
    except ValueError:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_behaviour") from None
    times, seconds = body.get("times"), body.get("seconds") or 0
    if times is not None and (not isinstance(times, int) or times < 1):
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_times")
    if not isinstance(seconds, int | float) or not 0 <= seconds <= 86_400:
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, "bad_seconds")
    return Control(behaviour, times, float(seconds), str(body.get("cause") or "")[:60])
