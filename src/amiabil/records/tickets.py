"""Which requests for help are there, whose are they, and how does each stand? For writing see ``ticket_save``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.ticket import Ticket
from amiabil.domain.terms import Role
from amiabil.foundation import codec
from amiabil.foundation.errors import NotFound
from amiabil.foundation.values import replace
from amiabil.records import case_files, sql
from amiabil.records.event_rows import Chain
from amiabil.records.holidays import CONFIRMED, declared_of
from amiabil.records.paging import Page, bounded, decode, page
from amiabil.records.ranks import ENDED, MY_TURN, SECTION, section_of
from amiabil.records.scope import CASE_SCOPE, case_scope, side_of


@dataclass(frozen=True, slots=True)
class TicketFile:
    """A request with everything an act on it decides on.

    ``customer_id`` or ``shop_id`` says whose it is; ``person_name`` is theirs. ``order_ref`` is empty without an order,
    ``assignee_name`` without anybody; it is the one that customers read.
    ``setup_version`` is that of how assistance is set up now, 0 as it ships; ``holidays`` are the days declared since.
    """

    case_id: UUID
    reference: str
    subject: str
    channel: str
    customer_id: UUID | None
    shop_id: UUID | None
    person_name: str
    person_language: str
    person_zone: str
    assignee_id: UUID | None
    assignee_name: str
    order_id: UUID | None
    order_ref: str
    chain: Chain
    ticket: Ticket
    read_seq: int
    unread: int
    setup_version: int
    holidays: tuple[DeclaredDay, ...]

    @property
    def side(self) -> Role:
        """On which side of the marketplace they stand who asked."""
        return Role.BUYER if self.customer_id is not None else Role.SELLER


@dataclass(frozen=True, slots=True)
class ListedTicket:
    """A request in a list. ``my_turn``: the reader's side acts next. ``due_at`` is until when, None for no promise."""

    case_id: UUID
    reference: str
    subject: str
    person_name: str
    assignee_name: str
    status: TicketStatus
    priority: Priority
    topic: str
    team: str
    tags: tuple[str, ...]
    opened_at: datetime
    asked_at: datetime | None
    due_at: datetime | None
    changed_at: datetime
    unread: int
    my_turn: bool
    ended: bool
    ticket: Ticket


_NAMED = """
  FROM ticket k
  JOIN conversation c ON c.id = k.case_id
  LEFT JOIN customer b ON b.id = k.customer_id
  LEFT JOIN shop s ON s.id = k.shop_id
  LEFT JOIN staff_member a ON a.id = k.assignee_id
  LEFT JOIN read_mark r ON r.case_id = k.case_id AND r.person_id = %(reader)s
"""
_UNREAD = """COALESCE(r.seq, 0) AS read_seq,
       (CASE %(side)s WHEN 'buyer' THEN c.buyer_seq WHEN 'seller' THEN c.seller_seq ELSE c.staff_seq END)
       - COALESCE(r.seq, 0) AS unread"""
_ANSWERS = "COALESCE(NULLIF(a.pseudonym, ''), a.name, '') AS assignee_name"
_PERSON = "COALESCE(NULLIF(b.name, ''), NULLIF(s.name, ''), b.subject, s.ref) AS person_name"

_FILE = f"""
SELECT c.id AS case_id, c.reference, c.subject, c.version, c.place, c.chain_head, k.channel, k.customer_id, k.shop_id,
       {_PERSON}, COALESCE(b.language, '') AS person_language, COALESCE(b.zone, '') AS person_zone, k.assignee_id,
       {_ANSWERS}, k.order_id, COALESCE(o.ref, '') AS order_ref, k.body, {_UNREAD},
       COALESCE((SELECT max(version) FROM support_setup), 0) AS setup_version, {CONFIRMED} AS holidays
{_NAMED}
  LEFT JOIN "order" o ON o.id = k.order_id
"""
_BY_REFERENCE = f"{_FILE} WHERE c.reference = %(reference)s AND {CASE_SCOPE}"
_BY_ID = f"{_FILE} WHERE c.id = %(case)s AND {CASE_SCOPE}"
_DUE = f"""{_FILE} WHERE k.wake_at <= %(at)s ORDER BY k.wake_at, k.case_id LIMIT %(limit)s
FOR UPDATE OF c SKIP LOCKED"""

