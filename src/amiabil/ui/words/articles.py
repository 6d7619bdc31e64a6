"""The words for articles: how far they are, for whom, on which shelf."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amiabil.domain.helpcentre.article import Readers, Section
from amiabil.domain.helpcentre.life import State

STATES: Mapping[State, Promise | str] = {
    State.DRAFT: pgettext_lazy("article", "draft"),
    State.REVIEW: pgettext_lazy("article", "waits for a second person"),
    State.SCHEDULED: pgettext_lazy("article", "planned"),
    State.PUBLISHED: pgettext_lazy("article", "public"),
    State.REPLACED: pgettext_lazy("article", "replaced by a newer one"),
    State.ARCHIVED: pgettext_lazy("article", "taken away"),
    State.WITHDRAWN: pgettext_lazy("article", "dropped"),
    State.OFFERED: pgettext_lazy("article", "newer text of the product"),
}

READERS: Mapping[Readers, Promise | str] = {
    Readers.BUYERS: _("Buyers"),
    Readers.SELLERS: _("Sellers"),
    Readers.EVERYONE: _("Everyone"),
}

SECTIONS: Mapping[Section, Promise | str] = {
    Section.ORDERS: _("Orders"),
    Section.DELIVERY: _("Delivery"),
    Section.DISPUTES: _("Disputes"),
    Section.RETURNS: _("Returns"),
    Section.REFUNDS: _("Refunds"),
    Section.PAYMENTS: _("Payments"),
    Section.ACCOUNT: _("Account and data"),
    Section.SELLERS: _("For sellers"),
    Section.SAFETY: _("Safety"),
    Section.CONTACT: _("Contact"),
    Section.RIGHTS: _("Your rights"),
    Section.ABOUT: _("About the marketplace"),
}
