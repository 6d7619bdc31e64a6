"""How is a request kept, with the message that made or moved it? All or nothing, in one statement.

The conversation of a request is closed to messages that come alone: each one moves the request on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain import event_names
from amiabil.domain.chain import first_head, text_digest
from amiabil.domain.disputes.model import Actor, Event
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import TicketEvent
from amiabil.domain.support.ticket import Ticket, TicketStep, due_at, silence_at, wake_at
from amiabil.domain.terms import Channel
from amiabil.foundation import codec
from amiabil.records import sql
from amiabil.records.case_rows import Pinned
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.event_rows import HAPPENED, Chain, EventRows, Writing, rows_of
from amiabil.records.messages import EVENT_TYPE, SIDES, NewMessage
from amiabil.records.new_id import new_id
from amiabil.records.ranks import ENDED, MY_TURN, WAITING, rank
from amiabil.records.tickets import TicketFile

KIND = "ticket"
"""The kind of conversation a request is."""

MESSAGE = "message"
"""The kind of the event that tells of a message in a step."""

_FOR_STAFF = (TicketEvent.LEVEL_NEAR, TicketEvent.LEVEL_MISSED)
"""What is none of the customer's business: how the staff are warned among themselves."""


@dataclass(frozen=True, slots=True)
class NewTicketFile:
    """A request that is made: whose it is (``customer_id`` or ``shop_id``), how it is called, by which door it came.

    ``pinned`` is the policy that says how long it is kept.
    """

    case_id: UUID
    reference: str
    subject: str
    customer_id: UUID | None
    shop_id: UUID | None
    order_id: UUID | None
    channel: Channel
    pinned: Pinned


@dataclass(frozen=True, slots=True)
class Message:
    """A message that comes with a step, and who wrote it."""

    new: NewMessage
    author: Actor
    reader: UUID | None = None

    def event(self, version: int) -> Event:
        """What tells of it."""
        data = {"message": str(self.new.id), "audience": self.new.audience.value}
        return Event(MESSAGE, self.new.received_at, self.author, version, data)


_SAID = """said AS (
  INSERT INTO message (id, case_id, version, author_role, author_ref, author_name, audience, text, salt, language,
                       received_at, created_at)
  SELECT m.id, h.id, m.version, m.role, m.ref, m.name, m.audience, m.text, decode(m.salt, 'hex'), m.language,
         m.at, clock_timestamp()
    FROM head h, jsonb_to_recordset(%(messages)s::jsonb) AS m(id uuid, version int, role text, ref text, name text,
         audience text, text text, salt text, language text, at timestamptz)
), seen AS (
  INSERT INTO read_mark (case_id, person_id, seq)
  SELECT h.id, %(reader)s, CASE %(side)s WHEN 'buyer' THEN h.buyer_seq WHEN 'seller' THEN h.seller_seq
                                         ELSE h.staff_seq END
    FROM head h WHERE %(reader)s::uuid IS NOT NULL
  ON CONFLICT (person_id, case_id) DO UPDATE SET seq = GREATEST(read_mark.seq, EXCLUDED.seq)
)"""

_TICKET = """jsonb_to_record(%(ticket)s::jsonb) AS t(status text, priority text, type text, topic text, team text,
         tags text[], opened_at timestamptz, asked_at timestamptz, due_at timestamptz, wake_at timestamptz,
         closed_at timestamptz, staff_rank bigint, customer_rank bigint, body jsonb)"""

