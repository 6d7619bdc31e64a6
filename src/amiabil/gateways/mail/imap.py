"""Which mails lie in a mailbox on a server? Asked over IMAP by number, from where we were; nothing is changed there.

Numbers of mails only grow while the mailbox keeps its *validity* (RFC 9051, 2.3.1.1), so "all after the last one"
misses nothing and asks for nothing twice; never "the last ten" (lessons M1, M2).
"""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import unquote, urlsplit

from amiabil.gateways.time_limit import TimeLimit

SECONDS = 30.0
"""For each answer of the server."""

ROUND_SECONDS = 600.0
"""For a whole visit: a server that sends byte after byte never lets an answer time out, and holds up no other mailbox
for longer than this. What was fetched by then is kept."""

WINDOW = 2_000
"""Numbers asked for at once: the answer is one line, and a line may not grow without end."""

BATCH = 100
BATCH_BYTES = 20_000_000
"""Mails, and their bytes, that are in memory together."""

_PORTS = {"imap": 143, "imap+tls": 143, "imaps": 993}
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")

Tokens = Callable[[], str]
"""Gives an access token for the mailbox (OAuth 2)."""


class MailboxUnreachable(Exception):
    """The mailbox does not answer, or not to us; the text says why, without a password."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A mail with its number. ``whole`` is false when only its fields are there, because it is too large or because the
    server does not give the rest."""

    uid: int
    raw: bytes
    whole: bool = True


def account_of(url: str) -> str:
    """The name of a mailbox for people and rows: without its password."""
    parts = urlsplit(url)
    return f"imap:{unquote(parts.username or '')}@{parts.hostname}/{_folder(url)}"[:120]


def _folder(url: str) -> str:
    return unquote(urlsplit(url).path.strip("/")) or "INBOX"


def folder_name(name: str) -> str:
    """A folder as servers call it, in modified UTF-7 (RFC 3501, 5.1.3): ``Reclamații`` is ``Reclama&Ahs-ii``."""
    pieces = []
    for is_plain, letters in groupby(name, lambda one: " " <= one <= "~"):
        text = "".join(letters)
        if is_plain:
            pieces.append(text.replace("&", "&-"))
        else:
            coded = base64.b64encode(text.encode("utf-16-be")).decode().rstrip("=").replace("/", ",")
            pieces.append(f"&{coded}-")
    return "".join(pieces)


