"""How do the events of a step become rows: typed, placed, linked, their texts kept apart?"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain import event_names
from amiabil.domain.chain import SALT_BYTES, Envelope, digest, instant, link, text_digest
from amiabil.domain.disputes.model import Event
from amiabil.records import sql

HAPPENED = """happened AS (
  INSERT INTO event (id, case_id, version, place, type, at, actor_role, actor_ref, sides, data, change, texts,
                     digest, link, received_at)
  SELECT e.id, h.id, e.version, e.place, e.type, e.at, e.actor_role, e.actor_ref, e.sides, e.data, e.change,
         e.texts, decode(e.digest, 'hex'), decode(e.link, 'hex'), e.received_at
    FROM head h, jsonb_to_recordset(%(events)s::jsonb) AS e(id uuid, version int, place smallint, type text,
         at timestamptz, actor_role text, actor_ref text, sides text[], data jsonb, change jsonb, texts jsonb,
         digest text, link text, received_at timestamptz)
), told AS (
  INSERT INTO outbox (event_id, case_id, created_at)
  SELECT e.id, h.id, clock_timestamp() FROM head h, jsonb_to_recordset(%(events)s::jsonb) AS e(id uuid)
), written AS (
  INSERT INTO event_text (event_id, case_id, name, text, salt)
  SELECT t.event_id, h.id, t.name, t.text, decode(t.salt, 'hex')
    FROM head h, jsonb_to_recordset(%(texts)s::jsonb) AS t(event_id uuid, name text, text text, salt text)
)"""
"""Parts of a statement that write the events of a step, tell the relay of them and keep their texts; ``head`` is the
conversation, ``events`` and ``texts`` are those of ``EventRows``."""

EVERYBODY = ("buyer", "seller", "staff")


@dataclass(frozen=True, slots=True)
class Chain:
    """Where a chain ends: the last version and place, and the head."""

    version: int
    place: int
    head: bytes


@dataclass(frozen=True, slots=True)
class EventRows:
    """Rows for ``event`` and ``event_text`` (JSON ready, bytes as hex) and where the chain ends after them."""

    events: list[dict[str, Any]]
    texts: list[dict[str, Any]]
    end: Chain


@dataclass(frozen=True, slots=True)
class Writing:
    """How the events of a step are written down.

    ``change_of`` gives the form in which a change is kept. ``seals`` are the digests of items of evidence that come
    with the step: its last event that changes something carries them. ``type_of`` gives the stored name of a kind,
    ``sides`` are those who may hear of it, ``sides_of`` those of one kind where they differ. ``digests`` are those of
    texts kept elsewhere, by the kind of the event that tells of them.
    """

    received_at: datetime
    new_id: Callable[[], UUID]
    change_of: Callable[[Mapping[str, Any]], dict[str, Any]]
    seals: Mapping[str, str]
    type_of: Callable[[str], str] = event_names.of_dispute
    sides: Sequence[str] = EVERYBODY
    sides_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    digests: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def _placed(change: dict[str, Any], version: int) -> dict[str, Any]:
    """The change with the version it led to: messages, which change no document, may have moved the case on before."""
    return {**change, "version": version} if change else change


def rows_of(events: Sequence[Event], chain: Chain, writing: Writing) -> EventRows:
    """The rows of these events after ``chain``."""
    built, texts = [], []
    listing = next((event for event in reversed(events) if event.change), None)
    for event in events:
        salts = {name: os.urandom(SALT_BYTES) for name in event.texts}
        digests = {name: text_digest(event.texts[name], salt=salt) for name, salt in salts.items()}
        digests |= writing.digests.get(event.kind, {})
        if event is listing:
            digests |= writing.seals
        envelope = Envelope(
            writing.new_id(),
            writing.type_of(event.kind),
            event.at,
            event.actor.role,
            event.actor.ref,
            event.data,
            digests,
            _placed(writing.change_of(event.change), event.version),
        )
        proof = digest(envelope)
        chain = _next(chain, event.version, proof)
        sides = writing.sides_of.get(event.kind, writing.sides)
        built.append(_row(envelope, proof, chain, sides=sides, received_at=writing.received_at))
        texts += [
            {"event_id": str(envelope.id), "name": name, "text": event.texts[name], "salt": salt.hex()}
            for name, salt in salts.items()
        ]
    return EventRows(built, texts, chain)


def _next(chain: Chain, version: int, event: bytes) -> Chain:
    place = chain.place + 1 if version == chain.version else 0
    return Chain(version, place, link(chain.head, version=version, place=place, event=event))


def _row(
    envelope: Envelope, proof: bytes, chain: Chain, *, sides: Sequence[str], received_at: datetime
) -> dict[str, Any]:
    return {
        "id": str(envelope.id),
        "version": chain.version,
        "place": chain.place,
        "type": envelope.type,
        "at": instant(envelope.at),
        "actor_role": envelope.actor_role,
        "actor_ref": envelope.actor_ref,
        "sides": list(sides),
        "data": envelope.data,
        "change": envelope.change,
        "texts": envelope.texts,
        "digest": proof.hex(),
        "link": chain.head.hex(),
        "received_at": instant(received_at),
    }


def event_of(case_id: UUID, event_id: UUID, *, actor_ref: str) -> bool:
    """Whether this case has an event of this id by this actor: what a repeated act finds."""
    return (
        sql.row(
            "SELECT 1 AS found FROM event WHERE id = %(id)s AND case_id = %(case)s AND actor_ref = %(actor)s",
            {"id": event_id, "case": case_id, "actor": actor_ref},
        )
        is not None
    )
