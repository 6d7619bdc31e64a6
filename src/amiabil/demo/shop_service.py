"""The demonstration's marketplace as a site of its own: it shows a page with the chat and signs who has come in there.

It stands for the operator's own shop, knows the product by its public addresses alone, and shares nothing with it but
the key that signs. docs/integrate/chat.md describes what it does.
"""

from __future__ import annotations

import json
import logging
import secrets
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import jwt

from amiabil.demo import catalogue
from amiabil.demo.shop_page import LANGUAGES, PICTURE, STYLE, Shown, page

LARGEST_BODY = 4096
COOKIE = "shop_person"
"""Who has come in at the shop. Not signed: in the demonstration anybody may be anybody."""

TOKEN_SECONDS = 300
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shop:
    """Where the product is, as whom the shop signs, and with which shared key (empty: it cannot sign)."""

    base_url: str
    push_url: str
    issuer: str
    key: str

    @property
    def policy(self) -> str:
        """A strict policy of content: no style and no script inside the page, and no text that becomes markup."""
        return (
            f"default-src 'none'; script-src {self.base_url}; style-src 'self'; img-src 'self';"
            f" connect-src 'self' {self.base_url} {self.push_url}; form-action 'self'; base-uri 'none';"
            " frame-ancestors 'none'; require-trusted-types-for 'script'"
        )

    def token(self, person: str) -> str:
        """A token for this buyer, as docs/integrate/sign-in.md describes it."""
        buyer, now = catalogue.buyers()[person], int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": "amiabil",
            "sub": buyer.ref,
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "jti": secrets.token_urlsafe(16),
            "role": "buyer",
            "name": buyer.name,
            "email": buyer.email,
            "email_verified": True,
            "locale": buyer.language,
            "zoneinfo": buyer.zone,
        }
        return jwt.encode(claims, self.key, algorithm="HS256")


class Server(ThreadingHTTPServer):
    """The shop on one port of loopback."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, port: int, *, shop: Shop) -> None:
        self.shop = shop
        super().__init__(("127.0.0.1", port), _Handler)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "demo-shop"
    timeout = 30

    @property
    def _shop(self) -> Shop:
        return cast(Server, self.server).shop

    def log_message(self, format: str, *args: Any) -> None:
        """To the log of the process, without what people sent."""
        log.info("%s %s", self.command, format % args)

    def do_GET(self) -> None:
        """The page and what belongs to it."""
        path = urlsplit(self.path).path
        if path == "/style.css":
            self._send(HTTPStatus.OK, STYLE.encode(), "text/css; charset=utf-8")
        elif path == "/goods.svg":
            self._send(HTTPStatus.OK, PICTURE, "image/svg+xml")
        elif path == "/health":
            self._json(HTTPStatus.OK, {"state": "up"})
        elif path == "/":
            shown = Shown(self._language(), self._person(), self._shop.base_url)
            self._send(HTTPStatus.OK, page(shown).encode(), "text/html; charset=utf-8")
        else:
            self._json(HTTPStatus.NOT_FOUND, {"code": "not_found"})

    def do_POST(self) -> None:
        """Come in as somebody, or get a token for whoever has."""
        body, path = self._body(), urlsplit(self.path).path
        if body is None or not self._is_own_page():
            self._json(HTTPStatus.FORBIDDEN, {"code": "not_from_here"})
        elif path == "/enter":
            self._enter(parse_qs(body).get("person", [""])[0])
        elif path == "/chat-token":
            self._vouch()
        else:
            self._json(HTTPStatus.NOT_FOUND, {"code": "not_found"})

    def _enter(self, person: str) -> None:
        known = person if person in catalogue.buyers() else ""
        self.send_response(HTTPStatus.SEE_OTHER)
        self.send_header("Location", f"/?lang={self._language()}")
        self.send_header("Set-Cookie", f"{COOKIE}={known}; Path=/; HttpOnly; SameSite=Strict")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _vouch(self) -> None:
        person = self._person()
        if not person:
            self._json(HTTPStatus.UNAUTHORIZED, {"code": "not_signed_in"})
        elif not self._shop.key:
            self._json(HTTPStatus.SERVICE_UNAVAILABLE, {"code": "cannot_sign"})
        else:
            self._json(HTTPStatus.OK, {"token": self._shop.token(person)})

    # ---- who asks ----------------------------------------------------------------

    def _is_own_page(self) -> bool:
        """Only this site's own pages: not a name that somebody else pointed here, not a form of another site."""
        here = urlsplit(f"//{self.headers.get('Host', '')}")
        origin = self.headers.get("Origin")
        return here.hostname in _LOCAL and (origin is None or urlsplit(origin).netloc == here.netloc)

    def _person(self) -> str:
        kept = SimpleCookie(self.headers.get("Cookie", "")).get(COOKIE)
        return kept.value if kept is not None and kept.value in catalogue.buyers() else ""

    def _language(self) -> str:
        asked = parse_qs(urlsplit(self.path).query).get("lang", [""])[0]
        if asked in LANGUAGES:
            return asked
        return "en" if self.headers.get("Accept-Language", "").startswith("en") else "ro"

    def _body(self) -> str | None:
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            return None
        return self.rfile.read(int(length)).decode("utf-8", "replace")

    # ---- answers -----------------------------------------------------------------

    def _json(self, status: HTTPStatus, body: dict[str, Any]) -> None:
        self._send(status, json.dumps(body).encode(), "application/json")

    def _send(self, status: HTTPStatus, whole: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(whole)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", self._shop.policy)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(whole)
