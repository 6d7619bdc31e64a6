"""Who is to be told of a step, and is the mail on its way? What the worker needs; it acts for nobody.

Waiting times are measured by the database's own clock, which no demonstration moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.mail.failures import Cause
from amiabil.domain.notices import Happened, Topic
from amiabil.domain.terms import Role
from amiabil.records import sql

CUSTOMER, SHOP, COPIED = "customer", "shop", "copied"
"""Kinds of recipients: a person, a shop nobody of which can be written to, at the address it is known by, and somebody
in copy of a request. Beside them ``contacts.CONTACT``: somebody known by an address alone, who is written to once it
has been verified, or where they wrote by mail themselves: then no receipt, and what no person has done only after one
of the staff has answered, for until then nobody has looked whether somebody else is written to in their name (S27)."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody on one side of a case; ``email`` is empty when none is known.

    ``mails_off`` are the topics they have switched off; a shop that stands for itself has chosen nothing.
    ``by_people_only``: a mail to them goes out where a person has done something, never by itself.
    """

    kind: str
    id: UUID
    role: Role
    email: str
    mails_off: frozenset[Topic] = frozenset()
    by_people_only: bool = False


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be kept; with an ``address`` it goes out by mail too, under ``message_id``.

    ``topics`` of the mail are those the reader may switch off; empty when it always comes.
    """

    id: UUID
    event_id: UUID
    case_id: UUID
    recipient: Recipient
    key: str
    facts: dict[str, Any]
    created_at: datetime
    address: str = ""
    message_id: str = ""
    topics: frozenset[Topic] = frozenset()
    reply_name: str = ""


@dataclass(frozen=True, slots=True)
class ToldOf:
    """One notice of a mail: ``delivery`` is its way, ``key`` and ``facts`` are what it tells.

    ``topics`` are those the reader may switch off; empty when it always comes.
    """

    delivery: int
    event_id: UUID
    key: str
    facts: dict[str, Any]
    created_at: datetime
    topics: frozenset[Topic] = frozenset()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is ours to try now, with every notice that goes in it, the oldest first.

    ``id`` and ``message_id`` are those of the delivery asked for, ``tries`` counts this one. ``language`` and ``zone``
    may be empty. ``reader`` is the customer who reads it, None for a shop and a contact, whose typed name no mail
    repeats; ``mails_off`` what they have switched off. ``person_id`` is whoever it is for, ``reply_name`` what their
    answers bring back, empty for none. ``is_closed``: mails to the address came back, and nobody has said since that
    it works again. ``has_account``: they can sign in; whoever is known by their address alone cannot.
    ``is_in_copy``: it goes to somebody beside the customer.
    """

    id: int
    tries: int
    address: str
    message_id: str
    case_id: UUID
    person_id: UUID
    role: Role
    told: tuple[ToldOf, ...]
    name: str
    language: str
    zone: str
    reader: UUID | None = None
    mails_off: frozenset[Topic] = frozenset()
    reply_name: str = ""
    is_closed: bool = False
    has_account: bool = True
    is_in_copy: bool = False


_EVENTS = """
SELECT id, type, actor_role, sides, data FROM event
 WHERE case_id = %(case)s AND version = %(version)s
   AND place >= COALESCE((SELECT place FROM event WHERE id = %(first)s), 0)
 ORDER BY place
"""

_RECIPIENTS = """
WITH here AS (SELECT kind, buyer_id, shop_id, contact_id FROM conversation WHERE id = %(case)s),
people AS (
  SELECT 'customer' AS kind, b.id, 'buyer' AS role, b.email, b.mails_off, false AS administrator
    FROM here JOIN customer b ON b.id = here.buyer_id
  UNION ALL
  SELECT 'customer', p.id, 'seller', p.email, p.mails_off, m.administrator
    FROM here JOIN shop_member m ON m.shop_id = here.shop_id JOIN customer p ON p.id = m.customer_id
   WHERE here.kind = 'dispute' OR NOT m.administrator
)
SELECT kind, id, role, email, mails_off, false AS by_people_only FROM people
UNION ALL
SELECT 'contact', q.id, 'buyer', CASE WHEN q.verified_at IS NULL AND t.channel <> 'email' THEN '' ELSE q.address END,
       '{}', q.verified_at IS NULL AND t.body ->> 'first_replied_at' IS NULL
  FROM here JOIN contact q ON q.id = here.contact_id JOIN ticket t ON t.case_id = %(case)s
