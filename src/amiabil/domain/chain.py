"""How is the record of a case proved? Links of SHA-256, each over the one before it.

Free texts, names and files enter an event only as salted digests; the salt lies beside the text, so that
erasing a text (and its salt) leaves a chain that still verifies. Source: reliability.md R4.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from amiabil.foundation.errors import Fact

SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Envelope:
    """What of an event is proved: everything but its place, which the link adds.

    ``texts`` maps the name of a free text to its salted digest (hex); ``change`` is what the event changed.
    """

    id: UUID
    type: str
    at: datetime
    actor_role: str
    actor_ref: str
    data: Mapping[str, Fact]
    texts: Mapping[str, str]
    change: Mapping[str, Fact] = field(default_factory=dict)


def canonical(value: object) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8: the same value always gives the same bytes."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode()


def instant(at: datetime) -> str:
    """An instant as it stands in the record: RFC 3339, UTC, microseconds."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def text_digest(text: str, *, salt: bytes) -> str:
    """The salted digest under which a text is part of an event."""
    return hashlib.sha256(salt + text.encode()).hexdigest()


def digest(envelope: Envelope) -> bytes:
    """SHA-256 over the canonical JSON of an event (32 bytes)."""
    return hashlib.sha256(
        canonical(
            {
                "id": str(envelope.id),
                "type": envelope.type,
                "at": instant(envelope.at),
                "actor": {"role": envelope.actor_role, "ref": envelope.actor_ref},
                "data": envelope.data,
                "texts": envelope.texts,
                "change": envelope.change,
            }
        )
    ).digest()


def first_head(case_id: UUID) -> bytes:
    """The head of a chain without events: it ties the chain to its case."""
    return hashlib.sha256(b"amiabil-case:" + case_id.bytes).digest()


def link(head: bytes, *, version: int, place: int, event: bytes) -> bytes:
    """The next head: SHA-256 of head, version (4 bytes), place (2 bytes, big endian) and event digest.

    The statement that posts a message computes the same with ``int4send`` and ``int2send``.
    """
    return hashlib.sha256(head + version.to_bytes(4, "big") + place.to_bytes(2, "big") + event).digest()


@dataclass(frozen=True, slots=True)
class Linked:
    """An event as it was stored, with its place and the digest and link it was stored with."""

    envelope: Envelope
    version: int
    place: int
    digest: bytes
    link: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where a chain does not hold; ``event_id`` is None when no single event is at fault.

    ``what`` is ``order``, ``content``, ``link``, ``head``, ``text``, ``state`` (the stored procedure is not what the
    events make of it), ``money`` (books that do not agree, named by ``part``) or ``evidence``: ``item`` and ``part``
    then name the item and what of it differs.
    """

    version: int
    place: int
    event_id: UUID | None
    what: str
    item: str = ""
    part: str = ""


def first_break(case_id: UUID, events: Iterable[Linked], *, head: bytes) -> Break | None:
    """Walk a chain in order; None when every event and the stored head hold.

    ``what`` of a break is ``order``, ``content``, ``link`` or ``head``.
    """
    current, last = first_head(case_id), (0, -1)
    for event in events:
        place = (event.version, event.place)
        if not _follows(last, place):
            return Break(event.version, event.place, event.envelope.id, "order")
        if digest(event.envelope) != event.digest:
            return Break(event.version, event.place, event.envelope.id, "content")
        current = link(current, version=event.version, place=event.place, event=event.digest)
        if current != event.link:
            return Break(event.version, event.place, event.envelope.id, "link")
        last = place
    return None if current == head else Break(*last, None, "head")


def _follows(last: tuple[int, int], place: tuple[int, int]) -> bool:
    """The next place of the same version, or the first place of a later one."""
    if place[0] == last[0]:
        return place[1] == last[1] + 1
    return place[0] > last[0] and place[1] == 0
