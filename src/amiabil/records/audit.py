"""Who of the staff or of the keys changed what, and what has an auditor looked at? Append-only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from amiabil.domain.access import Act, Viewer, demand
from amiabil.foundation.errors import Fact
from amiabil.records import sql
from amiabil.records.models import AuditEntry
from amiabil.records.new_id import new_id
from amiabil.records.paging import Page, bounded, decode, page

_NOTE = """
INSERT INTO audit_entry (id, at, actor_role, actor_ref, action, subject, facts)
VALUES (%(id)s, %(at)s, %(role)s, %(ref)s, %(action)s, %(subject)s, %(facts)s)
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit log; ``facts`` hold references, never personal data."""

    id: UUID
    at: datetime
    actor_role: str
    actor_ref: str
    action: str
    subject: str
    facts: Mapping[str, Fact]


def note(viewer: Viewer, action: str, subject: str, *, at: datetime, facts: Mapping[str, Fact]) -> None:
    """Write one line: what this viewer did to what. One statement; it belongs into the action's transaction."""
    sql.run(
        _NOTE,
        {
            "id": new_id(),
            "at": at,
            "role": viewer.role.value if viewer.role else "",
            "ref": viewer.ref[:80],
            "action": action,
            "subject": subject[:120],
            "facts": sql.jsonb(dict(facts)),
        },
    )


def entries(viewer: Viewer, *, after: str | None = None, limit: int | None = None) -> Page[Entry]:
    """The audit log, newest first. Raises what ``demand`` raises for ``SEE_AUDIT``, and ``BadCursor``."""
    demand(viewer, Act.SEE_AUDIT)
    size, place = bounded(limit), decode(after, (datetime, UUID))
    rows = AuditEntry.objects.order_by("-at", "-id")
    if place is not None:
        at, last = place
        rows = rows.filter(Q(at__lt=at) | Q(at=at, id__lt=last))
    found = [
        Entry(
            id=row.id,
            at=row.at,
            actor_role=row.actor_role,
            actor_ref=row.actor_ref,
            action=row.action,
            subject=row.subject,
            facts=row.facts,
        )
        for row in rows[: size + 1]
    ]
    return page(found, limit=size, place=lambda entry: [entry.at.isoformat(), str(entry.id)])