UNION ALL
SELECT 'copied', w.id, 'buyer', w.address, '{}', true FROM person_in_copy w
 WHERE w.case_id = %(case)s AND w.removed_at IS NULL
UNION ALL
SELECT 'shop', s.id, 'seller', COALESCE(s.identity ->> 'email', ''), '{}', false
  FROM here JOIN shop s ON s.id = here.shop_id
 WHERE NOT EXISTS (SELECT 1 FROM people WHERE role = 'seller' AND email <> '' AND NOT administrator)
ORDER BY role, kind, id
"""

_TELL = """
WITH given AS (
  SELECT * FROM jsonb_to_recordset(%(notices)s::jsonb) AS n(id uuid, event_id uuid, case_id uuid, person_kind text,
         person_id uuid, role text, key text, facts jsonb, created_at timestamptz, address text, message_id text,
         topics text[], reply_name text)
), made AS (
  INSERT INTO notice (id, event_id, case_id, person_kind, person_id, role, key, facts, created_at)
  SELECT id, event_id, case_id, person_kind, person_id, role, key, facts, created_at FROM given
  ON CONFLICT (event_id, person_id, key) DO NOTHING
  RETURNING id
)
INSERT INTO delivery (notice_id, channel, address, state, tries, last_error, message_id, topics, reply_name,
                      next_try_at)
SELECT given.id, 'mail', given.address, 'waiting', 0, '', given.message_id, given.topics, given.reply_name,
       GREATEST(clock_timestamp() + %(gather)s, before.sent_at + %(apart)s)
  FROM made JOIN given USING (id)
  LEFT JOIN LATERAL (
    SELECT max(d.sent_at) AS sent_at FROM notice n JOIN delivery d ON d.notice_id = n.id
     WHERE n.person_id = given.person_id AND n.role = given.role AND n.case_id = given.case_id
       AND n.created_at BETWEEN given.created_at - %(apart)s AND given.created_at
  ) before ON true
 WHERE given.address <> ''
RETURNING id
"""

_CLAIM = """
WITH one AS (
  SELECT d.id, d.address, d.message_id, n.case_id, n.person_id, n.role, n.created_at
    FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE d.id = %(id)s
), free AS (
  SELECT d.id FROM one
    JOIN notice n ON n.person_id = one.person_id AND n.role = one.role AND n.case_id = one.case_id
     AND n.created_at BETWEEN one.created_at - %(apart)s AND one.created_at + %(apart)s
    JOIN delivery d ON d.notice_id = n.id AND d.address = one.address
   WHERE (d.id = one.id AND d.state IN ('waiting', 'failed') AND d.next_try_at <= clock_timestamp())
      OR (d.id <> one.id AND d.state = 'waiting' AND d.tries = 0)
      OR (d.id <> one.id AND d.message_id = one.message_id AND d.state IN ('waiting', 'failed')
          AND d.next_try_at <= clock_timestamp())
   ORDER BY d.id FOR UPDATE OF d
), mine AS (
  UPDATE delivery d SET tries = d.tries + 1, next_try_at = clock_timestamp() + %(lease)s,
         message_id = one.message_id
    FROM free, one WHERE d.id = free.id AND EXISTS (SELECT 1 FROM free f WHERE f.id = %(id)s)
  RETURNING d.id, d.notice_id, d.tries, d.address, d.message_id, d.topics, d.reply_name
)
SELECT m.id, m.tries, m.address, m.message_id, m.topics, n.case_id, n.event_id, n.key, n.facts, n.created_at, n.role,
       COALESCE(p.name, s.name, '') AS name, COALESCE(p.language, q.language, w.language, '') AS language,
       COALESCE(p.zone, '') AS zone, p.id AS reader, COALESCE(p.mails_off, '{}') AS mails_off, n.person_id,
       m.reply_name, n.person_kind NOT IN ('contact', 'copied') AND COALESCE(p.issuer <> 'mail', true) AS has_account,
       n.person_kind = 'copied' AS is_in_copy,
       EXISTS (SELECT 1 FROM delivery x WHERE lower(x.address) = lower(m.address) AND x.lifted_at IS NULL
                  AND x.cause IN ('address_unknown', 'mailbox_closed')) AS is_closed
  FROM mine m
  JOIN notice n ON n.id = m.notice_id
  LEFT JOIN customer p ON n.person_kind = 'customer' AND p.id = n.person_id
  LEFT JOIN shop s ON n.person_kind = 'shop' AND s.id = n.person_id
  LEFT JOIN contact q ON n.person_kind = 'contact' AND q.id = n.person_id
  LEFT JOIN person_in_copy w ON n.person_kind = 'copied' AND w.id = n.person_id
 ORDER BY n.created_at, m.id
