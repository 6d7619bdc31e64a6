"""What has a buyer filled in so far of a dispute? One open draft an order, saved at every step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.records import sql


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of the viewer; ``body`` holds the answers of the form by step. ``case_id`` is set once sent."""

    id: UUID
    order_id: UUID
    order_ref: str
    body: dict[str, Any]
    version: int
    case_id: UUID | None
    changed_at: datetime


class DraftMovedOn(Conflict):
    """The draft was changed in another window since this one was opened."""

    code = "draft_moved_on"


_SELECT = """
SELECT f.id, f.order_id, o.ref AS order_ref, f.body, f.version, f.case_id, f.changed_at
  FROM dispute_draft f JOIN "order" o ON o.id = f.order_id
 WHERE f.customer_id = %(person)s AND o.buyer_id = %(person)s
"""


def open_draft(viewer: Viewer, order_ref: str) -> Draft | None:
    """The viewer's open draft about an order, or None."""
    found = sql.row(
        _SELECT + "AND o.ref = %(ref)s AND f.case_id IS NULL", {"person": viewer.person_id, "ref": order_ref}
    )
    return _draft(found) if found else None


def draft(viewer: Viewer, draft_id: UUID) -> Draft:
    """A draft of the viewer, sent ones too. Raises ``NotFound``."""
    found = sql.row(_SELECT + "AND f.id = %(id)s", {"person": viewer.person_id, "id": draft_id})
    if found is None:
        raise NotFound()
    return _draft(found)


def open_drafts(viewer: Viewer) -> list[Draft]:
    """The viewer's open drafts, the newest first; 20 at most."""
    found = sql.rows(
        _SELECT + "AND f.case_id IS NULL ORDER BY f.changed_at DESC LIMIT 20", {"person": viewer.person_id}
    )
    return [_draft(one) for one in found]


def start(viewer: Viewer, order_ref: str, *, id: UUID, body: dict[str, Any], at: datetime) -> Draft:
    """The open draft about an order of the viewer, made when there is none. Raises ``NotFound``."""
    sql.run(
        """
        INSERT INTO dispute_draft (id, customer_id, order_id, body, version, created_at, changed_at)
        SELECT %(id)s, %(person)s, o.id, %(body)s, 1, %(at)s, %(at)s
          FROM "order" o WHERE o.ref = %(ref)s AND o.buyer_id = %(person)s
        ON CONFLICT (customer_id, order_id) WHERE case_id IS NULL DO NOTHING
        """,
        {"id": id, "person": viewer.person_id, "ref": order_ref, "body": sql.jsonb(body), "at": at},
    )
    found = open_draft(viewer, order_ref)
    if found is None:
        raise NotFound()
    return found


def save(viewer: Viewer, changed: Draft, *, at: datetime) -> Draft:
    """Store new answers over the version that was read. Raises ``DraftMovedOn`` when it is no longer that one."""
    found = sql.row(
        """
        UPDATE dispute_draft SET body = %(body)s, version = version + 1, changed_at = %(at)s
         WHERE id = %(id)s AND customer_id = %(person)s AND version = %(version)s AND case_id IS NULL
        RETURNING version
        """,
        {
            "id": changed.id,
            "person": viewer.person_id,
            "version": changed.version,
            "body": sql.jsonb(changed.body),
            "at": at,
        },
    )
    if found is None:
        raise DraftMovedOn(current=draft(viewer, changed.id).version)
    return Draft(changed.id, changed.order_id, changed.order_ref, changed.body, found.version, None, at)


def mark_sent(viewer: Viewer, draft_id: UUID, *, case_id: UUID) -> None:
    """Tie a draft to the dispute made of it; the draft is open no more."""
    sql.run(
        "UPDATE dispute_draft SET case_id = %(case)s WHERE id = %(id)s AND customer_id = %(person)s",
        {"case": case_id, "id": draft_id, "person": viewer.person_id},
    )


def sent_as(viewer: Viewer, draft_id: UUID) -> str | None:
    """The reference of the dispute a draft of the viewer became; None when it has not been sent."""
    found = sql.row(
        "SELECT c.reference FROM dispute_draft f JOIN conversation c ON c.id = f.case_id"
        " WHERE f.id = %(id)s AND f.customer_id = %(person)s",
        {"id": draft_id, "person": viewer.person_id},
    )
    return str(found.reference) if found else None


def discard(viewer: Viewer, draft_id: UUID) -> None:
    """Throw an open draft away; its uploads are swept. Nothing happens when it is gone already."""
    sql.run(
        "DELETE FROM dispute_draft WHERE id = %(id)s AND customer_id = %(person)s AND case_id IS NULL",
        {"id": draft_id, "person": viewer.person_id},
    )


def _draft(found: Any) -> Draft:
    return Draft(
        found.id, found.order_id, found.order_ref, found.body, found.version, found.case_id, found.changed_at
    )


def forget_old(*, before: datetime, limit: int = 1000) -> int:
    """Remove up to ``limit`` open drafts untouched since an instant; how many. Their files are then unused. For the
    daily job."""
    return sql.run(
        "DELETE FROM dispute_draft WHERE id IN (SELECT id FROM dispute_draft"
        " WHERE case_id IS NULL AND changed_at < %(before)s LIMIT %(limit)s)",
        {"before": before, "limit": limit},
    )
