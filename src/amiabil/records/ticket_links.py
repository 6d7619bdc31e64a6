"""Which requests and disputes are linked with a request? A link gives no right: each end is read as before.

What it tells in the histories is for the staff alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.disputes.model import Actor, Event
from amiabil.domain.support.linking import MOST_LEVELS, MOST_LINKS, End, Tie
from amiabil.domain.support.merging import UnknownRequest
from amiabil.domain.terms import Role
from amiabil.records import sql
from amiabil.records.event_rows import HAPPENED, Chain, Writing, rows_of
from amiabil.records.new_id import new_id
from amiabil.records.scope import CASE_SCOPE, case_scope

LINKED, UNLINKED = "conversation.linked", "conversation.unlinked"
"""The events of both ends; their data name the other one, and what it is to this one."""

BY_PROGRAM = "system"
"""Who made a link that no person made."""

_LOCKS = 0x4C494E4B
"""Whoever links waits for whoever links: two links made at once could close a loop that neither sees."""


@dataclass(frozen=True, slots=True)
class News:
    """What is told of a link (``LINKED`` or ``UNLINKED``), who did it and when."""

    type: str
    actor: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Locked:
    """One end of a link, locked for this transaction."""

    id: UUID
    end: End
    chain: Chain
    linked: Mapping[UUID, Tie] = field(default_factory=dict)


_ENDS = f"""
SELECT c.id, c.reference, c.kind, c.version, c.place, c.chain_head, c.erased_at IS NOT NULL AS erased
  FROM conversation c WHERE c.reference = ANY(%(references)s) AND c.kind IN ('ticket', 'dispute') AND {CASE_SCOPE}
 ORDER BY c.id FOR UPDATE
"""
_TIE = "CASE WHEN l.kind = 'related' THEN 'related' WHEN l.source_id = {me} THEN 'parent' ELSE 'child' END"
_OF_ENDS = f"""
SELECT x.id AS me, CASE WHEN l.source_id = x.id THEN l.target_id ELSE l.source_id END AS other,
       {_TIE.format(me="x.id")} AS tie
  FROM unnest(%(ids)s::uuid[]) AS x(id) JOIN ticket_link l ON l.source_id = x.id OR l.target_id = x.id
"""
_ABOVE = f"""
WITH RECURSIVE line(start, id, step) AS (
  SELECT x.id, l.target_id, 1 FROM unnest(%(ids)s::uuid[]) AS x(id)
    JOIN ticket_link l ON l.source_id = x.id AND l.kind = 'child'
  UNION ALL
  SELECT a.start, l.target_id, a.step + 1 FROM line a
    JOIN ticket_link l ON l.source_id = a.id AND l.kind = 'child' WHERE a.step < {2 * MOST_LEVELS}
)
SELECT a.start, c.reference FROM line a JOIN conversation c ON c.id = a.id ORDER BY a.start, a.step
"""


def lock_ends(viewer: Viewer, references: tuple[str, str]) -> tuple[Locked, Locked]:
    """Both ends as they are, in this order, locked for this transaction. Four statements.

    Raises ``UnknownRequest`` where one is not there or not the viewer's to see, and what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    return _locked_ends(viewer, references)


def lock_for_program(references: tuple[str, str]) -> tuple[Locked, Locked]:
    """As ``lock_ends``, for what the program links by itself. Raises ``UnknownRequest``."""
    return _locked_ends(Viewer(role=Role.SYSTEM, ref=BY_PROGRAM), references)


def _locked_ends(viewer: Viewer, references: tuple[str, str]) -> tuple[Locked, Locked]:
    sql.run("SELECT pg_advisory_xact_lock(%(key)s)", {"key": _LOCKS})
    found = {
        one.reference: one for one in sql.rows(_ENDS, {"references": list(references), **case_scope(viewer)})
    }
    if any(one not in found for one in references):
        raise UnknownRequest(field="/other")
    ids = {"ids": [one.id for one in found.values()]}
    linked: dict[UUID, dict[UUID, Tie]] = {}
    for one in sql.rows(_OF_ENDS, ids):
        linked.setdefault(one.me, {})[one.other] = Tie(one.tie)
    above: dict[UUID, tuple[str, ...]] = {}
    for one in sql.rows(_ABOVE, ids):
        above[one.start] = (*above.get(one.start, ()), one.reference)
    first, second = (_locked(found[one], linked, above) for one in references)
    return first, second


