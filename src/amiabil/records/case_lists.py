"""Which disputes are mine, and in which order do they need me? One statement for a page of any length."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.foundation.errors import NotFound
from amiabil.foundation.money import Money
from amiabil.records import sql
from amiabil.records.paging import Page, Place, bounded, decode, page
from amiabil.records.ranks import MY_TURN, SECTION, section_of
from amiabil.records.scope import scope_of, side_of


@dataclass(frozen=True, slots=True)
class ListedDispute:
    """A dispute as a row of a list.

    ``section`` is 0 for the viewer's turn, 1 for waiting, 2 for ended. What is asked and
    offered now is told by ``case_outlooks``. ``unread`` counts messages the viewer may read and has not. ``picture``
    is the file of the first line's picture, None when we keep none.
    """

    case_id: UUID
    reference: str
    subject: str
    order_ref: str
    buyer_name: str
    shop_name: str
    reason: str
    lane: str
    state: str
    outcome: str
    turn: str
    flags: tuple[str, ...]
    held: Money
    opened_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    changed_at: datetime
    mediator_name: str
    unread: int
    rank: int
    picture: UUID | None

    @property
    def section(self) -> int:
        """Which part of the list this row belongs to (records/ranks.py)."""
        return section_of(self.rank)


COLUMNS = """
SELECT d.case_id, c.reference, c.subject, o.ref AS order_ref,
       CASE WHEN c.erased_at IS NULL THEN b.name ELSE '' END AS buyer_name, s.name AS shop_name,
       d.reason, d.lane, d.state, d.outcome, d.turn, d.flags, d.held, d.currency, d.opened_at,
       d.due_at, d.closed_at, c.changed_at, COALESCE(m.pseudonym, '') AS mediator_name,
       c.{side}_seq - COALESCE(r.seq, 0) AS unread, d.{rank} AS rank,
       (SELECT p.file_id FROM order_line l JOIN listing_picture p ON p.line_id = l.id
         WHERE l.order_id = d.order_id AND l.ref = d.body #>> '{{units,0,line}}' AND p.file_id IS NOT NULL
         ORDER BY p.position LIMIT 1) AS picture
"""
"""What ``listed`` reads, of the tables of ``TABLES``; ``side`` and ``rank`` name whose counters and order."""

TABLES = """
  JOIN conversation c ON c.id = d.case_id
  JOIN "order" o ON o.id = d.order_id
  JOIN customer b ON b.id = d.buyer_id
  JOIN shop s ON s.id = d.shop_id
  LEFT JOIN staff_member m ON m.id = d.mediator_id
  LEFT JOIN read_mark r ON r.person_id = %(reader)s AND r.case_id = d.case_id
"""

_LIST = f"""
{COLUMNS}
  FROM dispute d {TABLES}
 WHERE {{where}}
   AND (d.{{rank}}, d.case_id) > (%(rank)s, %(case)s)
   AND d.{{rank}} < %(below)s
 ORDER BY d.{{rank}}, d.case_id
 LIMIT %(limit)s
"""

_MINE = {
    "buyer": _LIST.format(side="buyer", rank="buyer_rank", where="d.buyer_id = %(person)s"),
    "seller": _LIST.format(side="seller", rank="seller_rank", where="d.shop_id = %(shop)s"),
}
_ONE = {
    side: f"{COLUMNS.format(side=side, rank=f'{side}_rank')} FROM dispute d {TABLES}"
    f" WHERE d.{column} = %({given})s AND c.reference = %(reference)s"
    for side, column, given in (("buyer", "buyer_id", "person"), ("seller", "shop_id", "shop"))
}
_OF_MEDIATOR = _LIST.format(side="staff", rank="staff_rank", where="d.mediator_id = %(person)s")

_START: Place = [-1, str(UUID(int=0))]


def my_disputes(
    viewer: Viewer, *, limit: int | None = None, after: str | None = None, section: int | None = None
) -> Page[ListedDispute]:
    """A party's disputes: its turn first, then waiting, then ended; ``section`` keeps one of the three.

    Empty for anybody who is not a buyer or a member of a shop. Raises ``BadCursor``.
    """
    statement = _MINE.get(side_of(viewer))
    if statement is None:
        return Page((), None)
    return _page(statement, viewer, _Part(limit, after, section))


def my_dispute(viewer: Viewer, reference: str) -> ListedDispute:
    """One dispute of a party, by its reference. One statement. Raises ``NotFound`` for anybody else's."""
    statement = _ONE.get(side_of(viewer))
    given = {"person": viewer.person_id, "shop": viewer.shop_id, "reader": viewer.person_id}
    found = sql.row(statement, {**given, "reference": reference}) if statement else None
    if found is None:
        raise NotFound()
    return listed(found)


