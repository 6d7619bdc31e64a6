"""A person asks for a copy of everything held about them. Source: disputes.md L24 (GDPR articles 12, 15, 20)."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from amiabil.domain.access import Viewer
from amiabil.foundation.errors import NotFound
from amiabil.records import audit, data_copies
from amiabil.records.data_copies import Copy

KEPT_FOR = timedelta(days=7)
"""How long a copy can be fetched."""


@transaction.atomic
def ask_copy(viewer: Viewer, *, at: datetime, by: Viewer | None = None) -> Copy:
    """Keep the wish for a copy, which a job makes; while one is being made a second wish is the first.

    ``by`` is the system of the marketplace that passes it on. Raises ``NotFound`` for anybody who is no customer.
    """
    actor = by or viewer
    made = data_copies.ask(viewer, at=at, by=actor.ref)
    if made is not None:
        audit.note(actor, "person.copy_asked", str(viewer.person_id), at=at, facts={})
        return made
    waiting = data_copies.last_copy(viewer)
    if waiting is None:
        raise NotFound
    return waiting


@transaction.atomic
def take_copy(viewer: Viewer, copy_id: UUID, *, at: datetime, by: Viewer | None = None) -> Copy:
    """A copy of this person to be fetched, which is written down. Raises ``NotFound`` for any other."""
    found = data_copies.made_copy(viewer, copy_id, at=at)
    audit.note(by or viewer, "person.copy_taken", str(viewer.person_id), at=at, facts={"copy": str(copy_id)})
    return found
