"""Which bytes and rows of files are nobody's any more? For the sweep and for erasure, not for people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.records import sql
from amiabil.records.files import FileFacts, file_of

BATCH = 500
"""Rows of one step of the sweep, so that no statement holds many."""


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """Where the bytes of a file lie: its kind, owner, id and the forms there are."""

    kind: str
    owner_id: UUID
    id: UUID
    variants: tuple[str, ...]


def kept_file(file_id: UUID) -> FileFacts | None:
    """A file by its id, for a signed address whose maker has checked the right; None when it is gone or erased."""
    found = sql.row(
        "SELECT id, kind, owner_id, name, media_type, size, sha256, variants, uploader_role, received_at"
        "  FROM stored_file WHERE id = %(id)s AND erased_at IS NULL",
        {"id": file_id},
    )
    return file_of(found) if found else None


def kept_among(file_ids: Collection[UUID]) -> list[KeptBytes]:
    """Those of these files that have a row which is not erased."""
    found = sql.rows(
        "SELECT kind, owner_id, id, variants FROM stored_file WHERE id = ANY(%(ids)s) AND erased_at IS NULL",
        {"ids": list(file_ids)},
    )
    return [_bytes(one) for one in found]


def erase(file_id: UUID, *, why: str, at: datetime) -> KeptBytes | None:
    """Mark a file as erased for a reason; the row stays with its hash. None when it is gone or erased already.

    The caller removes the bytes; when it does not get that far, the sweep does.
    """
    found = sql.row(
        """
        UPDATE stored_file SET erased_at = %(at)s, erased_why = %(why)s
         WHERE id = %(id)s AND erased_at IS NULL RETURNING kind, owner_id, id, variants
        """,
        {"id": file_id, "why": why, "at": at},
    )
    return _bytes(found) if found else None


def erase_unused(*, before: datetime, at: datetime) -> list[KeptBytes]:
    """Erase one batch of files uploaded before an instant that never became evidence, nor went with a message.

    A file waits with its draft however long that is open; when the draft is sent or gone, or when the file was
    sent straight to a case, it is unused. The rows stay with their hashes.
    """
    found = sql.rows(
        """
        UPDATE stored_file f SET erased_at = %(at)s, erased_why = 'not_used'
         WHERE f.id IN (
           SELECT u.file_id FROM upload u JOIN stored_file s ON s.id = u.file_id
            WHERE u.finished_at < %(before)s AND s.erased_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM evidence_item i WHERE i.file_id = u.file_id)
              AND NOT EXISTS (SELECT 1 FROM message_file x WHERE x.file_id = u.file_id)
              AND NOT EXISTS (SELECT 1 FROM dispute_draft d WHERE d.id = u.owner_id AND d.case_id IS NULL)
            ORDER BY u.id LIMIT %(batch)s)
        RETURNING f.kind, f.owner_id, f.id, f.variants
        """,
        {"before": before, "at": at, "batch": BATCH},
    )
    return [_bytes(one) for one in found]


def forget_uploads(*, before: datetime) -> int:
    """Delete upload rows begun before an instant that have done their work or never will; the number of them."""
    return sql.run(
        """
        DELETE FROM upload u
         WHERE u.created_at < %(before)s
           AND (u.file_id IS NULL
                OR EXISTS (SELECT 1 FROM evidence_item i WHERE i.file_id = u.file_id)
                OR EXISTS (SELECT 1 FROM message_file x WHERE x.file_id = u.file_id)
                OR EXISTS (SELECT 1 FROM stored_file s WHERE s.id = u.file_id AND s.erased_at IS NOT NULL))
        """,
        {"before": before},
    )


def _bytes(found: Any) -> KeptBytes:
    return KeptBytes(found.kind, found.owner_id, found.id, tuple(found.variants))
