"""What may the assistant answer from? Everything that is published, and a number that tells when that has changed."""

from __future__ import annotations

from amiabil.domain.helpcentre.article import Article
from amiabil.records import sql
from amiabil.records.help_article_columns import COLUMNS, article_of


def revision() -> int:
    """Grows with every change of what is public; 0 where nothing ever was."""
    rows = sql.rows("SELECT number FROM help_count WHERE id = 1", {})
    return int(rows[0].number) if rows else 0


def published() -> tuple[Article, ...]:
    """Every published article in every language it has, by key and language. One statement."""
    found = sql.rows(
        f"SELECT {COLUMNS} FROM help_article_version v WHERE v.state = 'published' ORDER BY v.key, v.language",
        {},
    )
    return tuple(article_of(row) for row in found)
