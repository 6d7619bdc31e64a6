"""Which articles are public, for maps and feeds? Every one with its languages, and the newest ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from amiabil.records import sql
from amiabil.records.help_articles import HEAD, Head, head_of


@dataclass(frozen=True, slots=True)
class Listed:
    """A public article: its section, and when each of its languages was published."""

    key: str
    section: str
    languages: tuple[tuple[str, datetime], ...]


_LISTED = """
SELECT key, min(section) AS section, array_agg(language ORDER BY language) AS languages,
  array_agg(published_at ORDER BY language) AS published
FROM help_article_version WHERE state = 'published' GROUP BY key ORDER BY key LIMIT %(limit)s
"""

_NEWEST = f"""
SELECT * FROM (
  SELECT DISTINCT ON (v.key) {HEAD} FROM help_article_version v WHERE v.state = 'published'
  ORDER BY v.key, array_position(%(languages)s::varchar[], v.language), v.language) AS each_once
ORDER BY published_at DESC, key LIMIT %(limit)s
"""


def listed(*, limit: int) -> list[Listed]:
    """Every public article, by key. One statement."""
    return [
        Listed(one.key, one.section, tuple(zip(one.languages, one.published, strict=True)))
        for one in sql.rows(_LISTED, {"limit": limit})
    ]


def newest(languages: Sequence[str], *, limit: int) -> list[Head]:
    """The articles published last, each in the first of these languages that it has. One statement."""
    return [head_of(one) for one in sql.rows(_NEWEST, {"languages": list(languages), "limit": limit})]