def _locked(
    row: Any, linked: Mapping[UUID, Mapping[UUID, Tie]], above: Mapping[UUID, tuple[str, ...]]
) -> Locked:
    ties = linked.get(row.id, {})
    end = End(row.reference, row.kind == "ticket", len(ties), above.get(row.id, ()), row.erased)
    return Locked(row.id, end, Chain(row.version, row.place, bytes(row.chain_head)), ties)


def keep(viewer: Viewer, mine: Locked, other: Locked, tie: Tie, *, at: datetime) -> None:
    """Keep a link of two locked ends; ``tie`` is what the other one is. One statement.

    Raises what ``demand`` raises.
    """
    demand(viewer, Act.WORK_TICKET)
    _keep(viewer.ref, mine, other, tie, at=at)


def keep_for_program(mine: Locked, other: Locked, *, at: datetime) -> None:
    """Keep a link the program makes by itself: the two have to do with each other. One statement."""
    _keep(BY_PROGRAM, mine, other, Tie.RELATED, at=at)


def _keep(by: str, mine: Locked, other: Locked, tie: Tie, *, at: datetime) -> None:
    source, target = (other, mine) if tie is Tie.CHILD else (mine, other)
    sql.run(
        "INSERT INTO ticket_link (id, source_id, target_id, kind, made_by, made_at)"
        " VALUES (%(id)s, %(source)s, %(target)s, %(kind)s, %(by)s, %(at)s)",
        {
            "id": new_id(),
            "source": source.id,
            "target": target.id,
            "kind": "related" if tie is Tie.RELATED else "child",
            "by": by[:80],
            "at": at,
        },
    )


def drop(viewer: Viewer, mine: Locked, other: Locked) -> None:
    """Remove the link of two locked ends. One statement. Raises what ``demand`` raises."""
    demand(viewer, Act.WORK_TICKET)
    sql.run(
        "DELETE FROM ticket_link WHERE (source_id, target_id) IN ((%(a)s, %(b)s), (%(b)s, %(a)s))",
        {"a": mine.id, "b": other.id},
    )


_TELL = sql.squeezed(f"""
WITH head AS (
  UPDATE conversation SET version = %(version)s, place = %(place)s, chain_head = %(head)s, changed_at = %(at)s
   WHERE id = %(case)s
  RETURNING id
), {HAPPENED}
SELECT count(*) AS saved FROM head
""")


def tell(one: Locked, news: News, other: Locked, tie: Tie) -> None:
    """Tell the staff in the history of a locked end what the other one is to it. One statement."""
    at = news.at
    data = {"other": other.end.reference, "tie": tie.value}
    event = Event(news.type, at, news.actor, one.chain.version + 1, data)
    writing = Writing(received_at=at, new_id=new_id, change_of=dict, seals={}, type_of=str, sides=("staff",))
    rows = rows_of([event], one.chain, writing)
    sql.run(
        _TELL,
        {
            "case": one.id,
            "at": at,
            "version": rows.end.version,
            "place": rows.end.place,
            "head": rows.end.head,
            "events": sql.jsonb(rows.events),
            "texts": sql.jsonb(rows.texts),
        },
    )


@dataclass(frozen=True, slots=True)
class Linked:
    """What a request is linked with: ``tie`` is what that is to it, ``kind`` ``ticket`` or ``dispute``.

    ``state`` is its status or state.
    """

    tie: Tie
    kind: str
    reference: str
    subject: str
    state: str


def links(viewer: Viewer, case_id: UUID) -> tuple[Linked, ...]:
    """What a request is linked with: the one it is a part of, its parts, what is related. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``: no customer learns of a link.
    """
    demand(viewer, Act.SEE_TICKETS)
    found = sql.rows(
        f"""SELECT {_TIE.format(me="%(case)s")} AS tie, c.kind, c.reference, c.subject,
                   COALESCE(k.status, d.state) AS state
              FROM ticket_link l
              JOIN conversation c ON c.id = CASE WHEN l.source_id = %(case)s THEN l.target_id ELSE l.source_id END
              LEFT JOIN ticket k ON k.case_id = c.id LEFT JOIN dispute d ON d.case_id = c.id
             WHERE (l.source_id = %(case)s OR l.target_id = %(case)s) AND {CASE_SCOPE}
             ORDER BY array_position(ARRAY['parent', 'child', 'related'], {_TIE.format(me="%(case)s")}),
                      l.made_at DESC LIMIT {MOST_LINKS}""",
        {"case": case_id, **case_scope(viewer)},
    )
    return tuple(Linked(Tie(one.tie), one.kind, one.reference, one.subject, one.state) for one in found)
