"""Why does a deadline end later, and which ones? The line of a holiday that was declared, and of an outage."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amiabil.domain.disputes.lengthening import REOPENING
from amiabil.domain.disputes.measures import Ending
from amiabil.domain.terms import Command, Timer
from amiabil.ui.reader import Reader
from amiabil.ui.words import names

HEADLINES: Mapping[str, Promise] = {
    Command.CALENDAR_CHANGED: gettext_lazy("A public holiday was declared, so there is more time"),
    Command.OUTAGE_EXTENDED: gettext_lazy("Our service could not be reached, so there is more time"),
}

UNMOVED: Mapping[str, Promise] = {
    Command.CALENDAR_CHANGED: gettext_lazy("The calendar of holidays has changed; no deadline here moves"),
    Command.OUTAGE_EXTENDED: gettext_lazy("Our service could not be reached; no deadline here moves"),
}

ICON = "clock-countdown"


def text(kind: str, data: Mapping[str, Any], reader: Reader) -> str:
    """What happened, and every deadline that ends later with its last day before and after."""
    moved = data.get("moved") or ()
    if not moved:
        return str(UNMOVED[kind])
    # Translators: {headline} says why there is more time, {name} lists the deadlines with their last days.
    return _("{headline}: {name}").format(
        headline=HEADLINES[kind], name="; ".join(_ends_later(one, reader) for one in moved)
    )


def _ends_later(one: Mapping[str, str], reader: Reader) -> str:
    # Translators: {name} is a deadline as "time to appeal", {after} and {before} are days as "Thursday, 19 November".
    return _("{name} until {after} instead of {before}").format(
        name=_name(one["timer"]),
        after=reader.last_day(datetime.fromisoformat(one["after"])),
        before=reader.last_day(datetime.fromisoformat(one["before"])),
    )


def _name(timer: str) -> str:
    if timer == REOPENING:
        return _("time to reopen the dispute")
    if timer == Ending.COMPLAINT:
        return _("time to complain about the measure")
    return names.within(names.TIMERS[Timer(timer)])
