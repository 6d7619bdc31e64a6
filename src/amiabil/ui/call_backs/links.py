"""The secret address of a booked call, and its entry for calendar programs."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from amiabil.domain.contact.call_backs import CallState
from amiabil.foundation import signed
from amiabil.records import call_backs, clock
from amiabil.records.call_backs import CallBack
from amiabil.ui import icalendar
from amiabil.ui.icalendar import Entry
from amiabil.ui.letters import whole

PURPOSE = "call_back"
LASTS = timedelta(days=60)
"""Longer than a call can lie ahead, with its moves."""


def page_of(call: CallBack) -> str:
    """The path of the page of a call; it opens for whoever holds it."""
    return reverse("call_back_booked", args=[token_of(call)])


def token_of(call: CallBack) -> str:
    """What names the call in addresses."""
    return signed.sign(
        PURPOSE,
        {"call": str(call.id)},
        key=settings.SECRET_KEY.encode(),
        now=clock.unshifted(),
        lifetime=LASTS,
    )


def call_of(token: str) -> CallBack | None:
    """The call an address names; None for an invented or old address, and for a call that is gone."""
    try:
        claims = signed.read(PURPOSE, token, key=settings.SECRET_KEY.encode(), now=clock.unshifted())
        return call_backs.of_id(UUID(str(claims.payload["call"])))
    except (signed.BadToken, ValueError, KeyError):
        return None


def entry_text(call: CallBack) -> str:
    """The call as a calendar of one entry, which moves or cancels the one a calendar has."""
    title = _("%(marketplace)s calls you") % {"marketplace": settings.AMIABIL_MARKETPLACE}
    entry = Entry(
        uid=f"{call.id}.call@{settings.AMIABIL_MAIL_FROM.rpartition('@')[2]}",
        sequence=call.sequence,
        changed_at=call.changed_at,
        starts_at=call.starts_at,
        due_at=call.ends_at,
        title=title,
        text=_("Request %(reference)s. We never ask for card data or codes from text messages.")
        % {"reference": call.reference},
        url=whole(page_of(call)),
        cancelled=call.state is CallState.CANCELLED,
    )
    return icalendar.calendar(title, [entry], product=settings.AMIABIL_MARKETPLACE)
