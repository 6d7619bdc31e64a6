"""Which period is a report about? Read from the address, with what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils.translation import gettext as _

from amiabil.domain.reports.report import Asked
from amiabil.domain.terms import Lane
from amiabil.foundation.errors import Invalid, InvalidFields
from amiabil.foundation.fields import Day, NotAChoice, Problems
from amiabil.ui import formats, paging
from amiabil.ui.case.doing import errors_by_field
from amiabil.ui.facts import Field, Link, Option
from amiabil.ui.frames import HOME_ZONE
from amiabil.ui.reader import Reader
from amiabil.ui.words.names import LANES

USUAL = timedelta(days=29)
"""How far back a report goes for whom no period was chosen: thirty days, today included."""


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked: None when it cannot be answered, with the refusals by field and what was typed."""

    asked: Asked | None
    typed: Mapping[str, str]
    errors: Mapping[str, str]


def today(reader: Reader) -> date:
    """Which day it is where the marketplace is at home."""
    return reader.now.astimezone(ZoneInfo(HOME_ZONE)).date()


def question(request: HttpRequest, reader: Reader, countries: Sequence[str] = ()) -> Question:
    """What the address asks; without a period the last thirty days. ``countries`` are those that may be named."""
    last = today(reader)
    typed = {
        "from": request.GET.get("from") or (last - USUAL).isoformat(),
        "to": request.GET.get("to") or last.isoformat(),
        "lane": request.GET.get("lane", ""),
        "country": request.GET.get("country", ""),
    }
    try:
        return Question(_read(typed, countries), typed, {})
    except Invalid as refusal:
        return Question(None, typed, errors_by_field(refusal, reader))


def _read(typed: Mapping[str, str], countries: Sequence[str]) -> Asked:
    problems: Problems = []
    since = Day().read(typed["from"], "/from", problems)
    until = Day().read(typed["to"], "/to", problems)
    if typed["lane"] and typed["lane"] not in set(Lane):
        problems.append(NotAChoice(field="/lane"))
    if typed["country"] and typed["country"] not in countries:
        problems.append(NotAChoice(field="/country"))
    if problems or since is None or until is None:
        raise InvalidFields(tuple(problems))
    return Asked(since, until, typed["lane"], typed["country"]).checked()


def period_fields(of: Question) -> tuple[Field, ...]:
    """The two days of a period."""
    labels = (("from", _("From")), ("to", _("To, this day included")))
    return tuple(
        Field(name, label, "date", value=of.typed[name], error=of.errors.get(name, ""), required=True)
        for name, label in labels
    )


def narrowing_fields(of: Question, countries: Sequence[str]) -> tuple[Field, ...]:
    """Lane and country; empty means all."""
    lanes = [(lane.value, str(LANES[lane])) for lane in Lane]
    return (
        _select(of, "lane", _("Lane"), [("", _("All lanes")), *lanes]),
        _select(of, "country", _("Country"), [("", _("All countries")), *((one, one) for one in countries)]),
    )


def _select(of: Question, name: str, label: str, options: Sequence[tuple[str, str]]) -> Field:
    chosen = of.typed[name]
    return Field(
        name,
        label,
        "select",
        error=of.errors.get(name, ""),
        options=tuple(Option(value, text, selected=value == chosen) for value, text in options),
    )


def shortcuts(of: Question, reader: Reader, home: str) -> tuple[Link, ...]:
    """Periods that are often asked for; the rest of the question stays."""
    last = today(reader)
    month = last.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    year = last.replace(month=1, day=1)
    named = (
        (_("Last 30 days"), last - USUAL, last),
        (_("This month"), month, last),
        (_("Last month"), before, month - timedelta(days=1)),
        (_("This year"), year, last),
    )
    rest = {name: of.typed[name] for name in ("lane", "country") if of.typed.get(name)}
    return tuple(
        Link(text, address(home, since, until, **rest), current=_is(of, since, until))
        for text, since, until in named
    )


def address(home: str, since: date, until: date, **more: str) -> str:
    """A report about these days."""
    return paging.address(home, **{"from": since.isoformat(), "to": until.isoformat()}, **more)


def day_text(day: date, reader: Reader) -> str:
    """The day as the reader writes it."""
    return formats.day(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), reader.language, zone="UTC")


def _is(of: Question, since: date, until: date) -> bool:
    return of.asked is not None and (of.asked.since, of.asked.until) == (since, until)
