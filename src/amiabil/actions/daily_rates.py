"""Exchange rates by day, given by the marketplace: kept, bounded and audited. What a case has used it keeps."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from amiabil.domain.access import Viewer
from amiabil.domain.orders.format import PAIR, RATE
from amiabil.foundation.errors import Fact, Invalid, InvalidFields
from amiabil.foundation.fields import BadFormat, Day, Problems, TooLong
from amiabil.records import audit, daily_rates
from amiabil.records.daily_rates import RateOfDay

MOST_PAIRS = 200
"""Pairs of one day."""

MOST_ROWS = 20_000
"""Rows of one file: fifty pairs of a year."""

EARLIEST, LATEST = timedelta(days=3660), timedelta(days=1)
"""How far from today a day may lie: what orders of the last ten years need, and what a bank publishes for tomorrow."""

COLUMNS = ("day", "pair", "rate")


class DayOutOfRange(Invalid):
    """The day is too long ago, or lies in the future."""

    code = "day_out_of_range"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row of a file that cannot be taken; ``line`` counts from 1, the heading included."""

    line: int
    refusal: Invalid


def put_day(viewer: Viewer, day: date, rates: Mapping[str, str], *, at: datetime) -> int:
    """Keep the rates of one day, by pairs such as ``RON/EUR``; how many were new or other than before.

    Raises ``InvalidFields``, and what ``demand`` raises for ``SEND_ORDERS``.
    """
    problems: Problems = []
    if not at.date() - EARLIEST <= day <= at.date() + LATEST:
        problems.append(DayOutOfRange(field="/day"))
    read = [
        _rate(day, pair, rate, f"/rates/{pair.replace('/', '~1')}", problems) for pair, rate in rates.items()
    ]
    if problems:
        raise InvalidFields(tuple(problems))
    return _keep(viewer, [one for one in read if one is not None], at=at)


def put_file(
    viewer: Viewer, lines: Iterable[str], *, at: datetime, dry_run: bool = False
) -> int | list[BadRow]:
    """Keep the rates of a CSV file with the columns day, pair and rate, all or none; how many were new or other than
    before (0 in a dry run), or what is wrong with which row. Raises what ``demand`` raises for ``SEND_ORDERS``."""
    rows, bad = _rows(lines, at.date())
    if bad:
        return bad
    return 0 if dry_run else _keep(viewer, rows, at=at)


def _rows(lines: Iterable[str], today: date) -> tuple[list[RateOfDay], list[BadRow]]:
    reader = csv.reader(lines)
    found: dict[tuple[date, str, str], RateOfDay] = {}
    bad: list[BadRow] = []
    if tuple(name.strip() for name in next(reader, [])) != COLUMNS:
        return [], [BadRow(1, BadFormat(field="", expected=",".join(COLUMNS)))]
    for line, cells in enumerate(reader, 2):
        if line - 1 > MOST_ROWS:
            return [], [BadRow(line, TooLong(field="", max=MOST_ROWS))]
        if not cells:
            continue
        problems: Problems = []
        one = _row(cells, today, problems)
        bad.extend(BadRow(line, problem) for problem in problems)
        if one is not None:
            found[(one.day, one.base, one.per)] = one
    return list(found.values()), bad


def _row(cells: Sequence[str], today: date, problems: Problems) -> RateOfDay | None:
    if len(cells) != len(COLUMNS):
        problems.append(BadFormat(field="", expected=",".join(COLUMNS)))
        return None
    text, pair, rate = (cell.strip() for cell in cells)
    day = Day().read(text, "/day", problems)
    if day is None:
        return None
    if not today - EARLIEST <= day <= today + LATEST:
        problems.append(DayOutOfRange(field="/day"))
    return _rate(day, pair, rate, "/rate", problems)


def _rate(day: date, pair: str, rate: str, field: str, problems: Problems) -> RateOfDay | None:
    named, value = PAIR.read(pair, field, problems), RATE.read(rate, field, problems)
    if named is None or value is None:
        return None
    base, per = named.split("/")
    if base == per:
        problems.append(BadFormat(field=field, expected="currency_pair"))
        return None
    return RateOfDay(day, base, per, Decimal(value))


def _keep(viewer: Viewer, rates: Sequence[RateOfDay], *, at: datetime) -> int:
    with transaction.atomic():
        changed = daily_rates.put(viewer, rates, at=at)
        if changed:
            days = [one.day.isoformat() for one, _ in changed]
            facts: dict[str, Fact] = {"count": len(changed), "from": min(days), "to": max(days)}
            altered: list[Fact] = [
                f"{one.day} {one.base}/{one.per} {before.normalize():f} -> {one.rate.normalize():f}"
                for one, before in changed
                if before is not None
            ]
            facts["changed"] = altered[:50]
            audit.note(viewer, "rates.put", max(days), at=at, facts=facts)
    return len(changed)
