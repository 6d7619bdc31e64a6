"""Which versions are there of the documents that steer customer assistance? The newest counts; none is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page


@unique
class Kept(StrEnum):
    """The documents, each by the table that keeps its versions."""

    SETUP = "support_setup"
    RULES = "support_rules"
    CONTACT = "contact_directory"


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document as it was saved."""

    version: int
    text: str
    note: str
    saved_by: str
    saved_at: datetime


_COLUMNS = "version, text, note, saved_by, saved_at"


def versions(
    viewer: Viewer, kept: Kept, *, limit: int | None = None, after: str | None = None
) -> Page[Version]:
    """Every version, the newest first. Raises ``BadCursor`` and what ``demand`` raises for ``MANAGE_SUPPORT``."""
    demand(viewer, Act.MANAGE_SUPPORT)
    size, place = bounded(limit), decode(after, (int,)) or [2**31 - 1]
    found = sql.rows(
        f"SELECT {_COLUMNS} FROM {kept.value} WHERE version < %(before)s ORDER BY version DESC LIMIT %(limit)s",
        {"before": place[0], "limit": size + 1},
    )
    return page([Version(*one) for one in found], limit=size, place=lambda one: [one.version])


def version(viewer: Viewer, kept: Kept, number: int) -> Version:
    """One version. Raises ``NotFound`` and what ``demand`` raises for ``MANAGE_SUPPORT``."""
    demand(viewer, Act.MANAGE_SUPPORT)
    found = sql.row(
        f"SELECT {_COLUMNS} FROM {kept.value} WHERE version = %(version)s",
        {"version": min(number, 2**31 - 1)},
    )
    if found is None:
        raise NotFound()
    return Version(*found)


def newest(viewer: Viewer, kept: Kept) -> Version | None:
    """The version that counts, None while none was saved. Raises what ``demand`` raises for ``MANAGE_SUPPORT``."""
    return next(iter(versions(viewer, kept, limit=1).items), None)


def save(viewer: Viewer, kept: Kept, new: Version) -> None:
    """Keep a version. Raises ``IntegrityError`` when the number is taken: somebody else has saved meanwhile."""
    demand(viewer, Act.MANAGE_SUPPORT)
    sql.run(
        f"""INSERT INTO {kept.value} ({_COLUMNS})
            VALUES (%(version)s, %(text)s, %(note)s, %(saved_by)s, %(saved_at)s)""",
        {
            "version": new.version,
            "text": new.text,
            "note": new.note,
            "saved_by": new.saved_by,
            "saved_at": new.saved_at,
        },
    )
