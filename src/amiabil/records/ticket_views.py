"""Which lists of requests has somebody kept, and in which order do they see them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support import views
from amiabil.domain.support.views import Narrowing
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.records import sql

MOST_VIEWS = 50
"""How many lists one person may keep."""

EVERYBODY = "all"


class TooManyViews(Conflict):
    """The person keeps ``most`` lists already."""

    code = "too_many_views"


@dataclass(frozen=True, slots=True)
class SavedView:
    """A list with a name. ``shared_with`` is empty for the owner's alone, ``all``, or the key of a team."""

    id: UUID
    name: str
    shows: Narrowing
    columns: tuple[str, ...]
    shared_with: str
    mine: bool
    owner_name: str


@dataclass(frozen=True, slots=True)
class Views:
    """Somebody's own lists and those shared with them, and in which order they want all: keys and ids as text."""

    saved: tuple[SavedView, ...]
    order: tuple[str, ...]


SEES = """(v.owner_id = %(reader)s OR v.shared_with = 'all'
       OR v.shared_with IN (SELECT t.team FROM staff_team t WHERE t.member_id = %(reader)s))"""
"""SQL over ``saved_view v``: the reader keeps the list, or it is shared with them."""

_VIEWS = f"""
SELECT v.id, v.name, v.words, v.columns, v.shared_with, v.owner_id = %(reader)s AS mine, m.name AS owner_name,
       o.keys AS order
  FROM (SELECT keys FROM view_order WHERE person_id = %(reader)s UNION ALL SELECT '{{}}'::varchar[] LIMIT 1) o
  LEFT JOIN saved_view v ON {SEES}
  LEFT JOIN staff_member m ON m.id = v.owner_id
 ORDER BY v.owner_id <> %(reader)s, lower(v.name), v.id LIMIT 200
"""

_KEEP = """
INSERT INTO saved_view AS v (id, owner_id, name, words, columns, shared_with, changed_at)
SELECT %(id)s, %(me)s, %(name)s, %(words)s, %(columns)s, %(shared)s, %(at)s
 WHERE (SELECT count(*) FROM saved_view o WHERE o.owner_id = %(me)s AND o.id <> %(id)s) < %(most)s
ON CONFLICT (id) DO UPDATE SET name = EXCLUDED.name, words = EXCLUDED.words, columns = EXCLUDED.columns,
       shared_with = EXCLUDED.shared_with, changed_at = EXCLUDED.changed_at
 WHERE v.owner_id = %(me)s
RETURNING v.id
"""


def of(viewer: Viewer) -> Views:
    """The lists somebody sees. One statement. Raises what ``demand`` raises for ``SEE_TICKETS``."""
    demand(viewer, Act.SEE_TICKETS)
    rows = sql.rows(_VIEWS, {"reader": viewer.person_id})
    order = tuple(rows[0].order) if rows else ()
    return Views(tuple(_view(one) for one in rows if one.id is not None), order)


def keep(viewer: Viewer, view: SavedView, *, at: datetime) -> None:
    """Keep a list of the viewer's own under its id, again with what has changed. One statement.

    Whom a list is narrowed to by name is not kept: a person's address belongs to no setting. Raises ``TooManyViews``,
    ``NotFound`` for a list of somebody else, and what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    words = {name: value for name, value in view.shows.words().items() if name not in {"requester", "order"}}
    given = {
        "id": view.id,
        "me": viewer.person_id,
        "name": view.name,
        "words": sql.jsonb(words),
        "columns": list(view.columns),
        "shared": view.shared_with,
        "at": at,
        "most": MOST_VIEWS,
    }
    if sql.row(_KEEP, given) is None:
        known = sql.row("SELECT 1 AS one FROM saved_view WHERE id = %(id)s", {"id": view.id})
        raise NotFound() if known is not None else TooManyViews(most=MOST_VIEWS)


def remove(viewer: Viewer, view_id: UUID) -> None:
    """Remove a list of the viewer's own. One statement.

    Raises ``NotFound``, and what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    gone = sql.run(
        "DELETE FROM saved_view WHERE id = %(id)s AND owner_id = %(me)s",
        {"id": view_id, "me": viewer.person_id},
    )
    if not gone:
        raise NotFound()


def put_order(viewer: Viewer, keys: Sequence[str]) -> None:
    """Keep in which order the viewer wants their lists. One statement.

    Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    sql.run(
        "INSERT INTO view_order (person_id, keys) VALUES (%(me)s, %(keys)s)"
        " ON CONFLICT (person_id) DO UPDATE SET keys = EXCLUDED.keys",
        {"me": viewer.person_id, "keys": list(keys)[: MOST_VIEWS * 4]},
    )


def _view(row: Any) -> SavedView:
    return SavedView(
        id=row.id,
        name=row.name,
        shows=views.read(row.words),
        columns=tuple(row.columns),
        shared_with=row.shared_with,
        mine=row.mine,
        owner_name=row.owner_name,
    )
