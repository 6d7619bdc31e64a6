"""Who has asked to be erased, how far is it, and what goes when nothing keeps it any more?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.notices import Topic
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.file_upkeep import KeptBytes
from amiabil.records.mail_upkeep import BLANK
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page
from amiabil.records.scope import customer_of

WAITING, DONE, TAKEN_BACK = "waiting", "done", "taken_back"


@dataclass(frozen=True, slots=True)
class Request:
    """A request; ``kept_until`` is the day last told, None while none can be named or none is needed."""

    id: UUID
    customer_id: UUID
    state: str
    asked_by: str
    asked_at: datetime
    kept_until: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ListedRequest:
    """A request in the list of the staff; ``name`` and ``subject`` are those of the row, a pseudonym once it is done.

    ``is_told`` whether a mail about this state has gone out.
    """

    request: Request
    name: str
    subject: str
    cases: int
    is_told: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail about a request that is ours to try now; ``tries`` counts this one."""

    request: Request
    address: str
    language: str
    tries: int


@dataclass(frozen=True, slots=True)
class Held:
    """How much of a person there is besides their cases."""

    orders: int
    drafts: int
    is_member: bool


_COLUMNS = "q.id, q.customer_id, q.state, q.asked_by, q.asked_at, q.kept_until, q.ended_at"

_LAST = f"""
SELECT {_COLUMNS} FROM erasure_request q WHERE q.customer_id = %(person)s AND q.state <> 'taken_back'
 ORDER BY q.asked_at DESC, q.id DESC LIMIT 1
"""

_HELD = """
SELECT (SELECT count(*) FROM "order" o WHERE o.buyer_id = %(person)s) AS orders,
       (SELECT count(*) FROM dispute_draft d WHERE d.customer_id = %(person)s AND d.case_id IS NULL) AS drafts,
       EXISTS (SELECT 1 FROM shop_member m WHERE m.customer_id = %(person)s) AS is_member
"""

_ASK = f"""
INSERT INTO erasure_request AS q (id, customer_id, state, asked_by, asked_at, kept_until, told, address, language,
                                  tries, next_try_at)
SELECT %(id)s, c.id, 'waiting', %(by)s, %(at)s, %(until)s, '', c.email, %(language)s, 0,
       CASE WHEN c.email <> '' THEN clock_timestamp() END
  FROM customer c WHERE c.id = %(person)s
RETURNING {_COLUMNS}
"""

_LESS = """
WITH feed AS (SELECT id FROM calendar_feed WHERE customer_id = %(person)s),
entries AS (DELETE FROM calendar_entry WHERE feed_id IN (SELECT id FROM feed)),
feeds AS (DELETE FROM calendar_feed WHERE id IN (SELECT id FROM feed)),
begun AS (DELETE FROM dispute_draft WHERE customer_id = %(person)s AND case_id IS NULL)
UPDATE customer SET mails_off = %(topics)s::varchar[] WHERE id = %(person)s
"""

_TAKE_BACK = """
UPDATE erasure_request SET state = 'taken_back', ended_at = %(at)s, address = '', next_try_at = NULL
 WHERE customer_id = %(person)s AND state = 'waiting'
"""

_FREE = """
SELECT q.id FROM erasure_request q
 WHERE q.state = 'waiting' AND q.id > %(after)s
   AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.buyer_id = q.customer_id AND c.erased_at IS NULL)
 ORDER BY q.id LIMIT %(limit)s
"""

_IDLE = """
SELECT p.id FROM customer p
 WHERE p.id > %(after)s AND p.erased_at IS NULL AND p.created_at < %(before)s
   AND NOT EXISTS (SELECT 1 FROM conversation c WHERE c.buyer_id = p.id AND c.erased_at IS NULL)
   AND NOT EXISTS (SELECT 1 FROM "order" o WHERE o.buyer_id = p.id AND greatest(o.paid_at, o.updated_at) >= %(before)s)
   AND NOT EXISTS (SELECT 1 FROM customer_session s WHERE s.customer_id = p.id)
   AND NOT EXISTS (SELECT 1 FROM shop_member m WHERE m.customer_id = p.id)
   AND NOT EXISTS (SELECT 1 FROM erasure_request q WHERE q.customer_id = p.id AND q.state = 'waiting')
   {more}
 ORDER BY p.id LIMIT %(limit)s
"""

