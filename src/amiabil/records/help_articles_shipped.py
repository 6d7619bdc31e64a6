"""Which articles did the product bring along, and what became of them here?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from amiabil.domain.helpcentre.article import Article
from amiabil.records import sql
from amiabil.records.help_article_columns import columns_of
from amiabil.records.help_article_keys import lead_on
from amiabil.records.help_changes import count_change
from amiabil.records.models import HelpArticleVersion
from amiabil.records.new_id import new_id

SHIPPED = "system:shipped"
"""The author of the versions that came with the product."""

Place = tuple[str, str]
"""Key and language of an article."""


@dataclass(slots=True)
class Known:
    """What is here of an article: the digests the product brought, and whether anybody here wrote a version."""

    digests: set[str] = field(default_factory=set)
    newest: int = 0
    own: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Brought:
    """An article the product brings; ``offered`` when it must not become public by itself."""

    article: Article
    digest: str
    number: int
    offered: bool


_KNOWN = f"""
SELECT key, language, array_agg(shipped_digest) FILTER (WHERE shipped_digest <> '') AS digests, max(number) AS newest,
  bool_or(authors <> ARRAY['{SHIPPED}']::varchar[]) AS own, NOT bool_or(state = 'published') AS gone
FROM help_article_version GROUP BY key, language
"""

_REPLACE = """
UPDATE help_article_version SET state = 'replaced', changed_at = %(at)s
WHERE state = 'published' AND (key, language) IN (SELECT * FROM unnest(%(keys)s::varchar[], %(languages)s::varchar[]))
"""

_ARCHIVE = f"""
UPDATE help_article_version v SET state = 'archived', changed_at = %(at)s
WHERE v.state = 'published' AND v.key = ANY(%(keys)s) AND NOT EXISTS (
  SELECT 1 FROM help_article_version o WHERE o.key = v.key AND o.authors <> ARRAY['{SHIPPED}']::varchar[])
"""


def moved() -> Mapping[str, str]:
    """The keys articles had before, each with the one it has now. One statement."""
    return {one.old_key: one.key for one in sql.rows("SELECT old_key, key FROM help_moved", {})}


def known() -> Mapping[Place, Known]:
    """What is here of every article. One statement."""
    found: dict[Place, Known] = defaultdict(Known)
    for row in sql.rows(_KNOWN, {}):
        found[row.key, row.language] = Known(set(row.digests or ()), row.newest, row.own, row.gone)
    return found


def keep(brought: Sequence[Brought], *, at: datetime) -> None:
    """Keep what the product brings; what is not ``offered`` is public at once. It belongs into a transaction.

    Keys an article had before lead to it, and are archived where nobody here wrote anything under them.
    """
    public = [one.article for one in brought if not one.offered]
    sql.run(
        _REPLACE,
        {"at": at, "keys": [one.key for one in public], "languages": [one.language for one in public]},
    )
    HelpArticleVersion.objects.bulk_create([_row(one, at) for one in brought], batch_size=200)
    former = {old: one.key for one in public for old in one.formerly}
    if former:
        sql.run(_ARCHIVE, {"at": at, "keys": list(former)})
        lead_on(former)
    count_change()


def _row(one: Brought, at: datetime) -> HelpArticleVersion:
    return HelpArticleVersion(
        id=new_id(),
        number=one.number,
        state="offered" if one.offered else "published",
        shipped_digest=one.digest,
        authors=[SHIPPED],
        created_at=at,
        changed_at=at,
        published_at=None if one.offered else at,
        **columns_of(one.article),
    )
