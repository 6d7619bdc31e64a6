"""The addresses somebody without an account gets: their request's page, and the one that shows whose a mailbox is."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from amiabil.foundation.grants import check_token, contact_token, mailbox_token
from amiabil.records import clock, mailboxes
from amiabil.records.address_checks import ENDS_AFTER
from amiabil.ui.addresses import reverse
from amiabil.ui.letters import whole


def page_of(contact_id: UUID) -> str:
    """The path of the page of a contact's request; it opens for whoever holds it, for a month."""
    token = contact_token(contact_id, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
    return reverse("by_link", args=[token])


def mailbox_of(link_id: UUID) -> str:
    """The whole address that opens everything known by the address of a mailbox."""
    token = mailbox_token(
        link_id, key=settings.SECRET_KEY.encode(), now=clock.unshifted(), lifetime=mailboxes.ENDS_AFTER
    )
    return whole(reverse("mailbox", args=[token]))


def confirm_of(check_id: UUID) -> str:
    """The whole address that shows that a mailbox is theirs."""
    token = check_token(
        check_id, key=settings.SECRET_KEY.encode(), now=clock.unshifted(), lifetime=ENDS_AFTER
    )
    return whole(reverse("address_confirm", args=[token]))
