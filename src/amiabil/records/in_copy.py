"""Who is in copy of a request: kept from a mail, added and removed by an agent, taken along by a merge, and as whom
they write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.mail.addresses import Mailbox
from amiabil.domain.terms import IN_COPY, Role
from amiabil.records import sql
from amiabil.records.new_id import new_id
from amiabil.records.scope import CASE_SCOPE, case_scope

MOST = 10
"""People in copy of one request: whoever names more has sent a circular."""


@dataclass(frozen=True, slots=True)
class InCopy:
    """Somebody in copy. ``by_mail``: the customer named them in a mail; ``by_merge``: they came with a request that
    goes on here; else an agent added them."""

    id: UUID
    address: str
    name: str
    by_mail: bool
    by_merge: bool
    added_at: datetime


_KEEP = """
INSERT INTO person_in_copy (id, case_id, address, name, language, added_by, added_at)
SELECT g.id, %(case)s, g.address, g.name, %(language)s, %(by)s, %(at)s
  FROM jsonb_to_recordset(%(people)s::jsonb) AS g(id uuid, address text, name text, place int)
 WHERE NOT EXISTS (SELECT 1 FROM staff_member s WHERE lower(s.email) = lower(g.address))
   AND NOT EXISTS (SELECT 1 FROM conversation c LEFT JOIN customer b ON b.id = c.buyer_id
                    LEFT JOIN contact q ON q.id = c.contact_id
                    WHERE c.id = %(case)s AND lower(g.address) IN (lower(b.email), lower(q.address)))
   AND EXISTS (SELECT 1 FROM conversation c WHERE c.id = %(case)s AND c.kind = 'ticket' AND c.shop_id IS NULL)
   AND g.place <= %(most)s - (SELECT count(*) FROM person_in_copy w WHERE w.case_id = %(case)s
                               AND w.removed_at IS NULL)
 ORDER BY g.place
ON CONFLICT (case_id, lower(address)) DO {conflict}
"""


_REMOVE = """
WITH RECURSIVE one AS (
  SELECT case_id, lower(address) AS address FROM person_in_copy
   WHERE id = %(id)s AND case_id = %(case)s AND removed_at IS NULL
), whole AS (
  SELECT case_id FROM one
  UNION
  SELECT m.source_id FROM whole JOIN ticket_merge m ON m.into_id = whole.case_id AND m.undone_at IS NULL
)
UPDATE person_in_copy w SET removed_at = %(at)s FROM one
 WHERE w.case_id IN (SELECT case_id FROM whole) AND lower(w.address) = one.address AND w.removed_at IS NULL
"""

_TAKE_ALONG = """
INSERT INTO person_in_copy (id, case_id, address, name, language, added_by, added_at)
SELECT gen_random_uuid(), %(into)s, w.address, w.name, w.language, %(by)s, %(at)s
  FROM person_in_copy w
 WHERE w.case_id = %(source)s AND w.removed_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM person_in_copy k WHERE k.case_id = %(into)s AND lower(k.address) = lower(w.address))
 ORDER BY w.added_at, w.id
 LIMIT GREATEST(0, %(most)s - (SELECT count(*) FROM person_in_copy k
                                WHERE k.case_id = %(into)s AND k.removed_at IS NULL))
