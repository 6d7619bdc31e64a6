"""Does the index of what was said hold what was said? Every case entered anew, some at a time; see ``search``."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from amiabil.records import sql

BATCH = 200
"""Cases of one transaction: they can take no message while it lasts."""

FIRST = UUID(int=0)

_LOCKED = """
SELECT c.id FROM conversation c
 WHERE c.id > %(after)s AND c.kind IN ('dispute', 'ticket', 'chat') ORDER BY c.id LIMIT %(limit)s FOR NO KEY UPDATE
"""

_STALE = """
DELETE FROM search_entry e USING conversation c
 WHERE e.case_id = ANY(%(cases)s) AND c.id = e.case_id
   AND (c.erased_at IS NOT NULL
        OR NOT (e.entry = e.case_id AND e.audience IN ('everyone', 'staff')
                OR EXISTS (SELECT 1 FROM message m
                            WHERE m.id = e.entry AND m.case_id = e.case_id AND m.audience = e.audience)))
"""

_ENTERED = """
SELECT count(search_enter(c.id, NULL)::text) FROM unnest(%(cases)s::uuid[]) AS c(id)
"""

_WRITTEN = """
SELECT count(*) AS entries,
       count(*) FILTER (WHERE e.xmin::text::bigint = pg_current_xact_id()::text::bigint %% 4294967296) AS written
  FROM search_entry e WHERE e.case_id = ANY(%(cases)s)
"""
"""Entries that are right already are not written again, so those of this transaction are those that were not."""

_HOMELESS = """
DELETE FROM search_entry e
 WHERE NOT EXISTS (SELECT 1 FROM conversation c WHERE c.id = e.case_id AND c.kind IN ('dispute', 'ticket', 'chat'))
"""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a stretch of cases came to: how many, their entries, and how many entries were wrong, missing or too many.

    ``last`` is the last case of it, None when there are no more.
    """

    cases: int
    entries: int
    repaired: int
    last: UUID | None


def rebuild_next(after: UUID, *, limit: int = BATCH) -> Rebuilt:
    """Enter the cases after this one anew; searches go on finding what is right meanwhile. Four statements."""
    with transaction.atomic():
        cases = [one.id for one in sql.rows(_LOCKED, {"after": after, "limit": limit})]
        if not cases:
            return Rebuilt(0, 0, 0, None)
        gone = sql.run(_STALE, {"cases": cases})
        sql.row(_ENTERED, {"cases": cases})
        found = sql.row(_WRITTEN, {"cases": cases})
    entries, written = (found.entries, found.written) if found else (0, 0)
    return Rebuilt(len(cases), entries, gone + written, cases[-1])


def forget_homeless() -> int:
    """Remove entries of cases that are not there; how many. One statement."""
    return sql.run(_HOMELESS, {})
