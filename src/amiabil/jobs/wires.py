"""Which services of others is this installation connected to? Made from the settings, at each use."""

from __future__ import annotations

from django.conf import settings

from amiabil.gateways.mail import Mailer, Sender, SmtpMailer
from amiabil.gateways.payments import HttpPayments, Payments


def payments() -> Payments | None:
    """The payments service; None when none is configured, then refunds wait."""
    if not settings.AMIABIL_PAYMENTS_URL:
        return None
    return HttpPayments(settings.AMIABIL_PAYMENTS_URL, settings.AMIABIL_PAYMENTS_KEY or "")


def sender() -> Sender:
    """Who our mails come from."""
    return Sender(settings.AMIABIL_MAIL_FROM, settings.AMIABIL_MARKETPLACE)


def mailer() -> Mailer | None:
    """The mail server; None when none is configured, then mails wait."""
    return SmtpMailer(settings.AMIABIL_MAIL_URL, sender()) if settings.AMIABIL_MAIL_URL else None
