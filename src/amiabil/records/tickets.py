"""Which requests for help are there, whose are they, and how does each stand? For writing see ``ticket_save``."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Subject, Viewer, demand
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.domain.support.merging import Requester
from amiabil.domain.support.terms import Priority, TicketStatus
from amiabil.domain.support.ticket import Ticket
from amiabil.domain.terms import Role
from amiabil.foundation import codec
from amiabil.foundation.errors import NotFound
from amiabil.foundation.values import quickly_made, replace
from amiabil.records import case_files, sql
from amiabil.records.contacts import Contact, contact_of
from amiabil.records.event_rows import Chain
from amiabil.records.holidays import CONFIRMED, declared_of
from amiabil.records.paging import Page, bounded, decode, page
from amiabil.records.ranks import ENDED, MY_TURN, SECTION, section_of
from amiabil.records.scope import CASE_SCOPE, case_scope, side_of


@dataclass(frozen=True, slots=True)
class TicketFile:
    """A request with everything an act on it decides on.

    ``customer_id`` or ``shop_id`` says whose it is, ``contact`` is who began it without an account; ``person_name`` is
    theirs, of a contact the address where they named none. ``order_ref`` is empty without an order,
    ``assignee_name`` without anybody; it is the one that customers read.
    ``setup_version`` is that of how assistance is set up now, 0 as it ships; ``holidays`` are the days declared since.
    ``reported``: it is a report of something illegal (``content_reports``). ``has_call``: a call-back was booked with
    it; ``has_copies``: somebody is in copy.
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
    contact: Contact | None
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
    staff_rank: int
    reported: bool = False
    has_call: bool = False
    has_copies: bool = False

    @property
    def side(self) -> Role:
        """On which side of the marketplace they stand who asked."""
        return Role.SELLER if self.shop_id is not None else Role.BUYER

    @property
    def requester(self) -> Requester:
        """Who made it, as merging asks: of a contact the mailbox, and whether it is surely theirs."""
        address = self.contact.address if self.contact else ""
        proven = self.contact is not None and self.contact.verified_at is not None
        return Requester(self.subject_of_rights, address, proven)

    @property
    def subject_of_rights(self) -> Subject:
        """The request as the table of rights knows it."""
        return Subject(
            buyer_id=self.customer_id,
            shop_id=self.shop_id,
            contact_id=self.contact.id if self.contact else None,
        )


@quickly_made
@dataclass(frozen=True, slots=True)
class ListedTicket:
    """A request in a list, of somebody on this ``side``.

    ``status_name`` is the operator's own name of the status, empty for none. ``my_turn``: the reader's side acts next.
    ``due_at`` is until when, None for no promise.
    """

    case_id: UUID
    reference: str
    version: int
    subject: str
    side: Role
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
    status_name: str
    body: str = ""

    @property
    def ticket(self) -> Ticket:
        """The whole of it as it stands, in a list of ``my_tickets``: a list of the staff brings none of it."""
        return codec.decode(Ticket, sql.read_json(self.body))


_NAMED = """
  FROM ticket k
  JOIN conversation c ON c.id = k.case_id
  LEFT JOIN customer b ON b.id = k.customer_id
  LEFT JOIN shop s ON s.id = k.shop_id
  LEFT JOIN contact q ON q.id = c.contact_id
  LEFT JOIN staff_member a ON a.id = k.assignee_id
  LEFT JOIN read_mark r ON r.case_id = k.case_id AND r.person_id = %(reader)s
"""
_UNREAD = """COALESCE(r.seq, 0) AS read_seq,
       (CASE %(side)s WHEN 'buyer' THEN c.buyer_seq WHEN 'seller' THEN c.seller_seq ELSE c.staff_seq END)
       - COALESCE(r.seq, 0) AS unread"""
_ANSWERS = "COALESCE(NULLIF(a.pseudonym, ''), a.name, '') AS assignee_name"
_PERSON = """COALESCE(NULLIF(b.name, ''), NULLIF(s.name, ''), b.subject, s.ref, NULLIF(q.name, ''), q.address, '')
       AS person_name"""

