"""Mail servers hand mails over by LMTP or SMTP. A mail is taken once its bytes and its row survive a power cut.

For our own servers alone: whoever reaches the port may hand in mail for our addresses, and for no others.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from amiabil.domain.mail.limits import RAW_BYTES
from amiabil.ui import mail_intake
from amiabil.ui.mail_intake import Arrived

AT_ONCE = 8
"""Mails that are kept at one time: each is held whole in memory, and has a connection to the database."""

RECIPIENTS = 100
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Taker:
    """What aiosmtpd asks: whom is mail taken for, and is this one safe?"""

    account: str
    addresses: Collection[str]
    per_recipient: bool
    turns: asyncio.Semaphore

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name and parameters
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Only our own addresses, with or without what follows a ``+``."""
        local, _, host = address.lower().rpartition("@")
        if f"{local.partition('+')[0]}@{host}" not in self.addresses:
            return "550 5.1.1 no such address here"
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Taken once it is committed; else the server keeps it and tries again."""
        content = envelope.original_content or b""
        arrived = Arrived(
            self.account, content, sender=envelope.mail_from or "", recipients=tuple(envelope.rcpt_tos)
        )
        async with self.turns:
            said = await asyncio.to_thread(_keep, arrived)
        return "\r\n".join([said] * (len(envelope.rcpt_tos) if self.per_recipient else 1))


def _keep(arrived: Arrived) -> str:
    try:
        (mail_id,) = mail_intake.take([arrived])
        mail_intake.wake()
    except (
        Exception
    ) as error:  # whatever it is, a 5xx would send the mail back to its author, and we had lost it
        _LOG.error("a mail could not be kept, its server tries again: %s", type(error).__name__)
        return "451 4.3.0 cannot be kept right now"
    finally:
        connection.close()
    return f"250 2.0.0 kept as {mail_id}"


class _Listener(Controller):
    """aiosmtpd's, with LMTP where that is asked for."""

    speaks: type[SMTP] = SMTP

    def factory(self) -> Any:
        return self.speaks(self.handler, **self.SMTP_kwargs)


def listener(url: str, addresses: Collection[str]) -> Controller:
    """A server at ``lmtp://host:port`` or ``smtp://host:port`` that is not running yet: ``start`` and ``stop`` it."""
    parts = urlsplit(url)
    lmtp = parts.scheme == "lmtp"
    taker = Taker(parts.scheme, frozenset(addresses), lmtp, asyncio.Semaphore(AT_ONCE))
    made = _Listener(
        taker, hostname=parts.hostname, port=parts.port or 0, data_size_limit=RAW_BYTES, enable_SMTPUTF8=True
    )
    made.speaks = LMTP if lmtp else SMTP
    return made


def run(url: str, addresses: Collection[str], stop: threading.Event) -> None:
    """Take mail in until ``stop`` is set; what is being taken is finished first."""
    server = listener(url, addresses)
    server.start()
    try:
        stop.wait()
    finally:
        server.stop()
