"""How do chats stand now? Who waits, who answers in how many, how long customers wait for a word, what was missed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from amiabil.domain.access import Act, Viewer, demand
from amiabil.records import sql
from amiabil.records.chats import MOST_LISTED
from amiabil.records.shifts import ShiftState
from amiabil.records.supervision import PRESENT

LATELY = timedelta(hours=24)
"""Of which time the last waits and the missed chats are told."""


@dataclass(frozen=True, slots=True)
class AgentInChats:
    """Somebody who takes chats, or answers in one. ``unanswered_at`` is since when a customer of theirs waits longest
    for a word, None when nobody does; ``missed`` how often they did not come or answer lately. ``is_here``: a page of
    the desk is open."""

    ref: str
    name: str
    state: ShiftState
    is_here: bool
    load: int
    capacity: int
    languages: tuple[str, ...]
    unanswered_at: datetime | None
    missed: int


@dataclass(frozen=True, slots=True)
class ChatsNow:
    """Chats as they stand. ``waits`` are the seconds people waited lately for somebody, the shortest first; ``missed``
    counts lately every time nobody came or answered, ``became_request`` the chats that ended so."""

    waiting: int
    oldest: datetime | None
    with_agents: int
    with_assistant: int
    agents: tuple[AgentInChats, ...]
    waits: tuple[int, ...]
    missed: int
    became_request: int

    @property
    def free(self) -> int:
        """How many more chats those who are there could take now."""
        there = (one for one in self.agents if one.is_here and one.state is ShiftState.ON)
        return sum(max(one.capacity - one.load, 0) for one in there)


_STANDING = """
SELECT k.state, count(*) AS chats, min(k.asked_at) AS oldest FROM chat k WHERE k.state <> 'ended' GROUP BY k.state
"""

_AGENTS = f"""
SELECT 'staff:' || m.username AS ref, COALESCE(NULLIF(m.pseudonym, ''), m.name) AS name,
       COALESCE(x.state, 'off') AS state, COALESCE(x.capacity, 0) AS capacity,
       COALESCE(x.languages, '{{}}') AS languages, p.seen_at > %(present)s AS is_here,
       COALESCE(n.load, 0) AS load, n.unanswered_at
  FROM staff_member m
  LEFT JOIN shift x ON x.member_id = m.id
  LEFT JOIN desk_presence p ON p.member_id = m.id
  LEFT JOIN (SELECT k.agent_id, count(*) AS load, min((k.body ->> 'unanswered_at')::timestamptz) AS unanswered_at
               FROM chat k WHERE k.state = 'with_agent' GROUP BY k.agent_id) n ON n.agent_id = m.id
 WHERE m.is_active AND (n.load > 0 OR (x.state IN ('on', 'away') AND p.seen_at > %(present)s))
 ORDER BY name, ref LIMIT {MOST_LISTED}
"""

_LATELY = """
SELECT waited FROM chat WHERE joined_at > %(since)s AND waited IS NOT NULL ORDER BY waited LIMIT 5000
"""

_MISSED = """
SELECT e.type, COALESCE(e.data ->> 'agent', '') AS ref, count(*) AS times
  FROM chat k JOIN event e ON e.case_id = k.case_id
 WHERE (k.ended_at IS NULL OR k.ended_at > %(since)s) AND e.type IN ('chat.missed', 'chat.became_request')
   AND e.at > %(since)s
 GROUP BY e.type, ref
"""


def chats_now(viewer: Viewer, *, at: datetime, now: datetime) -> ChatsNow:
    """Chats as they stand; ``now`` is the clock of presence, ``clock.unshifted()``. Four statements.

    Raises what ``demand`` raises for ``OVERSEE``.
    """
    demand(viewer, Act.OVERSEE)
    since = at - LATELY
    standing = {one.state: one for one in sql.rows(_STANDING, {})}
    counted = sql.rows(_MISSED, {"since": since})
    missed = {one.ref: one.times for one in counted if one.type == "chat.missed"}
    waiting = standing.get("waiting")
    return ChatsNow(
        waiting=waiting.chats if waiting else 0,
        oldest=waiting.oldest if waiting else None,
        with_agents=_count(standing, "with_agent"),
        with_assistant=_count(standing, "with_assistant"),
        agents=tuple(_agent(one, missed) for one in sql.rows(_AGENTS, {"present": now - PRESENT})),
        waits=tuple(one.waited for one in sql.rows(_LATELY, {"since": since})),
        missed=sum(missed.values()),
        became_request=sum(one.times for one in counted if one.type == "chat.became_request"),
    )


def _count(standing: Mapping[str, Any], state: str) -> int:
    return int(standing[state].chats) if state in standing else 0


def _agent(row: Any, missed: Mapping[str, int]) -> AgentInChats:
    return AgentInChats(
        ref=row.ref,
        name=row.name,
        state=ShiftState(row.state),
        is_here=bool(row.is_here),
        load=row.load,
        capacity=row.capacity,
        languages=tuple(row.languages),
        unanswered_at=row.unanswered_at,
        missed=missed.get(row.ref, 0),
    )
