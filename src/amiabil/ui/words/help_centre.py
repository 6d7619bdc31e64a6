"""How are the sections of the help centre marked, and what do its readers answer?"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amiabil.domain.helpcentre.article import Section
from amiabil.domain.helpcentre.feedback import Reason

ICONS: Mapping[Section, str] = {
    Section.ORDERS: "package",
    Section.DELIVERY: "truck",
    Section.DISPUTES: "scales",
    Section.RETURNS: "arrow-counter-clockwise",
    Section.REFUNDS: "coins",
    Section.PAYMENTS: "credit-card",
    Section.ACCOUNT: "user-circle",
    Section.SELLERS: "storefront",
    Section.SAFETY: "shield-check",
    Section.CONTACT: "chat-circle-text",
    Section.RIGHTS: "gavel",
    Section.ABOUT: "info",
}
"""The icon of each section."""

REASONS: Mapping[Reason, Promise] = {
    Reason.ANOTHER_MATTER: _("I was looking for something else"),
    Reason.UNCLEAR: _("I do not understand what to do"),
    Reason.NOT_AS_SAID: _("It does not work as described"),
    Reason.NOT_FAIR: _("I understand it, but I do not find it fair"),
}
