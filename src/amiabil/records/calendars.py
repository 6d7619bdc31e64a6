"""Which deadlines does a person's calendar follow? The secret feed, its cases, and what it was told before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.disputes.measures import Standing
from amiabil.domain.disputes.model import Dispute
from amiabil.domain.terms import Role
from amiabil.records import sql
from amiabil.records.case_load import pinned_snapshot
from amiabil.records.case_rows import dispute_of
from amiabil.records.measures import standing_of
from amiabil.records.scope import customer_of

MOST_CASES = 300
"""Open cases in one feed, those that end first; nobody has more to do than this."""

KEPT = timedelta(days=30)
"""How long a feed still says that a deadline is cancelled: calendars that ask once a week hear of it."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and whose it is. ``language`` and ``zone`` may be empty."""

    id: UUID
    person_id: UUID
    name: str
    language: str
    zone: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FollowedCase:
    """An open case of the person, on the side they stand in it."""

    case_id: UUID
    reference: str
    subject: str
    role: Role
    dispute: Dispute


@dataclass(frozen=True, slots=True)
class FollowedMeasure:
    """A measure against the person, or against a shop of theirs, about which something runs."""

    case_id: UUID
    reference: str
    subject: str
    role: Role
    standing: Standing
    zone: str


@dataclass(frozen=True, slots=True)
class Running:
    """One deadline a feed speaks of: ``timer`` is the word of a timer, or of an ending of a measure."""

    case_id: UUID
    timer: str
    role: Role
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What the feed says of one deadline from now on."""

    case_id: UUID
    reference: str
    subject: str
    timer: str
    role: Role
    due_at: datetime
    sequence: int
    changed_at: datetime
    cancelled: bool


def feed_of(viewer: Viewer) -> Feed | None:
    """The customer's own feed; None when they have none. Raises ``NotFound`` for anybody who is no customer."""
    return _feed("f.customer_id = %(person)s", {"person": customer_of(viewer)})


def make_feed(viewer: Viewer, *, id_: UUID, at: datetime) -> None:
    """A feed for the customer, in place of the one before, whose address is dead from now on.

    Raises ``NotFound`` for anybody who is no customer.
    """
    person = customer_of(viewer)
    drop_feed(viewer)
    sql.run(
        "INSERT INTO calendar_feed (id, customer_id, created_at) VALUES (%(id)s, %(person)s, %(at)s)"
        " ON CONFLICT (customer_id) DO NOTHING",
        {"id": id_, "person": person, "at": at},
    )


def drop_feed(viewer: Viewer) -> None:
    """No feed any more. Raises ``NotFound`` for anybody who is no customer."""
    person = customer_of(viewer)
    sql.run(
        "DELETE FROM calendar_entry USING calendar_feed f WHERE feed_id = f.id AND f.customer_id = %(person)s",
        {"person": person},
    )
    sql.run("DELETE FROM calendar_feed WHERE customer_id = %(person)s", {"person": person})


def feed_by_id(feed_id: UUID) -> Feed | None:
    """The feed a signed address names; None when it was revoked. The address is the right."""
    return _feed("f.id = %(id)s", {"id": feed_id})


def _feed(where: str, parameters: dict[str, Any]) -> Feed | None:
    found = sql.row(
        "SELECT f.id, f.customer_id, f.created_at, p.name, p.language, p.zone FROM calendar_feed f"
        f" JOIN customer p ON p.id = f.customer_id WHERE {where}",
        parameters,
    )
    if found is None:
        return None
    return Feed(found.id, found.customer_id, found.name, found.language, found.zone, found.created_at)


_CASES = """
SELECT c.id, c.reference, c.subject, c.version, mine.role, mine.pinned, mine.body FROM (
  SELECT d.case_id, 'buyer' AS role, d.policy_id AS pinned, d.body, d.due_at
    FROM dispute d WHERE d.buyer_id = %(person)s AND d.state <> 'closed'
  UNION ALL
  SELECT d.case_id, 'seller', d.policy_id, d.body, d.due_at
    FROM dispute d JOIN shop_member m ON m.shop_id = d.shop_id
   WHERE m.customer_id = %(person)s AND (d.state <> 'closed' OR
         (d.outcome = 'default_seller_silent' AND d.wake_at IS NOT NULL))
) mine JOIN conversation c ON c.id = mine.case_id
ORDER BY mine.due_at NULLS LAST, c.id LIMIT %(most)s
"""