ON CONFLICT (case_id, lower(address)) DO NOTHING
"""

_GIVE_BACK = """
WITH RECURSIVE came AS (
  SELECT w.id, w.case_id, lower(w.address) AS address FROM person_in_copy w
   WHERE w.case_id = %(into)s AND w.added_by = 'merge:' || %(source)s AND w.removed_at IS NULL
  UNION
  SELECT w.id, w.case_id, came.address FROM came
    JOIN ticket_merge m ON m.source_id = came.case_id AND m.undone_at IS NULL
    JOIN person_in_copy w ON w.case_id = m.into_id AND w.added_by = 'merge:' || came.case_id
     AND lower(w.address) = came.address AND w.removed_at IS NULL
)
DELETE FROM person_in_copy WHERE id IN (SELECT id FROM came)
"""


def keep_from_mail(
    case_id: UUID, people: Sequence[Mailbox], *, language: str, mail_id: UUID, at: datetime
) -> int:
    """Bring in whom a mail of the request's own person named; how many are new. One statement.

    Neither colleagues nor that person themself, nobody who was removed before, and ``MOST`` in all.
    """
    statement = _KEEP.format(conflict="NOTHING")
    return sql.run(statement, _given(case_id, people, language=language, by=f"mail:{mail_id}", at=at))


def add(viewer: Viewer, case_id: UUID, person: Mailbox, *, language: str, at: datetime) -> bool:
    """Bring somebody in, removed before or not; False where they are there, have another part in it, or are too many.

    One statement. Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    again = (
        "UPDATE SET removed_at = NULL, added_by = EXCLUDED.added_by, added_at = EXCLUDED.added_at"
        " WHERE person_in_copy.removed_at IS NOT NULL"
    )
    given = _given(case_id, [person], language=language, by=viewer.ref[:80], at=at)
    return bool(sql.run(_KEEP.format(conflict=again), given))


def _given(
    case_id: UUID, people: Sequence[Mailbox], *, language: str, by: str, at: datetime
) -> dict[str, object]:
    listed = [
        {"id": str(new_id()), "address": one.address, "name": one.name, "place": place}
        for place, one in enumerate(people, start=1)
    ]
    return {
        "case": case_id,
        "people": sql.jsonb(listed),
        "language": language,
        "by": by,
        "at": at,
        "most": MOST,
    }


def remove(viewer: Viewer, case_id: UUID, person_id: UUID, *, at: datetime) -> bool:
    """Take somebody out, and out of what goes on in this request, so that no undoing lets them in again; whether they
    were in. One statement. Raises what ``demand`` raises for ``WORK_TICKET``."""
    demand(viewer, Act.WORK_TICKET)
    return bool(sql.run(_REMOVE, {"id": person_id, "case": case_id, "at": at}))


def take_along(source_id: UUID, into_id: UUID, *, at: datetime) -> None:
    """Whoever is in copy of a request being merged is so in the one it goes on in; ``MOST`` in all. One statement.

    Who was taken out there stays out. To be called with the merge, in its transaction.
    """
    sql.run(
        _TAKE_ALONG,
        {"source": source_id, "into": into_id, "by": f"merge:{source_id}", "at": at, "most": MOST},
    )


def give_back(source_id: UUID, into_id: UUID) -> None:
    """Whoever came with a merge being taken back, and was not touched since, is out of where they came to, also where
    that went on itself. One statement."""
    sql.run(_GIVE_BACK, {"source": source_id, "into": into_id})


def of_case(viewer: Viewer, case_id: UUID) -> tuple[InCopy, ...]:
    """Who is in copy of a request the viewer may see, the first first. One statement."""
    found = sql.rows(
        f"""SELECT w.id, w.address, w.name, w.added_by LIKE 'mail:%%' AS by_mail,
                   w.added_by LIKE 'merge:%%' AS by_merge, w.added_at
              FROM person_in_copy w JOIN conversation c ON c.id = w.case_id
             WHERE w.case_id = %(case)s AND w.removed_at IS NULL AND {CASE_SCOPE}
             ORDER BY w.added_at, w.id LIMIT {MOST}""",
        {"case": case_id, **case_scope(viewer)},
    )
    return tuple(InCopy(*one) for one in found)


def writer(person_id: UUID) -> Viewer | None:
    """As whom somebody in copy writes: beside the customer, under their own name; None when they are out.

    One statement. What they may do is what the request's own person may do in it; what they say is never that person's.
    """
    found = sql.row(
        """SELECT w.id, w.name, w.address, w.language, c.buyer_id, c.contact_id
             FROM person_in_copy w JOIN conversation c ON c.id = w.case_id
            WHERE w.id = %(id)s AND w.removed_at IS NULL""",
        {"id": person_id},
    )
    if found is None:
        return None
    return Viewer(
        role=Role.BUYER,
        person_id=found.buyer_id,
        ref=f"{IN_COPY}{found.id}",
        name=found.name or found.address,
        language=found.language or "ro",
        contact_id=found.contact_id,
    )
