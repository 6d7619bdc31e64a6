"""Which evidence lies in a case, and who may see it? Both parties see the same list at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.records import sql
from amiabil.records.scope import side_of

MOST = 200
"""Items read at once: ten times what a policy lets one side add."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One item; ``file_id`` and ``file_owner`` (both name its bytes) are None for a statement in words.

    ``variants`` are those ready to be shown. ``confidential`` items are listed for their owner and staff only.
    """

    id: UUID
    label: str
    kind: str
    title: str
    text: str
    owner_role: str
    owner_ref: str
    status: str
    confidential: bool
    edited_media: bool
    received_at: datetime
    supersedes_id: UUID | None
    file_id: UUID | None
    file_owner: UUID | None
    file_name: str
    media_type: str
    size: int
    sha256: str
    variants: tuple[str, ...]
    erased: bool


_LIST = """
SELECT i.id, i.label, i.kind, i.title, i.text, i.owner_role, i.owner_ref, i.status, i.confidential,
       i.edited_media, i.received_at, i.supersedes_id, i.file_id, f.owner_id AS file_owner,
       COALESCE(f.name, '') AS file_name, COALESCE(f.media_type, '') AS media_type, COALESCE(f.size, 0) AS size,
       COALESCE(encode(f.sha256, 'hex'), '') AS sha256, COALESCE(f.variants, '[]'::jsonb) AS variants,
       f.erased_at IS NOT NULL AS erased
  FROM evidence_item i LEFT JOIN stored_file f ON f.id = i.file_id
 WHERE i.case_id = %(case)s
   AND (NOT i.confidential OR %(side)s = 'staff' OR i.owner_role = %(side)s)
 ORDER BY i.received_at, i.id
 LIMIT %(most)s
"""


def evidence_of(viewer: Viewer, case_id: UUID) -> tuple[EvidenceRow, ...]:
    """The evidence of a case that has already been shown to belong to the viewer, oldest first. One statement."""
    found = sql.rows(_LIST, {"case": case_id, "side": side_of(viewer), "most": MOST})
    return tuple(
        EvidenceRow(
            id=one.id,
            label=one.label,
            kind=one.kind,
            title=one.title,
            text=one.text,
            owner_role=one.owner_role,
            owner_ref=one.owner_ref,
            status=one.status,
            confidential=one.confidential,
            edited_media=one.edited_media,
            received_at=one.received_at,
            supersedes_id=one.supersedes_id,
            file_id=one.file_id,
            file_owner=one.file_owner,
            file_name=one.file_name,
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
            variants=tuple(one.variants),
            erased=one.erased,
        )
        for one in found
    )