def followed(feed: Feed) -> list[FollowedCase]:
    """The open cases of a feed's person, on either side, those that end first."""
    found = sql.rows(_CASES, {"person": feed.person_id, "most": MOST_CASES})
    return [
        FollowedCase(
            one.id,
            one.reference,
            one.subject,
            Role(one.role),
            dispute_of(one.body, pinned_snapshot(one.pinned), version=one.version),
        )
        for one in found
    ]


_MEASURES = """
SELECT c.id, c.reference, c.subject, c.version, m.against, m.ref, m.kind, m.person, m.state, m.decided_by, m.noticed_at,
       m.complain_until, m.wake_at AS remind_at, m.policy_id AS pinned, k.body
  FROM conversation c JOIN platform_measure m ON m.case_id = c.id
  LEFT JOIN platform_complaint k ON k.case_id = c.id
 WHERE (c.buyer_id = %(person)s
        OR c.shop_id IN (SELECT s.shop_id FROM shop_member s WHERE s.customer_id = %(person)s AND NOT s.administrator))
   AND (k.due_at IS NOT NULL OR (k.case_id IS NULL AND m.state <> 'lifted' AND m.complain_until > %(at)s))
 ORDER BY COALESCE(k.due_at, m.complain_until), c.id LIMIT %(most)s
"""


def followed_measures(feed: Feed, *, at: datetime) -> list[FollowedMeasure]:
    """The measures of a feed's person, on either side, about which something runs, those that end first."""
    found = sql.rows(_MEASURES, {"person": feed.person_id, "most": MOST_CASES, "at": at})
    return [
        FollowedMeasure(
            one.id,
            one.reference,
            one.subject,
            Role(one.against),
            standing_of(one),
            pinned_snapshot(one.pinned).policy.zone,
        )
        for one in found
    ]


_UPSERT = """
INSERT INTO calendar_entry AS e (feed_id, case_id, timer, role, due_at, sequence, changed_at)
SELECT %(feed)s, case_id, timer, role, due_at, 0, %(at)s
  FROM jsonb_to_recordset(%(now)s::jsonb) AS n(case_id uuid, timer text, role text, due_at timestamptz)
ON CONFLICT (feed_id, case_id, timer, role) DO UPDATE
   SET due_at = EXCLUDED.due_at, sequence = e.sequence + 1, changed_at = %(at)s, cancelled_at = NULL
 WHERE e.due_at <> EXCLUDED.due_at OR e.cancelled_at IS NOT NULL
"""

_CANCEL = """
UPDATE calendar_entry e SET cancelled_at = %(at)s, sequence = e.sequence + 1, changed_at = %(at)s
 WHERE e.feed_id = %(feed)s AND e.cancelled_at IS NULL AND NOT EXISTS (
   SELECT 1 FROM jsonb_to_recordset(%(now)s::jsonb) AS n(case_id uuid, timer text, role text)
    WHERE (n.case_id, n.timer, n.role) = (e.case_id, e.timer, e.role))
"""

_SAID = """
SELECT e.case_id, c.reference, c.subject, e.timer, e.role, e.due_at, e.sequence, e.changed_at, e.cancelled_at
  FROM calendar_entry e JOIN conversation c ON c.id = e.case_id
 WHERE e.feed_id = %(feed)s ORDER BY e.due_at, e.id LIMIT 2000
"""


def say(feed: Feed, now: Sequence[Running], *, at: datetime) -> list[Said]:
    """Remember what the feed says now, and find what changed since it was last read.

    A deadline that moved or came back has a higher sequence; one that is not among ``now`` any more is cancelled, and
    forgotten after ``KEPT``. Reading twice changes nothing. Call it in a transaction.
    """
    given = [
        {"case_id": str(one.case_id), "timer": one.timer, "role": one.role, "due_at": one.due_at.isoformat()}
        for one in now
    ]
    parameters = {"feed": feed.id, "at": at, "now": sql.jsonb(given)}
    sql.run("UPDATE calendar_feed SET read_at = %(at)s WHERE id = %(feed)s", {"feed": feed.id, "at": at})
    sql.run(_UPSERT, parameters)
    sql.run(_CANCEL, parameters)
    sql.run(
        "DELETE FROM calendar_entry WHERE feed_id = %(feed)s AND cancelled_at < %(before)s",
        {"feed": feed.id, "before": at - KEPT},
    )
    return [
        Said(
            one.case_id,
            one.reference,
            one.subject,
            one.timer,
            Role(one.role),
            one.due_at,
            one.sequence,
            one.changed_at,
            one.cancelled_at is not None,
        )
        for one in sql.rows(_SAID, {"feed": feed.id})
    ]
