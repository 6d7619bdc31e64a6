"""Which keys are there, which do old addresses lead to, and how does an article get another one?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import Conflict
from amiabil.records import sql
from amiabil.records.help_changes import count_change


class ArticleKeyTaken(Conflict):
    """There is an article with this key already."""

    code = "article_key_taken"


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys an article can name: of those that are public or being written, and old ones that lead on."""

    named: frozenset[str]
    edition: dict[str, int]
    """The newest published edition of each article, in any language."""


_KEYS = """
SELECT key, max(edition) FILTER (WHERE state = 'published') AS edition FROM help_article_version
WHERE state IN ('draft', 'review', 'scheduled', 'published') GROUP BY key
UNION ALL SELECT old_key, NULL FROM help_moved
"""

_RENAME = "UPDATE help_article_version SET key = %(new)s WHERE key = %(old)s"

_FOLLOW = """
WITH led AS (UPDATE help_moved SET key = %(new)s WHERE key = %(old)s),
back AS (DELETE FROM help_moved WHERE old_key = %(new)s)
INSERT INTO help_moved (old_key, key) VALUES (%(old)s, %(new)s) ON CONFLICT (old_key) DO UPDATE SET key = EXCLUDED.key
"""

_LEAD = """
WITH now AS (SELECT * FROM unnest(%(old)s::varchar[], %(new)s::varchar[]) AS n (old_key, key)),
followed AS (UPDATE help_moved m SET key = n.key FROM now n WHERE m.key = n.old_key AND m.old_key <> n.key)
INSERT INTO help_moved (old_key, key) SELECT old_key, key FROM now
ON CONFLICT (old_key) DO UPDATE SET key = EXCLUDED.key
"""

_RELATED = """
UPDATE help_article_version SET related = array_replace(related, %(old)s, %(new)s) WHERE %(old)s = ANY(related)
"""


def lead(viewer: Viewer, former: Mapping[str, str]) -> None:
    """Let old keys lead to articles, and with them what led there. Raises what ``demand`` raises."""
    demand(viewer, Act.MANAGE_ARTICLES)
    if former:
        lead_on(former)


def lead_on(former: Mapping[str, str]) -> None:
    """Let old keys lead to articles; former keys of a former key lead to the newest one too."""
    sql.run(_LEAD, {"old": list(former), "new": list(former.values())})


def former(viewer: Viewer) -> Mapping[str, tuple[str, ...]]:
    """The old keys of each article. Raises what ``demand`` raises."""
    demand(viewer, Act.MANAGE_ARTICLES)
    found = sql.rows(
        "SELECT key, array_agg(old_key ORDER BY old_key) AS old FROM help_moved GROUP BY key", {}
    )
    return {one.key: tuple(one.old) for one in found}


def keys() -> Keys:
    """Every key an article can name. One statement."""
    found = sql.rows(_KEYS, {})
    return Keys(frozenset(one.key for one in found), {one.key: one.edition for one in found if one.edition})


def rename(viewer: Viewer, old: str, new: str, *, at: datetime) -> None:
    """Give an article another key in every language and version; its old address leads to the new one.

    It belongs into a transaction. Raises ``ArticleKeyTaken``, and what ``demand`` raises.
    """
    demand(viewer, Act.MANAGE_ARTICLES)
    if sql.row("SELECT 1 FROM help_article_version WHERE key = %(new)s LIMIT 1", {"new": new}):
        raise ArticleKeyTaken(key=new)
    named = {"old": old, "new": new}
    sql.run(_RENAME, named)
    sql.run(_FOLLOW, named)
    sql.run(_RELATED, named)
    count_change()