class ImapBox:
    """One folder of a mailbox, opened for reading; use it in a ``with``.

    Raises ``MailboxUnreachable`` when it cannot be opened, or is lost on the way.
    """

    def __init__(
        self,
        url: str,
        *,
        tokens: Tokens | None = None,
        most_bytes: int,
        seconds: float = SECONDS,
        whole: float = ROUND_SECONDS,
    ) -> None:
        self._url, self._tokens, self._most, self._seconds = url, tokens, most_bytes, seconds
        self._limit = TimeLimit(whole)
        self.validity = 0
        self.next_uid = 0

    def __enter__(self) -> ImapBox:
        self._limit.__enter__()
        try:
            self._server = self._connect()
        except (OSError, imaplib.IMAP4.error, ssl.SSLError) as error:
            self._limit.__exit__(None, None, None)
            raise MailboxUnreachable(_said(error)) from None
        try:
            self._limit.watch(self._server.sock)
            self._sign_in()
            self._open()
        except UnicodeError:  # its own words would hold the password
            self.__exit__()
            raise MailboxUnreachable(
                "user name or password have letters beyond ASCII, and the server knows no AUTH=PLAIN"
            ) from None
        except (OSError, imaplib.IMAP4.error) as error:
            self.__exit__()
            raise MailboxUnreachable(_said(error)) from None
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self._server.logout()
        with suppress(OSError):  # what is cut off in the middle of its goodbye is not closed by it
            self._server.shutdown()
        self._limit.__exit__(None, None, None)

    def after(self, uid: int) -> Iterator[list[Fetched]]:
        """The mails above this number, in their order, some at a time. Raises ``MailboxUnreachable``."""
        try:
            yield from self._after(uid)
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxUnreachable(_said(error)) from None

    def _after(self, uid: int) -> Iterator[list[Fetched]]:
        window = WINDOW
        while uid + 1 < self.next_uid:
            end = min(uid + window, self.next_uid - 1)
            sizes = self._sizes(uid + 1, end)
            window = WINDOW if sizes else window * 8  # numbers may have wide gaps
            for batch in _batches(sizes, self._most):
                yield self._fetch(batch)
            uid = end

    def _connect(self) -> imaplib.IMAP4:
        parts = urlsplit(self._url)
        host, port = parts.hostname or "localhost", parts.port or _PORTS[parts.scheme]
        if parts.scheme == "imaps":
            return imaplib.IMAP4_SSL(
                host, port, ssl_context=ssl.create_default_context(), timeout=self._seconds
            )
        server = imaplib.IMAP4(host, port, timeout=self._seconds)
        if parts.scheme == "imap+tls":
            server.starttls(ssl.create_default_context())
        return server

    def _sign_in(self) -> None:
        parts = urlsplit(self._url)
        user = unquote(parts.username or "")
        if parts.password is not None or self._tokens is None:
            self._by_password(user, unquote(parts.password or ""))
            return
        bearer = f"user={user}\1auth=Bearer {self._tokens()}\1\1".encode()
        self._server.authenticate("XOAUTH2", lambda _: bearer)

    def _by_password(self, user: str, password: str) -> None:
        """SASL PLAIN where the server knows it: it takes every letter (RFC 4616); else the command of old."""
        if "AUTH=PLAIN" in self._server.capabilities:
            said = f"\0{user}\0{password}".encode()
            self._server.authenticate("PLAIN", lambda _: said)
        else:
            self._server.login(user, password)

    def _open(self) -> None:
        name = folder_name(_folder(self._url)).replace("\\", "\\\\").replace('"', '\\"')
        status, said = self._server.select(f'"{name}"', readonly=True)
        if status != "OK":
            raise imaplib.IMAP4.error(f"folder {name}: {said!r}")
        self.validity = self._number("UIDVALIDITY")
        self.next_uid = self._number("UIDNEXT")

    def _number(self, name: str) -> int:
        _, found = self._server.response(name)
        value = found[0] if found else None
        if not isinstance(value, bytes) or not value.isdigit():
            raise imaplib.IMAP4.error(f"the server does not tell {name}")
        return int(value)

    def _sizes(self, first: int, last: int) -> list[tuple[int, int]]:
        """Number and bytes of each mail in a range, in order."""
        found: dict[int, int] = {}
        for line in self._ask(f"{first}:{last}", "(UID RFC822.SIZE)"):
            head = line[0] if isinstance(line, tuple) else line
            uid, size = _UID.search(head), _SIZE.search(head)
            if uid and size and first <= int(uid[1]) <= last:
                found[int(uid[1])] = int(size[1])
        return sorted(found.items())

    def _fetch(self, batch: Sequence[tuple[int, int]]) -> list[Fetched]:
        whole = [uid for uid, size in batch if size <= self._most]
        raws = self._raws(whole, "BODY.PEEK[]") if whole else {}
        fetched = []
        for uid, size in batch:
            raw = raws.get(uid)
            if raw is None and size <= self._most:
                raw = self._raws([uid], "BODY.PEEK[]").get(uid)
            if raw is not None:
                fetched.append(Fetched(uid, raw))
            elif self._is_there(uid):
                head = self._raws([uid], "BODY.PEEK[HEADER]").get(uid, b"")
                fetched.append(Fetched(uid, head or f"X-Not-Given: {uid}\r\n\r\n".encode(), whole=False))
        return fetched

    def _is_there(self, uid: int) -> bool:
        """Whether a mail is still in the folder: others may have deleted it since we asked."""
        return bool(self._sizes(uid, uid))

    def _raws(self, uids: Sequence[int], part: str) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        waiting: bytes | None = None
        for line in self._ask(",".join(map(str, uids)), f"(UID {part})"):
            if isinstance(line, tuple):
                head, waiting = line[0], line[1]
            else:
                head = line  # what stands behind the bytes may have the number
            number = _UID.search(head)
            if number and waiting is not None:
                found[int(number[1])] = waiting
                waiting = None
        return {uid: raw for uid, raw in found.items() if uid in set(uids)}

    def _ask(self, uids: str, what: str) -> list[bytes | tuple[bytes, bytes]]:
        status, lines = self._server.uid("FETCH", uids, what)
        return [line for line in lines if line] if status == "OK" else []


def _batches(sizes: Sequence[tuple[int, int]], most: int) -> Iterator[list[tuple[int, int]]]:
    batch: list[tuple[int, int]] = []
    room = BATCH_BYTES
    for uid, size in sizes:
        weight = size if size <= most else 0
        if batch and (len(batch) == BATCH or weight > room):
            yield batch
            batch, room = [], BATCH_BYTES
        batch.append((uid, size))
        room -= weight
    if batch:
        yield batch


def _said(error: Exception) -> str:
    text = str(error.args[0] if error.args else error)
    if "AUTHENTICATIONFAILED" in text or "LOGIN" in text.upper():
        return "the server refuses our user name, password or token"
    return f"{type(error).__name__}: {text}"[:300]