_WAITING = f"""
SELECT {_COLUMNS} FROM erasure_request q WHERE q.state = 'waiting' AND q.id > %(after)s ORDER BY q.id LIMIT %(limit)s
"""

_LISTED = f"""
SELECT {_COLUMNS}, p.name, p.subject, q.told = q.state AS is_told,
       (SELECT count(*) FROM conversation c WHERE c.buyer_id = p.id AND c.erased_at IS NULL) AS cases
  FROM erasure_request q JOIN customer p ON p.id = q.customer_id
 WHERE q.state = %(state)s AND (q.asked_at, q.id) < (%(at)s::timestamptz, %(last)s::uuid)
 ORDER BY q.asked_at DESC, q.id DESC LIMIT %(limit)s
"""

_FORGET = """
WITH feed AS (
  SELECT id FROM calendar_feed WHERE customer_id = %(person)s
), files AS (
  SELECT f.id FROM stored_file f
   WHERE f.kind = 'export' AND f.owner_id = %(person)s AND f.erased_at IS NULL
   UNION
  SELECT f.id FROM upload u JOIN stored_file f ON f.id = u.file_id
   WHERE u.person_id = %(person)s AND f.erased_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM evidence_item i WHERE i.file_id = f.id)
     AND NOT EXISTS (SELECT 1 FROM message_file x WHERE x.file_id = f.id)
), waiting_mails AS (
  SELECT i.id FROM incoming_mail i JOIN customer p ON p.id = %(person)s AND p.email <> ''
   WHERE i.author = lower(p.email) AND i.case_id IS NULL AND i.erased_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM customer o WHERE lower(o.email) = lower(p.email) AND o.id <> p.id)
     AND NOT EXISTS (SELECT 1 FROM legal_hold h JOIN conversation c ON c.id = h.case_id
                      WHERE h.lifted_at IS NULL AND c.reference = i.meant)
), read_mails AS (
  UPDATE incoming_mail SET {blank} WHERE id IN (SELECT id FROM waiting_mails)
), gone AS (
  UPDATE stored_file f SET erased_at = %(at)s, erased_why = 'erasure', name = ''
   WHERE f.id IN (SELECT id FROM files UNION SELECT id FROM waiting_mails) AND f.erased_at IS NULL
  RETURNING f.kind, f.owner_id, f.id, f.variants
), copies AS (
  UPDATE data_copy SET state = 'gone' WHERE customer_id = %(person)s
), entries AS (
  DELETE FROM calendar_entry WHERE feed_id IN (SELECT id FROM feed)
), feeds AS (
  DELETE FROM calendar_feed WHERE id IN (SELECT id FROM feed)
), uploads AS (
  DELETE FROM upload WHERE person_id = %(person)s
), begun AS (
  DELETE FROM dispute_draft WHERE customer_id = %(person)s
), told AS (
  SELECT id FROM notice WHERE person_id = %(person)s
), mails AS (
  DELETE FROM delivery WHERE notice_id IN (SELECT id FROM told)
), notices AS (
  DELETE FROM notice WHERE id IN (SELECT id FROM told)
), marks AS (
  DELETE FROM read_mark WHERE person_id = %(person)s
), browsers AS (
  DELETE FROM customer_session WHERE customer_id = %(person)s
), shops AS (
  SELECT shop_id FROM shop_member WHERE customer_id = %(person)s
), spoke AS (
  UPDATE message m SET author_name = ''
   WHERE m.author_role IN ('seller', 'administrator')
     AND m.author_ref = (SELECT subject FROM customer WHERE id = %(person)s)
     AND m.case_id IN (SELECT c.id FROM conversation c WHERE c.shop_id IN (SELECT shop_id FROM shops))
), looked AS (
  DELETE FROM complainant_step WHERE complainant_id = %(person)s
), figures AS (
  DELETE FROM complainant WHERE id = %(person)s
), members AS (
  DELETE FROM shop_member WHERE customer_id = %(person)s
), person AS (
  UPDATE customer SET issuer = '', subject = 'erased-' || replace(id::text, '-', ''), name = '', email = '',
         email_verified = false, vip = false, language = '', zone = '', language_chosen = false, zone_chosen = false,
         mails_off = '{}', erased_at = %(at)s
   WHERE id = %(person)s
), request AS (
  UPDATE erasure_request SET state = 'done',
         asked_by = CASE WHEN asked_by LIKE 'key:%%' THEN asked_by ELSE '' END, ended_at = %(at)s,
         kept_until = NULL, tries = 0,
         next_try_at = CASE WHEN address <> '' THEN clock_timestamp() END
   WHERE customer_id = %(person)s AND state = 'waiting'
)
SELECT kind, owner_id, id, variants FROM gone
""".replace("{blank}", BLANK)
"""What a shop's member wrote for the shop stays the shop's until its case is erased; their name under it goes now."""

