"""Which evidence lies in a case, and who may see it? Both parties see the same list at the same time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.files import Form, open_forms
from amiabil.records import sql
from amiabil.records.paging import Page, bounded, decode, page
from amiabil.records.scope import side_of

MOST = 200
"""Items read at once: ten times what a policy lets one side add."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One item; ``file_id`` and ``file_owner`` (both name its bytes) are None for a statement in words.

    ``variants`` are those ready to be shown. A ``confidential`` item is ``hidden`` from the other side, which reads its
    ``summary`` and why it is confidential (``secret_because``), and nothing of what it says.
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
    hidden: bool = False
    summary: str = ""
    secret_because: str = ""


_HIDDEN = "(i.confidential AND %(side)s <> 'staff' AND i.owner_role <> %(side)s)"

_SAID = """CASE WHEN i.confidential THEN COALESCE((SELECT t.text FROM event e JOIN event_text t ON t.event_id = e.id
         WHERE e.case_id = i.case_id AND e.type = 'evidence.added' AND e.data ->> 'label' = i.label
           AND t.name = '{name}'), '') ELSE '' END"""
"""What the event of a confidential item tells both sides; nothing is looked up for any other."""

_LIST = f"""
SELECT i.id, i.label, i.kind, CASE WHEN {_HIDDEN} THEN '' ELSE i.title END AS title,
       CASE WHEN {_HIDDEN} THEN '' ELSE i.text END AS text, i.owner_role, i.owner_ref, i.status, i.confidential,
       i.edited_media, i.received_at, i.supersedes_id, f.id AS file_id, {_HIDDEN} AS hidden,
       {_SAID.format(name="summary")} AS summary, {_SAID.format(name="confidential")} AS secret_because,
       f.owner_id AS file_owner,
       COALESCE(f.name, '') AS file_name, COALESCE(f.media_type, '') AS media_type, COALESCE(f.size, 0) AS size,
       COALESCE(encode(f.sha256, 'hex'), '') AS sha256, COALESCE(f.variants, '[]'::jsonb) AS variants,
       f.erased_at IS NOT NULL AS erased
  FROM evidence_item i LEFT JOIN stored_file f ON f.id = i.file_id AND NOT {_HIDDEN}
 WHERE i.case_id = %(case)s
   AND (i.received_at, i.id) > (%(since)s, %(after)s)
 ORDER BY i.received_at, i.id
 LIMIT %(most)s
"""


_ITEM = """
SELECT i.file_id
  FROM evidence_item i
 WHERE i.case_id = %(case)s AND i.id = %(item)s
   AND (NOT i.confidential OR %(side)s = 'staff' OR i.owner_role = %(side)s)
"""

_FIRST = (datetime.min.replace(tzinfo=UTC), UUID(int=0))


def evidence_of(viewer: Viewer, case_id: UUID) -> tuple[EvidenceRow, ...]:
    """The evidence of a case that has already been shown to belong to the viewer, oldest first. One statement."""
    return tuple(_items(viewer, case_id, _FIRST, most=MOST))


def evidence_page(
    viewer: Viewer, case_id: UUID, *, limit: int | None = None, after: str | None = None
) -> Page[EvidenceRow]:
    """A page of the same list. One statement; raises ``BadCursor``."""
    size, place = bounded(limit), decode(after, (datetime, UUID))
    since = (datetime.fromisoformat(str(place[0])), UUID(str(place[1]))) if place else _FIRST
    found = _items(viewer, case_id, since, most=size + 1)
    return page(found, limit=size, place=lambda one: [one.received_at.isoformat(), str(one.id)])


def file_of_item(viewer: Viewer, case_id: UUID, item_id: UUID) -> UUID | None:
    """The file of an item the viewer sees in a case that is theirs; None without item or file. One statement."""
    found = sql.row(_ITEM, {"case": case_id, "item": item_id, "side": side_of(viewer)})
    return found.file_id if found is not None else None


def forms_of(viewer: Viewer, item: EvidenceRow) -> tuple[Form, ...]:
    """The forms of an item's file this viewer may fetch, as ``files.file_for`` decides it."""
    if item.file_id is None or item.erased:
        return ()
    side = side_of(viewer)
    opened = open_forms(item.media_type, own=side in {"staff", item.owner_role})
    return tuple(form for form in Form if form in opened and form in item.variants)


def _items(viewer: Viewer, case_id: UUID, place: tuple[datetime, UUID], *, most: int) -> list[EvidenceRow]:
    since, after = place
    parameters = {"case": case_id, "side": side_of(viewer), "since": since, "after": after, "most": most}
    return [_row(one) for one in sql.rows(_LIST, parameters)]


def _row(found: Any) -> EvidenceRow:
    return EvidenceRow(
        id=found.id,
        label=found.label,
        kind=found.kind,
        title=found.title,
        text=found.text,
        owner_role=found.owner_role,
        owner_ref=found.owner_ref,
        status=found.status,
        confidential=found.confidential,
        edited_media=found.edited_media,
        received_at=found.received_at,
        supersedes_id=found.supersedes_id,
        file_id=found.file_id,
        file_owner=found.file_owner,
        file_name=found.file_name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        variants=tuple(found.variants),
        erased=found.erased,
        hidden=found.hidden,
        summary=found.summary,
        secret_because=found.secret_because,
    )
