"""Where did all chains end when a day was sealed? Heads as of a number of the stream, and what was signed of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from amiabil.records import sql

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Heads:
    """The ends of all chains: how many cases, and SHA-256 over id, place and link of each, in order of the ids."""

    cases: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Sealed:
    """One day's seal as it is stored; ``stream_seq`` is the last event it covers."""

    day: date
    stream_seq: int
    heads: Heads
    key: bytes
    signature: bytes


_HEADS = """
SELECT DISTINCT ON (e.case_id) e.case_id, e.version, e.place, e.link
  FROM published p JOIN event e ON e.id = p.event_id
 WHERE p.stream_seq <= %(seq)s
 ORDER BY e.case_id, e.version DESC, e.place DESC
"""


def heads_at(stream_seq: int) -> Heads:
    """The ends of all chains after this event: the same for ever, for events are never changed or renumbered."""
    found, cases = hashlib.sha256(), 0
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, {"seq": stream_seq})
        while batch := cursor.fetchmany(BATCH):
            for case_id, version, place, link in batch:
                found.update(
                    case_id.bytes + version.to_bytes(4, "big") + place.to_bytes(2, "big") + bytes(link)
                )
                cases += 1
    return Heads(cases, found.digest())


def keep(seal: Sealed, *, at: datetime) -> bool:
    """Keep the seal of a day; False when the day is sealed already."""
    return bool(
        sql.run(
            "INSERT INTO chain_seal (day, stream_seq, cases, heads, key, signature, created_at)"
            " VALUES (%(day)s, %(seq)s, %(cases)s, %(heads)s, %(key)s, %(signature)s, %(at)s) ON CONFLICT DO NOTHING",
            {
                "day": seal.day,
                "seq": seal.stream_seq,
                "cases": seal.heads.cases,
                "heads": seal.heads.digest,
                "key": seal.key,
                "signature": seal.signature,
                "at": at,
            },
        )
    )


def sealed_days() -> list[Sealed]:
    """Every seal, the oldest first."""
    found = sql.rows("SELECT day, stream_seq, cases, heads, key, signature FROM chain_seal ORDER BY day", {})
    return [
        Sealed(
            one.day, one.stream_seq, Heads(one.cases, bytes(one.heads)), bytes(one.key), bytes(one.signature)
        )
        for one in found
    ]
