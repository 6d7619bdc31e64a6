"""What are the ways of reaching us called, and what is said about each?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amiabil.domain.contact.directory import Door, Means
from amiabil.domain.contact.guide import Urgency
from amiabil.foundation.opening_hours import OpeningHours, next_open, open_until
from amiabil.records.contact_directory import Wait
from amiabil.ui import formats
from amiabil.ui.places import language_name
from amiabil.ui.reader import Reader

FEWEST = 5
"""Fewer first answers in seven days say nothing about the next one."""

ICONS: Mapping[Means, str] = {
    Means.CHAT: "chat-circle-text",
    Means.PHONE: "phone-incoming",
    Means.CALL_BACK: "phone-incoming",
    Means.FORM: "note-pencil",
    Means.EMAIL: "envelope-simple",
    Means.DISPUTE: "scales",
    Means.POST: "map-pin",
    Means.AUTHORITY: "buildings",
}

NAMES: Mapping[Means, Promise] = {
    Means.CHAT: gettext_lazy("Chat with a person"),
    Means.PHONE: gettext_lazy("Telephone"),
    Means.CALL_BACK: gettext_lazy("We call you back"),
    Means.FORM: gettext_lazy("Write to us"),
    Means.EMAIL: gettext_lazy("E-mail"),
    Means.DISPUTE: gettext_lazy("A dispute about an order"),
    Means.POST: gettext_lazy("By post"),
    Means.AUTHORITY: gettext_lazy("Authority"),
}

ABOUT: Mapping[Means, Promise] = {
    Means.CHAT: gettext_lazy("A person of the marketplace answers while you wait."),
    Means.PHONE: gettext_lazy("A person of the marketplace answers. We never ask for card data or codes."),
    Means.CALL_BACK: gettext_lazy("You choose a free time; we call the number you give."),
    Means.FORM: gettext_lazy(
        "Good when you have files to send. A number of your request comes at once; a person answers."
    ),
    Means.EMAIL: gettext_lazy("Write from your own address; a person answers there."),
    Means.DISPUTE: gettext_lazy(
        "When the seller does not solve it: the money stays where it is until an agreement or a decision."
    ),
    Means.POST: gettext_lazy("A letter reaches us too; it takes longest."),
    Means.AUTHORITY: gettext_lazy("You can go there at any time; our consent is not needed."),
}

URGENCIES: Mapping[Urgency, Promise] = {
    Urgency.NOW: gettext_lazy("I need it now"),
    Urgency.SOON: gettext_lazy("Today or tomorrow"),
    Urgency.LATER: gettext_lazy("It can wait"),
}


def opening(hours: OpeningHours, reader: Reader) -> tuple[bool, str]:
    """Whether somebody is there now, and until when or from when, in the reader's zone."""
    begins = next_open(hours, reader.now)
    if begins is None:
        return False, _("closed")
    if begins > reader.now:
        return False, _("opens %(when)s") % {"when": _when(begins, reader)}
    until = open_until(hours, reader.now)
    if until is None or (until - reader.now).days >= 6:
        return True, _("day and night")
    return True, _("open until %(when)s") % {"when": _when(until, reader)}


def _when(at: datetime, reader: Reader) -> str:
    """The hour alone today, else with its day."""
    text = reader.moment(at).text
    today = reader.moment(reader.now).text.partition(",")[0]
    day, comma, hour = text.rpartition(", ")
    return hour if comma and day == today else text


def wait_of(wait: Wait | None, language: str) -> tuple[str, str, str]:
    """The measured figure, what it means, and how long nine of ten waited; what is not known is said."""
    if wait is None or wait.counted < FEWEST:
        return "", _("not measured yet"), ""
    median, most = formats.span(wait.median, language), formats.span(wait.nine_tenths, language)
    # Translators: a span of time, such as "5 hours".
    return median, _("first answer, median"), _("9 of 10 within %(span)s") % {"span": most}


def languages_of(door: Door, reader: Reader) -> str:
    """The languages in which this door answers, by name."""
    return ", ".join(language_name(code, reader.language) for code in door.languages)
