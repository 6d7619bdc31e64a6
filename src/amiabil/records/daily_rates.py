"""Which exchange rates has the marketplace given, by day?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.model import Rates
from amiabil.records import sql
from amiabil.records.models import DailyRate
from amiabil.records.paging import Page, bounded, decode, page

LOOKED_BACK = 400
"""Rates read for a step; more than a year of days before it."""


@dataclass(frozen=True, slots=True)
class RateOfDay:
    """Units of ``base`` per one of ``per`` on a day."""

    day: date
    base: str
    per: str
    rate: Decimal


_PUT = """
WITH given AS (
  SELECT g.day, g.base, g.per, g.rate
    FROM jsonb_to_recordset(%(rates)s::jsonb) AS g(day date, base text, per text, rate numeric)
), old AS (
  SELECT r.day, r.base, r.per, r.rate FROM daily_rate r JOIN given g USING (day, base, per)
), put AS (
  INSERT INTO daily_rate AS r (day, base, per, rate, set_by, set_at)
  SELECT g.day, g.base, g.per, g.rate, %(by)s, %(at)s FROM given g
  ON CONFLICT (base, per, day) DO UPDATE SET rate = EXCLUDED.rate, set_by = EXCLUDED.set_by, set_at = EXCLUDED.set_at
   WHERE r.rate <> EXCLUDED.rate
  RETURNING r.day, r.base, r.per, r.rate
)
SELECT p.day, p.base, p.per, p.rate, o.rate AS before FROM put p LEFT JOIN old o USING (day, base, per)
 ORDER BY p.day, p.base, p.per
"""


def put(
    viewer: Viewer, rates: Sequence[RateOfDay], *, at: datetime
) -> list[tuple[RateOfDay, Decimal | None]]:
    """Keep these rates; those that are new or other than before, each with what was there before (None: nothing).

    Raises what ``demand`` raises for ``SEND_ORDERS``.
    """
    demand(viewer, Act.SEND_ORDERS)
    given = [
        {"day": one.day.isoformat(), "base": one.base, "per": one.per, "rate": str(one.rate)} for one in rates
    ]
    found = sql.rows(_PUT, {"rates": sql.jsonb(given), "by": viewer.ref[:80], "at": at})
    return [(RateOfDay(one.day, one.base, one.per, one.rate), one.before) for one in found]


def known(base: str, per: str) -> Rates:
    """The last rates of a pair, the oldest first, for the rules."""
    found = sql.rows(
        "SELECT day, rate FROM daily_rate WHERE base = %(base)s AND per = %(per)s ORDER BY day DESC LIMIT %(limit)s",
        {"base": base, "per": per, "limit": LOOKED_BACK},
    )
    return tuple((one.day, one.rate.normalize()) for one in reversed(found))


def between(base: str, per: str, *, first: date, last: date) -> Rates:
    """The rates of a pair that count on the days from the first to the last, the oldest first. One statement.

    The first of them may be of an earlier day, from which it still counts.
    """
    found = sql.rows(
        "SELECT day, rate FROM daily_rate WHERE base = %(base)s AND per = %(per)s AND day <= %(last)s"
        " AND day >= COALESCE((SELECT max(day) FROM daily_rate"
        " WHERE base = %(base)s AND per = %(per)s AND day <= %(first)s), %(first)s)"
        " ORDER BY day LIMIT %(limit)s",
        {"base": base, "per": per, "first": first, "last": last, "limit": 3 * LOOKED_BACK},
    )
    return tuple((one.day, one.rate.normalize()) for one in found)


def listed(
    viewer: Viewer, *, pair: tuple[str, str] | None = None, after: str | None = None, limit: int | None = None
) -> Page[RateOfDay]:
    """Rates, the newest day first. Raises what ``demand`` raises for ``SEND_ORDERS``, and ``BadCursor``."""
    demand(viewer, Act.SEND_ORDERS)
    size, place = bounded(limit), decode(after, [str, str, str])
    rows = DailyRate.objects.order_by("-day", "base", "per")
    if pair is not None:
        rows = rows.filter(base=pair[0], per=pair[1])
    if place is not None:
        day, base, per = place
        same = Q(day=day) & (Q(base__gt=base) | Q(base=base, per__gt=per))
        rows = rows.filter(Q(day__lt=day) | same)
    found = [RateOfDay(one.day, one.base, one.per, one.rate.normalize()) for one in rows[: size + 1]]
    return page(found, limit=size, place=lambda one: [one.day.isoformat(), one.base, one.per])
