"""Which versions of an article are there, who wrote them, and what became of them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.helpcentre.article import Article
from amiabil.domain.helpcentre.life import OPEN, State
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.records import sql
from amiabil.records.help_article_columns import COLUMNS, article_of, columns_of
from amiabil.records.help_changes import count_change
from amiabil.records.models import HelpArticleVersion
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page

MOST_NUMBERS = 2**31 - 1


class ArticleHasDraft(Conflict):
    """Somebody works on a new version of this article already: ``number``."""

    code = "article_has_draft"


class ArticleMovedOn(Conflict):
    """Somebody else has changed this version in the meantime."""

    code = "article_moved_on"


@dataclass(frozen=True, slots=True)
class Version:
    """One version; ``decided_by`` is who made it public or planned it, ``publish_at`` the plan."""

    id: UUID
    number: int
    state: State
    article: Article
    note: str
    authors: tuple[str, ...]
    revision: int
    decided_by: str
    publish_at: datetime | None
    published_at: datetime | None
    created_at: datetime
    changed_at: datetime

    @property
    def name(self) -> str:
        """Key, language and number, as the audit log names it."""
        return f"{self.article.key}:{self.article.language}@{self.number}"


_VERSION = (
    f"{COLUMNS}, v.state, v.note, v.authors, v.revision, v.decided_by, v.publish_at, v.published_at, v.created_at,"
    " v.changed_at"
)

_CHANGE = """
UPDATE help_article_version SET state = %(state)s, revision = revision + 1, authors = %(authors)s, note = %(note)s,
  decided_by = %(decided_by)s, publish_at = %(publish_at)s, published_at = %(published_at)s, changed_at = %(at)s
WHERE id = %(id)s AND revision = %(revision)s AND state = %(was)s
"""

_REPLACE = """
UPDATE help_article_version SET state = 'replaced', changed_at = %(at)s
WHERE key = %(key)s AND language = %(language)s AND state = 'published'
"""

_NEXT = """
SELECT COALESCE(max(number), 0) + 1 AS number FROM help_article_version
WHERE key = %(key)s AND language = %(language)s
"""


def versions(
    viewer: Viewer, key: str, language: str, *, limit: int | None = None, after: str | None = None
) -> Page[Version]:
    """Every version of an article, the newest first. Raises ``BadCursor`` and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_ARTICLES)
    size, place = bounded(limit), decode(after, (int,)) or [MOST_NUMBERS]
    found = sql.rows(
        f"""SELECT {_VERSION} FROM help_article_version v
            WHERE v.key = %(key)s AND v.language = %(language)s AND v.number < %(before)s
            ORDER BY v.number DESC LIMIT %(limit)s""",
        {"key": key, "language": language, "before": place[0], "limit": size + 1},
    )
    return page([_version(one) for one in found], limit=size, place=lambda one: [one.number])


def version(viewer: Viewer, key: str, language: str, number: int) -> Version:
    """One version. Raises ``NotFound`` and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_ARTICLES)
    found = sql.row(
        f"""SELECT {_VERSION} FROM help_article_version v
            WHERE v.key = %(key)s AND v.language = %(language)s AND v.number = %(number)s""",
        {"key": key, "language": language, "number": min(number, MOST_NUMBERS)},
    )
    if found is None:
        raise NotFound
    return _version(found)


def in_states(viewer: Viewer, key: str, language: str, states: Sequence[State]) -> Version | None:
    """The newest version of an article in one of these states, None when there is none."""
    demand(viewer, Act.MANAGE_ARTICLES)
    found = sql.row(
        f"""SELECT {_VERSION} FROM help_article_version v
            WHERE v.key = %(key)s AND v.language = %(language)s AND v.state = ANY(%(states)s)
            ORDER BY v.number DESC LIMIT 1""",
        {"key": key, "language": language, "states": [one.value for one in states]},
    )
    return None if found is None else _version(found)


def add(viewer: Viewer, article: Article, *, note: str, at: datetime) -> Version:
    """A new draft. Raises ``ArticleHasDraft`` when somebody works on one, and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_ARTICLES)
    place = {"key": article.key, "language": article.language}
    try:
        with sql.attempt():
            found = sql.row(_NEXT, place)
            number = int(found.number) if found else 1
            HelpArticleVersion.objects.create(
                id=new_id(),
                number=number,
                state=State.DRAFT.value,
                note=note,
                authors=[viewer.ref[:80]],
                created_at=at,
                changed_at=at,
                **columns_of(article),
            )
    except IntegrityError:
        there = in_states(viewer, article.key, article.language, tuple(OPEN))
        raise ArticleHasDraft(number=there.number if there else None) from None
    return version(viewer, article.key, article.language, number)


def change(viewer: Viewer, old: Version, new: Version, *, at: datetime) -> Version:
    """Keep what a version has become; who is looking joins its authors where its text was written.

    Raises ``ArticleMovedOn`` when it is not as ``old`` any more, and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    wrote = new.article != old.article and viewer.ref not in old.authors
    _keep(old, new, authors=[*old.authors, *([viewer.ref[:80]] if wrote else [])], at=at)
    if new.article != old.article:
        HelpArticleVersion.objects.filter(id=old.id).update(**columns_of(new.article))
    return version(viewer, new.article.key, new.article.language, new.number)


def make_public(old: Version, new: Version, *, at: datetime) -> None:
    """Put a version into the place of the published one. It belongs into a transaction. Raises ``ArticleMovedOn``."""
    sql.run(_REPLACE, {"key": old.article.key, "language": old.article.language, "at": at})
    _keep(old, new, authors=list(old.authors), at=at)
    count_change()


def take_away(old: Version, new: Version, *, leads_to: str, at: datetime) -> None:
    """Take a published version away; ``leads_to`` is the key its address leads to from now on, or empty."""
    _keep(old, new, authors=list(old.authors), at=at)
    if leads_to:
        sql.run(
            "INSERT INTO help_moved (old_key, key) VALUES (%(old)s, %(key)s)"
            " ON CONFLICT (old_key) DO UPDATE SET key = EXCLUDED.key",
            {"old": old.article.key, "key": leads_to},
        )
    count_change()


def due(at: datetime, *, limit: int) -> list[Version]:
    """The scheduled versions whose time has come, the earliest first."""
    found = sql.rows(
        f"""SELECT {_VERSION} FROM help_article_version v
            WHERE v.state = 'scheduled' AND v.publish_at <= %(at)s ORDER BY v.publish_at, v.id LIMIT %(limit)s""",
        {"at": at, "limit": limit},
    )
    return [_version(one) for one in found]


def _keep(old: Version, new: Version, *, authors: list[str], at: datetime) -> None:
    touched = sql.run(
        _CHANGE,
        {
            "id": old.id,
            "revision": old.revision,
            "was": old.state.value,
            "state": new.state.value,
            "authors": authors,
            "note": new.note,
            "decided_by": new.decided_by[:80],
            "publish_at": new.publish_at,
            "published_at": new.published_at,
            "at": at,
        },
    )
    if not touched:
        raise ArticleMovedOn()


def _version(row: Any) -> Version:
    return Version(
        id=row.id,
        number=row.number,
        state=State(row.state),
        article=article_of(row),
        note=row.note,
        authors=tuple(row.authors),
        revision=row.revision,
        decided_by=row.decided_by,
        publish_at=row.publish_at,
        published_at=row.published_at,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
