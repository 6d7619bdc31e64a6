"""Is every item of evidence the one that was handed in? Seals new items, and compares stored ones with the chain."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain import seals
from amiabil.domain.chain import SALT_BYTES, instant
from amiabil.domain.seals import SealedFile, SealedItem
from amiabil.records import sql


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """An item to be listed; ``file_id`` names a stored file, None for a statement in words."""

    id: UUID
    label: str
    kind: str
    title: str
    text: str
    owner_role: str
    owner_ref: str
    status: str
    received_at: datetime
    file_id: UUID | None = None
    edited_media: bool = False
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class FileToCheck:
    """A file of evidence whose bytes must still be the ones received: where they lie and their SHA-256."""

    id: UUID
    kind: str
    owner_id: UUID
    sha256: bytes


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item as it lies in its case, with its status and the file whose bytes can be checked (None: none kept)."""

    item: SealedItem
    status: str
    bytes: FileToCheck | None


def sealed(new: Sequence[NewEvidence]) -> list[SealedItem]:
    """New items with fresh salts, and what is proved of their files. One statement when there are files."""
    files = _files([one.file_id for one in new if one.file_id is not None])
    return [_sealed(one, files.get(one.file_id) if one.file_id else None) for one in new]


def digests(items: Iterable[SealedItem]) -> dict[str, str]:
    """What the event that lists these items carries."""
    return {name: found for item in items for name, found in seals.seal(item).items()}


def _sealed(new: NewEvidence, file: SealedFile | None) -> SealedItem:
    return SealedItem(
        id=new.id,
        label=new.label,
        kind=new.kind,
        title=new.title,
        text=new.text,
        owner_role=new.owner_role,
        owner_ref=new.owner_ref,
        confidential=new.confidential,
        edited_media=new.edited_media,
        received_at=new.received_at,
        supersedes_id=None,
        file_id=new.file_id,
        file=file,
        salt=os.urandom(SALT_BYTES),
        file_salt=os.urandom(SALT_BYTES) if file else None,
    )


def _files(ids: Sequence[UUID]) -> dict[UUID, SealedFile]:
    if not ids:
        return {}
    found = sql.rows(
        "SELECT id, sha256, size, media_type, name FROM stored_file WHERE id = ANY(%(ids)s)",
        {"ids": list(ids)},
    )
    return {one.id: SealedFile(bytes(one.sha256), one.size, one.media_type, one.name) for one in found}


LISTED = """
INSERT INTO evidence_item (id, case_id, label, kind, title, text, owner_role, owner_ref, status, confidential,
                           edited_media, file_id, received_at, salt, file_salt)
SELECT i.id, %(case)s, i.label, i.kind, i.title, i.text, i.owner_role, i.owner_ref, i.status, i.confidential,
       i.edited_media, i.file_id, i.received_at, decode(i.salt, 'hex'), decode(i.file_salt, 'hex')
  FROM jsonb_to_recordset(%(items)s::jsonb) AS i(id uuid, label text, kind text, title text, text text,
       owner_role text, owner_ref text, status text, confidential boolean, edited_media boolean, file_id uuid,
       received_at timestamptz, salt text, file_salt text)
"""
"""The statement that lists new items in a case; ``items`` are ``rows_to_list``."""


def rows_to_list(items: Sequence[SealedItem], new: Sequence[NewEvidence]) -> list[dict[str, Any]]:
    """Sealed items as ``LISTED`` takes them, each with the status it was given."""
    return [_row_to_list(item, one.status) for item, one in zip(items, new, strict=True)]


def _row_to_list(item: SealedItem, status: str) -> dict[str, Any]:
    return {
        "id": str(item.id),
        "label": item.label,
        "kind": item.kind,
        "title": item.title,
        "text": item.text,
        "owner_role": item.owner_role,
        "owner_ref": item.owner_ref,
        "status": status,
        "confidential": item.confidential,
        "edited_media": item.edited_media,
        "file_id": str(item.file_id) if item.file_id else None,
        "received_at": instant(item.received_at),
        "salt": item.salt.hex() if item.salt else None,
        "file_salt": item.file_salt.hex() if item.file_salt else None,
    }


_ITEMS = """
SELECT i.id, i.label, i.kind, i.title, i.text, i.owner_role, i.owner_ref, i.status, i.confidential,
       i.edited_media, i.received_at, i.supersedes_id, i.file_id, i.salt, i.file_salt, f.id AS stored_id,
       f.sha256, f.size, f.media_type, f.name, f.kind AS file_kind, f.owner_id, f.erased_at
  FROM evidence_item i LEFT JOIN stored_file f ON f.id = i.file_id
 WHERE i.case_id = %(case)s ORDER BY i.received_at, i.id
"""


def items_of(case_id: UUID) -> list[StoredItem]:
    """Every item of a case, confidential ones too: for the check, not for people."""
    return [_stored(one) for one in sql.rows(_ITEMS, {"case": case_id})]


def _stored(one: Any) -> StoredItem:
    file = to_check = None
    if one.stored_id is not None:
        file = SealedFile(bytes(one.sha256), one.size, one.media_type, one.name)
        if one.erased_at is None:
            to_check = FileToCheck(one.stored_id, one.file_kind, one.owner_id, bytes(one.sha256))
    item = SealedItem(
        id=one.id,
        label=one.label,
        kind=one.kind,
        title=one.title,
        text=one.text,
        owner_role=one.owner_role,
        owner_ref=one.owner_ref,
        confidential=one.confidential,
        edited_media=one.edited_media,
        received_at=one.received_at,
        supersedes_id=one.supersedes_id,
        file_id=one.file_id,
        file=file,
        salt=bytes(one.salt) if one.salt is not None else None,
        file_salt=bytes(one.file_salt) if one.file_salt is not None else None,
    )
    return StoredItem(item, one.status, to_check)


def first_difference(
    stored: Sequence[StoredItem], recorded: Mapping[str, str], statuses: Mapping[str, str]
) -> tuple[str, str] | None:
    """Label and part of the first item that is not as the events tell it; None when all are.

    Besides the parts of ``domain.seals``: ``removed``, ``added`` and ``status``. ``recorded`` holds the digests of
    all events of the case, ``statuses`` what the procedure holds of each label.
    """
    listed = seals.labels_of(recorded)
    here = {one.item.label for one in stored}
    for label in listed:
        if label not in here:
            return label, "removed"
    for one in stored:
        label = one.item.label
        if label not in listed:
            return label, "added"
        if part := seals.first_difference(one.item, recorded):
            return label, part
        if statuses.get(label, one.status) != one.status:
            return label, "status"
    return None
