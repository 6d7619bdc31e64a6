"""What has happened since? Every published event the viewer may see, by its gapless number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, may
from amiabil.records import sql
from amiabil.records.paging import Page, bounded
from amiabil.records.scope import CASE_SCOPE, case_scope, side_of


@dataclass(frozen=True, slots=True)
class Change:
    """One published event: the envelope of conventions.md, *Events and webhooks*. An article has no case."""

    stream_seq: int
    id: UUID
    case_reference: str | None
    version: int
    type: str
    at: datetime
    actor_role: str
    actor_ref: str
    data: dict[str, Any]


_CHANGES = f"""
SELECT p.stream_seq, e.id, c.reference AS case_reference, e.version, e.type, e.at, e.actor_role, e.actor_ref, e.data
  FROM published p
  JOIN event e ON e.id = p.event_id
  LEFT JOIN conversation c ON c.id = e.case_id
 WHERE p.stream_seq > %(after)s AND {CASE_SCOPE}
   AND (c.id IS NOT NULL OR e.type LIKE 'article.%%') AND e.sides @> ARRAY[%(side)s]::varchar[]
   AND (%(tickets)s OR c.id IS NULL OR c.kind NOT IN ('ticket', 'chat'))
 ORDER BY p.stream_seq LIMIT %(limit)s
"""


def changes(viewer: Viewer, *, after: int, limit: int | None = None) -> Page[Change]:
    """The events published after this number, in order; one statement.

    ``next`` is the number to go on after; None when there is nothing more now. Then the number of the last item
    is where the next question starts.
    """
    size = bounded(limit)
    tickets = not viewer.is_key or may(viewer, Act.SEE_TICKETS)
    asked = {"side": side_of(viewer), "after": after, "tickets": tickets, "limit": size + 1}
    parameters = {**case_scope(viewer), **asked}
    found = [Change(**one._asdict()) for one in sql.rows(_CHANGES, parameters)]
    more = len(found) > size
    items = tuple(found[:size])
    return Page(items, str(items[-1].stream_seq) if more else None)
