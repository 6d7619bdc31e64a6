"""What does the help centre say to everybody? The published articles, with other languages where one is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.helpcentre.article import Article, Readers, Section, is_key
from amiabil.records import sql
from amiabil.records.help_article_columns import COLUMNS, article_of
from amiabil.records.paging import Page, decode, page

LIST_MOST = 500
"""Articles of one page of the list: heads are small, and a sitemap reads them all."""


@dataclass(frozen=True, slots=True)
class PublishedArticle:
    """An article as it is public: ``languages`` are all it can be read in, ``related`` those that are public too."""

    id: UUID
    number: int
    article: Article
    published_at: datetime
    languages: tuple[str, ...]
    related: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What a list says of a published article; ``language`` is the one it could be had in."""

    key: str
    language: str
    title: str
    summary: str
    section: Section
    topic: str
    readers: Readers
    countries: tuple[str, ...]
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """Nothing is published under this key any more; the article has ``key`` now, None when it was taken away."""

    key: str | None


HEAD = "v.key, v.language, v.title, v.summary, v.section, v.topic, v.readers, v.countries, v.published_at"

_PUBLISHED = f"""
SELECT {COLUMNS}, v.published_at,
  (SELECT array_agg(o.language ORDER BY o.language) FROM help_article_version o
    WHERE o.key = v.key AND o.state = 'published') AS languages,
  (SELECT jsonb_agg(to_jsonb(r) ORDER BY array_position(v.related, r.key)) FROM (
    SELECT DISTINCT ON (o.key) o.key, o.language, o.title, o.summary, o.section, o.topic, o.readers, o.countries,
      o.published_at
    FROM help_article_version o WHERE o.key = ANY(v.related) AND o.state = 'published'
    ORDER BY o.key, array_position(%(languages)s::varchar[], o.language), o.language) r) AS heads
FROM help_article_version v WHERE v.key = %(key)s AND v.state = 'published'
ORDER BY array_position(%(languages)s::varchar[], v.language), v.language LIMIT 1
"""

_MOVED = """
SELECT m.key, EXISTS (SELECT 1 FROM help_article_version v WHERE v.key = %(key)s AND v.state = 'archived') AS archived
FROM (SELECT 1) AS always LEFT JOIN help_moved m ON m.old_key = %(key)s
  AND EXISTS (SELECT 1 FROM help_article_version v WHERE v.key = m.key AND v.state = 'published')
"""

_HEADS = f"""
SELECT * FROM (
  SELECT DISTINCT ON (v.key) {HEAD} FROM help_article_version v
  WHERE v.state = 'published' AND v.key > %(after)s AND (%(section)s::text IS NULL OR v.section = %(section)s)
  ORDER BY v.key, array_position(%(languages)s::varchar[], v.language), v.language
) AS each_once ORDER BY key LIMIT %(limit)s
"""

_ALL = f"""
SELECT {COLUMNS}, v.published_at FROM help_article_version v
WHERE v.state = 'published' AND (v.key, v.language) > (%(key)s, %(language)s)
ORDER BY v.key, v.language LIMIT %(limit)s
"""
_AT_ONCE = 200


def published(key: str, languages: Sequence[str]) -> PublishedArticle | Moved | None:
    """The published article of a key in the first of these languages that it has, else in any other one.

    ``Moved`` when it is not there any more, None when it never was. One statement, two when nothing is published.
    """
    if not is_key(key):
        return None
    found = sql.row(_PUBLISHED, {"key": key, "languages": list(languages)})
    if found is not None:
        return PublishedArticle(
            id=found.id,
            number=found.number,
            article=article_of(found),
            published_at=found.published_at,
            languages=tuple(found.languages),
            related=tuple(_related_head(one) for one in found.heads or ()),
        )
    gone = sql.row(_MOVED, {"key": key})
    return Moved(gone.key) if gone is not None and (gone.key or gone.archived) else None


def heads(
    languages: Sequence[str],
    *,
    section: Section | None = None,
    after: str | None = None,
    limit: int = LIST_MOST,
) -> Page[Head]:
    """Every published article once, by key, in the first of these languages it has, else in another one.

    One statement. Raises ``BadCursor``.
    """
    size, place = max(1, min(limit, LIST_MOST)), decode(after, (str,)) or [""]
    found = sql.rows(
        _HEADS,
        {
            "languages": list(languages),
            "section": section.value if section else None,
            "after": place[0],
            "limit": size + 1,
        },
    )
    return page([head_of(one) for one in found], limit=size, place=lambda one: [one.key])


def everything() -> Iterator[PublishedArticle]:
    """Every published article in every language, with text and phrases, for an index; read in portions.

    ``languages`` and ``related`` are left empty.
    """
    place = {"key": "", "language": ""}
    while found := sql.rows(_ALL, {**place, "limit": _AT_ONCE}):
        for one in found:
            yield PublishedArticle(one.id, one.number, article_of(one), one.published_at, (), ())
        place = {"key": found[-1].key, "language": found[-1].language}


def changes() -> int:
    """How often what is public has changed: an index made at another number is old. One statement."""
    found = sql.row("SELECT number FROM help_count WHERE id = 1", {})
    return int(found.number) if found else 0


def head_of(row: Any) -> Head:
    """The head in a row that has ``HEAD``."""
    return Head(
        key=row.key,
        language=row.language,
        title=row.title,
        summary=row.summary,
        section=Section(row.section),
        topic=row.topic,
        readers=Readers(row.readers),
        countries=tuple(row.countries),
        published_at=row.published_at,
    )


def _related_head(fields: dict[str, Any]) -> Head:
    return Head(
        key=fields["key"],
        language=fields["language"],
        title=fields["title"],
        summary=fields["summary"],
        section=Section(fields["section"]),
        topic=fields["topic"],
        readers=Readers(fields["readers"]),
        countries=tuple(fields["countries"]),
        published_at=datetime.fromisoformat(fields["published_at"]),
    )
