"""How are money, numbers and instants written for a reader? In their language and zone, by Babel's data.

Language and zone are arguments. Everything that repeats on a page is kept in small caches: a list of a hundred
rows formats a hundred dates. Source of the forms: design brief, section 10; conventions, *Time*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import get_timezone_location
from babel.numbers import format_decimal, format_percent, get_currency_symbol
from django.utils.translation import gettext, ngettext, override, pgettext

from amiabil.domain.disputes import eligibility
from amiabil.foundation.money import Money, exponent
from amiabil.ui.facts import DeadlineText, Moment

NBSP = "\N{NO-BREAK SPACE}"
SOON = timedelta(hours=48)
LAST = timedelta(hours=24)

_LOCALES = {"en": "en_GB", "en-xa": "en_GB", "ar-xb": "en_GB"}
"""English dates are day before month; the pseudo-languages show English forms."""

_SYMBOLS = {"RON": "lei"}
"""Romanians write "lei" in every language; Babel has only the code for most."""

_AFTER = {"RON"}
"""Currencies whose sign stands after the figure also where the language puts signs before it."""


@dataclass(frozen=True, slots=True)
class _Forms:
    """What one language contributes: names, separators, and the order of a date's parts."""

    language: str
    locale: Locale
    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    group: str
    decimal: str
    sign_first: bool