_CLAIM = f"""
WITH mine AS (
  SELECT id FROM erasure_request WHERE next_try_at <= clock_timestamp()
   ORDER BY next_try_at LIMIT 1 FOR UPDATE SKIP LOCKED
)
UPDATE erasure_request q SET tries = q.tries + 1, next_try_at = clock_timestamp() + %(lease)s
  FROM mine WHERE q.id = mine.id
RETURNING {_COLUMNS}, q.address, q.language, q.tries
"""

_TOLD = """
UPDATE erasure_request SET told = state, tries = 0, next_try_at = NULL,
       address = CASE WHEN state = 'done' THEN '' ELSE address END
 WHERE id = %(id)s AND state = %(state)s
"""

_NOT_TOLD = """
UPDATE erasure_request SET next_try_at = clock_timestamp() + %(again)s::interval,
       address = CASE WHEN %(again)s::interval IS NULL AND state = 'done' THEN '' ELSE address END
 WHERE id = %(id)s
"""


def last_request(viewer: Viewer) -> Request | None:
    """The last request of the customer who asks that was not taken back. Raises ``NotFound``."""
    found = sql.row(_LAST, {"person": customer_of(viewer)})
    return _request(found) if found is not None else None


def held(viewer: Viewer) -> Held:
    """What there is of the customer who asks besides their cases. Raises ``NotFound``."""
    found = sql.row(_HELD, {"person": customer_of(viewer)})
    assert found is not None  # noqa: S101 - counts always come
    return Held(found.orders, found.drafts, found.is_member)


def lock_person(viewer: Viewer) -> bool:
    """Let nobody open a case for the customer who asks until the transaction ends; False for a pseudonym."""
    return bool(
        sql.rows(
            "SELECT 1 FROM customer WHERE id = %(person)s AND erased_at IS NULL FOR UPDATE",
            {"person": customer_of(viewer)},
        )
    )


def ask(viewer: Viewer, *, at: datetime, by: str, until: datetime | None) -> Request:
    """Keep a new request of the customer, and remove at once what nothing keeps: drafts, the calendar's address.

    Mails that no right hangs on end too. Two statements, after ``lock_person``.
    """
    person = customer_of(viewer)
    given = {"id": new_id(), "person": person, "by": by[:80], "at": at, "until": until}
    made = sql.row(_ASK, {**given, "language": viewer.language})
    sql.run(_LESS, {"person": person, "topics": sorted(topic.value for topic in Topic)})
    if made is None:
        raise NotFound
    return _request(made)


def take_back(viewer: Viewer, *, at: datetime) -> bool:
    """End a request that still waits; False when none does."""
    return bool(sql.run(_TAKE_BACK, {"person": customer_of(viewer), "at": at}))


def free(*, after: UUID, limit: int) -> list[UUID]:
    """Requests of people of whom no case is left, by id from ``after`` on: the daily job carries them out."""
    return [one.id for one in sql.rows(_FREE, {"after": after, "limit": limit})]