FILE = f"""
SELECT c.id AS case_id, c.reference, c.subject, c.version, c.place, c.chain_head, k.channel, k.customer_id, k.shop_id,
       {_PERSON}, COALESCE(b.language, q.language, '') AS person_language,
       COALESCE(b.zone, '') AS person_zone, k.assignee_id, {_ANSWERS},
       k.staff_rank, k.order_id, COALESCE(o.ref, '') AS order_ref, k.body, {_UNREAD},
       q.id AS contact_id, q.address AS contact_address, q.name AS contact_name, q.language AS contact_language,
       q.verified_at AS contact_verified_at, EXISTS (SELECT 1 FROM content_report WHERE case_id = c.id) AS reported,
       EXISTS (SELECT 1 FROM call_back WHERE case_id = c.id) AS has_call,
       EXISTS (SELECT 1 FROM person_in_copy WHERE case_id = c.id AND removed_at IS NULL) AS has_copies,
       COALESCE((SELECT max(version) FROM support_setup), 0) AS setup_version, {CONFIRMED} AS holidays
{_NAMED}
  LEFT JOIN "order" o ON o.id = k.order_id
"""
_BY_REFERENCE = f"{FILE} WHERE c.reference = %(reference)s AND {CASE_SCOPE}"
_BY_ID = f"{FILE} WHERE c.id = %(case)s AND {CASE_SCOPE}"
_DUE = f"""{FILE} WHERE k.wake_at <= %(at)s ORDER BY k.wake_at, k.case_id LIMIT %(limit)s
FOR UPDATE OF c SKIP LOCKED"""

LISTED = f"""
SELECT c.id AS case_id, c.reference, c.version, c.subject, k.shop_id, {_PERSON}, {_ANSWERS}, k.status, k.priority,
       k.topic, k.team, k.tags, k.opened_at, k.asked_at, k.due_at, c.changed_at,
       COALESCE(k.body ->> 'status_name', '') AS status_name, k.staff_rank, k.customer_rank, {_UNREAD}
{_NAMED}
"""


def _each_looked_up(statement: str) -> str:
    for table, name, key in (
        ("customer", "b", "k.customer_id"),
        ("shop", "s", "k.shop_id"),
        ("contact", "q", "c.contact_id"),
    ):
        joined = f"LEFT JOIN {table} {name} ON {name}.id = {key}"
        one = f"LEFT JOIN LATERAL (SELECT p.* FROM {table} p WHERE p.id = {key} OFFSET 0) {name} ON true"
        statement = statement.replace(joined, one)
    return statement


_LISTED_EACH = _each_looked_up(LISTED)


def listed_of(chosen: str, *, by: str) -> str:
    """The statement that lists the requests another one chooses (rows of ``ticket`` as ``k``), sorted ``by``.

    Chosen first and named afterwards: else the database weighs every order of nine tables against each other, each
    time anew, which costs more than the list. Who they are of is looked up row by row: else it reads all customers for
    a page of twenty-five, until there are so many that it stops to.
    """
    return f"{_LISTED_EACH.replace('FROM ticket k', f'FROM ({chosen}) k', 1)} ORDER BY {by}"


_WITH_BODY = LISTED.replace("k.staff_rank,", "k.body::text AS body, k.staff_rank,", 1)
_MINE = f"""{_WITH_BODY} WHERE {CASE_SCOPE} AND (CASE %(scope)s WHEN 'buyer' THEN k.customer_id = %(person)s
                                         WHEN 'seller' THEN k.shop_id = %(shop)s ELSE false END)
   AND (k.customer_rank, k.case_id) > (%(rank)s, %(case)s::uuid)
 ORDER BY k.customer_rank, k.case_id LIMIT %(limit)s"""

_FIRST = [-1, str(UUID(int=0))]


def file_of(viewer: Viewer, reference: str) -> TicketFile:
    """The request with this reference, if it is the viewer's to see. One statement. Raises ``NotFound``."""
    found = sql.row(_BY_REFERENCE, {"reference": reference, **case_scope(viewer), **reader_of(viewer)})
    if found is None:
        raise NotFound()
    return as_file(found)


def of_id(viewer: Viewer, case_id: UUID) -> TicketFile | None:
    """The request of this id, if it is there and the viewer's to see. One statement."""
    found = sql.row(_BY_ID, {"case": case_id, **case_scope(viewer), **reader_of(viewer)})
    return as_file(found) if found else None


def has_message(case_ids: Collection[UUID], message_id: UUID, author_ref: str) -> bool:
    """Whether this author has posted this message into one of these requests: what a repeat finds. One statement."""
    return (
        sql.row(
            "SELECT 1 AS found FROM message WHERE id = %(id)s AND case_id = ANY(%(cases)s) AND author_ref = %(author)s",
            {"id": message_id, "cases": list(case_ids), "author": author_ref},
        )
        is not None
    )


def asked_after(viewer: Viewer, file: TicketFile, at: datetime) -> datetime | None:
    """When the customer first wrote into this request after an instant; None when never. One statement."""
    found = sql.row(
        f"""SELECT min(m.received_at) AS since FROM message m JOIN conversation c ON c.id = m.case_id
             WHERE m.case_id = %(case)s AND m.author_role = %(side)s AND m.received_at > %(at)s AND {CASE_SCOPE}""",
        {"case": file.case_id, "at": at, **case_scope(viewer), "side": file.side.value},
    )
    return found.since if found else None