"""
"""What goes in one mail gets one Message-ID and stays together: tried again after a crash it is the same mail."""


def events_of(case_id: UUID, version: int, *, first: UUID | None = None) -> list[Happened]:
    """The events of one step of a case, in order, from the ``first`` on; a reminder comes under an old version."""
    return [
        Happened(str(one.id), one.type, one.actor_role, tuple(one.sides), one.data)
        for one in sql.rows(_EVENTS, {"case": case_id, "version": version, "first": first})
    ]


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to a case at one instant: its version, and the first of the events."""

    version: int
    first: UUID
    at: datetime


def steps_of(case_id: UUID) -> list[Step]:
    """Every instant at which something happened to a case, the oldest first."""
    found = sql.rows(
        "SELECT DISTINCT ON (version, at) version, id, at FROM event WHERE case_id = %(case)s"
        " ORDER BY version, at, place",
        {"case": case_id},
    )
    return [Step(one.version, one.id, one.at) for one in found]


def recipients(case_id: UUID) -> list[Recipient]:
    """Everybody on the two sides of a case; a shop without anybody who can be written to stands for itself."""
    found = sql.rows(_RECIPIENTS, {"case": case_id})
    return [
        Recipient(one.kind, one.id, Role(one.role), one.email, topics_of(one.mails_off), one.by_people_only)
        for one in found
    ]


def topics_of(words: Sequence[str]) -> frozenset[Topic]:
    """The topics that are kept as words; one that no version knows any more is left out."""
    return frozenset(topic for topic in Topic if topic.value in words)


def reference_of(case_id: UUID) -> str:
    """How people call a conversation; empty when there is none of this id."""
    found = sql.row("SELECT reference FROM conversation WHERE id = %(case)s", {"case": case_id})
    return str(found.reference) if found else ""


APART = timedelta(minutes=1)
"""Notices of one case within this time of each other are one mail to a person."""


def tell(notices: Sequence[NewNotice], *, gather: timedelta) -> list[int]:
    """Keep notices, each once for an event and person however often it is told; the deliveries that now wait.

    A mail waits ``gather`` for company, and until the last one about the same case is a minute old.
    """
    given = sql.jsonb([_notice(one) for one in notices])
    made = sql.rows(_TELL, {"notices": given, "gather": gather, "apart": APART})
    return [one.id for one in made]


def _notice(new: NewNotice) -> dict[str, Any]:
    return {
        "id": str(new.id),
        "event_id": str(new.event_id),
        "case_id": str(new.case_id),
        "person_kind": new.recipient.kind,
        "person_id": str(new.recipient.id),
        "role": new.recipient.role.value,
        "key": new.key,
        "facts": new.facts,
        "created_at": new.created_at.isoformat(),
        "address": new.address,
        "message_id": new.message_id,
        "topics": sorted(topic.value for topic in new.topics),
        "reply_name": new.reply_name,
    }