@lru_cache(maxsize=32)
def _forms(language: str) -> _Forms:
    code = language.lower()
    try:
        locale = Locale.parse(_LOCALES.get(code, code.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en_GB")
    wide, short = locale.days["format"]["wide"], locale.days["format"]["abbreviated"]
    # Romanian dates in running text keep the whole weekday ("joi, 19 nov."); "J" or "Jo" helps nobody.
    short = wide if locale.language == "ro" else short
    sample = format_decimal(1234.5, locale=locale)
    return _Forms(
        language=code,
        locale=locale,
        weekdays=tuple(wide[day] for day in range(7)),
        weekdays_short=tuple(short[day] for day in range(7)),
        months=tuple(locale.months["format"]["wide"][month] for month in range(1, 13)),
        months_short=tuple(locale.months["format"]["abbreviated"][month] for month in range(1, 13)),
        group=sample[1] if not sample[1].isdigit() else "",
        decimal=sample[-2],
        sign_first=locale.currency_formats["standard"].pattern.startswith("¤"),
    )


# ---- money and numbers -----------------------------------------------------------


@lru_cache(maxsize=8192)
def _figure(minor: int, currency: str, language: str) -> str:
    forms, places = _forms(language), exponent(currency)
    digits = str(abs(minor)).rjust(places + 1, "0")
    whole = f"{int(digits[: len(digits) - places]):,}".replace(",", forms.group)
    return whole + (forms.decimal + digits[-places:] if places else "")


@lru_cache(maxsize=8192)
def _money(minor: int, currency: str, language: str) -> str:
    forms, figure = _forms(language), _figure(minor, currency, language)
    sign = "\N{MINUS SIGN}" if minor < 0 else ""
    symbol = _SYMBOLS.get(currency) or get_currency_symbol(currency, locale=forms.locale)
    if currency == "EUR":
        symbol = "€"  # Romanian data of Babel has the code; everybody reads the sign
    if forms.sign_first and currency not in _AFTER:
        return f"{sign}{symbol}{NBSP if symbol[-1:].isalpha() else ''}{figure}"
    return f"{sign}{figure}{NBSP}{symbol}"


def money(amount: Money, language: str) -> str:
    """``1.249,00 lei`` or ``€49.90``: always the currency's decimals, no break between figure and sign."""
    return _money(amount.minor, amount.currency, language)


def bare_figure(amount: Money, language: str) -> str:
    """``1.249`` or ``1.249,50``: without sign and currency, and without decimals that are zero."""
    places = exponent(amount.currency)
    figure = _figure(amount.minor, amount.currency, language)
    return figure[: -places - 1] if places and amount.minor % 10**places == 0 else figure


@lru_cache(maxsize=64)
def currency_name(currency: str, language: str) -> str:
    """The sign beside a field for an amount: ``lei``, ``€``."""
    return (
        "€"
        if currency == "EUR"
        else _SYMBOLS.get(currency) or get_currency_symbol(currency, locale=_forms(language).locale)
    )


def money_input(amount: Money, language: str) -> str:
    """The amount as it stands in a field: the language's decimal sign, no grouping, no currency."""
    return amount.text().replace(".", _forms(language).decimal)


def read_amount(text: str) -> str:
    """What a person typed as the dotted form that ``Money.parse`` reads: both 150,5 and 150.50 are understood.

    Spaces and a currency sign are dropped. With both signs, the last one is the decimal sign. A single sign before
    three last digits groups (``1.249``), as Romanians and the English both write it.
    """
    kept = "".join(char for char in text if char.isdigit() or char in ".,-")
    last = max(kept.rfind("."), kept.rfind(","))
    if last < 0:
        return kept
    whole, fraction = kept[:last], kept[last + 1 :]
    groups = kept.count(kept[last]) > 1 or (len(fraction) == 3 and 0 < len(whole) <= 3 and whole != "0")
    joined = (whole + fraction) if groups else f"{whole.replace('.', '').replace(',', '')}.{fraction}"
    return joined.replace(",", "").replace(".", "") if groups else joined.rstrip(".")


def number(value: int | float, language: str) -> str:
    """``2.418`` in Romanian, ``2,418`` in English."""
    return str(format_decimal(value, locale=_forms(language).locale))


def share(value: float, language: str) -> str:
    """``71 %`` in Romanian, ``71%`` in English, of a part from 0 to 1."""
    return str(format_percent(value, locale=_forms(language).locale))


@lru_cache(maxsize=1024)
def file_size(size: int, language: str) -> str:
    """``3,1 MB``; kilobytes below one megabyte, in thousands as cameras and phones show them."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))}{NBSP}kB"
    return f"{format_decimal(round(size / 1_000_000, 1), locale=_forms(language).locale)}{NBSP}MB"


# ---- instants ----------------------------------------------------------------------


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _date(local: datetime, forms: _Forms, *, year: bool) -> str:
    tail = f" {local.year}" if year else ""
    return f"{forms.weekdays[local.weekday()]}, {local.day} {forms.months[local.month - 1]}{tail}"


def _short_date(local: date, forms: _Forms, *, this_year: int) -> str:
    month = forms.months_short[local.month - 1]
    if local.year != this_year:
        return f"{local.day} {month} {local.year}"
    comma = "," if forms.locale.language == "ro" else ""
    return f"{forms.weekdays_short[local.weekday()]}{comma} {local.day} {month}"


def _clock(local: datetime) -> str:
    return f"{local.hour:02}:{local.minute:02}"


def iso(at: datetime, zone: str) -> str:
    """The instant for ``<time datetime>``: to the minute, with the zone's offset."""
    return at.astimezone(_zone(zone)).isoformat(timespec="minutes")


def day(at: datetime, language: str, *, zone: str) -> str:
    """``joi, 19 noiembrie 2026``."""
    return _date(at.astimezone(_zone(zone)), _forms(language), year=True)


def day_of_year(at: datetime, language: str, *, zone: str, now: datetime) -> str:
    """``joi, 19 noiembrie``; the year is added when it is not this year (``6 noiembrie 2028``)."""
    forms, local = _forms(language), at.astimezone(_zone(zone))
    if local.year == now.astimezone(_zone(zone)).year:
        return _date(local, forms, year=False)
    return f"{local.day} {forms.months[local.month - 1]} {local.year}"


def long(at: datetime, language: str, *, zone: str) -> str:
    """``joi, 19 noiembrie 2026, 23:59``: deadline cards, mails, documents."""
    local = at.astimezone(_zone(zone))
    return f"{_date(local, _forms(language), year=True)}, {_clock(local)}"


def short(at: datetime, language: str, *, zone: str, now: datetime) -> str:
    """``joi, 19 nov.``; in another year ``6 nov. 2028``."""
    return _short_date(
        at.astimezone(_zone(zone)), _forms(language), this_year=now.astimezone(_zone(zone)).year
    )


@lru_cache(maxsize=16)
def _day_words(language: str) -> tuple[str, str, str]:
    with override(language):
        return gettext("today"), gettext("yesterday"), gettext("tomorrow")


@lru_cache(maxsize=4096)
def _near(day: date, here: date, language: str) -> str:
    """Today, yesterday, tomorrow or the short date."""
    today, yesterday, tomorrow = _day_words(language)
    match (day - here).days:
        case 0:
            return today
        case -1:
            return yesterday
        case 1:
            return tomorrow
        case _:
            return _short_date(day, _forms(language), this_year=here.year)


def recent(at: datetime, language: str, *, zone: str, now: datetime) -> str:
    """``azi, 10:12``, ``ieri, 17:20``, else the short date and the time; never "3 days ago"."""
    return moment(at, language, zone=zone, now=now).text


def moment(at: datetime, language: str, *, zone: str, now: datetime) -> Moment:
    """A recent time with its machine form, for the tag ``{% moment %}``."""
    local, here = at.astimezone(_zone(zone)), now.astimezone(_zone(zone))
    near = _near(local.date(), here.date(), language)
    return Moment(local.isoformat(timespec="minutes"), f"{near}, {_clock(local)}")


@lru_cache(maxsize=256)
def zone_name(zone: str, language: str) -> str:
    """The zone by name, as in "ora României": never an offset."""
    with override(language):
        if zone == "Europe/Bucharest":
            return gettext("Bucharest time")
        if zone in ("UTC", "Etc/UTC"):
            return gettext("UTC")
        city = get_timezone_location(zone, locale=_forms(language).locale, return_city=True)
        # Translators: {city} is the town that names a time zone, as Berlin.
        return gettext("{city} time").format(city=city)


# ---- deadlines ---------------------------------------------------------------------


def last_minute(due_at: datetime) -> datetime:
    """The last full minute before an exclusive end: what is shown as "until"."""
    return eligibility.last_minute(due_at)


@lru_cache(maxsize=4096)
def _left(days: int, hours: int, minutes: int, language: str) -> tuple[tuple[str, str], ...]:
    with override(language):
        if days:
            units = [(days, ngettext("day", "days", days)), (hours, ngettext("hour", "hours", hours))]
        elif hours:
            units = [(hours, ngettext("hour", "hours", hours)), (minutes, gettext("min"))]
        else:
            units = [(minutes, gettext("min"))]
    shown = [(str(count), unit) for count, unit in units if count]
    return tuple(shown or [("1", units[-1][1])])


def left(span: timedelta, language: str) -> tuple[tuple[str, str], ...]:
    """Time left in at most two units, rounded down; under a minute is ``1 min``. Nothing left is empty."""
    minutes = int(span.total_seconds() // 60)
    if span <= timedelta(0):
        return ()
    return _left(minutes // 1440, minutes // 60 % 24, minutes % 60, language)


def span(took: timedelta, language: str) -> str:
    """``2 zile 4 ore``, in at most two units; what took less than a minute says so."""
    parts = left(took, language) if took >= timedelta(minutes=1) else ()
    if parts:
        return " ".join(f"{count}{NBSP}{unit}" for count, unit in parts)
    with override(language):
        return gettext("under a minute")


def counted(count: int, unit: str, language: str) -> str:
    """Figure and unit in one piece; a unit may be two words, as in ``20 de zile``."""
    return f"{number(count, language)} {unit}".replace(" ", NBSP)


@lru_cache(maxsize=1024)
def days(count: int, language: str) -> str:
    """``1 zi``, ``3 zile``, ``20 de zile``."""
    with override(language):
        return counted(count, ngettext("day", "days", count), language)


@lru_cache(maxsize=1024)
def hours(count: int, language: str) -> str:
    """``1 oră``, ``48 de ore``."""
    with override(language):
        return counted(count, ngettext("hour", "hours", count), language)


def _own_time(shown: datetime, language: str, *, zone: str, case_zone: str) -> str:
    """The reader's own time in words, or empty when both clocks show the same."""
    mine, theirs = shown.astimezone(_zone(zone)), shown.astimezone(_zone(case_zone))
    if mine.utcoffset() == theirs.utcoffset():
        return ""
    when = _clock(mine)
    if mine.date() != theirs.date():
        when = f"{_short_date(mine, _forms(language), this_year=theirs.year)}, {when}"
    with override(language):
        # Translators: {time} is a clock time, perhaps with a date, in the reader's own zone.
        return gettext("{time} where you are").format(time=when)


@dataclass(frozen=True, slots=True)
class Clocks:
    """The zone a case lives in, and its reader's own; None when the reader has chosen none."""

    case: str
    reader: str | None = None


def deadline(
    due_at: datetime, language: str, *, now: datetime, clocks: Clocks, started_at: datetime | None = None
) -> DeadlineText:
    """An exclusive end in words: in the case's zone, and in the reader's when its clock differs.

    ``started_at`` gives the remaining share; None leaves it out.
    """
    shown, forms = last_minute(due_at), _forms(language)
    local, here = shown.astimezone(_zone(clocks.case)), now.astimezone(_zone(clocks.case))
    remaining = due_at - now
    part = None
    if started_at is not None and due_at > started_at:
        part = max(0, min(100, round(100 * (remaining / (due_at - started_at)))))
    near = _near(local.date(), here.date(), language)
    return DeadlineText(
        iso=local.isoformat(timespec="minutes"),
        due_iso=due_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        long=f"{_date(local, forms, year=True)}, {_clock(local)}",
        short=f"{near}, {_clock(local)}",
        day=_date(local, forms, year=local.year != here.year),
        zone=zone_name(clocks.case, language),
        own=_own_time(shown, language, zone=clocks.reader, case_zone=clocks.case) if clocks.reader else "",
        left=left(remaining, language),
        share=part,
        level=_level(remaining),
    )


def _level(remaining: timedelta) -> Literal["calm", "soon", "last", "over"]:
    if remaining <= timedelta(0):
        return "over"
    if remaining < LAST:
        return "last"
    return "soon" if remaining < SOON else "calm"


@lru_cache(maxsize=16)
def countdown_words(language: str) -> Mapping[str, Mapping[str, str] | str]:
    """What the countdown script writes: units by plural category of the language, and its two announcements.

    2 and 20 stand for the categories "few" and "other" of Romanian; English has "one" and "other".
    """
    with override(language):
        return {
            "day": {
                "one": ngettext("day", "days", 1),
                "few": ngettext("day", "days", 2),
                "other": ngettext("day", "days", 20),
            },
            "hour": {
                "one": ngettext("hour", "hours", 1),
                "few": ngettext("hour", "hours", 2),
                "other": ngettext("hour", "hours", 20),
            },
            "minute": gettext("min"),
            "in24": gettext("24 hours are left."),
            "in1": gettext("1 hour is left."),
            "over": pgettext("of a deadline", "The time is over."),
        }