_OPEN = sql.squeezed(f"""
WITH pinned AS (
  INSERT INTO policy_snapshot (digest, policy_id, version, document, created_at)
  VALUES (%(pinned)s, %(policy_id)s, %(policy_version)s, %(pinned_document)s, %(at)s)
  ON CONFLICT (digest) DO NOTHING
), head AS (
  INSERT INTO conversation (id, reference, kind, subject, buyer_id, shop_id, version, place, buyer_seq, seller_seq,
                            staff_seq, chain_head, closed_to_messages, created_at, changed_at)
  VALUES (%(case_id)s, %(reference)s, '{KIND}', %(subject)s, %(customer_id)s, %(shop_id)s, %(version)s, %(place)s,
          %(to_buyer)s, %(to_seller)s, %(to_staff)s, %(head)s, true, %(at)s, %(at)s)
  RETURNING id, buyer_seq, seller_seq, staff_seq
), request AS (
  INSERT INTO ticket (case_id, customer_id, shop_id, order_id, assignee_id, policy_id, channel, status, priority, type,
                      topic, team, tags, opened_at, asked_at, due_at, wake_at, closed_at, staff_rank, customer_rank,
                      body)
  SELECT h.id, %(customer_id)s, %(shop_id)s, %(order_id)s, NULL, %(pinned)s, %(channel)s, t.status, t.priority,
         t.type, t.topic,
         t.team, t.tags, t.opened_at, t.asked_at, t.due_at, t.wake_at, t.closed_at, t.staff_rank, t.customer_rank,
         t.body
    FROM head h, {_TICKET}
), {_SAID}, {HAPPENED}
SELECT count(*) AS saved FROM head
""")

_SAVE = sql.squeezed(f"""
WITH head AS (
  UPDATE conversation
     SET version = %(version)s, place = %(place)s, chain_head = %(head)s, changed_at = %(at)s,
         buyer_seq = buyer_seq + %(to_buyer)s, seller_seq = seller_seq + %(to_seller)s,
         staff_seq = staff_seq + %(to_staff)s
   WHERE id = %(case_id)s AND version = %(seen_version)s AND place = %(seen_place)s
  RETURNING id, buyer_seq, seller_seq, staff_seq
), request AS (
  UPDATE ticket k
     SET status = t.status, priority = t.priority, type = t.type, topic = t.topic, team = t.team, tags = t.tags,
         asked_at = t.asked_at, due_at = t.due_at, wake_at = t.wake_at, closed_at = t.closed_at,
         staff_rank = t.staff_rank, customer_rank = t.customer_rank, body = t.body,
         assignee_id = (SELECT s.id FROM staff_member s WHERE 'staff:' || s.username = %(assignee)s)
    FROM head h, {_TICKET}
   WHERE k.case_id = h.id
), {_SAID}, {HAPPENED}
SELECT count(*) AS saved FROM head
""")


def open_new(new: NewTicketFile, step: TicketStep, setup: Setup, message: Message) -> None:
    """Keep a new request with its first message, which one of the events of the step tells of.

    Raises ``IntegrityError`` when the reference or an id is taken.
    """
    start = Chain(0, -1, first_head(new.case_id))
    sides = _sides(new.customer_id is not None)
    rows = rows_of(step.events, start, _writing(sides, message, received_at=message.new.received_at))
    sql.run(
        _OPEN,
        {
            **_shared(rows, step.ticket, setup, message),
            "at": message.new.received_at,
            "case_id": new.case_id,
            "reference": new.reference,
            "subject": new.subject,
            "customer_id": new.customer_id,
            "shop_id": new.shop_id,
            "order_id": new.order_id,
            "channel": new.channel.value,
            "pinned": new.pinned.digest,
            "policy_id": new.pinned.policy.policy.id,
            "policy_version": new.pinned.policy.policy.version,
            "pinned_document": sql.jsonb(new.pinned.document),
        },
    )


def save(
    seen: TicketFile, step: TicketStep, setup: Setup, *, received_at: datetime, message: Message | None = None
) -> None:
    """Store a step on a request that was read, with the message that one of its events tells of. Without events
    nothing happens.

    Raises ``CaseMovedOn`` when the request is no longer as it was read, ``IntegrityError`` when the message is known.
    """
    if not step.events:
        return
    sides = _sides(seen.customer_id is not None)
    rows = rows_of(step.events, seen.chain, _writing(sides, message, received_at=received_at))
    found = sql.row(
        _SAVE,
        {
            **_shared(rows, step.ticket, setup, message),
            "at": received_at,
            "case_id": seen.case_id,
            "seen_version": seen.chain.version,
            "seen_place": seen.chain.place,
            "assignee": step.ticket.assignee,
        },
    )
    if found is None or found.saved != 1:
        raise CaseMovedOn()


