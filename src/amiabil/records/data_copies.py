"""Which copies of their data did people ask for, and what is held of a person besides orders and cases?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.terms import Role
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.file_upkeep import KeptBytes
from amiabil.records.new_id import new_id
from amiabil.records.scope import customer_of

ASKED, READY, GONE = "asked", "ready", "gone"

EXPORT = "export"
"""The kind of its stored file."""

TRIES = 5
"""After so many a copy that cannot be made is given up, and can be asked for anew."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of a person's data; ``ends_at`` is when a ready one is removed, ``size`` in bytes."""

    id: UUID
    customer_id: UUID
    state: str
    language: str
    asked_at: datetime
    ready_at: datetime | None
    ends_at: datetime | None
    size: int


_COLUMNS = "k.id, k.customer_id, k.state, k.language, k.asked_at, k.ready_at, k.ends_at, k.size"

_ASK = f"""
INSERT INTO data_copy AS k (id, customer_id, state, role, language, asked_by, asked_at, size, tries)
SELECT %(id)s, c.id, 'asked', %(role)s, %(language)s, %(by)s, %(at)s, 0, 0
  FROM customer c WHERE c.id = %(person)s AND c.erased_at IS NULL
ON CONFLICT (customer_id) WHERE state = 'asked' DO NOTHING
RETURNING {_COLUMNS}
"""

_LAST = f"""
SELECT {_COLUMNS} FROM data_copy k WHERE k.customer_id = %(person)s AND k.state <> 'gone'
 ORDER BY k.asked_at DESC, k.id DESC LIMIT 1
"""

_MADE = f"""
SELECT {_COLUMNS} FROM data_copy k
 WHERE k.id = %(id)s AND k.customer_id = %(person)s AND k.state = 'ready' AND k.ends_at > %(at)s
"""

_NEXT = f"""
UPDATE data_copy k SET tries = k.tries + 1
 WHERE k.id = (SELECT id FROM data_copy WHERE state = 'asked' ORDER BY tries, asked_at LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING {_COLUMNS}, k.tries
"""

_READY = """
UPDATE data_copy SET state = 'ready', ready_at = %(at)s, ends_at = %(ends)s, size = %(size)s
 WHERE id = %(id)s AND state = 'asked'
"""

_END = """
WITH over AS (
  SELECT id FROM data_copy WHERE state = 'ready' AND ends_at <= %(at)s
), ended AS (
  UPDATE data_copy SET state = 'gone' WHERE id IN (SELECT id FROM over)
)
UPDATE stored_file f SET erased_at = %(at)s, erased_why = 'copy_over', name = ''
 WHERE f.id IN (SELECT id FROM over) AND f.erased_at IS NULL RETURNING f.kind, f.owner_id, f.id, f.variants
"""

_PERSON = """
SELECT c.id, c.issuer, c.subject, c.name, c.email, c.email_verified, c.language, c.zone, c.language_chosen,
       c.zone_chosen, c.mails_off, c.created_at,
       (SELECT f.created_at FROM calendar_feed f WHERE f.customer_id = c.id) AS calendar_since,
       (SELECT jsonb_agg(jsonb_build_object('role', s.role, 'from', s.created_at, 'last_seen', s.seen_at)
                         ORDER BY s.created_at) FROM customer_session s WHERE s.customer_id = c.id) AS sign_ins,
       (SELECT jsonb_agg(jsonb_build_object('shop', s.ref, 'name', s.name, 'rights', m.rights,
                                            'settle_limit', m.settle_limit,
                                            'administrator', m.administrator) ORDER BY s.ref)
          FROM shop_member m JOIN shop s ON s.id = m.shop_id WHERE m.customer_id = c.id) AS shops,
       (SELECT jsonb_agg(jsonb_build_object('order', o.ref, 'answers', d.body, 'changed_at', d.changed_at)
                         ORDER BY d.changed_at)
          FROM dispute_draft d JOIN "order" o ON o.id = d.order_id
         WHERE d.customer_id = c.id AND d.case_id IS NULL) AS drafts,
       (SELECT jsonb_agg(jsonb_build_object('asked_at', q.asked_at, 'state', q.state, 'ended_at', q.ended_at)
                         ORDER BY q.asked_at) FROM erasure_request q WHERE q.customer_id = c.id) AS erasures
  FROM customer c WHERE c.id = %(person)s AND c.erased_at IS NULL
"""

_CASES = """
SELECT c.id, c.reference, c.kind FROM conversation c
 WHERE c.buyer_id = %(person)s AND c.id > %(after)s ORDER BY c.id LIMIT 100
"""

_NOTICES = """
SELECT n.id, c.reference, n.role, n.key, n.created_at, n.read_at, d.address, d.state, d.sent_at
  FROM notice n JOIN conversation c ON c.id = n.case_id
  LEFT JOIN delivery d ON d.notice_id = n.id AND d.channel = 'mail'
 WHERE n.person_id = %(person)s AND (n.created_at, n.id) < (%(at)s::timestamptz, %(after)s::uuid)
 ORDER BY n.created_at DESC, n.id DESC LIMIT 500
"""

_FOR_SHOPS = """
SELECT m.id, c.reference, m.text, m.received_at FROM message m JOIN conversation c ON c.id = m.case_id
 WHERE m.author_role IN ('seller', 'administrator') AND m.author_ref = %(subject)s
   AND m.erased_at IS NULL AND m.id > %(after)s
   AND c.shop_id IN (SELECT s.shop_id FROM shop_member s WHERE s.customer_id = %(person)s)
 ORDER BY m.id LIMIT 500
"""


