"""What do the staff keep beside a request? Their drafts, its checklist, the time it took, who follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import Conflict
from amiabil.records import sql

MOST_LINES = 50
MOST_ENTRIES = 500
"""Entries of time of one request."""


class TooMuchKept(Conflict):
    """There are ``most`` already: lines of a checklist, entries of time, groups of synonyms."""

    code = "too_much_kept"


@dataclass(frozen=True, slots=True)
class Check:
    """A line of the checklist; ``done_by`` is empty until it is ticked."""

    id: UUID
    text: str
    done_by: str


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes somebody has worked on it; ``mine``: the reader, who may take them back."""

    id: UUID
    minutes: int
    note: str
    by: str
    mine: bool


@dataclass(frozen=True, slots=True)
class Acted:
    """What a rule has done; ``did`` tells what, ``refused`` is a code."""

    rule: str
    at: datetime
    did: dict[str, Any]
    refused: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything beside a request for one reader.

    ``draft`` is what they have written and not sent. ``minutes`` is the sum of all time, ``spent`` its newest entries.
    ``names`` are those of the saved replies they can use, ``colleagues`` the user names they can name in a note.
    """

    draft: str
    checks: tuple[Check, ...]
    minutes: int
    spent: tuple[Spent, ...]
    follows: bool
    followers: tuple[str, ...]
    names: tuple[str, ...]
    colleagues: tuple[str, ...]
    acted: tuple[Acted, ...]
    comment: str
    new_notices: int


_BESIDE = """
SELECT COALESCE((SELECT d.text FROM ticket_draft d WHERE d.case_id = %(case)s AND d.person_id = %(me)s), '') AS draft,
       (SELECT jsonb_agg(jsonb_build_array(k.id, k.text, k.done_by) ORDER BY k.added_at, k.place)
          FROM ticket_check k WHERE k.case_id = %(case)s) AS checks,
       COALESCE((SELECT sum(t.minutes) FROM ticket_time t WHERE t.case_id = %(case)s), 0)::int AS minutes,
       (SELECT jsonb_agg(jsonb_build_array(t.id, t.minutes, t.note, s.name, t.person_id = %(me)s) ORDER BY t.at DESC)
          FROM (SELECT * FROM ticket_time WHERE case_id = %(case)s ORDER BY at DESC LIMIT 10) t
          JOIN staff_member s ON s.id = t.person_id) AS spent,
       (SELECT jsonb_agg(jsonb_build_array(s.name, s.id = %(me)s) ORDER BY s.name)
          FROM ticket_follower f JOIN staff_member s ON s.id = f.person_id WHERE f.case_id = %(case)s) AS followers,
       (SELECT jsonb_agg(n.name ORDER BY n.name) FROM (SELECT DISTINCT r.name FROM saved_reply r
         WHERE r.owner_id IS NULL OR r.owner_id = %(me)s) n) AS names,
       (SELECT jsonb_agg(m.username ORDER BY m.username) FROM (SELECT DISTINCT s.username FROM staff_member s
          JOIN staff_role o ON o.member_id = s.id WHERE s.is_active AND s.id <> %(me)s
           AND o.role IN ('agent', 'supervisor') LIMIT 200) m) AS colleagues,
       (SELECT jsonb_agg(jsonb_build_array(a.rule, a.at, a.did, a.refused) ORDER BY a.at DESC, a.id DESC)
          FROM (SELECT * FROM rule_run WHERE case_id = %(case)s ORDER BY at DESC, id DESC LIMIT 8) a) AS acted,
       COALESCE((SELECT g.comment FROM ticket_rating g WHERE g.case_id = %(case)s), '') AS comment,
       (SELECT count(*) FROM staff_notice n WHERE n.person_id = %(me)s AND n.read_at IS NULL)::int AS new_notices
"""


def beside(viewer: Viewer, case_id: UUID) -> Beside:
    """Everything beside a request that was loaded for this viewer. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    found = sql.row(_BESIDE, {"case": case_id, "me": viewer.person_id})
    assert found is not None  # noqa: S101 - a statement without FROM gives one row
    followers = found.followers or []
    return Beside(
        draft=found.draft,
        checks=tuple(Check(UUID(one[0]), one[1], one[2]) for one in found.checks or ()),
        minutes=found.minutes,
        spent=tuple(Spent(UUID(one[0]), *one[1:]) for one in found.spent or ()),
        follows=any(mine for _name, mine in followers),
        followers=tuple(name for name, _mine in followers),
        names=tuple(found.names or ()),
        colleagues=tuple(found.colleagues or ()),
        acted=tuple(
            Acted(one[0], datetime.fromisoformat(one[1]), one[2], one[3]) for one in found.acted or ()
        ),
        comment=found.comment,
        new_notices=found.new_notices,
    )


# ---- drafts ----------------------------------------------------------------------------------


