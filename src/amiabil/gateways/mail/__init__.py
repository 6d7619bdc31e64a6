"""How does a mail leave? Composed so that nothing in it can act as a header, sent over SMTP, refused or deferred."""

from amiabil.gateways.mail.letter import BadHeader, Enclosed, Letter, Sender, compose, message_id
from amiabil.gateways.mail.protocol import MailDeferred, Mailer, MailRefused
from amiabil.gateways.mail.signing import BadKey, Signer
from amiabil.gateways.mail.smtp import SmtpMailer

__all__ = [
    "BadHeader",
    "BadKey",
    "Enclosed",
    "Letter",
    "MailDeferred",
    "MailRefused",
    "Mailer",
    "Sender",
    "Signer",
    "SmtpMailer",
    "compose",
    "message_id",
]
