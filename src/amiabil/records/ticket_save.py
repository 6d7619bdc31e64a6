"""How is a request kept, with the message that made or moved it? All or nothing, in one statement.

The conversation of a request is closed to messages that come alone: each one moves the request on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain import event_names
from amiabil.domain.chain import first_head
from amiabil.domain.support.setup import Setup
from amiabil.domain.support.terms import TicketEvent
from amiabil.domain.support.ticket import Ticket, TicketStep, due_at, silence_at, wake_at
from amiabil.domain.terms import Channel
from amiabil.foundation import codec
from amiabil.records import sql
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.event_rows import HAPPENED, Chain, Writing, rows_of
from amiabil.records.ranks import ENDED, MY_TURN, WAITING, rank
from amiabil.records.said import BEGUN, MOVED, SAID, Begun, Message, given, moved, writing
from amiabil.records.tickets import TicketFile

KIND = "ticket"
"""The kind of conversation a request is."""

_FOR_STAFF = (TicketEvent.LEVEL_NEAR, TicketEvent.LEVEL_MISSED)
"""What is none of the customer's business: how the staff are warned among themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicketFile(Begun):
    """A request that is made, about which order, and by which door it came."""

    order_id: UUID | None
    channel: Channel


_TICKET = """jsonb_to_record(%(ticket)s::jsonb) AS t(status text, priority text, type text, topic text, team text,
         tags text[], opened_at timestamptz, asked_at timestamptz, due_at timestamptz, wake_at timestamptz,
         closed_at timestamptz, staff_rank bigint, customer_rank bigint, body jsonb)"""

_OPEN = sql.squeezed(f"""
WITH {BEGUN}, request AS (
  INSERT INTO ticket (case_id, customer_id, shop_id, order_id, assignee_id, policy_id, channel, status, priority, type,
                      topic, team, tags, opened_at, asked_at, due_at, wake_at, closed_at, staff_rank, customer_rank,
                      body)
  SELECT h.id, %(customer_id)s, %(shop_id)s, %(order_id)s, NULL, %(pinned)s, %(channel)s, t.status, t.priority,
         t.type, t.topic,
         t.team, t.tags, t.opened_at, t.asked_at, t.due_at, t.wake_at, t.closed_at, t.staff_rank, t.customer_rank,
         t.body
    FROM head h, {_TICKET}
), {SAID}, {HAPPENED}
SELECT count(*) AS saved FROM head
""")

_SAVE = sql.squeezed(f"""
WITH {MOVED}, request AS (
  UPDATE ticket k
     SET status = t.status, priority = t.priority, type = t.type, topic = t.topic, team = t.team, tags = t.tags,
         asked_at = t.asked_at, due_at = t.due_at, wake_at = t.wake_at, closed_at = t.closed_at,
         staff_rank = t.staff_rank, customer_rank = t.customer_rank, body = t.body,
         assignee_id = (SELECT s.id FROM staff_member s WHERE 'staff:' || s.username = %(assignee)s)
    FROM head h, {_TICKET}
   WHERE k.case_id = h.id
), {SAID}, {HAPPENED}
SELECT count(*) AS saved FROM head
""")


def open_new(new: NewTicketFile, step: TicketStep, setup: Setup, message: Message) -> None:
    """Keep a new request with its first message, which one of the events of the step tells of.

    Raises ``IntegrityError`` when the reference or an id is taken.
    """
    at = message.new.received_at
    rows = rows_of(step.events, Chain(0, -1, first_head(new.case_id)), _writing(new.shop_id, message, at))
    sql.run(
        _OPEN,
        {
            **new.parameters(KIND, at=at),
            **given(rows, message),
            "ticket": sql.jsonb(_columns(step.ticket, setup)),
            "order_id": new.order_id,
            "channel": new.channel.value,
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
    rows = rows_of(step.events, seen.chain, _writing(seen.shop_id, message, received_at))
    found = sql.row(
        _SAVE,
        {
            **moved(seen.case_id, seen.chain, at=received_at),
            **given(rows, message),
            "ticket": sql.jsonb(_columns(step.ticket, setup)),
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


def _writing(shop_id: UUID | None, message: Message | None, at: datetime) -> Writing:
    hidden = {kind.value: ("staff",) for kind in _FOR_STAFF}
    return writing(message, shop_id=shop_id, type_of=event_names.of_ticket, received_at=at, hidden=hidden)


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
