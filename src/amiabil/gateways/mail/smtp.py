"""How is a letter handed to an SMTP server, and what do its answers mean?"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from amiabil.gateways.mail.letter import Letter, Sender, compose
from amiabil.gateways.mail.protocol import MailDeferred, MailRefused

SECONDS = 20.0
"""For each step of the conversation; a server that greets late to annoy spammers takes ten."""

_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """A mail server at ``smtp://``, ``smtps://`` (TLS from the first byte) or ``smtp+tls://`` (STARTTLS).

    One connection a letter: the worker sends a few a minute, and a kept connection is one more thing to break.
    """

    url: str
    sender: Sender
    seconds: float = SECONDS

    def send(self, letter: Letter) -> None:
        """Hand one letter over. Raises ``MailDeferred``, ``MailRefused`` or ``BadHeader``."""
        message = compose(letter, self.sender)
        try:
            with self._connect() as server:
                server.send_message(message, self.sender.address, [message["To"].addresses[0].addr_spec])
        except smtplib.SMTPRecipientsRefused as error:
            raise _meant(*next(iter(error.recipients.values()))) from None
        except smtplib.SMTPDataError as error:
            raise _meant(error.smtp_code, error.smtp_error) from None
        except (OSError, smtplib.SMTPException) as error:
            # Also a refused sender or password: that is our set-up, the operator mends it and the letter waits.
            raise MailDeferred(_said(error)) from None

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "localhost", parts.port or _PORTS[parts.scheme]
        name = self.sender.host
        if parts.scheme == "smtps":
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, name, timeout=self.seconds, context=context)
        else:
            server = smtplib.SMTP(host, port, name, timeout=self.seconds)
        try:
            if parts.scheme == "smtp+tls":
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server


def _meant(code: int, text: bytes | str) -> MailDeferred | MailRefused:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    kind = MailRefused if 500 <= code < 600 else MailDeferred
    return kind(f"{code} {said}"[:300])


def _said(error: Exception) -> str:
    """What went wrong, without the password that some servers repeat."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"{error.smtp_code} the mail server refuses our user name or password"
    return f"{type(error).__name__}: {error}"[:300]
