"""Which files came with which messages of a request, and which lie ready to be sent with the next?

Bytes and rows of files are those of ``files``; here is what ties them to a message. A file goes with one message, for
ever; it is read by whoever reads the message.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.evidence_seals import FileToCheck
from amiabil.records.files import MESSAGE, audiences_read
from amiabil.records.scope import CASE_SCOPE, case_scope


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it goes with a message: its hash is sealed by the event that tells of the message."""

    id: UUID
    sha256: bytes


@dataclass(frozen=True, slots=True)
class FileSaid:
    """A file of a message as its readers see it; ``variants`` are the forms there are."""

    id: UUID
    message_id: UUID
    owner_id: UUID
    name: str
    media_type: str
    size: int
    sha256: bytes
    variants: tuple[str, ...]
    uploader_role: str
    received_at: datetime


_READY = f"""
SELECT f.id, f.sha256 FROM stored_file f
 WHERE f.id = ANY(%(ids)s) AND f.kind = '{MESSAGE}' AND f.owner_id = ANY(%(cases)s)
   AND (f.uploader_id = %(person)s OR (%(person)s::uuid IS NULL AND f.uploader_id IS NULL AND f.uploader_ref = %(ref)s))
   AND f.uploader_role = %(role)s AND f.erased_at IS NULL
   AND NOT EXISTS (SELECT 1 FROM message_file x WHERE x.file_id = f.id)
"""

_COLUMNS = """f.id, x.message_id, f.owner_id, f.name, f.media_type, f.size, f.sha256, f.variants, f.uploader_role,
       f.received_at"""

_OF_MESSAGES = f"""
SELECT {_COLUMNS}
  FROM message_file x JOIN stored_file f ON f.id = x.file_id JOIN message m ON m.id = x.message_id
  JOIN conversation c ON c.id = x.case_id
 WHERE x.message_id = ANY(%(messages)s) AND {CASE_SCOPE} AND m.audience = ANY(%(audiences)s) AND f.erased_at IS NULL
 ORDER BY m.version, x.place
"""

_OF_CASE = _OF_MESSAGES.replace("x.message_id = ANY(%(messages)s)", "x.case_id = %(case)s")


def to_send(viewer: Viewer, case_ids: Collection[UUID], file_ids: Sequence[UUID]) -> tuple[SentFile, ...]:
    """Files the viewer has put in for one of these requests and not sent yet, in the order named; no statement for
    none.

    Raises ``NotFound`` when one is another's, of another request, sent already, erased or not there.
    """
    wanted = list(dict.fromkeys(file_ids))
    if not wanted:
        return ()
    given = {
        "ids": wanted,
        "cases": list(case_ids),
        "person": viewer.reader_id,
        "ref": viewer.ref,
        "role": viewer.role.value if viewer.role else "",
    }
    found = {one.id: SentFile(one.id, bytes(one.sha256)) for one in sql.rows(_READY, given)}
    if len(found) != len(wanted):
        raise NotFound()
    return tuple(found[id] for id in wanted)


def of_messages(viewer: Viewer, message_ids: Collection[UUID]) -> Mapping[UUID, tuple[FileSaid, ...]]:
    """The files of these messages, as far as the viewer reads them, by message; no statement for no message."""
    if not message_ids:
        return {}
    given = {"messages": list(message_ids), **case_scope(viewer), "audiences": audiences_read(viewer)}
    found: dict[UUID, tuple[FileSaid, ...]] = {}
    for one in sql.rows(_OF_MESSAGES, given):
        found[one.message_id] = (*found.get(one.message_id, ()), _said(one))
    return found


def of_case(viewer: Viewer, case_id: UUID) -> tuple[FileSaid, ...]:
    """All files of the messages of a request that the viewer reads, the oldest first. One statement."""
    given = {"case": case_id, **case_scope(viewer), "audiences": audiences_read(viewer)}
    return tuple(_said(one) for one in sql.rows(_OF_CASE, given))


def _said(one: Any) -> FileSaid:
    return FileSaid(**{**one._asdict(), "sha256": bytes(one.sha256), "variants": tuple(one.variants)})


def to_check(case_id: UUID) -> list[FileToCheck]:
    """The files of a request whose bytes must still be those that were received; for the check of the record."""
    found = sql.rows(
        """SELECT f.id, f.kind, f.owner_id, f.sha256 FROM message_file x JOIN stored_file f ON f.id = x.file_id
            WHERE x.case_id = %(case)s AND f.erased_at IS NULL ORDER BY f.id""",
        {"case": case_id},
    )
    return [FileToCheck(one.id, one.kind, one.owner_id, bytes(one.sha256)) for one in found]
