"""What has a person been told, and have they read it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role
from amiabil.records import sql
from amiabil.records.case_load import pinned_snapshot
from amiabil.records.paging import BadCursor, Page, bounded, decode, page
from amiabil.records.scope import customer_of


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice as a list shows it; ``key`` is the type of its event, ``facts`` the event's data and ``actor_role``.

    ``kind`` is that of the conversation it is about, ``role`` the side the person is told it on. ``read_at`` is None
    while it is new. ``zone`` is the one the case's deadlines are counted in, None for what has none.
    """

    id: UUID
    case_id: UUID
    kind: str
    reference: str
    subject: str
    role: Role
    key: str
    facts: dict[str, Any]
    created_at: datetime
    read_at: datetime | None
    zone: str | None = None


_MINE = """
SELECT n.id, n.case_id, c.kind, c.reference, c.subject, n.role, n.key, n.facts, n.created_at, n.read_at,
       COALESCE(d.policy_id, m.policy_id) AS pinned
  FROM notice n JOIN conversation c ON c.id = n.case_id LEFT JOIN dispute d ON d.case_id = n.case_id
  LEFT JOIN platform_measure m ON m.case_id = n.case_id
 WHERE n.person_id = %(person)s AND n.role = %(role)s AND (n.created_at, n.id) < (%(at)s, %(id)s)
   AND (c.buyer_id = n.person_id OR c.shop_id = %(shop)s)
 ORDER BY n.created_at DESC, n.id DESC LIMIT %(limit)s
"""
"""Once more bound to the case: who has left a shop reads no more of it."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)
_LATEST = datetime(9999, 12, 31, tzinfo=UTC)
_LAST = UUID(int=2**128 - 1)


def notices(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[NoticeRow]:
    """What this customer was told in the role they are here in, the newest first; one statement.

    Raises ``NotFound`` for anybody who is no customer, and ``BadCursor``.
    """
    size = bounded(limit)
    at, last = _place(after)
    parameters = {**_reader(viewer), "at": at, "id": last, "limit": size + 1}
    rows = [
        NoticeRow(
            id=one.id,
            case_id=one.case_id,
            kind=one.kind,
            reference=one.reference,
            subject=one.subject,
            role=Role(one.role),
            key=one.key,
            facts=one.facts,
            created_at=one.created_at,
            read_at=one.read_at,
            zone=None if one.pinned is None else pinned_snapshot(one.pinned).policy.zone,
        )
        for one in sql.rows(_MINE, parameters)
    ]
    return page(rows, limit=size, place=lambda row: [(row.created_at - _EPOCH) // _MICRO, str(row.id)])


def _place(after: str | None) -> tuple[datetime, UUID]:
    """Where a list goes on. Raises ``BadCursor``."""
    found = decode(after, (int, str))
    if found is None:
        return _LATEST, _LAST
    try:
        return _EPOCH + int(found[0]) * _MICRO, UUID(str(found[1]))
    except (ValueError, OverflowError):
        raise BadCursor(field="/after") from None


def mark_read(viewer: Viewer, *, at: datetime, case_id: UUID | None = None) -> int:
    """The customer has seen their notices of one case, or of all; how many were new.

    Raises ``NotFound`` for anybody who is no customer.
    """
    reader = _reader(viewer)
    return sql.run(
        "UPDATE notice n SET read_at = %(at)s FROM conversation c"
        " WHERE n.person_id = %(person)s AND n.role = %(role)s AND n.read_at IS NULL AND c.id = n.case_id"
        " AND (c.buyer_id = n.person_id OR c.shop_id = %(shop)s) AND (%(case)s::uuid IS NULL OR c.id = %(case)s)",
        {**reader, "at": at, "case": case_id},
    )


def _reader(viewer: Viewer) -> dict[str, Any]:
    return {"person": customer_of(viewer), "role": str(viewer.side), "shop": viewer.shop_id}