def idle(*, before: datetime, after: UUID, limit: int) -> list[UUID]:
    """People nothing has been heard of since before an instant and of whom no case is left, by id: the daily job."""
    found = sql.rows(_IDLE.format(more=""), {"before": before, "after": after, "limit": limit})
    return [one.id for one in found]


def lock_idle(customer_id: UUID, *, before: datetime) -> bool:
    """Whether that still holds of one of them, who is then locked. Two statements, as cases are opened meanwhile."""
    if not sql.rows("SELECT 1 FROM customer WHERE id = %(id)s FOR UPDATE", {"id": customer_id}):
        return False
    given = {"before": before, "after": UUID(int=0), "limit": 1, "id": customer_id}
    return bool(sql.rows(_IDLE.format(more="AND p.id = %(id)s"), given))


def waiting(*, after: UUID, limit: int) -> list[Request]:
    """Requests that wait, by id from ``after`` on: the daily job looks at their dates."""
    return [_request(one) for one in sql.rows(_WAITING, {"after": after, "limit": limit})]


def lock_free(request_id: UUID) -> UUID | None:
    """The person of a request that can be carried out, both locked; None when a case is there again."""
    found = sql.row(
        "SELECT p.id FROM erasure_request q JOIN customer p ON p.id = q.customer_id"
        " WHERE q.id = %(id)s AND q.state = 'waiting' FOR UPDATE OF q, p",
        {"id": request_id},
    )
    if found is None:
        return None
    left = sql.row(
        "SELECT 1 AS one FROM conversation WHERE buyer_id = %(person)s AND erased_at IS NULL LIMIT 1",
        {"person": found.id},
    )
    person: UUID = found.id
    return None if left is not None else person


def forget_person(customer_id: UUID, *, at: datetime) -> list[KeptBytes]:
    """Make a locked person a pseudonym and end their request; the bytes that now go. One statement."""
    found = sql.rows(_FORGET, {"person": customer_id, "at": at})
    return [KeptBytes(one.kind, one.owner_id, one.id, tuple(one.variants)) for one in found]


def move(request_id: UUID, *, until: datetime | None) -> None:
    """Another day than the one that was told: keep it, and tell it."""
    sql.run(
        "UPDATE erasure_request SET kept_until = %(until)s,"
        " next_try_at = CASE WHEN address <> '' THEN clock_timestamp() END"
        " WHERE id = %(id)s AND state = 'waiting'",
        {"id": request_id, "until": until},
    )


def requests(
    viewer: Viewer, state: str, *, limit: int | None = None, after: str | None = None
) -> Page[ListedRequest]:
    """Requests in a state, the newest first. Raises what ``demand`` raises for ``SEE_ERASURES``, and ``BadCursor``."""
    demand(viewer, Act.SEE_ERASURES)
    size = bounded(limit)
    place = decode(after, (datetime, UUID)) or ["9999-12-31T00:00:00+00:00", str(UUID(int=2**128 - 1))]
    found = sql.rows(_LISTED, {"state": state, "at": place[0], "last": place[1], "limit": size + 1})
    listed = [ListedRequest(_request(one), one.name, one.subject, one.cases, one.is_told) for one in found]
    return page(listed, limit=size, place=lambda one: [one.request.asked_at.isoformat(), str(one.request.id)])


def claim_letter(*, lease: timedelta) -> Letter | None:
    """A mail whose next try has come, ours for as long as ``lease``; None when there is none."""
    found = sql.row(_CLAIM, {"lease": lease})
    return Letter(_request(found), found.address, found.language, found.tries) if found is not None else None


def mark_told(letter: Letter) -> None:
    """The mail server has it; what was told meanwhile of another state stays to be told."""
    sql.run(_TOLD, {"id": letter.request.id, "state": letter.request.state})


def mark_not_told(letter: Letter, *, again_in: timedelta | None) -> None:
    """This try failed; None means that no other follows."""
    sql.run(_NOT_TOLD, {"id": letter.request.id, "again": again_in})


def _request(found: Any) -> Request:
    return Request(
        found.id,
        found.customer_id,
        found.state,
        found.asked_by,
        found.asked_at,
        found.kept_until,
        found.ended_at,
    )
