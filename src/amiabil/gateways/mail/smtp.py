"""How is a letter handed to an SMTP server, and what do its answers mean?"""

from __future__ import annotations

import smtplib
import socket
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from amiabil.gateways.mail.letter import Letter, Sender, compose
from amiabil.gateways.mail.protocol import MailDeferred, MailRefused
from amiabil.gateways.mail.signing import BadKey, Signer
from amiabil.gateways.time_limit import TimeLimit

SECONDS = 20.0
"""For each step of the conversation; a server that greets late to annoy spammers takes ten."""

WHOLE_SECONDS = 120.0
"""For the whole of it, however slowly single letters come."""

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
_TOO_LARGE = 552


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """A mail server at ``smtp://``, ``smtps://`` (TLS from the first byte) or ``smtp+tls://`` (STARTTLS).

    Its certificate is verified; ``authority`` is a file with the authority of one's own that signed it, empty for the
    public ones. ``signer`` signs what goes out, None where the server does. One connection a letter: the worker sends
    a few a minute, and a kept connection is one more thing to break.
    """

    url: str
    sender: Sender
    signer: Signer | None = None
    authority: str = ""
    seconds: float = SECONDS
    whole_seconds: float = WHOLE_SECONDS

    def send(self, letter: Letter) -> None:
        """Hand one letter over. Raises ``MailDeferred``, ``MailRefused`` or ``BadHeader``."""
        message = compose(letter, self.sender)
        raw = self._signed(message)
        recipient = message["To"].addresses[0].addr_spec
        try:
            with TimeLimit(self.whole_seconds) as limit, self._connect(limit) as server:
                server.sendmail(letter.returns_to or self.sender.address, [recipient], raw)
        except smtplib.SMTPRecipientsRefused as error:
            raise _meant(*next(iter(error.recipients.values()))) from None
        except smtplib.SMTPDataError as error:
            raise _meant(error.smtp_code, error.smtp_error) from None
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == _TOO_LARGE:  # said before the mail itself, by who knows its size (RFC 1870)
                raise _meant(error.smtp_code, error.smtp_error) from None
            raise MailDeferred(_said(error)) from None
        except (OSError, smtplib.SMTPException) as error:
            # Also a refused sender or password: that is our set-up, the operator mends it and the letter waits.
            raise MailDeferred(_said(error)) from None

    def _signed(self, message: EmailMessage) -> bytes:
        raw = message.as_bytes()
        if self.signer is None:
            return raw
        try:
            return self.signer.signed(raw)
        except BadKey as error:  # unsigned it would count as forged: it waits for the operator
            raise MailDeferred(f"the key that signs mails {error}") from None

    def _connect(self, limit: TimeLimit) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        name = self.sender.host
        context = ssl.create_default_context(cafile=self.authority or None)
        host, port = parts.hostname or "localhost", parts.port or _PORTS[parts.scheme]
        if parts.scheme == "smtps":
            server: smtplib.SMTP = _SecureServer(
                limit, host, port, name, timeout=self.seconds, context=context
            )
        else:
            server = _Server(limit, host, port, name, timeout=self.seconds)
        try:
            if parts.scheme == "smtp+tls":
                server.starttls(context=context)
                limit.watch(server.sock)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server


class _Watched:
    """Tells the time limit of the connection before it waits for the first byte."""

    def __init__(self, limit: TimeLimit, *given: Any, **options: Any) -> None:
        self._limit = limit
        super().__init__(*given, **options)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        made: socket.socket = super()._get_socket(host, port, timeout)  # type: ignore[misc]  # of the class beside it
        self._limit.watch(made)
        return made


class _Server(_Watched, smtplib.SMTP):
    """A connection that may be secured later."""


class _SecureServer(_Watched, smtplib.SMTP_SSL):
    """A connection over TLS from the first byte."""


def _meant(code: int, text: bytes | str) -> MailDeferred | MailRefused:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    kind = MailRefused if 500 <= code < 600 else MailDeferred
    return kind(f"{code} {said}"[:300])


def _said(error: Exception) -> str:
    """What went wrong, without the password that some servers repeat."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{error.smtp_code} the mail server refuses our user name or password"
    return f"{type(error).__name__}: {error}"[:300]
