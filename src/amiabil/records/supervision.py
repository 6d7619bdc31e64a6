"""How do requests stand at this moment, who works on them, and how good were the answers that were given?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.records import sql
from amiabil.records.inbox import MOST_COUNTED
from amiabil.records.ranks import ENDED, MY_TURN, SECTION
from amiabil.records.tickets import TicketFile

PRESENT = timedelta(minutes=20)
"""Who was seen at a live page within this time is at the desk: an open page asks again at least so often."""

SAMPLED_FROM, SAMPLE = 500, 8
MARKED_WITHIN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class QueueNow:
    """A team's queue: how many wait, since when the longest, how many are late or will be by ``soon``."""

    team: str
    waiting: int
    oldest: datetime | None
    late: int
    soon: int


@dataclass(frozen=True, slots=True)
class AgentNow:
    """Somebody who answers: what they have, and their marks within 30 days, None without any (0 to 1)."""

    username: str
    name: str
    seen_at: datetime | None
    open: int
    waiting: int
    late: int
    marks: float | None
    marked: int


@dataclass(frozen=True, slots=True)
class WorkNow:
    """Queues that hold something, the longest wait first, and everybody who answers."""

    queues: tuple[QueueNow, ...]
    agents: tuple[AgentNow, ...]


_NOW = f"""
SELECT
  (SELECT jsonb_agg(jsonb_build_array(w.team, w.waiting, w.oldest, w.late, w.soon) ORDER BY w.oldest) FROM (
     SELECT team, count(*) AS waiting, min(COALESCE(asked_at, opened_at)) AS oldest,
            count(*) FILTER (WHERE due_at <= %(at)s) AS late,
            count(*) FILTER (WHERE due_at > %(at)s AND due_at <= %(soon)s) AS soon
       FROM (SELECT team, asked_at, opened_at, due_at FROM ticket WHERE staff_rank < {(MY_TURN + 1) * SECTION}
              ORDER BY staff_rank LIMIT {MOST_COUNTED}) AS first
      GROUP BY team) AS w) AS queues,
  (SELECT jsonb_agg(jsonb_build_array(m.username, m.name, p.seen_at, h.open, h.waiting, h.late, q.marks, q.marked)
                    ORDER BY m.name, m.username)
     FROM staff_member m
     LEFT JOIN desk_presence p ON p.member_id = m.id
    CROSS JOIN LATERAL (
      SELECT count(*) AS open, count(*) FILTER (WHERE k.staff_rank < {(MY_TURN + 1) * SECTION}) AS waiting,
             count(*) FILTER (WHERE k.staff_rank < {(MY_TURN + 1) * SECTION} AND k.due_at <= %(at)s) AS late
        FROM (SELECT staff_rank, due_at FROM ticket WHERE assignee_id = m.id AND staff_rank < {ENDED * SECTION}
               ORDER BY staff_rank LIMIT {MOST_COUNTED}) AS k) AS h
    CROSS JOIN LATERAL (
      SELECT avg((v.helpful + v.correct + v.kind) / 6.0)::float AS marks, count(*) AS marked FROM quality_review v
       WHERE v.answered_id = m.id AND v.reviewed_at > %(since)s) AS q
    WHERE m.is_active AND EXISTS (SELECT 1 FROM staff_role r WHERE r.member_id = m.id AND r.role = 'agent')) AS agents
"""


def work_now(viewer: Viewer, *, at: datetime, soon: datetime) -> WorkNow:
    """How it stands. One statement. Raises what ``demand`` raises for ``OVERSEE``."""
    demand(viewer, Act.OVERSEE)
    found = sql.row(_NOW, {"at": at, "soon": soon, "since": at - MARKED_WITHIN})
    queues = (found.queues if found else None) or ()
    agents = (found.agents if found else None) or ()
    return WorkNow(
        tuple(
            QueueNow(team, waiting, _instant(oldest), late, soon)
            for team, waiting, oldest, late, soon in queues
        ),
        tuple(AgentNow(one[0], one[1], _instant(one[2]), *one[3:]) for one in agents),
    )


