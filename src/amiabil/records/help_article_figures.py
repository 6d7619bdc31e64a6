"""How does every article do, and what did its readers write? Read from the counters; nobody who read is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.helpcentre.feedback import Reason, reason_of
from amiabil.records import sql
from amiabil.records.help_search_log import Since
from amiabil.records.paging import Page, bounded, decode, page


@unique
class Order(StrEnum):
    """Which articles come first; the last three leave out those it does not concern."""

    READ = "read"
    FAILED = "failed"
    CONTACTS = "contacts"
    OLD = "old"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is told: since when, what comes first, and up to which day a review date is due."""

    since: Since
    order: Order
    soon: date


@dataclass(frozen=True, slots=True)
class Figures:
    """An article in one language since a day.

    ``title`` is empty where it is not public any more, ``review_by`` None where it has no such day. ``reasons`` are of
    those who said it did not help and why; ``stale`` when another language says something newer.
    """

    key: str
    language: str
    title: str
    reads: int
    helped: int
    failed: int
    contacts: int
    reasons: Mapping[Reason, int]
    review_by: date | None
    stale: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader wrote about the version ``number`` of an article; ``reason`` is None where none was chosen."""

    id: UUID
    key: str
    language: str
    title: str
    number: int
    helpful: bool
    reason: Reason | None
    words: str
    day: date


_RANKS: Mapping[Order, tuple[str, str]] = {
    Order.READ: ("reads", "true"),
    Order.FAILED: ("failed", "failed > 0"),
    Order.CONTACTS: ("contacts", "contacts > 0"),
    Order.OLD: ("GREATEST(%(soon)s::date - review_by, 0)", "stale OR review_by <= %(soon)s::date"),
}
"""What an article is sorted by, and which are told."""

_FIGURES = """
WITH counted AS (
  SELECT key, language, sum(reads)::bigint AS reads, sum(helped)::bigint AS helped, sum(failed)::bigint AS failed,
    sum(contacts)::bigint AS contacts
  FROM help_reading WHERE day >= %(since)s::date GROUP BY key, language),
public AS (
  SELECT key, language, title, review_by, edition < max(edition) OVER (PARTITION BY key) AS stale
  FROM help_article_version WHERE state = 'published'),
told AS (
  SELECT key, language, COALESCE(title, '') AS title, review_by, COALESCE(stale, false) AS stale,
    COALESCE(reads, 0) AS reads, COALESCE(helped, 0) AS helped, COALESCE(failed, 0) AS failed,
    COALESCE(contacts, 0) AS contacts
  FROM public FULL JOIN counted USING (key, language)
  WHERE %(language)s::varchar = '' OR language = %(language)s::varchar),
sorted AS (
  SELECT *, COALESCE({rank}, 0)::bigint AS rank FROM told WHERE {which}),
here AS (
  SELECT * FROM sorted WHERE (rank, key, language) < (%(before)s::bigint, %(key)s::varchar, %(last)s::varchar)
  ORDER BY rank DESC, key DESC, language DESC LIMIT %(limit)s)
SELECT here.*, (
  SELECT jsonb_object_agg(reason, times) FROM (
    SELECT a.reason, count(*) AS times FROM help_answer a
    WHERE a.key = here.key AND a.language = here.language AND a.day >= %(since)s::date AND NOT a.helpful
      AND a.reason <> '' GROUP BY a.reason) r) AS reasons
FROM here ORDER BY rank DESC, key DESC, language DESC
"""

_WORDS = """
SELECT a.id, a.key, a.language, a.number, a.helpful, a.reason, a.words, a.day,
  COALESCE((SELECT v.title FROM help_article_version v
    WHERE v.key = a.key AND v.language = a.language AND v.state = 'published'), '') AS title
FROM help_answer a
WHERE a.words <> '' AND a.day >= %(since)s::date AND (%(language)s::varchar = '' OR a.language = %(language)s::varchar)
  AND (%(key)s::varchar = '' OR a.key = %(key)s::varchar) AND (%(before)s::uuid IS NULL OR a.id < %(before)s::uuid)
ORDER BY a.id DESC LIMIT %(limit)s
"""

_LAST_OF_ALL = 2**62


def figures(
    viewer: Viewer,
    asked: Asked,
    *,
    limit: int | None = None,
    after: str | None = None,
) -> Page[Figures]:
    """How articles did since a day. One statement.

    Raises ``BadCursor``, ``Forbidden``.
    """
    demand(viewer, Act.SEE_HELP_REPORTS)
    size, (rank, which) = bounded(limit), _RANKS[asked.order]
    before, key, last = decode(after, (int, str, str)) or [_LAST_OF_ALL, "", ""]
    given = {
        "since": asked.since.day,
        "language": asked.since.language,
        "soon": asked.soon,
        "limit": size + 1,
    }
    rows = sql.rows(
        _FIGURES.format(rank=rank, which=which), {**given, "before": before, "key": key, "last": last}
    )
    items = [
        Figures(
            **{name: getattr(row, name) for name in Figures.__slots__ if name != "reasons"},
            reasons={Reason(name): times for name, times in (row.reasons or {}).items()},
        )
        for row in rows
    ]
    return page(items, limit=size, place=lambda one: [one.rank, one.key, one.language])


def words(
    viewer: Viewer, since: Since, *, key: str = "", limit: int | None = None, after: str | None = None
) -> Page[Words]:
    """What readers wrote since a day, the newest first, about one article or (empty) about all. One statement.

    Raises ``BadCursor``, ``Forbidden``.
    """
    demand(viewer, Act.SEE_HELP_REPORTS)
    size, place = bounded(limit), decode(after, (UUID,))
    given = {"since": since.day, "language": since.language, "key": key, "limit": size + 1}
    rows = sql.rows(_WORDS, {**given, "before": place[0] if place else None})
    items = [
        Words(
            row.id,
            row.key,
            row.language,
            row.title,
            row.number,
            row.helpful,
            reason_of(row.reason),
            row.words,
            row.day,
        )
        for row in rows
    ]
    return page(items, limit=size, place=lambda one: [str(one.id)])