def postpone(case_id: UUID, *, until: datetime) -> None:
    """Let the sweep pass a request by until then; its next step computes the instant anew."""
    sql.run(
        "UPDATE ticket SET wake_at = %(until)s WHERE case_id = %(case)s", {"case": case_id, "until": until}
    )


def _sides(of_customer: bool) -> tuple[str, ...]:
    return ("buyer", "staff") if of_customer else ("seller", "staff")


def _writing(sides: Sequence[str], message: Message | None, *, received_at: datetime) -> Writing:
    hidden: dict[str, Sequence[str]] = {kind.value: ("staff",) for kind in _FOR_STAFF}
    digests = {}
    if message is not None:
        hidden[MESSAGE] = [side for side in SIDES[message.new.audience] if side in sides]
        digests[MESSAGE] = {"text": text_digest(message.new.text, salt=message.new.salt)}
    return Writing(
        received_at=received_at,
        new_id=new_id,
        change_of=dict,
        seals={},
        type_of=event_names.of_ticket,
        sides=sides,
        sides_of=hidden,
        digests=digests,
    )


def _shared(rows: EventRows, ticket: Ticket, setup: Setup, message: Message | None) -> dict[str, Any]:
    heard = SIDES[message.new.audience] if message else ()
    return {
        "version": rows.end.version,
        "place": rows.end.place,
        "head": rows.end.head,
        "events": sql.jsonb(rows.events),
        "texts": sql.jsonb(rows.texts),
        "ticket": sql.jsonb(_columns(ticket, setup)),
        "messages": sql.jsonb([_message(message, rows)] if message else []),
        "reader": message.reader if message else None,
        "side": message.author.role.value if message else "",
        "to_buyer": int("buyer" in heard),
        "to_seller": int("seller" in heard),
        "to_staff": int(message is not None),
    }


def _message(message: Message, rows: EventRows) -> dict[str, Any]:
    version = next(row["version"] for row in rows.events if row["type"] == EVENT_TYPE)
    return {
        "id": str(message.new.id),
        "version": version,
        "role": message.author.role.value,
        "ref": message.author.ref,
        "name": message.author.name,
        "audience": message.new.audience.value,
        "text": message.new.text,
        "salt": message.new.salt.hex(),
        "language": message.new.language,
        "at": codec.instant_text(message.new.received_at),
    }


def _columns(ticket: Ticket, setup: Setup) -> dict[str, Any]:
    body = codec.encode(Ticket, ticket)
    due, silence = due_at(ticket), silence_at(ticket, setup)
    waits = ticket.asked_at is None and ticket.is_open
    ended = not ticket.is_open
    customers_turn = silence is not None and ticket.is_open
    closed = ticket.closed_at or ticket.solved_at
    return {
        **{name: body.get(name) for name in ("topic", "opened_at", "asked_at", "closed_at")},
        "status": ticket.status.value,
        "priority": ticket.priority.value,
        "type": ticket.type.value,
        "team": ticket.team,
        "tags": list(ticket.tags),
        "due_at": _text(due),
        "wake_at": _text(wake_at(ticket, setup)),
        "staff_rank": rank(
            section=ENDED if ended else WAITING if waits else MY_TURN,
            due_at=due or ticket.asked_at or ticket.status_at,
            closed_at=closed,
        ),
        "customer_rank": rank(
            section=ENDED if ended else MY_TURN if customers_turn else WAITING,
            due_at=silence or due or ticket.status_at,
            closed_at=closed,
        ),
        "body": body,
    }


def _text(at: datetime | None) -> str | None:
    return codec.instant_text(at) if at else None
