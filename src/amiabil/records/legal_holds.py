"""Which cases must not be erased, whoever asks and whatever time is over?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.retention import CaseErased
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page
from amiabil.records.scope import CASE_SCOPE, case_scope


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold that is in force: why, by whom and since when."""

    id: UUID
    reference: str
    subject: str
    kind: str
    reason: str
    set_by: str
    set_at: datetime


_LOCK = f"""
SELECT c.id, c.erased_at FROM conversation c WHERE c.reference = %(reference)s AND {CASE_SCOPE} FOR UPDATE
"""

_COLUMNS = """
SELECT h.id, c.reference, c.subject, c.kind, h.reason, h.set_by, h.set_at
  FROM legal_hold h JOIN conversation c ON c.id = h.case_id WHERE h.lifted_at IS NULL
"""

_SET = """
INSERT INTO legal_hold (id, case_id, reason, set_by, set_at, lifted_by)
VALUES (%(id)s, %(case)s, %(reason)s, %(by)s, %(at)s, '')
ON CONFLICT (case_id) WHERE lifted_at IS NULL DO NOTHING
"""

_LIFT = """
UPDATE legal_hold SET lifted_by = %(by)s, lifted_at = %(at)s WHERE case_id = %(case)s AND lifted_at IS NULL
"""


def lock(viewer: Viewer, reference: str) -> UUID:
    """The id of a case nobody erases until the transaction ends. Raises ``NotFound`` and ``CaseErased``."""
    found = sql.row(_LOCK, {"reference": reference, **case_scope(viewer)})
    if found is None:
        raise NotFound
    if found.erased_at is not None:
        raise CaseErased
    case_id: UUID = found.id
    return case_id


def put(viewer: Viewer, case_id: UUID, reason: str, *, at: datetime) -> bool:
    """Hold a locked case; False when it is held already."""
    given = {"id": new_id(), "case": case_id, "reason": reason, "by": viewer.ref[:80], "at": at}
    return bool(sql.run(_SET, given))


def lift(viewer: Viewer, case_id: UUID, *, at: datetime) -> bool:
    """Lift the hold of a locked case; False when there is none."""
    return bool(sql.run(_LIFT, {"case": case_id, "by": viewer.ref[:80], "at": at}))


def hold_of(viewer: Viewer, case_id: UUID) -> Hold | None:
    """The hold in force on a case that is the viewer's to see. Raises what ``demand`` raises for ``HOLD_CASE``."""
    demand(viewer, Act.HOLD_CASE)
    found = sql.row(f"{_COLUMNS} AND h.case_id = %(case)s", {"case": case_id})
    return Hold(**found._asdict()) if found is not None else None


def holds(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[Hold]:
    """Every hold in force, the newest first. Raises what ``demand`` raises for ``SEE_ERASURES``, and ``BadCursor``."""
    demand(viewer, Act.SEE_ERASURES)
    size, place = bounded(limit), decode(after, (UUID,)) or [str(UUID(int=2**128 - 1))]
    found = sql.rows(
        f"{_COLUMNS} AND h.id < %(after)s ORDER BY h.id DESC LIMIT %(limit)s",
        {"after": place[0], "limit": size + 1},
    )
    return page([Hold(**one._asdict()) for one in found], limit=size, place=lambda one: [str(one.id)])
