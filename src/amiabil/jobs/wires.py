"""Which services of others is this installation connected to? Made from the settings, at each use."""

from __future__ import annotations

from django.conf import settings

from amiabil.domain.mail.reply_address import reply_address
from amiabil.gateways.mail import Mailer, Sender, Signer, SmtpMailer
from amiabil.gateways.payments import HttpPayments, Payments


def payments() -> Payments | None:
    """The payments service; None when none is configured, then refunds wait."""
    if not settings.AMIABIL_PAYMENTS_URL:
        return None
    return HttpPayments(settings.AMIABIL_PAYMENTS_URL, settings.AMIABIL_PAYMENTS_KEY or "")


def sender() -> Sender:
    """Who our mails come from."""
    return Sender(settings.AMIABIL_MAIL_FROM, settings.AMIABIL_MARKETPLACE)


def reply_keys() -> list[bytes]:
    """The keys under which the names in addresses of ours are signed: the first for new ones, the others still open."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [key.encode() if isinstance(key, str) else key for key in keys]


def reply_to(name: str) -> str:
    """The address that brings answers back under this name; empty when mail is not taken in, or there is no name."""
    own: str | None = settings.AMIABIL_MAIL_REPLY
    return reply_address(own, name) if own and name else ""


def mailer() -> Mailer | None:
    """The mail server; None when none is configured, then mails wait."""
    if not settings.AMIABIL_MAIL_URL:
        return None
    return SmtpMailer(settings.AMIABIL_MAIL_URL, sender(), signer(), settings.AMIABIL_MAIL_CA or "")


def signer() -> Signer | None:
    """What signs our mails; None where the mail server does."""
    key, selector = settings.AMIABIL_MAIL_DKIM_KEY, settings.AMIABIL_MAIL_DKIM_SELECTOR
    return Signer(sender().host, selector, key) if key else None