def lock_due_tickets(*, at: datetime, limit: int) -> list[TicketFile]:
    """Up to ``limit`` requests on which time acts, the longest overdue first, locked for this transaction."""
    given = {"at": at, "limit": limit, "reader": None, "side": "staff"}
    return [as_file(one) for one in sql.rows(_DUE, given)]


def my_tickets(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[ListedTicket]:
    """The requests of a customer or a shop: its own turn first, then what it waits for, then what ended.

    One statement. Raises ``BadCursor``.
    """
    size, place = bounded(limit), decode(after, (int, UUID)) or _FIRST
    given = {**case_scope(viewer), **reader_of(viewer), "rank": place[0], "case": place[1], "limit": size + 1}
    rows = sql.rows(_MINE, given)
    found = page(rows, limit=size, place=lambda one: [one.customer_rank, str(one.case_id)])
    return Page(tuple(listed(one, one.customer_rank) for one in found.items), found.next)


def mark_read(viewer: Viewer, file: TicketFile) -> None:
    """This person has read the request as far as it goes here; never back. No statement where nothing is new."""
    if viewer.reader_id is not None and file.unread:
        case_files.mark_read(viewer, file.case_id, file.read_seq + file.unread)


IN_MY_TEAMS = "k.team IN (SELECT t.team FROM staff_team t WHERE t.member_id = %(reader)s)"
"""SQL over ``k``: the request is of a team the reader belongs to."""


@dataclass(frozen=True, slots=True)
class Queue:
    """Which requests a list of the staff shows; empty or None asks nothing.

    ``assignee`` is the row id of a member of the staff; ``unassigned`` those of nobody, ``in_my_teams`` those of the
    reader's teams; ``late_at`` those whose promise was missed then. Without ``ended`` only those that still wait for
    somebody.
    """

    team: str = ""
    assignee: UUID | None = None
    unassigned: bool = False
    in_my_teams: bool = False
    statuses: tuple[TicketStatus, ...] = ()
    topic: str = ""
    priority: str = ""
    tag: str = ""
    ended: bool = False
    late_at: datetime | None = None

    def conditions(self) -> tuple[str, dict[str, Any]]:
        """SQL over ``k`` and its parameters."""
        asked: dict[str, tuple[str, Any]] = {
            "team": ("k.team = %(team)s", self.team),
            "assignee": ("k.assignee_id = %(assignee)s", self.assignee),
            "statuses": ("k.status = ANY(%(statuses)s)", [one.value for one in self.statuses]),
            "topic": ("k.topic = %(topic)s", self.topic),
            "priority": ("k.priority = %(priority)s", self.priority),
            "tag": ("%(tag)s = ANY(k.tags)", self.tag),
            "late_at": (
                f"k.due_at <= %(late_at)s AND k.staff_rank < {(MY_TURN + 1) * SECTION}",
                self.late_at,
            ),
        }
        used = {name: pair for name, pair in asked.items() if pair[1]}
        parts = [condition for condition, _ in used.values()]
        if self.unassigned:
            parts.append("k.assignee_id IS NULL")
        if self.in_my_teams:
            parts.append(IN_MY_TEAMS)
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
    by = "k.staff_rank, k.case_id"
    chosen = f"""SELECT k.* FROM ticket k WHERE {condition} AND ({by}) > (%(rank)s, %(case)s::uuid)
 ORDER BY {by} LIMIT {size + 1}"""
    given = {**reader_of(viewer), **parameters, "rank": place[0], "case": place[1]}
    rows = sql.rows(listed_of(chosen, by=by), given)
    found = page(rows, limit=size, place=lambda one: [one.staff_rank, str(one.case_id)])
    return Page(tuple(listed(one, one.staff_rank) for one in found.items), found.next)


def reader_of(viewer: Viewer) -> dict[str, Any]:
    """The parameters that tell a list who reads it."""
    return {"reader": viewer.reader_id, "side": side_of(viewer)}


def as_file(row: Any) -> TicketFile:
    """A row of ``FILE`` as what an act decides on."""
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
        contact=contact_of(row),
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
        order_id=row.order_id,
        order_ref=row.order_ref,
        chain=Chain(row.version, row.place, bytes(row.chain_head)),
        ticket=replace(codec.decode(Ticket, row.body), version=row.version),
        read_seq=row.read_seq,
        unread=row.unread,
        setup_version=row.setup_version,
        holidays=declared_of(row.holidays),
        staff_rank=row.staff_rank,
        reported=row.reported,
        has_call=row.has_call,
        has_copies=row.has_copies,
    )


def listed(row: Any, rank: int) -> ListedTicket:
    """A row of ``LISTED`` as it is read by the side whose rank is given."""
    return ListedTicket(
        case_id=row.case_id,
        reference=row.reference,
        version=row.version,
        subject=row.subject,
        side=Role.SELLER if row.shop_id is not None else Role.BUYER,
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
        status_name=row.status_name,
        body=getattr(row, "body", ""),
    )
