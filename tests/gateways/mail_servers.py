"""Real SMTP servers over loopback: one that keeps what it gets, and others that defer, refuse or hang up."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Mailbox:
    """Keeps every mail; ``rcpt`` and ``data`` are what it answers instead, where set."""

    def __init__(self, *, rcpt: str = "", data: str = "") -> None:
        self.rcpt, self.data = rcpt, data
        self.mails: list[EmailMessage] = []
        self.envelopes: list[Envelope] = []
        self.asked = 0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        if self.data:
            return self.data
        self.envelopes.append(envelope)
        content = cast(bytes, envelope.content)
        self.mails.append(cast(EmailMessage, message_from_bytes(content, policy=POLICY)))
        return "250 OK"


@contextmanager
def running(mailbox: Mailbox, *, password: str | None = None) -> Iterator[str]:
    """The server's ``host:port``."""

    def authenticate(
        server: SMTP, session: Session, envelope: Envelope, kind: str, data: object
    ) -> AuthResult:
        return AuthResult(success=getattr(data, "password", b"") == (password or "").encode())

    options = (
        {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if password else {}
    )
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        controller.stop()
