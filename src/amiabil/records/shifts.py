"""Who is there to take chats now, how busy are they, and how long did people wait lately?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Any

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.support.routing import OnShift, Waiting
from amiabil.domain.support.terms import Priority
from amiabil.records import sql
from amiabil.records.chats import IN_ORDER, MEASURED, MEASURED_WITHIN, MOST_LISTED
from amiabil.records.supervision import PRESENT

USUAL_CAPACITY, MOST_CAPACITY = 3, 12


@unique
class ShiftState(StrEnum):
    """Whether somebody takes chats: yes, not for a while, or not now."""

    ON = "on"
    AWAY = "away"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Shift:
    """How a member of the staff takes chats; empty ``languages`` are all of them."""

    state: ShiftState = ShiftState.OFF
    capacity: int = USUAL_CAPACITY
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of the staff with their shift, as routing and a list of colleagues see them."""

    name: str
    state: ShiftState
    on_shift: OnShift


@dataclass(frozen=True, slots=True)
class Hall:
    """The queue and who is there: all that routing decides on, and how long people waited lately."""

    waiting: tuple[Waiting, ...]
    people: tuple[OnShift, ...]
    measured: tuple[timedelta, ...]


_PEOPLE = """
SELECT 'staff:' || m.username AS ref, COALESCE(NULLIF(m.pseudonym, ''), m.name) AS name, x.state, x.capacity,
       x.languages,
       ARRAY(SELECT t.team FROM staff_team t WHERE t.member_id = m.id) AS teams,
       (SELECT count(*) FROM chat k WHERE k.state = 'with_agent' AND k.agent_id = m.id) AS load,
       (SELECT max(k.joined_at) FROM chat k WHERE k.state = 'with_agent' AND k.agent_id = m.id) AS free_since
  FROM shift x JOIN staff_member m ON m.id = x.member_id JOIN desk_presence p ON p.member_id = m.id
 WHERE m.is_active AND x.state = ANY(%(states)s) AND p.seen_at > %(since)s
   AND EXISTS (SELECT 1 FROM staff_role r WHERE r.member_id = m.id AND r.role = 'agent')
 ORDER BY name, ref
"""

_LINE = f"""
SELECT c.reference, k.asked_at, k.body ->> 'language' AS language, k.body ->> 'team' AS team,
       k.body ->> 'meant_for' AS meant_for, k.body ->> 'priority' AS priority
  FROM chat k JOIN conversation c ON c.id = k.case_id
 WHERE k.state = 'waiting' ORDER BY {IN_ORDER} LIMIT {MOST_LISTED}
"""

_MEASURED = f"""
SELECT waited FROM chat WHERE joined_at > %(since)s AND waited IS NOT NULL ORDER BY joined_at DESC LIMIT {MEASURED}
"""


def of_viewer(viewer: Viewer) -> Shift:
    """The viewer's own shift; off where they never said. One statement."""
    found = sql.row(
        "SELECT state, capacity, languages FROM shift WHERE member_id = %(member)s",
        {"member": viewer.person_id},
    )
    if found is None:
        return Shift()
    return Shift(ShiftState(found.state), found.capacity, tuple(found.languages))


def keep(viewer: Viewer, shift: Shift, *, at: datetime) -> None:
    """The viewer's shift from now on. One statement. Raises what ``demand`` raises for ``WORK_TICKET``."""
    demand(viewer, Act.WORK_TICKET)
    sql.run(
        """INSERT INTO shift (member_id, state, capacity, languages, changed_at)
           VALUES (%(member)s, %(state)s, %(capacity)s, %(languages)s, %(at)s)
           ON CONFLICT (member_id) DO UPDATE SET state = EXCLUDED.state, capacity = EXCLUDED.capacity,
             languages = EXCLUDED.languages, changed_at = EXCLUDED.changed_at""",
        {
            "member": viewer.person_id,
            "state": shift.state.value,
            "capacity": shift.capacity,
            "languages": list(shift.languages),
            "at": at,
        },
    )


def step_away(ref: str, *, at: datetime) -> None:
    """Whoever did not come when a chat was theirs gets no other one until they are back. One statement."""
    sql.run(
        """UPDATE shift x SET state = 'away', changed_at = %(at)s FROM staff_member m
            WHERE m.id = x.member_id AND 'staff:' || m.username = %(ref)s AND x.state = 'on'""",
        {"ref": ref, "at": at},
    )


def hall(*, at: datetime, now: datetime) -> Hall:
    """The queue and who takes chats. ``now`` is the clock of presence, ``clock.unshifted()``. Three statements."""
    people = sql.rows(_PEOPLE, {"states": [ShiftState.ON.value], "since": now - PRESENT})
    waits = sql.rows(_MEASURED, {"since": at - MEASURED_WITHIN})
    return Hall(
        tuple(
            Waiting(
                one.reference,
                one.asked_at,
                one.language or "",
                one.team or "",
                one.meant_for or "",
                Priority(one.priority or Priority.NORMAL.value),
            )
            for one in sql.rows(_LINE, {})
        ),
        tuple(_on_shift(one) for one in people),
        tuple(timedelta(seconds=one.waited) for one in waits),
    )


def colleagues(viewer: Viewer, *, now: datetime) -> tuple[Colleague, ...]:
    """Who is at a desk and takes chats, or will again, by name. One statement. Raises as ``demand``."""
    demand(viewer, Act.SEE_TICKETS)
    states = [ShiftState.ON.value, ShiftState.AWAY.value]
    found = sql.rows(_PEOPLE, {"states": states, "since": now - PRESENT})
    return tuple(Colleague(one.name, ShiftState(one.state), _on_shift(one)) for one in found)


def _on_shift(row: Any) -> OnShift:
    return OnShift(
        ref=row.ref,
        capacity=row.capacity,
        load=row.load,
        languages=frozenset(row.languages),
        teams=frozenset(row.teams),
        free_since=row.free_since,
    )
