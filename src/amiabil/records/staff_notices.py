"""What is a member of the staff told of? Who named them in a note, what happens to what they follow, escalations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page


@unique
class Why(StrEnum):
    """Why somebody is told."""

    MENTIONED = "mentioned"
    FOLLOWED = "followed"
    ESCALATED = "escalated"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class Cause:
    """What they are told of: the event or message, who did it (their reference and name), and when."""

    id: UUID
    case_id: UUID
    at: datetime
    by_ref: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class StaffNoticeRow:
    """A notice as a list shows it; ``read_at`` is None while it is new."""

    id: UUID
    reference: str
    subject: str
    why: Why
    by: str
    at: datetime
    read_at: datetime | None


_TELL = """
INSERT INTO staff_notice (id, person_id, case_id, kind, cause, by, at)
SELECT gen_random_uuid(), s.id, %(case)s, %(why)s, %(cause)s, %(by)s, %(at)s
  FROM staff_member s
 WHERE s.is_active AND 'staff:' || s.username <> %(by_ref)s AND {who}
ON CONFLICT (person_id, cause) DO NOTHING
"""
_NAMED = _TELL.format(who="lower(s.username) = ANY(%(names)s)")
_FOLLOWERS = _TELL.format(
    who="s.id IN (SELECT f.person_id FROM ticket_follower f WHERE f.case_id = %(case)s)"
)
_SUPERVISORS = "SELECT r.member_id FROM staff_role r WHERE r.role = 'supervisor'"
_OF_TEAM = f"""SELECT t.member_id FROM staff_team t JOIN ticket k ON k.team = t.team
                  JOIN staff_member x ON x.id = t.member_id AND x.is_active
                 WHERE k.case_id = %(case)s AND t.member_id IN ({_SUPERVISORS})"""
_OVER_IT = _TELL.format(who=f"s.id IN ({_SUPERVISORS}) AND (s.id IN ({_OF_TEAM}) OR NOT EXISTS ({_OF_TEAM}))")


def tell_named(viewer: Viewer, cause: Cause, names: Collection[str]) -> int:
    """Tell the colleagues of these user names that the viewer has named them, and let them follow. Two statements.

    Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    wanted = [name.casefold() for name in names]
    told = sql.run(_NAMED, {**_given(cause, Why.MENTIONED), "names": wanted})
    if told:
        sql.run(
            """INSERT INTO ticket_follower (case_id, person_id)
               SELECT %(case)s, s.id FROM staff_member s
                WHERE s.is_active AND lower(s.username) = ANY(%(names)s)
               ON CONFLICT DO NOTHING""",
            {"case": cause.case_id, "names": wanted},
        )
    return told


def tell_followers(cause: Cause) -> int:
    """Tell whoever follows a request, but for who did it; how many. One statement."""
    return sql.run(_FOLLOWERS, _given(cause, Why.FOLLOWED))


def tell_supervisors(cause: Cause, why: Why) -> int:
    """Tell the supervisors of a request's team that it was escalated, or what was promised missed; how many.

    Where no supervisor belongs to the team, all of them. One statement.
    """
    return sql.run(_OVER_IT, _given(cause, why))


def _given(cause: Cause, why: Why) -> dict[str, Any]:
    return {
        "case": cause.case_id,
        "why": why.value,
        "cause": cause.id,
        "by": cause.by[:120],
        "by_ref": cause.by_ref,
        "at": cause.at,
    }


def notices(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[StaffNoticeRow]:
    """What this member of the staff was told, the newest first. One statement.

    Raises ``BadCursor`` and what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    size, place = bounded(limit), decode(after, (str, UUID)) or ["9999-12-31T00:00:00Z", str(UUID(int=0))]
    found = sql.rows(
        """SELECT n.id, c.reference, c.subject, n.kind, n.by, n.at, n.read_at
             FROM staff_notice n JOIN conversation c ON c.id = n.case_id
            WHERE n.person_id = %(me)s AND (n.at, n.id) < (%(at)s::timestamptz, %(id)s::uuid)
            ORDER BY n.at DESC, n.id DESC LIMIT %(limit)s""",
        {"me": viewer.person_id, "at": place[0], "id": place[1], "limit": size + 1},
    )
    rows = [
        StaffNoticeRow(one.id, one.reference, one.subject, Why(one.kind), one.by, one.at, one.read_at)
        for one in found
    ]
    return page(rows, limit=size, place=lambda one: [one.at.isoformat(), str(one.id)])


def mark_all_read(viewer: Viewer, *, at: datetime) -> int:
    """This member of the staff has seen their notices; how many were new. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    return sql.run(
        "UPDATE staff_notice SET read_at = %(at)s WHERE person_id = %(me)s AND read_at IS NULL",
        {"me": viewer.person_id, "at": at},
    )


def forget_old(*, before: datetime, limit: int = 5000) -> int:
    """Remove up to ``limit`` notices older than an instant; how many. For the daily job."""
    return sql.run(
        """DELETE FROM staff_notice WHERE id IN
           (SELECT id FROM staff_notice WHERE at < %(before)s ORDER BY at LIMIT %(limit)s)""",
        {"before": before, "limit": limit},
    )