_LISTED = f"""
SELECT c.id AS case_id, c.reference, c.subject, {_PERSON}, {_ANSWERS}, k.status, k.priority,
       k.topic, k.team, k.tags, k.opened_at, k.asked_at, k.due_at, c.changed_at, k.body, k.staff_rank, k.customer_rank,
       {_UNREAD}
{_NAMED}
"""
_MINE = f"""{_LISTED} WHERE {CASE_SCOPE} AND (CASE %(scope)s WHEN 'buyer' THEN k.customer_id = %(person)s
                                         WHEN 'seller' THEN k.shop_id = %(shop)s ELSE false END)
   AND (k.customer_rank, k.case_id) > (%(rank)s, %(case)s::uuid)
 ORDER BY k.customer_rank, k.case_id LIMIT %(limit)s"""

_FIRST = [-1, str(UUID(int=0))]


def file_of(viewer: Viewer, reference: str) -> TicketFile:
    """The request with this reference, if it is the viewer's to see. One statement. Raises ``NotFound``."""
    found = sql.row(_BY_REFERENCE, {"reference": reference, **case_scope(viewer), **_reader(viewer)})
    if found is None:
        raise NotFound()
    return _file(found)


def of_id(viewer: Viewer, case_id: UUID) -> TicketFile | None:
    """The request of this id, if it is there and the viewer's to see. One statement."""
    found = sql.row(_BY_ID, {"case": case_id, **case_scope(viewer), **_reader(viewer)})
    return _file(found) if found else None


def has_message(case_id: UUID, message_id: UUID, author_ref: str) -> bool:
    """Whether this author has posted this message into this request: what a repeat finds. One statement."""
    return (
        sql.row(
            "SELECT 1 AS found FROM message WHERE id = %(id)s AND case_id = %(case)s AND author_ref = %(author)s",
            {"id": message_id, "case": case_id, "author": author_ref},
        )
        is not None
    )


def lock_due_tickets(*, at: datetime, limit: int) -> list[TicketFile]:
    """Up to ``limit`` requests on which time acts, the longest overdue first, locked for this transaction."""
    given = {"at": at, "limit": limit, "reader": None, "side": "staff"}
    return [_file(one) for one in sql.rows(_DUE, given)]


