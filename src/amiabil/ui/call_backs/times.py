"""The free times of a call as one chooses them: a day, then an hour, in the zone the person reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from amiabil.foundation.working_time import local_day
from amiabil.ui import formats
from amiabil.ui.facts import Field, Link, Option
from amiabil.ui.reader import Reader


@dataclass(frozen=True, slots=True)
class Times:
    """The days with a free time as links, and the field with the times of the chosen one."""

    days: tuple[Link, ...]
    field: Field


def times(free: Sequence[datetime], reader: Reader, *, day: str, chosen: str, error: str = "") -> Times:
    """``day`` is the chosen one as a date, the first free one when it is none of them."""
    zone, language = reader.zone, reader.language
    days = list(dict.fromkeys(local_day(one, zone) for one in free))
    here = _day(day) if _day(day) in days else (days[0] if days else None)
    links = []
    for one in days:
        first = next(at for at in free if local_day(at, zone) == one)
        text = formats.short(first, language, zone=zone, now=reader.now)
        links.append(Link(text, f"day={one.isoformat()}", current=one == here))
    hours = [at for at in free if local_day(at, zone) == here]
    options = tuple(
        Option(
            at.astimezone(UTC).isoformat(),
            _hour(at, hours, zone=zone),
            selected=at.astimezone(UTC).isoformat() == chosen,
        )
        for at in hours
    )
    hint = formats.zone_name(zone, language)
    whole = Field("slot", _("When?"), kind="select", options=options, hint=hint, error=error, required=True)
    return Times(tuple(links), whole)


def _hour(at: datetime, around: Sequence[datetime], *, zone: str) -> str:
    """``10:20``; an hour the clocks show twice is told apart by its offset."""
    moment = formats.iso(at, zone)
    hour = moment[11:16]
    twice = sum(formats.iso(one, zone)[11:16] == hour for one in around) > 1
    return f"{hour} (UTC{moment[16:]})" if twice else hour


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def slot_in(text: str) -> datetime | None:
    """The instant a form names; None for what is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None else None