def _instant(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None


def seen(viewer: Viewer, *, at: datetime) -> None:
    """Somebody of the staff is at a live page. One statement."""
    if viewer.is_staff and viewer.person_id is not None:
        sql.run(
            """INSERT INTO desk_presence (member_id, seen_at) VALUES (%(member)s, %(at)s)
               ON CONFLICT (member_id) DO UPDATE SET seen_at = EXCLUDED.seen_at""",
            {"member": viewer.person_id, "at": at},
        )


# ---- quality ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sampled:
    """A solved request to be read."""

    reference: str
    subject: str
    person_name: str
    assignee_name: str
    topic: str


_SAMPLE = f"""
SELECT c.reference, c.subject, COALESCE(NULLIF(b.name, ''), NULLIF(s.name, ''), '') AS person_name,
       COALESCE(a.name, '') AS assignee_name, k.topic
  FROM (SELECT case_id, customer_id, shop_id, assignee_id, topic FROM ticket
         WHERE staff_rank >= {ENDED * SECTION} AND assignee_id IS NOT NULL
         ORDER BY staff_rank, case_id LIMIT {SAMPLED_FROM}) AS k
  JOIN conversation c ON c.id = k.case_id
  LEFT JOIN customer b ON b.id = k.customer_id
  LEFT JOIN shop s ON s.id = k.shop_id
  LEFT JOIN staff_member a ON a.id = k.assignee_id
 WHERE c.erased_at IS NULL AND k.assignee_id <> %(reader)s
   AND NOT EXISTS (SELECT 1 FROM quality_review q WHERE q.case_id = k.case_id AND q.reviewer_id = %(reader)s)
 ORDER BY md5(k.case_id::text || %(day)s) LIMIT {SAMPLE}
"""


def sample(viewer: Viewer, *, day: date) -> tuple[Sampled, ...]:
    """Requests the viewer is to read today: drawn by lot among the newest that ended, the same all day. One statement.

    Never their own, nor one they have marked. Raises what ``demand`` raises for ``OVERSEE``.
    """
    demand(viewer, Act.OVERSEE)
    found = sql.rows(_SAMPLE, {"reader": viewer.person_id, "day": day.isoformat()})
    return tuple(Sampled(*one) for one in found)


@dataclass(frozen=True, slots=True)
class Marks:
    """What was found: each mark 0, 1 or 2."""

    helpful: int
    correct: int
    kind: int
    comment: str = ""


def marks_of(viewer: Viewer, case_id: UUID) -> Marks | None:
    """What the viewer has found in a request; None when they have not marked it. One statement."""
    found = sql.row(
        """SELECT helpful, correct, kind, comment FROM quality_review
            WHERE case_id = %(case)s AND reviewer_id = %(reader)s""",
        {"case": case_id, "reader": viewer.person_id},
    )
    return Marks(*found) if found else None


def mark(viewer: Viewer, file: TicketFile, marks: Marks, *, at: datetime) -> None:
    """Keep what the viewer found; a later one of theirs replaces it. One statement.

    Raises what ``demand`` raises for ``OVERSEE``.
    """
    demand(viewer, Act.OVERSEE)
    given: dict[str, Any] = {
        "case": file.case_id,
        "reader": viewer.person_id,
        "answered": file.assignee_id,
        "helpful": marks.helpful,
        "correct": marks.correct,
        "kind": marks.kind,
        "comment": marks.comment,
        "at": at,
    }
    sql.run(
        """INSERT INTO quality_review (case_id, reviewer_id, answered_id, helpful, correct, kind, comment, reviewed_at)
           VALUES (%(case)s, %(reader)s, %(answered)s, %(helpful)s, %(correct)s, %(kind)s, %(comment)s, %(at)s)
           ON CONFLICT (case_id, reviewer_id) DO UPDATE SET helpful = EXCLUDED.helpful, correct = EXCLUDED.correct,
             kind = EXCLUDED.kind, comment = EXCLUDED.comment, reviewed_at = EXCLUDED.reviewed_at""",
        given,
    )
