"""Which versions of the set-up of customer assistance are there? The newest one counts; none is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.records import sql
from amiabil.records.holidays import CONFIRMED, declared_of
from amiabil.records.paging import Page, bounded, decode, page


@dataclass(frozen=True, slots=True)
class SetupVersion:
    """One version as it was saved."""

    version: int
    text: str
    note: str
    saved_by: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Newest:
    """The version that counts: 0 and None while none was saved. ``holidays`` are the days that were declared."""

    version: int
    text: str | None
    holidays: tuple[DeclaredDay, ...]


_NEWEST = f"""
SELECT v.version, v.text, d.days FROM (SELECT {CONFIRMED} AS days) d
  LEFT JOIN LATERAL (SELECT version, text FROM support_setup ORDER BY version DESC LIMIT 1) v ON true
"""


def newest() -> Newest:
    """The version that counts, and the days that were declared holidays. One statement."""
    found = sql.row(_NEWEST, {})
    if found is None:
        return Newest(0, None, ())
    return Newest(found.version or 0, found.text, declared_of(found.days))


def text_of(version: int) -> str | None:
    """The text of a version, None when there is no such one."""
    found = sql.row("SELECT text FROM support_setup WHERE version = %(version)s", {"version": version})
    return found.text if found else None


def versions(viewer: Viewer, *, limit: int | None = None, after: str | None = None) -> Page[SetupVersion]:
    """Every version, the newest first. Raises ``BadCursor`` and what ``demand`` raises for ``MANAGE_SUPPORT``."""
    demand(viewer, Act.MANAGE_SUPPORT)
    size, place = bounded(limit), decode(after, (int,)) or [2**31 - 1]
    found = sql.rows(
        """SELECT version, text, note, saved_by, saved_at FROM support_setup WHERE version < %(before)s
           ORDER BY version DESC LIMIT %(limit)s""",
        {"before": place[0], "limit": size + 1},
    )
    return page([SetupVersion(*one) for one in found], limit=size, place=lambda one: [one.version])


def save(viewer: Viewer, new: SetupVersion) -> None:
    """Keep a version. Raises ``IntegrityError`` when the number is taken: somebody else has saved meanwhile."""
    demand(viewer, Act.MANAGE_SUPPORT)
    sql.run(
        """INSERT INTO support_setup (version, text, note, saved_by, saved_at)
           VALUES (%(version)s, %(text)s, %(note)s, %(saved_by)s, %(saved_at)s)""",
        {
            "version": new.version,
            "text": new.text,
            "note": new.note,
            "saved_by": new.saved_by,
            "saved_at": new.saved_at,
        },
    )
