"""How does an article lie in its row?"""

from __future__ import annotations

from typing import Any

from amiabil.domain.helpcentre.article import Article, NotThis, Phrases, Readers, Section
from amiabil.foundation.text import fold

COLUMNS = (
    "v.id, v.key, v.language, v.number, v.title, v.summary, v.readers, v.topic, v.section, v.countries, v.review_by,"
    " v.sources, v.related, v.body, v.asked_as, v.not_this, v.edition"
)
"""What an article is made of; ``article_of`` reads it."""


def article_of(row: Any) -> Article:
    """The article of a row that has ``COLUMNS``."""
    return Article(
        key=row.key,
        language=row.language,
        title=row.title,
        summary=row.summary,
        readers=Readers(row.readers),
        topic=row.topic,
        section=Section(row.section),
        body=row.body,
        countries=tuple(row.countries),
        review_by=row.review_by,
        sources=tuple(row.sources),
        related=tuple(row.related),
        edition=row.edition,
        phrases=Phrases(
            asked_as=tuple(row.asked_as),
            not_this=tuple(NotThis(one["phrase"], one["belongs_to"]) for one in row.not_this),
        ),
    )


def columns_of(article: Article) -> dict[str, object]:
    """The columns that say what an article says."""
    return {
        "key": article.key,
        "language": article.language,
        "title": article.title,
        "folded_title": fold(article.title),
        "summary": article.summary,
        "readers": article.readers.value,
        "topic": article.topic,
        "section": article.section.value,
        "countries": list(article.countries),
        "review_by": article.review_by,
        "sources": list(article.sources),
        "related": list(article.related),
        "body": article.body,
        "asked_as": list(article.phrases.asked_as),
        "not_this": [
            {"phrase": one.phrase, "belongs_to": one.belongs_to} for one in article.phrases.not_this
        ],
        "edition": article.edition,
    }