def claim(delivery_id: int, *, lease: timedelta) -> Claimed | None:
    """Take a mail to try it now, with what else was told of the same case in the same minute and waits untried.

    None when the delivery is over, not due, or somebody else's for as long as ``lease``.
    """
    found = sql.rows(_CLAIM, {"id": delivery_id, "lease": lease, "apart": APART})
    named = next((one for one in found if one.id == delivery_id), None)
    if named is None:
        return None
    return Claimed(
        id=named.id,
        tries=named.tries,
        address=named.address,
        message_id=named.message_id,
        case_id=named.case_id,
        person_id=named.person_id,
        role=Role(named.role),
        told=tuple(_told(one) for one in found),
        name=named.name,
        language=named.language,
        zone=named.zone,
        reader=named.reader,
        mails_off=topics_of(named.mails_off),
        reply_name=named.reply_name,
        is_closed=named.is_closed,
        has_account=named.has_account,
        is_in_copy=named.is_in_copy,
    )


def _told(found: Any) -> ToldOf:
    topics = topics_of(found.topics)
    return ToldOf(found.id, found.event_id, found.key, found.facts, found.created_at, topics)


def mark_sent(claimed: Claimed) -> None:
    """The mail server has it, and with it every notice that was in it."""
    sql.run(
        "UPDATE delivery SET state = 'sent', sent_at = clock_timestamp(), next_try_at = NULL, last_error = '',"
        " cause = '', failed_at = NULL"
        " WHERE id = ANY(%(ids)s)",
        {"ids": [one.delivery for one in claimed.told]},
    )


def receipts_lately(address: str, *, key: str, within: timedelta) -> int:
    """How many mails about this kind of event an address was sent lately, whatever door they began at."""
    found = sql.row(
        "SELECT count(DISTINCT d.message_id) AS mails FROM notice n JOIN delivery d ON d.notice_id = n.id"
        " WHERE lower(d.address) = lower(%(address)s) AND d.sent_at > clock_timestamp() - %(within)s"
        " AND n.key = %(key)s",
        {"address": address, "key": key, "within": within},
    )
    return int(found.mails) if found else 0


def mark_dropped(delivery_ids: Sequence[int]) -> None:
    """These mails are not needed any more: what they remind of has been done."""
    sql.run(
        "UPDATE delivery SET state = 'dropped', next_try_at = NULL WHERE id = ANY(%(ids)s)",
        {"ids": list(delivery_ids)},
    )


def mark_failed(claimed: Claimed, error: str, *, cause: Cause, again_in: timedelta | None) -> None:
    """This try failed; ``again_in`` None means that no other follows."""
    sql.run(
        "UPDATE delivery SET state = CASE WHEN %(again)s::interval IS NULL THEN 'given_up' ELSE 'failed' END,"
        " next_try_at = clock_timestamp() + %(again)s::interval, last_error = %(error)s, cause = %(cause)s,"
        " failed_at = clock_timestamp(), lifted_at = NULL WHERE id = ANY(%(ids)s)",
        {
            "ids": [one.delivery for one in claimed.told],
            "again": again_in,
            "error": error[:300],
            "cause": cause.value,
        },
    )


def due(limit: int) -> list[int]:
    """Deliveries whose next try has come, the longest waiting first."""
    found = sql.rows(
        "SELECT id FROM delivery WHERE state IN ('waiting', 'failed') AND next_try_at <= clock_timestamp()"
        " ORDER BY next_try_at LIMIT %(limit)s",
        {"limit": limit},
    )
    return [one.id for one in found]


def nobody_reached(event_id: UUID, role: Role) -> bool:
    """Whether every mail to this side about an event was given up or came back: nobody there has it."""
    found = sql.row(
        "SELECT bool_and(d.state IN ('given_up', 'bounced')) AS lost"
        "  FROM delivery d JOIN notice n ON n.id = d.notice_id"
        " WHERE n.event_id = %(event)s AND n.role = %(role)s",
        {"event": event_id, "role": role.value},
    )
    return bool(found and found.lost)