def ask(viewer: Viewer, *, at: datetime, by: str) -> Copy | None:
    """Keep the wish of the customer for a copy; None when one is being made. Raises ``NotFound`` for a pseudonym."""
    person = customer_of(viewer)
    given = {"id": new_id(), "person": person, "role": str(viewer.role), "by": by[:80], "at": at}
    made = sql.row(_ASK, {**given, "language": viewer.language})
    if made is not None:
        return Copy(**made._asdict())
    if last_copy(viewer) is None:
        raise NotFound
    return None


def last_copy(viewer: Viewer) -> Copy | None:
    """The last copy of the customer who asks that is not gone. Raises ``NotFound`` for anybody who is no customer."""
    found = sql.row(_LAST, {"person": customer_of(viewer)})
    return Copy(**found._asdict()) if found is not None else None


def made_copy(viewer: Viewer, copy_id: UUID, *, at: datetime) -> Copy:
    """A copy of the customer who asks, ready to be fetched. Raises ``NotFound`` for any other."""
    found = sql.row(_MADE, {"id": copy_id, "person": customer_of(viewer), "at": at})
    if found is None:
        raise NotFound
    return Copy(**found._asdict())


def next_asked() -> tuple[Copy, int] | None:
    """The copy to be made now, with how often it was tried, this time too; None when there is none."""
    found = sql.row(_NEXT, {})
    if found is None:
        return None
    facts = found._asdict()
    tries: int = facts.pop("tries")
    return Copy(**facts), tries


def mark_ready(copy: Copy, *, size: int, at: datetime, ends_at: datetime) -> bool:
    """The bytes are there; False when the person was erased meanwhile."""
    return bool(sql.run(_READY, {"id": copy.id, "size": size, "at": at, "ends": ends_at}))


def give_up(copy: Copy) -> None:
    """It cannot be made; the person can ask anew."""
    sql.run("UPDATE data_copy SET state = 'gone' WHERE id = %(id)s AND state = 'asked'", {"id": copy.id})


def end_old(*, at: datetime) -> list[KeptBytes]:
    """End the copies whose days are over; the bytes that now go. One statement."""
    return [
        KeptBytes(one.kind, one.owner_id, one.id, tuple(one.variants)) for one in sql.rows(_END, {"at": at})
    ]


def person_of(copy: Copy) -> Viewer:
    """The person a copy is for, as the buyer they are to their cases. Raises ``NotFound`` for a pseudonym."""
    found = sql.row(_PERSON, {"person": copy.customer_id})
    if found is None:
        raise NotFound
    return _buyer(found, copy.language)


def person_called(viewer: Viewer, subject: str, *, issuer: str) -> Viewer:
    """The person the marketplace calls so. Raises ``NotFound`` and what ``demand`` raises for ``ANSWER_FOR_PERSON``."""
    demand(viewer, Act.ANSWER_FOR_PERSON)
    found = sql.row(
        "SELECT id, subject, name, language, zone FROM customer"
        " WHERE issuer = %(issuer)s AND subject = %(subject)s AND erased_at IS NULL",
        {"issuer": issuer, "subject": subject},
    )
    if found is None:
        raise NotFound
    return _buyer(found, found.language)


def _buyer(found: Any, language: str) -> Viewer:
    return Viewer(
        role=Role.BUYER,
        person_id=found.id,
        ref=found.subject,
        name=found.name,
        language=language or found.language or "ro",
        zone=found.zone or None,
    )


def profile(viewer: Viewer) -> dict[str, Any]:
    """What is held of the person themself. One statement. Raises ``NotFound``."""
    found = sql.row(_PERSON, {"person": customer_of(viewer)})
    if found is None:
        raise NotFound
    facts: dict[str, Any] = found._asdict()
    facts.pop("id")
    return facts


def complaints(viewer: Viewer) -> dict[str, Any]:
    """How the person's complaints ended within a year, as it is counted for the staff; empty where nothing is.

    What was done about it are measures, which are among the cases. One statement. Raises ``NotFound``.
    """
    found = sql.row(
        "SELECT filed, upheld, unfounded, counted_at FROM complainant WHERE customer_id = %(person)s",
        {"person": customer_of(viewer)},
    )
    return {} if found is None else found._asdict()


def cases(viewer: Viewer) -> Iterator[tuple[UUID, str, str]]:
    """Id, reference and kind of every case the person is in as a buyer, the oldest first; a hundred a statement."""
    after = UUID(int=0)
    while found := sql.rows(_CASES, {"person": customer_of(viewer), "after": after}):
        yield from ((one.id, one.reference, one.kind) for one in found)
        after = found[-1].id


def notices(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """What the person was told and mailed, the newest first; five hundred a statement."""
    at, after = "9999-12-31T00:00:00+00:00", str(UUID(int=2**128 - 1))
    while found := sql.rows(_NOTICES, {"person": customer_of(viewer), "at": at, "after": after}):
        for one in found:
            facts = one._asdict()
            facts.pop("id")
            yield facts
        at, after = found[-1].created_at.isoformat(), str(found[-1].id)


def written_for_shops(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """What the person wrote for their shops, by id; five hundred a statement."""
    after = UUID(int=0)
    given = {"person": customer_of(viewer), "subject": viewer.ref}
    while found := sql.rows(_FOR_SHOPS, {**given, "after": after}):
        for one in found:
            yield {"case": one.reference, "at": one.received_at, "text": one.text}
        after = found[-1].id