def my_tickets(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[ListedTicket]:
    """The requests of a customer or a shop: its own turn first, then what it waits for, then what ended.

    One statement. Raises ``BadCursor``.
    """
    size, place = bounded(limit), decode(after, (int, UUID)) or _FIRST
    given = {**case_scope(viewer), **_reader(viewer), "rank": place[0], "case": place[1], "limit": size + 1}
    rows = sql.rows(_MINE, given)
    found = page(rows, limit=size, place=lambda one: [one.customer_rank, str(one.case_id)])
    return Page(tuple(_listed(one, one.customer_rank) for one in found.items), found.next)


@dataclass(frozen=True, slots=True)
class OpenTwin:
    """An open request about the same thing."""

    reference: str
    subject: str


def open_about(viewer: Viewer, *, topic: str, order_ref: str, most: int = 3) -> tuple[OpenTwin, ...]:
    """The viewer's newest open requests about this topic, and about this order where one is named. One statement."""
    found = sql.rows(
        f"""SELECT c.reference, c.subject FROM ticket k JOIN conversation c ON c.id = k.case_id
             LEFT JOIN "order" o ON o.id = k.order_id
            WHERE {CASE_SCOPE} AND (CASE %(scope)s WHEN 'buyer' THEN k.customer_id = %(person)s
                                     WHEN 'seller' THEN k.shop_id = %(shop)s ELSE false END)
              AND k.customer_rank < {ENDED * SECTION} AND k.topic = %(topic)s
              AND (%(order)s = '' OR o.ref = %(order)s)
            ORDER BY k.opened_at DESC LIMIT %(most)s""",
        {**case_scope(viewer), "topic": topic, "order": order_ref, "most": most},
    )
    return tuple(OpenTwin(*one) for one in found)


@dataclass(frozen=True, slots=True)
class Other:
    """Another request, or a dispute, of somebody; ``kind`` is ``ticket`` or ``dispute``."""

    kind: str
    reference: str
    subject: str


def of_same_person(viewer: Viewer, file: TicketFile, *, most: int = 8) -> tuple[Other, ...]:
    """What else whoever made a request has asked or complained about, the newest first. One statement.

    Raises what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    found = sql.rows(
        """SELECT c.kind, c.reference, c.subject FROM conversation c
            WHERE (c.buyer_id = %(customer)s OR c.shop_id = %(shop)s) AND c.kind IN ('ticket', 'dispute')
              AND c.id <> %(case)s
            ORDER BY c.created_at DESC LIMIT %(most)s""",
        {"customer": file.customer_id, "shop": file.shop_id, "case": file.case_id, "most": most},
    )
    return tuple(Other(*one) for one in found)


def mark_read(viewer: Viewer, file: TicketFile) -> None:
    """This person has read the request as far as it goes here; never back. No statement where nothing is new."""
    if viewer.person_id is not None and file.unread:
        case_files.mark_read(viewer, file.case_id, file.read_seq + file.unread)


@dataclass(frozen=True, slots=True)
class Queue:
    """Which requests a list of the staff shows; empty or None asks nothing.

    ``assignee`` is the row id of a member of the staff; ``unassigned`` those of nobody. Without ``ended`` only those
    that still wait for somebody.
    """

    team: str = ""
    assignee: UUID | None = None
    unassigned: bool = False
    statuses: tuple[TicketStatus, ...] = ()
    topic: str = ""
    priority: str = ""
    tag: str = ""
    ended: bool = False

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """SQL over ``k`` and its parameters."""
        asked: dict[str, tuple[str, Any]] = {
            "team": ("k.team = %(team)s", self.team),
            "assignee": ("k.assignee_id = %(assignee)s", self.assignee),
            "statuses": ("k.status = ANY(%(statuses)s)", [one.value for one in self.statuses]),
            "topic": ("k.topic = %(topic)s", self.topic),
            "priority": ("k.priority = %(priority)s", self.priority),
            "tag": ("%(tag)s = ANY(k.tags)", self.tag),
        }
        used = {name: pair for name, pair in asked.items() if pair[1]}
        parts = [condition for condition, _ in used.values()]
        if self.unassigned:
            parts.append("k.assignee_id IS NULL")
        if not self.ended:
            parts.append(f"k.staff_rank < {ENDED * SECTION}")
        return " AND ".join(parts) or "true", {name: value for name, (_, value) in used.items()}


def queue(
    viewer: Viewer, which: Queue, *, limit: int | None = None, after: str | None = None
) -> Page[ListedTicket]:
    """A list of the staff: what they have to answer first, by what is promised. One statement.

    Raises ``BadCursor`` and what ``demand`` raises for ``SEE_TICKETS``.
    """
    demand(viewer, Act.SEE_TICKETS)
    size, place = bounded(limit), decode(after, (int, UUID)) or _FIRST
    condition, parameters = which.conditions()
    statement = f"""{_LISTED} WHERE {condition} AND (k.staff_rank, k.case_id) > (%(rank)s, %(case)s::uuid)
 ORDER BY k.staff_rank, k.case_id LIMIT %(limit)s"""
    given = {**_reader(viewer), **parameters, "rank": place[0], "case": place[1], "limit": size + 1}
    rows = sql.rows(statement, given)
    found = page(rows, limit=size, place=lambda one: [one.staff_rank, str(one.case_id)])
    return Page(tuple(_listed(one, one.staff_rank) for one in found.items), found.next)


def _reader(viewer: Viewer) -> dict[str, Any]:
    return {"reader": viewer.person_id, "side": side_of(viewer)}


def _ticket(row: Any) -> Ticket:
    """The aggregate; its version is the conversation's, which messages move on too."""
    return codec.decode(Ticket, row.body)


def _file(row: Any) -> TicketFile:
    return TicketFile(
        case_id=row.case_id,
        reference=row.reference,
        subject=row.subject,
        channel=row.channel,
        customer_id=row.customer_id,
        shop_id=row.shop_id,
        person_name=row.person_name,
        person_language=row.person_language,
        person_zone=row.person_zone,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
        order_id=row.order_id,
        order_ref=row.order_ref,
        chain=Chain(row.version, row.place, bytes(row.chain_head)),
        ticket=replace(_ticket(row), version=row.version),
        read_seq=row.read_seq,
        unread=row.unread,
        setup_version=row.setup_version,
        holidays=declared_of(row.holidays),
    )


def _listed(row: Any, rank: int) -> ListedTicket:
    return ListedTicket(
        case_id=row.case_id,
        reference=row.reference,
        subject=row.subject,
        person_name=row.person_name,
        assignee_name=row.assignee_name,
        status=TicketStatus(row.status),
        priority=Priority(row.priority),
        topic=row.topic,
        team=row.team,
        tags=tuple(row.tags),
        opened_at=row.opened_at,
        asked_at=row.asked_at,
        due_at=row.due_at,
        changed_at=row.changed_at,
        unread=row.unread,
        my_turn=section_of(rank) == MY_TURN,
        ended=section_of(rank) == ENDED,
        ticket=_ticket(row),
    )
