"""How is customer assistance set up? The newest version of its document; for all of them see ``support_versions``."""

from __future__ import annotations

from dataclasses import dataclass

from amiabil.domain.policy.holidays import DeclaredDay
from amiabil.records import sql
from amiabil.records.holidays import CONFIRMED, declared_of


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