def disputes_of_mediator(
    viewer: Viewer, *, limit: int | None = None, after: str | None = None, section: int | None = None
) -> Page[ListedDispute]:
    """The disputes a mediator has taken, the most urgent first; ``section`` keeps one of the three.

    Empty for anybody else.
    """
    if scope_of(viewer) != "all" or viewer.person_id is None:
        return Page((), None)
    return _page(_OF_MEDIATOR, viewer, _Part(limit, after, section))


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a party: disputes where it is their turn (99 at most), and notices not read yet."""

    disputes: int = 0
    notices: int = 0


_WAITING = """
SELECT (SELECT count(*) FROM (SELECT 1 FROM dispute WHERE {of} AND {rank} < %(below)s LIMIT 99) AS mine) AS disputes,
       (SELECT count(*) FROM (SELECT 1 FROM notice WHERE person_id = %(person)s AND read_at IS NULL LIMIT 99) AS news)
         AS notices
"""
_WAITING_OF = {
    "buyer": _WAITING.format(of="buyer_id = %(person)s", rank="buyer_rank"),
    "seller": _WAITING.format(of="shop_id = %(shop)s", rank="seller_rank"),
}


def waiting(viewer: Viewer) -> Waiting:
    """The figures in the frame of a party's page; one statement. Nothing for anybody else."""
    statement = _WAITING_OF.get(side_of(viewer))
    if statement is None:
        return Waiting()
    found = sql.row(
        statement,
        {"person": viewer.person_id, "shop": viewer.shop_id, "below": (MY_TURN + 1) * SECTION},
    )
    return Waiting(found.disputes, found.notices) if found else Waiting()


@dataclass(frozen=True, slots=True)
class _Part:
    """Which part of a list is asked for; ``section`` None means all three."""

    limit: int | None
    after: str | None
    section: int | None = None


def _page(statement: str, viewer: Viewer, part: _Part) -> Page[ListedDispute]:
    size, section = bounded(part.limit), part.section
    place = decode(part.after, (int, UUID)) or _START
    if section is not None and place is _START:
        place = [section * SECTION - 1, _START[1]]
    found = sql.rows(
        statement,
        {
            "person": viewer.person_id,
            "shop": viewer.shop_id,
            "reader": viewer.person_id,
            "rank": place[0],
            "case": place[1],
            "below": ((section if section is not None else 2) + 1) * SECTION,
            "limit": size + 1,
        },
    )
    return page([listed(one) for one in found], limit=size, place=lambda d: [d.rank, str(d.case_id)])


def listed(found: Any) -> ListedDispute:
    """A row of ``COLUMNS`` as a dispute of a list."""
    return ListedDispute(
        case_id=found.case_id,
        reference=found.reference,
        subject=found.subject,
        order_ref=found.order_ref,
        buyer_name=found.buyer_name,
        shop_name=found.shop_name,
        reason=found.reason,
        lane=found.lane,
        state=found.state,
        outcome=found.outcome,
        turn=found.turn,
        flags=tuple(found.flags),
        held=Money(found.held, found.currency),
        opened_at=found.opened_at,
        due_at=found.due_at,
        closed_at=found.closed_at,
        changed_at=found.changed_at,
        mediator_name=found.mediator_name,
        unread=max(0, found.unread),
        rank=found.rank,
        picture=found.picture,
    )
