"""What waits for the agents at this moment: how many requests in which queue, questions in disputes, who answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.terms import Role
from amiabil.records import sql
from amiabil.records.ranks import MY_TURN, SECTION
from amiabil.records.staff import Answering
from amiabil.records.ticket_views import SEES

MOST_COUNTED = 1000
"""Requests that are counted; a queue that holds more says so."""

MOST_QUESTIONS = 25

MOST_LISTS = 12
"""Saved lists that stand beside the queues; the table has all of them."""


@dataclass(frozen=True, slots=True)
class AskedInDispute:
    """A dispute in which a party has written to the marketplace and nobody has answered since ``asked_at``."""

    case_id: UUID
    reference: str
    subject: str
    version: int
    side: Role
    person_name: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Inbox:
    """Requests that wait for an answer: all, the viewer's, those of nobody, those that are late, by team.

    ``my_teams`` are the keys of the viewer's teams, ``unassigned_of_mine`` what is of nobody there; ``people`` those
    who can be given one, by name; ``lists`` ids and names of saved lists, in the viewer's order; ``questions`` the
    oldest unanswered ones in disputes.
    """

    waiting: int
    mine: int
    unassigned: int
    unassigned_of_mine: int
    late: int
    teams: Mapping[str, int]
    my_teams: frozenset[str]
    people: tuple[Answering, ...]
    lists: tuple[tuple[str, str], ...]
    questions: tuple[AskedInDispute, ...]


_NOW = f"""
SELECT
  (SELECT jsonb_agg(jsonb_build_array(w.team, w.mine, w.nobody, w.late, w.count)) FROM (
     SELECT team, assignee_id IS NOT DISTINCT FROM %(reader)s::uuid AS mine, assignee_id IS NULL AS nobody,
            COALESCE(due_at <= %(at)s, false) AS late, count(*) AS count
       FROM (SELECT team, assignee_id, due_at FROM ticket WHERE staff_rank < {(MY_TURN + 1) * SECTION}
              ORDER BY staff_rank LIMIT {MOST_COUNTED}) AS first
      GROUP BY 1, 2, 3, 4) AS w) AS counts,
  (SELECT jsonb_agg(jsonb_build_array(l.id, l.name) ORDER BY l.place, lower(l.name), l.id) FROM (
     SELECT v.id, v.name, array_position(o.keys, v.id::text::varchar) AS place
       FROM saved_view v LEFT JOIN view_order o ON o.person_id = %(reader)s
      WHERE {SEES} ORDER BY place, lower(v.name), v.id LIMIT {MOST_LISTS}) AS l) AS lists,
  (SELECT array_agg(t.team) FROM staff_team t WHERE t.member_id = %(reader)s) AS my_teams,
  (SELECT jsonb_agg(jsonb_build_array(m.username, m.name) ORDER BY m.name, m.username) FROM staff_member m
    WHERE m.is_active AND EXISTS (SELECT 1 FROM staff_role r WHERE r.member_id = m.id AND r.role = 'agent')) AS people,
  (SELECT jsonb_agg(jsonb_build_object('case_id', q.id, 'reference', q.reference, 'subject', q.subject,
            'version', q.version, 'side', q.asked_by, 'name', q.name, 'asked_at', q.asked_at) ORDER BY q.asked_at)
     FROM (SELECT c.id, c.reference, c.subject, c.version, c.asked_by, c.asked_at,
                  CASE c.asked_by WHEN 'seller' THEN s.name ELSE b.name END AS name
             FROM conversation c JOIN dispute d ON d.case_id = c.id
             JOIN customer b ON b.id = d.buyer_id JOIN shop s ON s.id = d.shop_id
            WHERE c.asked_at IS NOT NULL AND d.closed_at IS NULL
            ORDER BY c.asked_at LIMIT {MOST_QUESTIONS}) AS q) AS questions
"""


def now(viewer: Viewer, *, at: datetime) -> Inbox:
    """What waits. One statement. Raises what ``demand`` raises for ``SEE_TICKETS``."""
    demand(viewer, Act.SEE_TICKETS)
    found = sql.row(_NOW, {"reader": viewer.person_id, "at": at})
    counts = (found.counts if found else None) or ()
    my_teams = frozenset((found.my_teams if found else None) or ())
    teams: Counter[str] = Counter()
    for team, _mine, _nobody, _late, count in counts:
        teams[team] += count
    return Inbox(
        waiting=sum(count for *_rest, count in counts),
        mine=sum(count for _team, mine, _nobody, _late, count in counts if mine),
        unassigned=sum(count for _team, _mine, nobody, _late, count in counts if nobody),
        unassigned_of_mine=sum(
            count for team, _mine, nobody, _late, count in counts if nobody and team in my_teams
        ),
        late=sum(count for _team, _mine, _nobody, late, count in counts if late),
        teams=teams,
        my_teams=my_teams,
        people=tuple(Answering(*one) for one in (found.people if found else None) or ()),
        lists=tuple((str(id), name) for id, name in (found.lists if found else None) or ()),
        questions=tuple(_asked(one) for one in (found.questions if found else None) or ()),
    )


def _asked(row: Mapping[str, Any]) -> AskedInDispute:
    return AskedInDispute(
        case_id=UUID(row["case_id"]),
        reference=row["reference"],
        subject=row["subject"],
        version=row["version"],
        side=Role(row["side"]),
        person_name=row["name"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
    )


# ---- finding ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody a palette leads to: a ``buyer`` or ``seller`` by row id; ``about`` is what else names them."""

    kind: str
    id: UUID
    name: str
    about: str


_FOUND = """
(SELECT 'buyer' AS kind, b.id AS key, b.name AS text, o.ref AS about FROM "order" o JOIN customer b ON b.id = o.buyer_id
  WHERE o.ref = %(words)s LIMIT 1)
UNION ALL
(SELECT 'buyer', b.id, b.name, b.subject FROM customer b
  WHERE lower(b.name) LIKE %(prefix)s AND b.erased_at IS NULL AND %(letters)s > 1 ORDER BY lower(b.name) LIMIT 6)
UNION ALL
(SELECT 'seller', s.id, s.name, s.town FROM shop s
  WHERE lower(s.name) LIKE %(prefix)s AND %(letters)s > 1 ORDER BY lower(s.name) LIMIT 4)
"""


def find_people(viewer: Viewer, words: str) -> tuple[FoundPerson, ...]:
    """The buyer of this order, and people and shops whose name begins so. One statement; none for no words.

    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    wanted = " ".join(words.split())[:80]
    if not wanted:
        return ()
    escaped = wanted.lower().replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    given = {"words": wanted, "prefix": f"{escaped}%", "letters": len(wanted)}
    return tuple(FoundPerson(*one) for one in sql.rows(_FOUND, given))
