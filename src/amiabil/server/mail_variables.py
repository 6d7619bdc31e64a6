"""Which settings has the door for mail that comes in? Rows of the table in ``variables``, and how they are read."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import parse_qs, urlsplit

_ADDRESS = re.compile(r"[^\s@,;<>\"]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_NAME = re.compile(r"[A-Za-z0-9._-]{1,120}")
_SCHEMES = frozenset({"imap", "imaps", "imap+tls"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SERVICES = frozenset({"postmark", "mailgun", "sendgrid", "raw"})
_SHORTEST_SECRET = 16

Row: TypeAlias = tuple[str, str, Callable[[str], str], str, bool]
"""Name, meaning, reader, default, whether it is a secret."""


def read_addresses(text: str) -> str:
    """Addresses with spaces or commas between, in small letters; raises ``ValueError``."""
    found = text.replace(",", " ").lower().split()
    if not found or not all(_ADDRESS.fullmatch(one) for one in found):
        raise ValueError("must be addresses such as help@example.org, with spaces between")
    return " ".join(found)


def read_names(text: str) -> str:
    """Names of servers with spaces or commas between, in small letters; raises ``ValueError``."""
    found = text.replace(",", " ").lower().split()
    if not found or not all(_NAME.fullmatch(one) for one in found):
        raise ValueError("must be names such as mx.example.org, with spaces between")
    return " ".join(found)


def read_mailboxes(text: str) -> str:
    """Mailboxes with spaces between; raises ``ValueError``. A password travels in the clear only on this machine."""
    for one in text.split() or [""]:
        parts = urlsplit(one)
        if parts.scheme not in _SCHEMES or not parts.hostname or not parts.username:
            raise ValueError("must be like imaps://user:password@host/Folder, several with spaces between")
        if parts.scheme == "imap" and parts.hostname not in _LOOPBACK:
            raise ValueError("has imap:// to another machine; use imaps:// or imap+tls://")
        _ = parts.port  # raises ValueError when it is not a number
    return " ".join(text.split())


def read_token_source(text: str) -> str:
    """The address that gives tokens, with client and refresh token in its query; raises ``ValueError``."""
    parts = urlsplit(text)
    given = parse_qs(parts.query)
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("must begin with https://")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise ValueError("must begin with https://")
    if not {"client_id", "refresh_token"} <= given.keys():
        raise ValueError("needs client_id and refresh_token behind the ?")
    return text


def read_listener(text: str) -> str:
    """Where mail servers hand mails over; raises ``ValueError``."""
    parts = urlsplit(text)
    if parts.scheme not in {"lmtp", "smtp"} or not parts.hostname or not parts.port:
        raise ValueError("must be like lmtp://127.0.0.1:2424")
    return text


def read_services(text: str) -> str:
    """Mail services with the secret each is known by; raises ``ValueError`` without telling the secret."""
    for one in text.split() or [""]:
        name, colon, secret = one.partition(":")
        if name not in _SERVICES or not colon or len(secret) < _SHORTEST_SECRET:
            raise ValueError(
                f"must be like mailgun:KEY (one of {', '.join(sorted(_SERVICES))}; keys of {_SHORTEST_SECRET} letters"
                " or more), several with spaces between"
            )
    return " ".join(text.split())


MAIL_IN: tuple[Row, ...] = (
    (
        "AMIABIL_MAIL_IN_ADDRESSES",
        "Every address that mails come in for, with spaces between; what is sent from one of them is our own mail and"
        " is not filed. The listener takes mail for no other.",
        read_addresses,
        "AMIABIL_MAIL_REPLY and AMIABIL_MAIL_FROM",
        False,
    ),
    (
        "AMIABIL_MAIL_IN_RELAYS",
        "Names under which our own mail servers write Authentication-Results, with spaces between; nobody else's word"
        " about an author is taken. Without one no author is proven.",
        read_names,
        "none",
        False,
    ),
    (
        "AMIABIL_MAIL_IN_URL",
        "Mailboxes that mails are fetched from, with spaces between: imaps://user:password@host/Folder, or imap+tls://"
        " for STARTTLS. Nothing is changed in them. Letters such as @ in user or password are percent-encoded.",
        read_mailboxes,
        "none",
        True,
    ),
    (
        "AMIABIL_MAIL_IN_OAUTH",
        "Where tokens for mailboxes without a password come from (Microsoft 365, Google): the token address with"
        " ?client_id=…&client_secret=…&refresh_token=…&scope=….",
        read_token_source,
        "none",
        True,
    ),
    (
        "AMIABIL_MAIL_IN_LISTEN",
        "Where mail servers hand mails over: lmtp://127.0.0.1:2424, or smtp://. Anything but loopback must be reached"
        " by your own servers alone.",
        read_listener,
        "none: no listener runs",
        False,
    ),
    (
        "AMIABIL_MAIL_IN_SERVICES",
        "Mail services that post mails to /mail/in/NAME, each with its secret: mailgun:KEY postmark:SECRET"
        " sendgrid:SECRET raw:SECRET; a name twice while its secret is replaced.",
        read_services,
        "none",
        True,
    ),
)
"""Every setting of the door."""
