"""How is a chat kept, with the message that made or moved it? All or nothing, in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain import event_names
from amiabil.domain.chain import first_head
from amiabil.domain.support.chat import Chat, ChatEvent, ChatStep, wake_at
from amiabil.foundation import codec
from amiabil.records import sql
from amiabil.records.case_save import CaseMovedOn
from amiabil.records.chats import ChatFile
from amiabil.records.event_rows import HAPPENED, Chain, EventRows, rows_of
from amiabil.records.said import BEGUN, MOVED, SAID, Begun, Message, given, moved, writing

KIND = "chat"
"""The kind of conversation a chat is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChat(Begun):
    """A chat that is made; ``secret_hash`` is None where whoever asked has signed in here."""

    person_id: UUID | None
    secret_hash: bytes | None


_CHAT = """jsonb_to_record(%(chat)s::jsonb) AS t(state text, started_at timestamptz, asked_at timestamptz,
         joined_at timestamptz, wake_at timestamptz, ended_at timestamptz, body jsonb)"""

_OPEN = sql.squeezed(f"""
WITH {BEGUN}, talk AS (
  INSERT INTO chat (case_id, customer_id, shop_id, agent_id, policy_id, secret_hash, state, started_at, asked_at,
                    joined_at, waited, wake_at, ended_at, body)
  SELECT h.id, %(person)s, %(shop_id)s, NULL, %(pinned)s, %(secret)s, t.state, t.started_at, t.asked_at, t.joined_at,
         NULL, t.wake_at, t.ended_at, t.body
    FROM head h, {_CHAT}
), {SAID}, {HAPPENED}
SELECT count(*) AS saved FROM head
""")

_SAVE = sql.squeezed(f"""
WITH {MOVED}, talk AS (
  UPDATE chat k
     SET state = t.state, asked_at = t.asked_at, joined_at = t.joined_at, wake_at = t.wake_at, ended_at = t.ended_at,
         body = t.body, waited = COALESCE(%(waited)s::int, k.waited),
         agent_id = (SELECT s.id FROM staff_member s WHERE 'staff:' || s.username = %(agent)s)
    FROM head h, {_CHAT}
   WHERE k.case_id = h.id
), {SAID}, {HAPPENED}
SELECT count(*) AS saved FROM head
""")


def open_new(new: NewChat, step: ChatStep, message: Message) -> None:
    """Keep a new chat with its first message, which one of the events of the step tells of.

    Raises ``IntegrityError`` when the reference or an id is taken.
    """
    at = message.new.received_at
    rows = _rows(step, Chain(0, -1, first_head(new.case_id)), message, shop_id=new.shop_id, at=at)
    sql.run(
        _OPEN,
        {
            **new.parameters(KIND, at=at),
            **given(rows, message),
            "chat": sql.jsonb(_columns(step.chat)),
            "person": new.person_id,
            "secret": new.secret_hash,
        },
    )


def save(seen: ChatFile, step: ChatStep, *, received_at: datetime, message: Message | None = None) -> None:
    """Store a step on a chat that was read, with the message that one of its events tells of. Without events nothing
    happens.

    Raises ``CaseMovedOn`` when the chat is no longer as it was read, ``IntegrityError`` when the message is known.
    """
    if not step.events:
        return
    rows = _rows(step, seen.chain, message, shop_id=seen.shop_id, at=received_at)
    found = sql.row(
        _SAVE,
        {
            **moved(seen.case_id, seen.chain, at=received_at),
            **given(rows, message),
            "chat": sql.jsonb(_columns(step.chat)),
            "agent": step.chat.agent,
            "waited": _waited(step),
        },
    )
    if found is None or found.saved != 1:
        raise CaseMovedOn()


def _rows(
    step: ChatStep, chain: Chain, message: Message | None, *, shop_id: UUID | None, at: datetime
) -> EventRows:
    how = writing(message, shop_id=shop_id, type_of=event_names.of_chat, received_at=at)
    return rows_of(step.events, chain, how)


def _waited(step: ChatStep) -> int | None:
    """How many seconds somebody waited for the person who comes by this step; None when nobody comes."""
    came = next((event for event in step.events if event.kind == ChatEvent.ACCEPTED), None)
    return int(str(came.data["waited"])) if came else None


def _columns(chat: Chat) -> dict[str, Any]:
    body = codec.encode(Chat, chat)
    wake = wake_at(chat)
    return {
        **{name: body.get(name) for name in ("started_at", "asked_at", "joined_at", "ended_at")},
        "state": chat.state.value,
        "wake_at": codec.instant_text(wake) if wake else None,
        "body": body,
    }
