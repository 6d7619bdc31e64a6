"""Which system of the marketplace asks with this key, and which keys are there?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from amiabil.domain.access import Act, Viewer, demand, role_of_key
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.records import sql
from amiabil.records.models import ApiKey
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page

SHOWN = 8
"""Letters of a key that are kept readable, ``amk_`` included, so that people can tell keys apart."""

_USED_EVERY = timedelta(minutes=5)

_AUTHENTICATE = """
WITH live AS (
  SELECT id, name, scopes, used_at FROM api_key WHERE key_hash = %(hash)s AND revoked_at IS NULL
), used AS (
  UPDATE api_key k SET used_at = %(at)s FROM live
   WHERE k.id = live.id AND (live.used_at IS NULL OR live.used_at < %(unused_since)s)
)
SELECT id, name, scopes FROM live
"""

_ADD = """
INSERT INTO api_key (id, name, prefix, key_hash, scopes, created_at)
VALUES (%(id)s, %(name)s, %(prefix)s, %(hash)s, %(scopes)s, %(at)s) ON CONFLICT DO NOTHING
"""

_REPLACE = """
UPDATE api_key SET prefix = %(prefix)s, key_hash = %(hash)s, used_at = NULL
 WHERE name = %(name)s AND revoked_at IS NULL
"""

_LISTED = """
SELECT name, prefix, scopes, created_at, used_at, revoked_at FROM api_key
 WHERE ((revoked_at IS NOT NULL)::int, name COLLATE "C") > (%(revoked)s, %(name)s)
 ORDER BY (revoked_at IS NOT NULL)::int, name COLLATE "C" LIMIT %(limit)s
"""


class KeyNameTaken(Conflict):
    """Another key has this ``name``; names of revoked keys are not given again, because events refer to them."""

    code = "key_name_taken"


@dataclass(frozen=True, slots=True)
class ListedKey:
    """A key as its keeper sees it; ``used_at`` is None when it never was, ``revoked_at`` while it opens doors."""

    name: str
    prefix: str
    scopes: frozenset[str]
    created_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


def viewer_of(key: str, *, at: datetime) -> Viewer | None:
    """Who asks with this key; None for a key that does not exist or was revoked. One statement.

    The role is that of the operator where a scope reaches cases, else none; ``language`` is the installation's.
    ``at`` is ``clock.unshifted()``.
    """
    found = sql.row(_AUTHENTICATE, {"hash": _hash(key), "at": at, "unused_since": at - _USED_EVERY})
    if found is None:
        return None
    scopes = frozenset(found.scopes)
    return Viewer(role=role_of_key(scopes), ref=f"key:{found.name}", name=found.name, scopes=scopes)


def add(viewer: Viewer, name: str, key: str, *, scopes: frozenset[str], at: datetime) -> None:
    """Keep a new key under its hash. Raises ``KeyNameTaken`` and what ``demand`` raises for ``MANAGE_KEYS``."""
    demand(viewer, Act.MANAGE_KEYS)
    parameters = {
        "id": new_id(),
        "name": name,
        "prefix": key[:SHOWN],
        "hash": _hash(key),
        "scopes": sorted(scopes),
        "at": at,
    }
    if sql.run(_ADD, parameters) == 0:
        raise KeyNameTaken(name=name)


def replace(viewer: Viewer, name: str, key: str) -> None:
    """Give a key of this name a new text; the old one stops at once.

    Raises ``NotFound`` when there is no live key of the name, and what ``demand`` raises for ``MANAGE_KEYS``.
    """
    demand(viewer, Act.MANAGE_KEYS)
    if sql.run(_REPLACE, {"name": name, "prefix": key[:SHOWN], "hash": _hash(key)}) == 0:
        raise NotFound


def revoke(viewer: Viewer, name: str, *, at: datetime) -> None:
    """Close a key for ever. Raises ``NotFound`` for a name that is no live key, and what ``demand`` raises."""
    demand(viewer, Act.MANAGE_KEYS)
    if ApiKey.objects.filter(name=name, revoked_at=None).update(revoked_at=at) == 0:
        raise NotFound


def listed(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[ListedKey]:
    """A page of the keys, live ones first, then by name. One statement.

    Raises ``BadCursor`` and what ``demand`` raises for ``MANAGE_KEYS``.
    """
    demand(viewer, Act.MANAGE_KEYS)
    size, place = bounded(limit), decode(after, (int, str)) or [0, ""]
    found = sql.rows(_LISTED, {"revoked": place[0], "name": place[1], "limit": size + 1})
    keys = [
        ListedKey(
            name=row.name,
            prefix=row.prefix,
            scopes=frozenset(row.scopes),
            created_at=row.created_at,
            used_at=row.used_at,
            revoked_at=row.revoked_at,
        )
        for row in found
    ]
    return page(keys, limit=size, place=lambda key: [int(key.revoked_at is not None), key.name])
