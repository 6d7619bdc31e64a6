"""Which answers of the assistant were none, or wrong ones? Read from its log and the chats, without a viewer: the
questions are masked before anybody sees one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from amiabil.domain.learning.questions import Turn
from amiabil.records import sql

MOST_TURNS = 5_000
"""Turns that are looked at in one go, the newest."""

MOST_SEARCHES = 200

_TURNS = """
WITH turn AS (
  SELECT t.id, t.case_id, t.version, t.at, t.language, t.decision, t.reason, t.flow, t.sources,
         lead(t.version) OVER w AS next_version, lead(t.reason) OVER w AS next_reason,
         lead(t.decision) OVER w AS next_decision
    FROM assistant_turn t WHERE t.at >= %(since)s AND t.decision <> 'suggested'
  WINDOW w AS (PARTITION BY t.case_id ORDER BY t.version)
), chosen AS (
  SELECT * FROM turn WHERE decision IN ('clarify', 'answer', 'worded', 'choices', 'offer_person', 'hand_over')
   ORDER BY at DESC LIMIT %(limit)s
)
SELECT t.id, t.case_id, t.at, t.language, t.decision, t.reason, t.flow, t.sources, t.next_reason, t.next_decision,
  COALESCE((SELECT e.data->>'choice' FROM event e WHERE e.case_id = t.case_id AND e.version = t.version
             AND e.type = 'message.posted' LIMIT 1), '') AS pressed,
  COALESCE((SELECT e.data->>'choice' FROM event e WHERE e.case_id = t.case_id AND e.version = t.next_version
             AND e.type = 'message.posted' LIMIT 1), '') AS next_pressed,
  (SELECT string_agg(m.text, ' ' ORDER BY m.version) FROM message m
    WHERE m.case_id = t.case_id AND m.author_role IN ('buyer', 'seller') AND m.version <= t.version
      AND m.erased_at IS NULL AND m.version > COALESCE((
        SELECT max(o.version) FROM message o WHERE o.case_id = t.case_id AND o.version < t.version
           AND o.author_role NOT IN ('buyer', 'seller')), 0)) AS text,
  ARRAY(SELECT DISTINCT c->>'key' FROM message m, jsonb_array_elements(m.cards) c
         WHERE m.case_id = t.case_id AND m.version > t.version AND m.author_role = 'agent'
           AND c->>'kind' = 'article' AND m.audience <> 'staff') AS corrected
FROM chosen t JOIN conversation v ON v.id = t.case_id WHERE v.erased_at IS NULL
"""

_SEARCHES = """
SELECT query, language, sum(nothing)::int AS times, max(day) AS last_day FROM help_search_day
 WHERE day >= %(since)s AND query <> '' AND nothing > 0
 GROUP BY query, language ORDER BY sum(nothing) DESC, query LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Said:
    """A turn with the question it answered, as it was typed: not to be kept or shown like this."""

    id: UUID
    case_id: UUID
    at: datetime
    language: str
    text: str
    turn: Turn


@dataclass(frozen=True, slots=True)
class Missed:
    """A search that found nothing, so often; it is kept without anybody's data."""

    text: str
    language: str
    times: int
    last_day: date


def turns(since: datetime) -> list[Said]:
    """The turns that questions came to, the newest first. One statement."""
    return [_said(row) for row in sql.rows(_TURNS, {"since": since, "limit": MOST_TURNS}) if row.text]


def searches(since: date) -> list[Missed]:
    """The searches that found nothing most often. One statement."""
    rows = sql.rows(_SEARCHES, {"since": since, "limit": MOST_SEARCHES})
    return [Missed(row.query, row.language, row.times, row.last_day) for row in rows]


def _said(row: Any) -> Said:
    turn = Turn(
        decision=row.decision,
        reason=row.reason,
        flow=row.flow,
        pressed=row.pressed,
        sources=tuple(key for key, _number in _listed(row.sources)),
        next_reason=row.next_reason or "",
        next_pressed=row.next_pressed,
        next_decision=row.next_decision or "",
        corrected=tuple(one for one in row.corrected if one),
    )
    return Said(row.id, row.case_id, row.at, row.language, row.text, turn)


def _listed(value: Any) -> Sequence[Any]:
    return sql.read_json(value) or ()
