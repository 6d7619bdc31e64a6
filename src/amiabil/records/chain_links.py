"""The bare chain of one case: what anybody may hold without reading what others wrote."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.records import sql
from amiabil.records.scope import CASE_SCOPE, case_scope


@dataclass(frozen=True, slots=True)
class LinkRow:
    """The place of one event, its digest (32 bytes) and the head of the chain after it (32 bytes)."""

    version: int
    place: int
    digest: bytes
    link: bytes


_LINKS = f"""
SELECT e.version, e.place, e.digest, e.link FROM event e JOIN conversation c ON c.id = e.case_id
 WHERE c.id = %(case)s AND {CASE_SCOPE} ORDER BY e.version, e.place
"""


def links_of(viewer: Viewer, case_id: UUID) -> tuple[LinkRow, ...]:
    """Every link of a case of the viewer, from the first; empty for another's. One statement.

    Digests tell nothing of what they cover, so links of events the reader may not see are among them.
    """
    found = sql.rows(_LINKS, {"case": case_id, **case_scope(viewer)})
    return tuple(LinkRow(one.version, one.place, bytes(one.digest), bytes(one.link)) for one in found)


def hold_still(case_id: UUID) -> None:
    """Let nobody write to a case until the transaction ends, so that several statements read one state of it."""
    sql.run("SELECT 1 FROM conversation WHERE id = %(case)s FOR SHARE", {"case": case_id})
