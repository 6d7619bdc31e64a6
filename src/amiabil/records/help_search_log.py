"""What was looked for, what was not found, and what was opened? Counted by day; nobody who asked is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.helpcentre.search_log import KEPT_DAYS, PER_DAY
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page

_NOTE = f"""
INSERT INTO help_search_day AS d (day, language, query, times, nothing)
SELECT %(day)s::date, %(language)s::varchar, CASE WHEN
  EXISTS (SELECT 1 FROM help_search_day k
           WHERE k.day = %(day)s::date AND k.language = %(language)s::varchar AND k.query = %(query)s::varchar)
  OR (SELECT count(*) FROM help_search_day k WHERE k.day = %(day)s::date) < {PER_DAY}
  THEN %(query)s::varchar ELSE '' END, 1, %(nothing)s::int
ON CONFLICT (day, language, query) DO UPDATE SET times = d.times + 1, nothing = d.nothing + EXCLUDED.nothing
"""

_OPENED = """
INSERT INTO help_search_use AS u (day, key, language, times)
SELECT %(day)s::date, v.key, %(language)s::varchar, 1 FROM help_article_version v
 WHERE v.key = %(key)s::varchar AND v.state = 'published' LIMIT 1
ON CONFLICT (day, key, language) DO UPDATE SET times = u.times + 1
"""

_SEARCHES = """
SELECT * FROM (
  SELECT query, language, sum(times)::int AS times, sum(nothing)::int AS nothing, max(day) AS last_day
    FROM help_search_day
   WHERE day >= %(since)s::date AND (%(language)s::varchar = '' OR language = %(language)s::varchar)
   GROUP BY query, language) s
 WHERE (NOT %(missed)s::boolean OR nothing > 0)
   AND (CASE WHEN %(missed)s::boolean THEN nothing ELSE times END, query, language)
     < (%(before)s::bigint, %(query)s::varchar, %(last)s::varchar)
 ORDER BY CASE WHEN %(missed)s::boolean THEN nothing ELSE times END DESC, query DESC, language DESC LIMIT %(limit)s
"""

_USES = """
SELECT * FROM (
  SELECT u.key, u.language, sum(u.times)::int AS times,
    (SELECT v.title FROM help_article_version v WHERE v.key = u.key AND v.state = 'published'
      ORDER BY v.language = u.language DESC, v.language LIMIT 1) AS title
    FROM help_search_use u
   WHERE u.day >= %(since)s::date AND (%(language)s::varchar = '' OR u.language = %(language)s::varchar)
   GROUP BY u.key, u.language) s
 WHERE (times, key, language) < (%(before)s::bigint, %(key)s::varchar, %(last)s::varchar)
 ORDER BY times DESC, key DESC, language DESC LIMIT %(limit)s
"""

_LAST_OF_ALL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Searched:
    """How often something was looked for since a day, how often nothing was found, and the last day it was.

    ``query`` is empty for everything beyond what is told apart of a day.
    """

    query: str
    language: str
    times: int
    nothing: int
    last_day: date


@dataclass(frozen=True, slots=True)
class Opened:
    """How often an article was opened from results; ``title`` is empty where it is not public any more."""

    key: str
    language: str
    times: int
    title: str


@dataclass(frozen=True, slots=True)
class Since:
    """From which day on, and in which language or in all (empty)."""

    day: date
    language: str = ""


def note(kept: str, language: str, *, found: bool, day: date) -> None:
    """Count a search, as ``as_kept`` gives it. One statement."""
    sql.run(_NOTE, {"day": day, "language": language, "query": kept, "nothing": not found})


def note_opened(key: str, language: str, *, day: date) -> bool:
    """Count that a result was opened; False where no such article is public. One statement."""
    return bool(sql.run(_OPENED, {"day": day, "key": key, "language": language}))


def searches(
    viewer: Viewer, since: Since, *, missed: bool = False, limit: int | None = None, after: str | None = None
) -> Page[Searched]:
    """What was looked for most, or (``missed``) most often without a result. Raises ``BadCursor``, ``Forbidden``."""
    demand(viewer, Act.SEE_HELP_REPORTS)
    size = bounded(limit)
    place = decode(after, (int, str, str)) or [_LAST_OF_ALL, "", ""]
    given = {"since": since.day, "language": since.language, "missed": missed, "limit": size + 1}
    rows = sql.rows(_SEARCHES, {**given, **dict(zip(("before", "query", "last"), place, strict=True))})
    items = [Searched(row.query, row.language, row.times, row.nothing, row.last_day) for row in rows]
    return page(
        items,
        limit=size,
        place=lambda one: [one.nothing if missed else one.times, one.query, one.language],
    )


def opened(
    viewer: Viewer, since: Since, *, limit: int | None = None, after: str | None = None
) -> Page[Opened]:
    """Which results were opened most. Raises ``BadCursor``, ``Forbidden``."""
    demand(viewer, Act.SEE_HELP_REPORTS)
    size = bounded(limit)
    place = decode(after, (int, str, str)) or [_LAST_OF_ALL, "", ""]
    given = {"since": since.day, "language": since.language, "limit": size + 1}
    rows = sql.rows(_USES, {**given, **dict(zip(("before", "key", "last"), place, strict=True))})
    items = [Opened(row.key, row.language, row.times, row.title or "") for row in rows]
    return page(items, limit=size, place=lambda one: [one.times, one.key, one.language])


def forget_old(today: date) -> int:
    """Forget the days that are kept no longer; how many lines those were."""
    first = today - timedelta(days=KEPT_DAYS)
    return sum(
        sql.run(f"DELETE FROM {table} WHERE day < %(first)s", {"first": first})
        for table in ("help_search_day", "help_search_use")
    )
