"""Which environment variables exist, what does each mean, and how is its text read?

The table is the documentation: ``amiabil doctor --list`` and ``docs/operate/configuration.md`` are made from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from amiabil.server.carriers import CARRIERS
from amiabil.server.mail_variables import MAIL_IN
from amiabil.server.model_variables import MODEL

Value = str | int | bool | timedelta | None
Reader = Callable[[str], Value]

_SPAN = re.compile(r"(?P<sign>[+-]?)(?:(?P<days>\d+)d)?(?:(?P<hours>\d+)h)?(?:(?P<minutes>\d+)m)?")


def read_text(text: str) -> str:
    """The text as it is; raises ``ValueError`` when it is empty or has control characters."""
    if not text or not text.isprintable():
        raise ValueError("must be printable text that is not empty")
    return text


def read_key(text: str) -> str:
    """A secret, or a public key whose PEM text has several lines; raises ``ValueError`` for anything else."""
    for line in text.splitlines() or [""]:
        read_text(line)
    return text


def read_mailbox(text: str) -> str:
    """An address with room for a signed name before its ``@``; raises ``ValueError``."""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,38}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", text):
        raise ValueError("must be an address such as help@example.org, with at most 38 letters before the @")
    return text


def read_selector(text: str) -> str:
    """A name that may stand in a domain name; raises ``ValueError``."""
    if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", text):
        raise ValueError("must be letters, digits and hyphens, at most 63")
    return text


def read_origins(text: str) -> str:
    """Origins of pages with spaces between, as browsers write them; raises ``ValueError`` for anything else."""
    for one in text.split():
        parts = urlsplit(one)
        if parts.scheme not in {"http", "https"} or one != f"{parts.scheme}://{parts.netloc}".lower():
            raise ValueError(f"must be origins such as https://shop.example, without a path; {one} is none")
    return read_text(text)


def read_switch(text: str) -> bool:
    """``1`` is on, ``0`` is off; raises ``ValueError`` for anything else, so that ``false`` never means on."""
    if text not in {"0", "1"}:
        raise ValueError("must be 0 or 1")
    return text == "1"


def read_port(text: str) -> int:
    """A TCP port that leaves room for the four above it; raises ``ValueError``."""
    if not text.isdecimal() or not 1 <= int(text) <= 65531:
        raise ValueError("must be a port from 1 to 65531 (the four ports above it are used as well)")
    return int(text)


def read_count(text: str) -> int:
    """A number from 1 to 1000; raises ``ValueError``."""
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ValueError("must be a whole number from 1 to 1000")
    return int(text)


def read_threads(text: str) -> int:
    """A number from 32 to 1000: fewer threads let a dozen slow clients stop the site. Raises ``ValueError``."""
    if not text.isdecimal() or not 32 <= int(text) <= 1000:
        raise ValueError("must be a whole number from 32 to 1000")
    return int(text)


def read_span(text: str) -> timedelta:
    """A shift of time such as ``+3d``, ``-2h`` or ``1d12h30m``; raises ``ValueError``."""
    match = _SPAN.fullmatch(text)
    if match is None or not any(match.group(part) for part in ("days", "hours", "minutes")):
        raise ValueError("must be a span such as +3d, -2h or 1d12h30m")
    parts = {part: int(match.group(part) or 0) for part in ("days", "hours", "minutes")}
    span = timedelta(**parts)
    return -span if match.group("sign") == "-" else span


def read_language(text: str) -> str:
    """One of the languages the product speaks; raises ``ValueError``."""
    if text not in {"ro", "en"}:
        raise ValueError("must be ro or en")
    return text


def read_level(text: str) -> str:
    """The name of a log level; raises ``ValueError``."""
    if text not in {"debug", "info", "warning", "error"}:
        raise ValueError("must be debug, info, warning or error")
    return text


def address(*schemes: str) -> Reader:
    """A reader for addresses of these schemes; it raises ``ValueError`` for others and for a missing host."""

    def read(text: str) -> str:
        parts = urlsplit(text)
        if parts.scheme not in schemes:
            raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
        if parts.scheme not in {"file", "postgres", "postgresql"} and not parts.hostname:
            raise ValueError("has no host")
        _ = parts.port  # raises ValueError when it is not a number
        return text.rstrip("/") if parts.scheme in {"http", "https"} else text

    return read


_POSTGRES = address("postgres", "postgresql")
_WEB = address("http", "https")


@dataclass(frozen=True, slots=True)
class Variable:
    """One setting: its public name, what it means, how it is read and what holds when it is absent."""

    name: str
    meaning: str
    read: Reader
    default: str = "none"
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable(
        "AMIABIL_HOME",
        "Folder of all state: embedded database, files, logs, secrets, lock.",
        read_text,
        ".amiabil in the working folder",
    ),
    Variable(
        "AMIABIL_HOST",
        "Address the web and push processes listen on. Anything but loopback belongs behind a buffering proxy.",
        read_text,
        "127.0.0.1",
    ),
    Variable(
        "AMIABIL_PORT",
        "Port of the web process. The next ones follow it: +1 push, and in the demonstration +2 the shop page,"
        " +3 the payments service, +4 the mail catcher.",
        read_port,
        "8000",
    ),
    Variable(
        "AMIABIL_BASE_URL",
        "Address people type; used in mails, redirects and for the allowed host names.",
        _WEB,
        "http://localhost:AMIABIL_PORT",
    ),
    Variable(
        "AMIABIL_PUSH_URL",
        "Address of the push process as browsers see it. Behind a proxy it is the address of the web.",
        _WEB,
        "http://localhost:(AMIABIL_PORT+1)",
    ),
    Variable(
        "AMIABIL_SECRET_KEY",
        "Key that signs sessions and tokens; at least 32 characters. Every process needs the same one.",
        read_text,
        "made once and kept in AMIABIL_HOME/secret_key",
        secret=True,
    ),
    Variable(
        "AMIABIL_SEAL_KEY",
        "Key that signs the daily line over all chains; at least 32 characters. Keep it out of reach of whoever owns"
        " the database.",
        read_text,
        "made once and kept in AMIABIL_HOME/seal_key",
        secret=True,
    ),
    Variable("AMIABIL_LANGUAGE", "Language when nobody chose another: ro or en.", read_language, "ro"),
    Variable(
        "AMIABIL_MARKETPLACE",
        "Name of the marketplace beside the logo, in mails and documents.",
        read_text,
        "Amiabil; in the demonstration Iarmaroc",
    ),
    Variable(
        "AMIABIL_POLICY",
        "The policy new disputes are opened under: an installed id, or id@version.",
        read_text,
        "ro-default",
    ),
    Variable(
        "DATABASE_URL",
        "PostgreSQL 15 or newer, as postgresql://user:password@host:port/name.",
        _POSTGRES,
        "the embedded server in AMIABIL_HOME",
        secret=True,
    ),
    Variable(
        "AMIABIL_DATABASE_OWNER_URL",
        "The same database as the role that owns the tables; used only by migrate, which then gives the role of"
        " DATABASE_URL its rights: no changes of structure, no changes of events.",
        _POSTGRES,
        "DATABASE_URL",
        secret=True,
    ),
    Variable(
        "AMIABIL_DATABASE_DIRECT_URL",
        "The same database past a transaction pooler; used by relay, worker and LISTEN.",
        _POSTGRES,
        "DATABASE_URL",
        secret=True,
    ),
    Variable(
        "AMIABIL_DATABASE_POOL",
        "Most connections a process keeps open; web threads beyond it wait for one.",
        read_count,
        "8",
    ),
    Variable(
        "AMIABIL_BUS_URL",
        "Carries live events to push: redis://… for several nodes.",
        address("redis", "rediss", "postgres", "postgresql"),
        "the database",
        secret=True,
    ),
    Variable(
        "AMIABIL_FILES_URL",
        "Where uploaded files live: file:///absolute/folder.",
        address("file"),
        "the folder AMIABIL_HOME/files",
    ),
    Variable(
        "AMIABIL_FILES_HOST",
        "Separate host name that files are delivered from, so that nothing in them can act as the site.",
        read_text,
        "the host of AMIABIL_BASE_URL",
    ),
    Variable(
        "AMIABIL_MAIL_URL",
        "Mail server: smtp://user:password@host:port, smtps:// for TLS from the first byte,"
        " smtp+tls:// for STARTTLS. Without it mails wait and the desk says so.",
        address("smtp", "smtps", "smtp+tls"),
        "none; in the demonstration its own catcher",
        secret=True,
    ),
    Variable(
        "AMIABIL_MAIL_FROM",
        "Sender of mails, as name@example.org.",
        read_text,
        "no-reply@ the host of AMIABIL_BASE_URL",
    ),
    *(Variable(*row) for row in MAIL_IN),
    Variable(
        "AMIABIL_MAIL_REPLY",
        "Address that answers to mails come to, as help@example.org; help+anything@example.org must reach the same"
        " mailbox (docs/operate/mail.md).",
        read_mailbox,
        "none: mails say that an answer reaches nobody",
    ),
    Variable(
        "AMIABIL_MAIL_CA",
        "File with the certificate of the authority that signed the mail server's, where it is one of your own.",
        read_text,
        "the public authorities the machine knows",
    ),
    Variable(
        "AMIABIL_MAIL_DKIM_KEY",
        "Private RSA key (PEM, 2048 bits or more) that signs our mails for the domain of AMIABIL_MAIL_FROM;"
        " `amiabil mail key` makes one and prints the record for the name server.",
        read_key,
        "none: the mail server signs",
        secret=True,
    ),
    Variable(
        "AMIABIL_MAIL_DKIM_SELECTOR",
        "Name under which the public half of that key is published: SELECTOR._domainkey.DOMAIN.",
        read_selector,
        "amiabil",
    ),
    Variable(
        "AMIABIL_PAYMENTS_URL",
        "Payments service that carries out refunds.",
        _WEB,
        "none; in the demonstration its own service",
    ),
    Variable(
        "AMIABIL_PAYMENTS_KEY",
        "Key shared with the payments service; sent with every instruction (docs/integrate/payments.md).",
        read_text,
        "none; in the demonstration made in AMIABIL_HOME",
        secret=True,
    ),
    Variable(
        "AMIABIL_PAYMENTS_PAYOUTS",
        "0 where the payments service does not know payouts: it then pays sellers out as holds fall, is not told whose"
        " money a refund is, and what the guarantee fund owes a seller waits on the operator's desk.",
        read_switch,
        "1",
    ),
    Variable(
        "AMIABIL_ASSISTANT", "0: people answer chats from the start, and no assistant.", read_switch, "1"
    ),
    Variable(
        "AMIABIL_P2B",
        "1 where Regulation (EU) 2019/1150 obliges the marketplace: the yearly report then has the statistics of"
        " complaints by sellers.",
        read_switch,
        "0",
    ),
    *(Variable(*row) for row in MODEL),
    Variable(*CARRIERS),
    Variable("AMIABIL_MODEL_SEES_ORDERS", "1: the model may be told of own orders.", read_switch, "0"),
    Variable(
        "AMIABIL_CHAT_ORIGINS",
        "Pages of the marketplace that may show the chat: their origins, with spaces between"
        " (docs/integrate/chat.md).",
        read_origins,
        "none: our own pages alone; in the demonstration its shop page",
    ),
    Variable(
        "AMIABIL_JWT_ISSUER",
        "The iss of the marketplace's tokens.",
        read_text,
        "none; demo in the demonstration",
    ),
    Variable(
        "AMIABIL_SIGN_IN_URL",
        "Page of the marketplace that signs a customer in and sends them back with a token; it gets the page to"
        " come back to as ?next=.",
        _WEB,
        "none: people are told to come from the marketplace; its own page in the demonstration",
    ),
    Variable(
        "AMIABIL_JWT_JWKS_URL",
        "Where the marketplace publishes its public keys (RS256, ES256, EdDSA).",
        _WEB,
    ),
    Variable(
        "AMIABIL_JWT_KEY",
        "Key of the marketplace: a secret shared for HS256 (32 bytes or more), or its public key as PEM, JWK or JWKS."
        " Not together with AMIABIL_JWT_JWKS_URL.",
        read_key,
        "none; in the demonstration made in AMIABIL_HOME",
        secret=True,
    ),
    Variable(
        "AMIABIL_METRICS_TOKEN",
        "Bearer token that may read /metrics from anywhere; without it only loopback may.",
        read_text,
        secret=True,
    ),
    Variable(
        "AMIABIL_TRUST_PROXY",
        "1 when a proxy of yours sets X-Forwarded-For and X-Forwarded-Proto; never without one.",
        read_switch,
        "0",
    ),
    Variable("AMIABIL_WEB_WORKERS", "Web worker processes.", read_count, "1"),
    Variable("AMIABIL_WEB_THREADS", "Threads of each web worker, 32 or more.", read_threads, "32"),
    Variable("AMIABIL_LOG_LEVEL", "debug, info, warning or error.", read_level, "info"),
    Variable(
        "AMIABIL_DEBUG",
        "1 shows traces on pages and offers the pseudo-languages en-XA and ar-XB; only on loopback.",
        read_switch,
        "0",
    ),
    Variable(
        "AMIABIL_DEMO",
        "1 is the demonstration: sign in as anybody, a clock that can be moved, own payments and mail services.",
        read_switch,
        "0",
    ),
    Variable(
        "AMIABIL_DEMO_CLOCK",
        "Moves the demonstration's clock, as +3d, -2h or 1d12h30m; refused outside it.",
        read_span,
        "0m",
    ),
    Variable(
        "AMIABIL_DEMO_PUBLIC",
        "1 allows the demonstration to listen on other addresses than loopback.",
        read_switch,
        "0",
    ),
)
"""Every name the product reads, in the order of the documentation."""