def keep_draft(viewer: Viewer, case_id: UUID, text: str, *, at: datetime) -> None:
    """Keep what the viewer has written so far into a request; an empty text keeps none. One statement.

    Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    given = {"case": case_id, "me": viewer.person_id, "text": text, "at": at}
    if not text:
        sql.run("DELETE FROM ticket_draft WHERE case_id = %(case)s AND person_id = %(me)s", given)
        return
    sql.run(
        """INSERT INTO ticket_draft (case_id, person_id, text, changed_at)
           VALUES (%(case)s, %(me)s, %(text)s, %(at)s)
           ON CONFLICT (case_id, person_id) DO UPDATE SET text = EXCLUDED.text, changed_at = EXCLUDED.changed_at""",
        given,
    )


def forget_old_drafts(*, before: datetime, limit: int = 5000) -> int:
    """Remove up to ``limit`` drafts nobody has touched since an instant; how many. For the daily job."""
    return sql.run(
        """DELETE FROM ticket_draft WHERE id IN
           (SELECT id FROM ticket_draft WHERE changed_at < %(before)s ORDER BY changed_at LIMIT %(limit)s)""",
        {"before": before, "limit": limit},
    )


# ---- the checklist ---------------------------------------------------------------------------


def add_lines(viewer: Viewer, case_id: UUID, lines: tuple[tuple[UUID, str], ...], *, at: datetime) -> None:
    """Put lines at the end of a checklist, each by its id; one that is there already stays as it is. One statement.

    Raises ``TooMuchKept`` and what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    done = sql.run(
        """INSERT INTO ticket_check (id, case_id, text, added_at, place, done_by)
           SELECT n.id, %(case)s, n.text, %(at)s, n.place, ''
             FROM unnest(%(ids)s::uuid[], %(texts)s::text[]) WITH ORDINALITY AS n(id, text, place)
            WHERE (SELECT count(*) FROM ticket_check WHERE case_id = %(case)s) + %(count)s <= %(most)s
           ON CONFLICT (id) DO NOTHING""",
        {
            "case": case_id,
            "at": at,
            "ids": [id for id, _text in lines],
            "texts": [text for _id, text in lines],
            "count": len(lines),
            "most": MOST_LINES,
        },
    )
    if not done and not _has_line(case_id, lines[0][0]):
        raise TooMuchKept(most=MOST_LINES)


def _has_line(case_id: UUID, id: UUID) -> bool:
    given = {"case": case_id, "id": id}
    return (
        sql.row("SELECT 1 AS x FROM ticket_check WHERE case_id = %(case)s AND id = %(id)s", given) is not None
    )


def tick(viewer: Viewer, case_id: UUID, id: UUID, *, done: bool, at: datetime) -> None:
    """Tick a line, or take the tick back; one that is gone changes nothing. One statement.

    Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    sql.run(
        """UPDATE ticket_check SET done_at = %(at)s, done_by = %(by)s
            WHERE id = %(id)s AND case_id = %(case)s AND (done_at IS NULL) = %(done)s""",
        {
            "id": id,
            "case": case_id,
            "done": done,
            "at": at if done else None,
            "by": viewer.name[:80] if done else "",
        },
    )


def drop_line(viewer: Viewer, case_id: UUID, id: UUID) -> None:
    """Take a line off. One statement. Raises what ``demand`` raises for ``WORK_TICKET``."""
    demand(viewer, Act.WORK_TICKET)
    sql.run("DELETE FROM ticket_check WHERE id = %(id)s AND case_id = %(case)s", {"id": id, "case": case_id})


# ---- time ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TimeEntry:
    """Time somebody says they worked; ``id`` is the client's name for it."""

    id: UUID
    minutes: int
    note: str
    at: datetime


def add_time(viewer: Viewer, case_id: UUID, entry: TimeEntry) -> None:
    """Keep the time the viewer says they worked; the same id again changes nothing. One statement.

    Raises ``TooMuchKept`` and what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    given = {
        "id": entry.id,
        "case": case_id,
        "me": viewer.person_id,
        "minutes": entry.minutes,
        "note": entry.note,
        "at": entry.at,
        "most": MOST_ENTRIES,
    }
    done = sql.run(
        """INSERT INTO ticket_time (id, case_id, person_id, minutes, note, at)
           SELECT %(id)s, %(case)s, %(me)s, %(minutes)s, %(note)s, %(at)s
            WHERE (SELECT count(*) FROM ticket_time WHERE case_id = %(case)s) < %(most)s
           ON CONFLICT (id) DO NOTHING""",
        given,
    )
    if not done and sql.row("SELECT 1 AS x FROM ticket_time WHERE id = %(id)s", given) is None:
        raise TooMuchKept(most=MOST_ENTRIES)


def drop_time(viewer: Viewer, case_id: UUID, id: UUID) -> None:
    """Take back time of the viewer's own. One statement. Raises what ``demand`` raises for ``WORK_TICKET``."""
    demand(viewer, Act.WORK_TICKET)
    sql.run(
        "DELETE FROM ticket_time WHERE id = %(id)s AND case_id = %(case)s AND person_id = %(me)s",
        {"id": id, "case": case_id, "me": viewer.person_id},
    )


# ---- followers -------------------------------------------------------------------------------


def follow(viewer: Viewer, case_id: UUID, *, on: bool) -> None:
    """Hear what happens to a request, or no more. One statement. Raises what ``demand`` raises for ``SEE_TICKETS``."""
    demand(viewer, Act.SEE_TICKETS)
    given = {"case": case_id, "me": viewer.person_id}
    if on:
        sql.run(
            "INSERT INTO ticket_follower (case_id, person_id) VALUES (%(case)s, %(me)s) ON CONFLICT DO NOTHING",
            given,
        )
    else:
        sql.run("DELETE FROM ticket_follower WHERE case_id = %(case)s AND person_id = %(me)s", given)


# ---- answers that crossed --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Crossed:
    """An answer of a colleague that the viewer has not seen."""

    by: str
    at: datetime


def answered_since(viewer: Viewer, case_id: UUID, version: int) -> Crossed | None:
    """The newest answer of a colleague to the customer after a version; None without one. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    found = sql.row(
        """SELECT m.author_name, m.received_at FROM message m
            WHERE m.case_id = %(case)s AND m.version > %(version)s AND m.audience <> 'staff'
              AND m.author_role NOT IN ('buyer', 'seller') AND m.author_ref <> %(me)s
            ORDER BY m.version DESC LIMIT 1""",
        {"case": case_id, "version": version, "me": viewer.ref},
    )
    return Crossed(found.author_name, found.received_at) if found else None
