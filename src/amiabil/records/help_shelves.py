"""What stands on the shelves of the help centre, and is a page made of it still right? Public; no texts of articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.helpcentre.article import Section
from amiabil.domain.helpcentre.order import ASKED_MOST
from amiabil.records import sql


@dataclass(frozen=True, slots=True)
class Spine:
    """An article on a shelf: key, the language it could be had in, and its title."""

    key: str
    language: str
    title: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The first articles of a section, and how many it has."""

    section: Section
    count: int
    articles: tuple[Spine, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a public page is made of, by number: as long as nothing of it changes, neither does the page.

    ``articles`` counts what was published, ``policy`` is the id of the version in force (None: the installed one),
    ``setup`` that of the topics of requests.
    """

    articles: int
    policy: UUID | None
    setup: int


_STAMP = """
SELECT COALESCE((SELECT number FROM help_count WHERE id = 1), 0) AS articles,
  (SELECT id FROM policy_version WHERE policy_id = %(policy)s AND state = 'published' AND effective_at <= %(at)s
     AND (%(version)s::int IS NULL OR version = %(version)s)
   ORDER BY effective_at DESC, version DESC LIMIT 1) AS policy,
  COALESCE((SELECT max(version) FROM support_setup), 0) AS setup
"""

_SHELVES = """
SELECT section, count, key, language, title FROM (
  SELECT section, key, language, title, count(*) OVER (PARTITION BY section) AS count,
    row_number() OVER (
      PARTITION BY section ORDER BY reads DESC, array_position(%(first)s::varchar[], key), key) AS place
  FROM (
    SELECT DISTINCT ON (v.key) v.section, v.key, v.language, v.title, COALESCE(r.reads, 0) AS reads
    FROM help_article_version v LEFT JOIN (
      SELECT key, sum(reads) AS reads FROM help_reading WHERE day >= %(since)s GROUP BY key) r ON r.key = v.key
    WHERE v.state = 'published'
    ORDER BY v.key, array_position(%(languages)s::varchar[], v.language), v.language) AS each_once) AS placed
WHERE place <= %(each)s ORDER BY section, place
"""


def stamp(policy_id: str, *, at: datetime, version: int | None = None) -> Stamp:
    """What public pages are made of at an instant. One statement."""
    found = sql.row(_STAMP, {"policy": policy_id, "at": at, "version": version})
    assert found is not None  # noqa: S101  (one row, whatever there is)
    return Stamp(found.articles, found.policy, found.setup)


def shelves(languages: Sequence[str], *, each: int, since: datetime) -> tuple[Shelf, ...]:
    """The sections that have articles, in their order, each with those read most since a day, then those asked most.

    An article stands there in the first of these languages that it has, else in another one. One statement.
    """
    found = sql.rows(
        _SHELVES,
        {"languages": list(languages), "each": each, "since": since.date(), "first": list(ASKED_MOST)},
    )
    return tuple(
        Shelf(section, rows[0].count, tuple(Spine(one.key, one.language, one.title) for one in rows))
        for section in Section
        if (rows := [one for one in found if one.section == section.value])
    )
