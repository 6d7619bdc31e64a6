"""How does a mail leave? Composed so that nothing in it can act as a header, sent over SMTP, refused or deferred."""

from amiabil.gateways.mail.letter import BadHeader, Letter, Sender, compose, message_id
from amiabil.gateways.mail.protocol import MailDeferred, Mailer, MailRefused
from amiabil.gateways.mail.smtp import SmtpMailer

__all__ = [
    "BadHeader",
    "Letter",
    "MailDeferred",
    "MailRefused",
    "Mailer",
    "Sender",
    "SmtpMailer",
    "compose",
    "message_id",
]
