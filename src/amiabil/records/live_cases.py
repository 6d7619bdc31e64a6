"""Which cases may a page follow, and are they still as it shows them? One statement for any number."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.records import sql
from amiabil.records.scope import CASE_SCOPE, case_scope

_VERSIONS = f"SELECT c.id, c.version FROM conversation c WHERE c.id = ANY(%(cases)s) AND {CASE_SCOPE}"


def versions(viewer: Viewer, case_ids: Collection[UUID]) -> dict[UUID, int]:
    """The versions of those of these cases that the viewer may see; the others are left out."""
    found = sql.rows(_VERSIONS, {"cases": list(case_ids), **case_scope(viewer)})
    return {row.id: row.version for row in found}
