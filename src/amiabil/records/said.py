"""How is a message kept that comes with a step of its conversation? Parts of a statement, and what they are given.

For conversations that each message moves on: requests and chats. Those of disputes come alone (``messages``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.chain import text_digest
from amiabil.domain.disputes.model import Actor, Event
from amiabil.domain.seals import CARDS, cards_digest, seal_of
from amiabil.domain.support.cards import as_documents
from amiabil.foundation import codec
from amiabil.foundation.errors import Fact
from amiabil.records import sql
from amiabil.records.case_rows import Pinned
from amiabil.records.contacts import Contact
from amiabil.records.event_rows import Chain, EventRows, Writing
from amiabil.records.message_files import SentFile
from amiabil.records.messages import EVENT_TYPE, SIDES, NewMessage
from amiabil.records.new_id import new_id

MESSAGE = "message"
"""The kind of the event that tells of a message in a step."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that comes with a step, who wrote it, the files sent with it, and what its event tells besides."""

    new: NewMessage
    author: Actor
    reader: UUID | None = None
    files: tuple[SentFile, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def event(self, version: int) -> Event:
        """What tells of it."""
        data: dict[str, Fact] = {
            "message": str(self.new.id),
            "audience": self.new.audience.value,
            **self.facts,
        }
        if self.files:
            data["files"] = [str(file.id) for file in self.files]
        return Event(MESSAGE, self.new.received_at, self.author, version, data)


SAID = """filed AS (
  INSERT INTO message_file (file_id, message_id, case_id, place)
  SELECT f.id, f.message, h.id, f.place
    FROM head h, jsonb_to_recordset(%(files)s::jsonb) AS f(id uuid, message uuid, place smallint)
), said AS (
  INSERT INTO message (id, case_id, version, author_role, author_ref, author_name, audience, text, salt, language,
                       cards, received_at, created_at)
  SELECT m.id, h.id, m.version, m.role, m.ref, m.name, m.audience, m.text, decode(m.salt, 'hex'), m.language,
         m.cards, m.at, clock_timestamp()
    FROM head h, jsonb_to_recordset(%(messages)s::jsonb) AS m(id uuid, version int, role text, ref text, name text,
         audience text, text text, salt text, language text, cards jsonb, at timestamptz)
), seen AS (
  INSERT INTO read_mark (case_id, person_id, seq)
  SELECT h.id, %(reader)s, CASE %(side)s WHEN 'buyer' THEN h.buyer_seq WHEN 'seller' THEN h.seller_seq
                                         ELSE h.staff_seq END
    FROM head h WHERE %(reader)s::uuid IS NOT NULL
  ON CONFLICT (person_id, case_id) DO UPDATE SET seq = GREATEST(read_mark.seq, EXCLUDED.seq)
)"""
"""Writes the messages of a step, their files, and how far their writer has read; ``head`` is the conversation."""

BEGUN = """pinned AS (
  INSERT INTO policy_snapshot (digest, policy_id, version, document, created_at)
  VALUES (%(pinned)s, %(policy_id)s, %(policy_version)s, %(pinned_document)s, %(at)s)
  ON CONFLICT (digest) DO NOTHING
), contact AS (
  INSERT INTO contact (id, address, name, language, verified_at, created_at)
  SELECT w.id, w.address, w.name, w.language, w.verified_at, %(at)s
    FROM jsonb_to_recordset(%(contacts)s::jsonb) AS w(id uuid, address text, name text, language text,
         verified_at timestamptz)
), head AS (
  INSERT INTO conversation (id, reference, kind, subject, buyer_id, shop_id, contact_id, version, place, buyer_seq,
                            seller_seq, staff_seq, chain_head, closed_to_messages, created_at, changed_at)
  VALUES (%(case_id)s, %(reference)s, %(kind)s, %(subject)s, %(customer_id)s, %(shop_id)s, %(contact_id)s, %(version)s,
          %(place)s, %(to_buyer)s, %(to_seller)s, %(to_staff)s, %(head)s, true, %(at)s, %(at)s)
  RETURNING id, buyer_seq, seller_seq, staff_seq
)"""
"""Makes the head of a conversation that is closed to messages which come alone; given by ``Begun.parameters``."""

MOVED = """head AS (
  UPDATE conversation
     SET version = %(version)s, place = %(place)s, chain_head = %(head)s, changed_at = %(at)s,
         buyer_seq = buyer_seq + %(to_buyer)s, seller_seq = seller_seq + %(to_seller)s,
         staff_seq = staff_seq + %(to_staff)s
   WHERE id = %(case_id)s AND version = %(seen_version)s AND place = %(seen_place)s
  RETURNING id, buyer_seq, seller_seq, staff_seq
)"""
"""Moves one on, if it still is where it was read; given by ``moved``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A conversation that is made: whose it is (``customer_id``, ``shop_id`` or ``contact``) and its subject.

    ``pinned`` is the policy that says how long it is kept.
    """

    case_id: UUID
    reference: str
    subject: str
    customer_id: UUID | None
    shop_id: UUID | None
    pinned: Pinned
    contact: Contact | None = None

    def parameters(self, kind: str, *, at: datetime) -> dict[str, Any]:
        """The parameters of ``BEGUN`` that are not those of a step."""
        return {
            "at": at,
            "kind": kind,
            "case_id": self.case_id,
            "reference": self.reference,
            "subject": self.subject,
            "customer_id": self.customer_id,
            "shop_id": self.shop_id,
            "contact_id": self.contact.id if self.contact else None,
            "contacts": sql.jsonb([_contact(self.contact)] if self.contact else []),
            "pinned": self.pinned.digest,
            "policy_id": self.pinned.policy.policy.id,
            "policy_version": self.pinned.policy.policy.version,
            "pinned_document": sql.jsonb(self.pinned.document),
        }


def moved(case_id: UUID, chain: Chain, *, at: datetime) -> dict[str, Any]:
    """The parameters of ``MOVED`` that are not those of a step, for a conversation read at this place."""
    return {"at": at, "case_id": case_id, "seen_version": chain.version, "seen_place": chain.place}


def writing(
    message: Message | None,
    *,
    shop_id: UUID | None,
    type_of: Callable[[str], str],
    received_at: datetime,
    hidden: Mapping[str, Sequence[str]] | None = None,
) -> Writing:
    """How a step is written down with its message. ``hidden`` are the kinds that only some sides hear of."""
    sides = ("buyer", "staff") if shop_id is None else ("seller", "staff")
    heard = dict(hidden or {})
    digests = {}
    if message is not None:
        heard[MESSAGE] = [side for side in SIDES[message.new.audience] if side in sides]
        digests[MESSAGE] = _sealed(message)
    return Writing(
        received_at=received_at,
        new_id=new_id,
        change_of=dict,
        seals={},
        type_of=type_of,
        sides=sides,
        sides_of=heard,
        digests=digests,
    )


def given(rows: EventRows, message: Message | None) -> dict[str, Any]:
    """The parameters of a step and its message, for ``SAID``, ``HAPPENED`` and the head."""
    heard = SIDES[message.new.audience] if message else ()
    return {
        "version": rows.end.version,
        "place": rows.end.place,
        "head": rows.end.head,
        "events": sql.jsonb(rows.events),
        "texts": sql.jsonb(rows.texts),
        "messages": sql.jsonb([_message(message, rows)] if message else []),
        "files": sql.jsonb(
            [
                {"id": str(file.id), "message": str(message.new.id), "place": place}
                for place, file in enumerate(message.files)
            ]
            if message
            else []
        ),
        "reader": message.reader if message else None,
        "side": message.author.role.value if message else "",
        "to_buyer": int("buyer" in heard),
        "to_seller": int("seller" in heard),
        "to_staff": int(message is not None),
    }


def _sealed(message: Message) -> dict[str, str]:
    """Digests of the text, of the hash of each file and of the cards, under one salt: erasing it frees all of them."""
    salt = message.new.salt
    files = {seal_of(file.id): text_digest(file.sha256.hex(), salt=salt) for file in message.files}
    cards = {CARDS: cards_digest(as_documents(message.new.cards), salt=salt)} if message.new.cards else {}
    return {"text": text_digest(message.new.text, salt=salt), **files, **cards}


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
        "cards": as_documents(message.new.cards),
        "at": codec.instant_text(message.new.received_at),
    }


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "id": str(contact.id),
        "address": contact.address,
        "name": contact.name,
        "language": contact.language,
        "verified_at": codec.instant_text(contact.verified_at) if contact.verified_at else None,
    }
