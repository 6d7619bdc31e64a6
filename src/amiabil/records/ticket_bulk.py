"""What was done to many requests at once, and what became of each?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import NotFound
from amiabil.records import sql

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One of the requests. ``refusal`` is a code or empty; ``before`` and ``after`` hold the fields that changed.

    ``undone`` is empty until undoing came to it, then ``restored``, ``kept`` or the code of a refusal; ``kept`` names
    the fields that somebody had changed since.
    """

    case_id: UUID
    reference: str
    subject: str
    refusal: str
    before: Values
    after: Values
    undone: str
    kept: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bulk:
    """The whole of it. ``answered``: an answer went out with it, which nothing takes back."""

    id: UUID
    at: datetime
    answered: bool
    undone_at: datetime | None
    rows: tuple[BulkRow, ...]


def begin(viewer: Viewer, bulk_id: UUID, *, at: datetime, answered: bool) -> bool:
    """Name what is about to be done; whether it is new. One statement.

    Raises ``NotFound`` for the id of somebody else's, and what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    made = sql.run(
        "INSERT INTO ticket_bulk (id, actor_id, at, answered) VALUES (%(id)s, %(me)s, %(at)s, %(answered)s)"
        " ON CONFLICT (id) DO NOTHING",
        {"id": bulk_id, "me": viewer.person_id, "at": at, "answered": answered},
    )
    if not made:
        of_id(viewer, bulk_id)
    return bool(made)


def of_id(viewer: Viewer, bulk_id: UUID) -> Bulk:
    """What the viewer has done under this id. Two statements.

    Raises ``NotFound``, and what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    head = sql.row(
        "SELECT id, at, answered, undone_at FROM ticket_bulk WHERE id = %(id)s AND actor_id = %(me)s",
        {"id": bulk_id, "me": viewer.person_id},
    )
    if head is None:
        raise NotFound()
    rows = sql.rows(
        """SELECT r.case_id, c.reference, c.subject, r.refusal, r.before, r.after, r.undone, r.kept
             FROM ticket_bulk_row r JOIN conversation c ON c.id = r.case_id WHERE r.bulk_id = %(id)s ORDER BY r.id""",
        {"id": bulk_id},
    )
    return Bulk(head.id, head.at, head.answered, head.undone_at, tuple(_row(one) for one in rows))


@dataclass(frozen=True, slots=True)
class Became:
    """What became of a request: the code of a refusal, or the fields that changed as they were and as they are."""

    refusal: str = ""
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)


def note(viewer: Viewer, bulk_id: UUID, case_id: UUID, became: Became) -> None:
    """Keep what became of one request. One statement. Raises what ``demand`` raises for ``WORK_TICKET``."""
    demand(viewer, Act.WORK_TICKET)
    sql.run(
        """INSERT INTO ticket_bulk_row (bulk_id, case_id, refusal, before, after, undone, kept)
           VALUES (%(bulk)s, %(case)s, %(refusal)s, %(before)s, %(after)s, '', '{}') ON CONFLICT DO NOTHING""",
        {
            "bulk": bulk_id,
            "case": case_id,
            "refusal": became.refusal[:40],
            "before": sql.jsonb(dict(became.before)),
            "after": sql.jsonb(dict(became.after)),
        },
    )


def note_undone(viewer: Viewer, bulk_id: UUID, case_id: UUID, undone: str, kept: Sequence[str] = ()) -> None:
    """What undoing did to one request. One statement. Raises what ``demand`` raises for ``WORK_TICKET``."""
    demand(viewer, Act.WORK_TICKET)
    sql.run(
        "UPDATE ticket_bulk_row SET undone = %(undone)s, kept = %(kept)s"
        " WHERE bulk_id = %(bulk)s AND case_id = %(case)s",
        {"bulk": bulk_id, "case": case_id, "undone": undone[:40], "kept": list(kept)},
    )


def mark_undone(viewer: Viewer, bulk_id: UUID, *, at: datetime) -> bool:
    """Undoing begins; whether it is the first time. One statement.

    Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    return bool(
        sql.run(
            "UPDATE ticket_bulk SET undone_at = %(at)s"
            " WHERE id = %(id)s AND actor_id = %(me)s AND undone_at IS NULL",
            {"id": bulk_id, "at": at, "me": viewer.person_id},
        )
    )


def _row(row: Any) -> BulkRow:
    return BulkRow(
        row.case_id,
        row.reference,
        row.subject,
        row.refusal,
        row.before,
        row.after,
        row.undone,
        tuple(row.kept),
    )
