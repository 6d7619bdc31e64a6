"""How does a message get into a conversation, once, for the right readers? One statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from amiabil.domain.access import Viewer
from amiabil.domain.chain import Envelope, digest, text_digest
from amiabil.domain.support.cards import Card, demand_sound
from amiabil.domain.terms import PARTIES, Audience, Role, party
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.records import sql
from amiabil.records.scope import CASE_SCOPE, case_scope

SIDES: dict[Audience, tuple[str, ...]] = {
    Audience.EVERYONE: ("buyer", "seller", "staff"),
    Audience.BUYER_AND_PLATFORM: ("buyer", "staff"),
    Audience.SELLER_AND_PLATFORM: ("seller", "staff"),
    Audience.STAFF: ("staff",),
}
"""Which sides read a message of this audience."""

EVENT_TYPE = "message.posted"

DISPUTE = "dispute"
"""The kind of conversation that is written into where nothing else is said."""


class ConversationClosed(Conflict):
    """The case has ended; it takes no more messages."""

    code = "conversation_closed"


class MessageIdUsed(Conflict):
    """The id the client chose names another message: of somebody else, of another case, or with other words."""

    code = "key_reused"


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to post; ``id`` is the client's, ``event_id`` and ``salt`` (16 bytes) are ours.

    Only messages that come with a step (``said``) carry ``cards``.
    """

    id: UUID
    event_id: UUID
    salt: bytes
    text: str
    audience: Audience
    received_at: datetime
    language: str = ""
    cards: tuple[Card, ...] = ()

    def __post_init__(self) -> None:
        demand_sound(self.cards)


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands; ``repeated`` when it had been posted before.

    ``pinned`` is the digest of the policy the case stands under, None where the case is no dispute.
    """

    id: UUID
    case_id: UUID
    version: int
    repeated: bool
    pinned: bytes | None = None


_POST = f"""
WITH head AS (
  UPDATE conversation c
     SET version = c.version + 1,
         place = 0,
         buyer_seq = c.buyer_seq + %(to_buyer)s,
         seller_seq = c.seller_seq + %(to_seller)s,
         staff_seq = c.staff_seq + 1,
         chain_head = sha256(c.chain_head || int4send(c.version + 1) || int2send(0::smallint) || %(digest)s),
         asked_at = CASE WHEN %(answers)s THEN NULL
                         WHEN %(asks)s AND c.kind = '{DISPUTE}' THEN COALESCE(c.asked_at, %(at)s)
                         ELSE c.asked_at END,
         asked_by = CASE WHEN %(asks)s THEN %(side)s ELSE c.asked_by END,
         changed_at = %(at)s
   WHERE c.reference = %(reference)s AND c.kind = %(kind)s AND {CASE_SCOPE} AND NOT c.closed_to_messages
     AND NOT EXISTS (SELECT 1 FROM message m WHERE m.id = %(id)s)
  RETURNING c.id, c.version, c.chain_head, c.buyer_seq, c.seller_seq, c.staff_seq
), posted AS (
  INSERT INTO message (id, case_id, version, author_role, author_ref, author_name, audience, text, salt,
                       language, received_at, created_at)
  SELECT %(id)s, id, version, %(role)s, %(ref)s, %(name)s, %(audience)s, %(text)s, %(salt)s,
         %(language)s, %(at)s, clock_timestamp() FROM head
), happened AS (
  INSERT INTO event (id, case_id, version, place, type, at, actor_role, actor_ref, sides, data, change, texts,
                     digest, link, received_at)
  SELECT %(event_id)s, id, version, 0, '{EVENT_TYPE}', %(at)s, %(role)s, %(ref)s, %(sides)s, %(data)s,
         '{{}}'::jsonb, %(texts)s, %(digest)s, chain_head, %(at)s FROM head
), told AS (
  INSERT INTO outbox (event_id, case_id, created_at) SELECT %(event_id)s, id, clock_timestamp() FROM head
), seen AS (
  INSERT INTO read_mark (case_id, person_id, seq)
  SELECT id, %(reader)s, CASE %(side)s WHEN 'buyer' THEN buyer_seq WHEN 'seller' THEN seller_seq
                                       ELSE staff_seq END
    FROM head WHERE %(reader)s::uuid IS NOT NULL
  ON CONFLICT (person_id, case_id) DO UPDATE SET seq = GREATEST(read_mark.seq, EXCLUDED.seq)
)
SELECT id AS case_id, version, (SELECT d.policy_id FROM dispute d WHERE d.case_id = head.id) AS pinned FROM head
"""

_WHY_NOT = f"""
SELECT c.id AS case_id, m.version, (SELECT d.policy_id FROM dispute d WHERE d.case_id = c.id) AS pinned,
       m.case_id = c.id AND m.author_ref = %(ref)s AND m.audience = %(audience)s
       AND (m.text = %(text)s OR m.erased_at IS NOT NULL) AS same
  FROM conversation c LEFT JOIN message m ON m.id = %(id)s
 WHERE c.reference = %(reference)s AND c.kind = %(kind)s AND {CASE_SCOPE}
"""


def post(viewer: Viewer, reference: str, message: NewMessage, *, kind: str = DISPUTE) -> Posted:
    """Post a message into a conversation of this kind that the viewer takes part in; a repeat gives the first result.

    One statement when all is well. Raises ``NotFound``, ``ConversationClosed`` or ``MessageIdUsed``.
    """
    try:
        done = sql.row(_POST, {**_parameters(viewer, reference, message), "kind": kind})
    except IntegrityError:  # the same message on two connections at once: the other one was first
        done = None
    if done is not None:
        return Posted(message.id, done.case_id, done.version, repeated=False, pinned=done.pinned)
    return _first_result(viewer, reference, message, kind)


def _first_result(viewer: Viewer, reference: str, message: NewMessage, kind: str) -> Posted:
    found = sql.row(_WHY_NOT, {**_parameters(viewer, reference, message), "kind": kind})
    if found is None:
        raise NotFound()
    if found.version is None:
        raise ConversationClosed()
    if not found.same:
        raise MessageIdUsed()
    return Posted(message.id, found.case_id, found.version, repeated=True, pinned=found.pinned)


def _parameters(viewer: Viewer, reference: str, message: NewMessage) -> dict[str, Any]:
    role = viewer.role or Role.SYSTEM
    sides = SIDES[message.audience]
    data: dict[str, Any] = {"message": str(message.id), "audience": message.audience.value}
    texts = {"text": text_digest(message.text, salt=message.salt)}
    envelope = Envelope(message.event_id, EVENT_TYPE, message.received_at, role, viewer.ref, data, texts)
    return {
        **case_scope(viewer),
        "reference": reference,
        "id": message.id,
        "event_id": message.event_id,
        "role": role.value,
        "ref": viewer.ref,
        "name": viewer.name,
        "reader": viewer.person_id,
        "side": "staff" if viewer.is_staff else party(role).value,
        "audience": message.audience.value,
        "text": message.text,
        "salt": message.salt,
        "language": message.language,
        "at": message.received_at,
        "answers": viewer.is_staff,
        "asks": viewer.side in PARTIES and message.audience is not Audience.EVERYONE,
        "to_buyer": int("buyer" in sides),
        "to_seller": int("seller" in sides),
        "sides": list(sides),
        "data": sql.jsonb(data),
        "texts": sql.jsonb(texts),
        "digest": digest(envelope),
    }
