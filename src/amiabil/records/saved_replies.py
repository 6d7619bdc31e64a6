"""Which answers are kept for many requests? Everybody's, and each agent's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from amiabil.domain.access import Act, Viewer, demand, may
from amiabil.domain.support.replies import SavedReply
from amiabil.domain.support.setting import Setting
from amiabil.foundation import codec
from amiabil.foundation.errors import Conflict, NotFound
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page

MOST = 500
"""Replies of everybody, and of one person: more than a list can be found in."""


class ReplyMovedOn(Conflict):
    """Somebody else has changed the saved reply meanwhile, or dropped it."""

    code = "reply_moved_on"


class ReplyKeyTaken(Conflict):
    """Another saved reply has this ``key``."""

    code = "reply_key_taken"


class TooManyReplies(Conflict):
    """There are ``most`` saved replies already."""

    code = "too_many_replies"


@dataclass(frozen=True, slots=True)
class KeptReply:
    """A saved reply as it is kept; ``shared``: everybody's. ``version`` counts its changes."""

    id: UUID
    shared: bool
    reply: SavedReply
    version: int
    saved_by: str
    saved_at: datetime


_COLUMNS = "id, owner_id, key, name, texts, setting, version, saved_by, saved_at"
_MINE = "(owner_id IS NULL OR owner_id = %(me)s)"


def replies(
    viewer: Viewer, *, shared: bool, limit: int | None = None, after: str | None = None
) -> Page[KeptReply]:
    """Everybody's, or the viewer's own, by name. One statement.

    Raises ``BadCursor`` and what ``demand`` raises: for everybody's ``MANAGE_SUPPORT``, else ``WORK_TICKET``.
    """
    demand(viewer, Act.MANAGE_SUPPORT if shared else Act.WORK_TICKET)
    size, place = bounded(limit), decode(after, (str, UUID)) or ["", str(UUID(int=0))]
    found = sql.rows(
        f"""SELECT {_COLUMNS} FROM saved_reply
             WHERE owner_id IS NOT DISTINCT FROM %(owner)s AND (name, id) > (%(name)s, %(id)s::uuid)
             ORDER BY name, id LIMIT %(limit)s""",
        {
            "owner": None if shared else viewer.person_id,
            "name": place[0],
            "id": place[1],
            "limit": size + 1,
        },
    )
    return page([_kept(one) for one in found], limit=size, place=lambda one: [one.reply.name, str(one.id)])


def reply(viewer: Viewer, id: UUID) -> KeptReply:
    """A saved reply this member of the staff may use. One statement. Raises ``NotFound`` and what ``demand`` raises."""
    if not may(viewer, Act.MANAGE_SUPPORT):
        demand(viewer, Act.WORK_TICKET)
    found = sql.row(
        f"SELECT {_COLUMNS} FROM saved_reply WHERE id = %(id)s AND {_MINE}",
        {"id": id, "me": viewer.person_id},
    )
    if found is None:
        raise NotFound()
    return _kept(found)


def names(viewer: Viewer) -> tuple[str, ...]:
    """The names of the replies the viewer can put in, their own and everybody's, in order; at most two hundred.

    One statement. Raises what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    found = sql.rows(
        f"SELECT DISTINCT name FROM saved_reply WHERE {_MINE} ORDER BY name LIMIT 200",
        {"me": viewer.person_id},
    )
    return tuple(one.name for one in found)


def reply_named(viewer: Viewer, name: str) -> KeptReply:
    """The saved reply of this name or key, the viewer's own before everybody's; whatever the case of letters.

    One statement. Raises ``NotFound`` and what ``demand`` raises for ``WORK_TICKET``.
    """
    demand(viewer, Act.WORK_TICKET)
    found = sql.row(
        f"""SELECT {_COLUMNS} FROM saved_reply
             WHERE {_MINE} AND (lower(name) = lower(%(name)s) OR key = lower(%(name)s))
             ORDER BY owner_id NULLS LAST, name LIMIT 1""",
        {"name": name, "me": viewer.person_id},
    )
    if found is None:
        raise NotFound()
    return _kept(found)


def shared_keys() -> frozenset[str]:
    """The keys of everybody's replies: what rules can name. One statement."""
    return frozenset(one.key for one in sql.rows("SELECT key FROM saved_reply WHERE owner_id IS NULL", {}))


def shared_reply(key: str) -> SavedReply | None:
    """Everybody's reply of this key, for rules; None when it is gone. One statement."""
    found = sql.row(
        f"SELECT {_COLUMNS} FROM saved_reply WHERE owner_id IS NULL AND key = %(key)s", {"key": key}
    )
    return _kept(found).reply if found else None


def save(viewer: Viewer, kept: KeptReply, *, at: datetime) -> None:
    """Keep a reply: a new one with version 0, else over the version that was read.

    Raises ``ReplyMovedOn``, ``ReplyKeyTaken``, ``TooManyReplies`` and what ``demand`` raises as for ``replies``.
    """
    demand(viewer, Act.MANAGE_SUPPORT if kept.shared else Act.WORK_TICKET)
    try:
        with sql.attempt():
            done = sql.run(_UPDATE if kept.version else _INSERT, {**_given(viewer, kept), "at": at})
    except IntegrityError:
        raise ReplyKeyTaken(key=kept.reply.key) from None
    if not done:
        raise ReplyMovedOn() if kept.version else TooManyReplies(most=MOST)


_INSERT = f"""
INSERT INTO saved_reply ({_COLUMNS})
SELECT %(id)s, %(owner)s, %(key)s, %(name)s, %(texts)s, %(setting)s, 1, %(by)s, %(at)s
 WHERE (SELECT count(*) FROM saved_reply WHERE owner_id IS NOT DISTINCT FROM %(owner)s) < {MOST}
"""
_UPDATE = """
UPDATE saved_reply SET key = %(key)s, name = %(name)s, texts = %(texts)s, setting = %(setting)s,
       version = version + 1, saved_by = %(by)s, saved_at = %(at)s
 WHERE id = %(id)s AND version = %(version)s AND owner_id IS NOT DISTINCT FROM %(owner)s
"""


def drop(viewer: Viewer, kept: KeptReply) -> None:
    """Drop a reply. Raises ``ReplyMovedOn`` and what ``demand`` raises as for ``replies``."""
    demand(viewer, Act.MANAGE_SUPPORT if kept.shared else Act.WORK_TICKET)
    done = sql.run(
        """DELETE FROM saved_reply
            WHERE id = %(id)s AND version = %(version)s AND owner_id IS NOT DISTINCT FROM %(owner)s""",
        {
            "id": kept.id,
            "version": kept.version,
            "owner": None if kept.shared else viewer.person_id,
        },
    )
    if not done:
        raise ReplyMovedOn()


def _given(viewer: Viewer, kept: KeptReply) -> dict[str, Any]:
    return {
        "id": kept.id,
        "owner": None if kept.shared else viewer.person_id,
        "key": kept.reply.key,
        "name": kept.reply.name,
        "texts": sql.jsonb(dict(kept.reply.texts)),
        "setting": sql.jsonb(codec.encode(Setting, kept.reply.setting)),
        "version": kept.version,
        "by": viewer.ref,
    }


def _kept(found: Any) -> KeptReply:
    setting = codec.decode(Setting, found.setting)
    made = SavedReply(found.key, found.name, found.texts, setting)
    return KeptReply(found.id, found.owner_id is None, made, found.version, found.saved_by, found.saved_at)
