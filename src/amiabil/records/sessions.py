"""Which customer is signed in with this cookie? Sessions live in the table, so that one is revoked at once."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.terms import Role, ShopRight
from amiabil.records import sql
from amiabil.records.new_id import new_id

IDLE = timedelta(hours=12)
"""A session ends when its browser has not been heard of for so long. Source: conventions.md, *Signing in*."""

LONGEST = timedelta(days=7)
"""No session lives longer, however busy."""

SEEN_EVERY = timedelta(minutes=5)
"""``seen_at`` is written at most so often, so that reading a page does not cost a write."""

KEPT_AFTER = timedelta(days=30)
"""How long a row outlives its session, for questions about who was signed in."""

FOR_CHATS = "pass."
"""What a session begins with that opens chats alone. It is part of what is hashed, so it cannot be taken off."""

_AUTHENTICATE = """
WITH live AS (
  SELECT s.id, s.role, s.shop_id, s.seen_at, s.customer_id, c.subject, c.name, c.language, c.zone,
         COALESCE(m.rights, '{}') AS rights, COALESCE(m.settle_limit, '{}') AS settle_limit,
         COALESCE(NULLIF(h.name, ''), h.ref, '') AS shop_name
    FROM customer_session s
    JOIN customer c ON c.id = s.customer_id
    LEFT JOIN shop_member m ON m.shop_id = s.shop_id AND m.customer_id = s.customer_id
          AND m.administrator = (s.role = 'administrator')
    LEFT JOIN shop h ON m.administrator AND h.id = m.shop_id AND h.insolvent_at IS NOT NULL
   WHERE s.token_hash = %(hash)s AND s.revoked_at IS NULL
     AND s.ends_at > %(at)s AND s.seen_at > %(idle_since)s
     AND (s.shop_id IS NULL OR m.id IS NOT NULL) AND (s.role <> 'administrator' OR h.id IS NOT NULL)
), seen AS (
  UPDATE customer_session s SET seen_at = %(at)s FROM live WHERE s.id = live.id AND live.seen_at < %(unseen_since)s
)
SELECT * FROM live
"""

_OPEN = """
INSERT INTO customer_session (id, token_hash, customer_id, role, shop_id, created_at, seen_at, ends_at)
VALUES (%(id)s, %(hash)s, %(customer)s, %(role)s, %(shop)s, %(at)s, %(at)s, %(ends_at)s)
"""

_REVOKE = """
UPDATE customer_session SET revoked_at = %(at)s WHERE token_hash = %(hash)s AND revoked_at IS NULL
"""

_REVOKE_ALL = """
UPDATE customer_session SET revoked_at = %(at)s WHERE customer_id = %(customer)s AND revoked_at IS NULL
"""

_FORGET = """
DELETE FROM customer_session WHERE id IN (SELECT id FROM customer_session WHERE ends_at < %(before)s LIMIT %(most)s)
"""

_USE = """
INSERT INTO used_token (issuer, jti, expires_at) VALUES (%(issuer)s, %(jti)s, %(expires_at)s) ON CONFLICT DO NOTHING
"""

_FORGET_USED = """
DELETE FROM used_token WHERE id IN (SELECT id FROM used_token WHERE expires_at < %(before)s LIMIT %(most)s)
"""

_MOST_FORGOTTEN = 20
"""Old rows removed at one entry: more than one entry makes, so the tables do not grow, and no entry is slow."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose session it is and in which role; ``shop_id`` only for a seller or its administrator."""

    customer_id: UUID
    role: Role
    shop_id: UUID | None = None


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def viewer_of(token: str, *, at: datetime, chats_only: bool = False) -> Viewer | None:
    """The customer of a live session, with the rights of the moment; None for any other token. One statement.

    A pass is no session, and a session no pass (``chats_only``): each opens its own doors.

    ``at`` is ``clock.unshifted()``. A member whom the shop has lost is no viewer of it any more, nor is
    the administrator of a shop that is not insolvent.
    """
    if token.startswith(FOR_CHATS) is not chats_only:
        return None
    found = sql.row(
        _AUTHENTICATE,
        {"hash": _hash(token), "at": at, "idle_since": at - IDLE, "unseen_since": at - SEEN_EVERY},
    )
    if found is None:
        return None
    return Viewer(
        role=Role(found.role),
        person_id=found.customer_id,
        ref=found.subject,
        name=found.name,
        shop_id=found.shop_id,
        rights=frozenset(ShopRight(right) for right in found.rights),
        settle_limit=found.settle_limit,
        language=found.language,
        zone=found.zone or None,
        shop_name=found.shop_name,
    )


def open_session(owner: Owner, token: str, *, at: datetime) -> datetime:
    """Keep a new session under the hash of its token; the instant at which it ends at the latest."""
    ends_at = at + LONGEST
    sql.run(
        _OPEN,
        {
            "id": new_id(),
            "hash": _hash(token),
            "customer": owner.customer_id,
            "role": owner.role.value,
            "shop": owner.shop_id,
            "at": at,
            "ends_at": ends_at,
        },
    )
    return ends_at


def revoke(token: str, *, at: datetime) -> None:
    """End this session at once; a token of no live session is no refusal."""
    sql.run(_REVOKE, {"hash": _hash(token), "at": at})


def revoke_all(customer_id: UUID, *, at: datetime) -> int:
    """End every session of a customer at once; how many there were."""
    return sql.run(_REVOKE_ALL, {"customer": customer_id, "at": at})


def use_token(issuer: str, jti: str, *, expires_at: datetime) -> bool:
    """Mark a sign-in token as used; False when it was used before, also by a request running beside this one."""
    return sql.run(_USE, {"issuer": issuer, "jti": jti, "expires_at": expires_at}) == 1


def forget_old(*, at: datetime) -> None:
    """Remove some rows nobody needs any more: tokens that have expired, sessions that ended a month ago."""
    forget_used(at=at)
    sql.run(_FORGET, {"before": at - KEPT_AFTER, "most": _MOST_FORGOTTEN})


def forget_used(*, at: datetime) -> None:
    """Remove some tokens that have expired: more than one entry makes."""
    sql.run(_FORGET_USED, {"before": at - timedelta(minutes=1), "most": _MOST_FORGOTTEN})


def forget_ended(*, at: datetime, limit: int = 5000) -> int:
    """Remove up to ``limit`` sessions that ended a month ago; how many there were. For the daily job."""
    return sql.run(_FORGET, {"before": at - KEPT_AFTER, "most": limit})
