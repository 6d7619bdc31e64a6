"""Which files are arriving, which are kept, and who may fetch which form of one?

A file of evidence belongs first to its uploader alone; once it is an item of a case, to that case's readers.
The upload row ties a file to what it was sent for and to the kind of evidence it shows.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from amiabil.domain.access import Act, Subject, Viewer, may, readable_audiences
from amiabil.domain.files import REQUEST_LIMITS, FileLimits, Form, limits_of, open_forms
from amiabil.domain.policy.model import EvidenceRules
from amiabil.domain.terms import Channel, Role
from amiabil.foundation.codec import decode
from amiabil.foundation.errors import NotFound
from amiabil.records import sql
from amiabil.records.scope import CASE_SCOPE, ORDER_SCOPE, case_scope, side_of

DRAFT, CASE, TICKET, CHAT = "draft", "case", "ticket", "chat"
"""What an upload is for: a dispute that is being written, a case that is open, a message of a request or a chat."""

EVIDENCE, LISTING, MESSAGE = "evidence", "listing", "message"
"""The kinds of files this module knows; the words are those of the store's keys (conventions.md, *Files*)."""

KINDS = {DRAFT: EVIDENCE, CASE: EVIDENCE, TICKET: MESSAGE, CHAT: MESSAGE}
"""What kind a file is that was sent for a purpose."""


@dataclass(frozen=True, slots=True)
class File:
    """A file. ``size`` in bytes; ``variants`` are the forms whose bytes exist, ``received_at`` is UTC."""

    id: UUID
    kind: str
    owner_id: UUID
    name: str
    media_type: str
    size: int
    sha256: bytes
    variants: tuple[str, ...]
    received_at: datetime


@dataclass(frozen=True, slots=True)
class FileFacts(File):
    """A kept file, and on which side it was put in."""

    uploader_role: str


@dataclass(frozen=True, slots=True)
class VisibleFile:
    """A file a viewer may see, and the forms of it they may fetch; never empty."""

    file: FileFacts
    forms: frozenset[Form]


@dataclass(frozen=True, slots=True)
class KeptUpload:
    """A file of the viewer that lies ready for a draft or a case, and what it shows (empty: not said)."""

    upload_id: UUID
    evidence_kind: str
    file: FileFacts


@dataclass(frozen=True, slots=True)
class UploadFacts:
    """An upload of the viewer. ``file_id`` is None until it is finished, ``refused`` the code of a refusal or empty."""

    id: UUID
    purpose: str
    owner_id: UUID
    evidence_kind: str
    name: str
    size: int
    part_size: int
    file_id: UUID | None
    refused: str

    @property
    def parts(self) -> int:
        """How many parts the bytes come in."""
        return -(-self.size // self.part_size)


@dataclass(frozen=True, slots=True)
class Owner:
    """What files are sent to: a draft about an order (``order_ref``), or a case with the limits pinned to it.

    ``files`` counts those this side has put in.
    """

    subject: Subject
    closed: bool
    order_ref: str
    limits: FileLimits | None
    files: int


@dataclass(frozen=True, slots=True)
class NewFile(File):
    """Everything about a file whose bytes are already safe in the store."""

    channel: Channel = Channel.WEB


_COUNT = """
(SELECT count(*) FROM (
  SELECT i.file_id FROM evidence_item i
   WHERE i.case_id = %(owner)s AND i.owner_role = %(role)s AND i.file_id IS NOT NULL
  UNION
  SELECT u.file_id FROM upload u JOIN stored_file s ON s.id = u.file_id
   WHERE u.owner_id = %(owner)s AND s.uploader_role = %(role)s AND s.erased_at IS NULL) AS counted)
"""

_DRAFT_OWNER = f"""
SELECT f.customer_id AS buyer_id, NULL::uuid AS shop_id, NULL::uuid AS contact_id, false AS closed, o.ref AS order_ref,
       NULL::jsonb AS rules, {_COUNT} AS files
  FROM dispute_draft f JOIN "order" o ON o.id = f.order_id
 WHERE f.id = %(owner)s AND f.customer_id = %(person)s AND f.case_id IS NULL AND %(role)s = 'buyer'
"""

_CASE_OWNER = f"""
SELECT c.buyer_id, c.shop_id, NULL::uuid AS contact_id, c.closed_to_messages AS closed, '' AS order_ref,
       p.document->'policy'->'evidence' AS rules, {_COUNT} AS files
  FROM conversation c
  LEFT JOIN dispute d ON d.case_id = c.id
  LEFT JOIN platform_measure m ON m.case_id = c.id
  LEFT JOIN policy_snapshot p ON p.digest = COALESCE(d.policy_id, m.policy_id)
 WHERE c.id = %(owner)s AND {CASE_SCOPE}
"""

_SENT = f"""(SELECT count(*) FROM stored_file s WHERE s.kind = '{MESSAGE}' AND s.owner_id = %(owner)s
           AND s.uploader_role = %(role)s AND s.erased_at IS NULL)"""

_TICKET_OWNER = f"""
SELECT CASE WHEN c.id IS NULL THEN %(asker)s ELSE c.buyer_id END AS buyer_id,
       CASE WHEN c.id IS NULL THEN %(shop)s ELSE c.shop_id END AS shop_id, c.contact_id,
       COALESCE(t.status = 'closed' AND t.body ->> 'merged_into' IS NULL, false) AS closed, '' AS order_ref,
       NULL::jsonb AS rules, {_SENT} AS files
  FROM (SELECT 1) AS named
  LEFT JOIN conversation c ON c.id = %(owner)s AND c.kind = 'ticket' AND {CASE_SCOPE}
  LEFT JOIN ticket t ON t.case_id = c.id
 WHERE c.id IS NOT NULL
    OR (%(side)s <> 'staff' AND NOT EXISTS (SELECT 1 FROM conversation x WHERE x.id = %(owner)s))
"""
"""A request that is still being written has no row: its name is the one the form gives it, which nobody else knows."""

_CHAT_OWNER = f"""
SELECT c.buyer_id, c.shop_id, c.contact_id, k.state = 'ended' AS closed, '' AS order_ref, NULL::jsonb AS rules,
       {_SENT} AS files
  FROM conversation c JOIN chat k ON k.case_id = c.id WHERE c.id = %(owner)s AND {CASE_SCOPE}
"""

_OWNERS = {DRAFT: _DRAFT_OWNER, CASE: _CASE_OWNER, TICKET: _TICKET_OWNER, CHAT: _CHAT_OWNER}
_LIMITS = {TICKET: REQUEST_LIMITS, CHAT: REQUEST_LIMITS}
"""Where no policy speaks."""

_UPLOAD = "SELECT id, purpose, owner_id, evidence_kind, name, size, part_size, file_id, refused FROM upload"

UNUSED = """NOT EXISTS (SELECT 1 FROM evidence_item i WHERE i.file_id = f.id)
   AND NOT EXISTS (SELECT 1 FROM message_file x WHERE x.file_id = f.id)"""
"""Whether the stored file ``f`` is neither evidence nor sent with a message."""

_FILE = "f.id, f.kind, f.owner_id, f.name, f.media_type, f.size, f.sha256, f.variants, f.uploader_role, f.received_at"

_INSERT = """
INSERT INTO stored_file (id, kind, owner_id, name, media_type, size, sha256, variants, uploader_role,
                         uploader_ref, uploader_id, channel, received_at, erased_why)
VALUES (%(id)s, %(kind)s, %(owner)s, %(name)s, %(media_type)s, %(size)s, %(sha256)s, %(variants)s, %(role)s,
        %(ref)s, %(person)s, %(channel)s, %(at)s, '')
ON CONFLICT (id) DO NOTHING
"""

_FILE_FOR = f"""
SELECT {_FILE}, mine.yes OR COALESCE(e.own, p.own, w.own, false) AS own
  FROM stored_file f
 CROSS JOIN LATERAL (
   SELECT f.uploader_id IS NOT DISTINCT FROM %(person)s AND f.uploader_role = %(role)s
          AND %(person)s::uuid IS NOT NULL
          AND (%(role)s <> 'seller' OR EXISTS (
                SELECT 1 FROM conversation c WHERE c.id = f.owner_id AND {CASE_SCOPE})
              OR (f.kind = '{MESSAGE}' AND NOT EXISTS (
                SELECT 1 FROM conversation n WHERE n.id = f.owner_id))) AS yes) AS mine
  LEFT JOIN LATERAL (
   SELECT %(side)s = 'staff' OR i.owner_role = %(side)s AS own
     FROM evidence_item i JOIN conversation c ON c.id = i.case_id
    WHERE f.kind = '{EVIDENCE}' AND i.file_id = f.id AND {CASE_SCOPE}
      AND i.owner_role = f.uploader_role AND i.owner_ref = f.uploader_ref
      AND (NOT i.confidential OR %(side)s = 'staff' OR i.owner_role = %(side)s)
    ORDER BY own DESC LIMIT 1) AS e ON true
  LEFT JOIN LATERAL (
   SELECT %(side)s <> 'buyer' AS own
     FROM listing_picture g JOIN order_line l ON l.id = g.line_id JOIN "order" c ON c.id = l.order_id
    WHERE f.kind = '{LISTING}' AND g.file_id = f.id AND {ORDER_SCOPE} LIMIT 1) AS p ON true
  LEFT JOIN LATERAL (
   SELECT %(side)s = 'staff' OR f.uploader_role = %(side)s AS own
     FROM message_file x JOIN message m ON m.id = x.message_id JOIN conversation c ON c.id = x.case_id
    WHERE f.kind = '{MESSAGE}' AND x.file_id = f.id AND {CASE_SCOPE} AND m.audience = ANY(%(audiences)s)) AS w ON true
 WHERE f.id = %(file)s AND f.erased_at IS NULL
   AND (mine.yes OR e.own IS NOT NULL OR p.own IS NOT NULL OR w.own IS NOT NULL)
"""

_READY = f"""
SELECT u.id AS upload_id, u.evidence_kind, {_FILE}
  FROM upload u JOIN stored_file f ON f.id = u.file_id
 WHERE u.owner_id = %(owner)s AND u.person_id = %(person)s AND f.uploader_role = %(role)s
   AND f.erased_at IS NULL AND {UNUSED}
 ORDER BY u.created_at, u.id
"""

_FOREIGN = """
SELECT count(*) AS foreign_files
  FROM unnest(%(ids)s::uuid[]) AS named(id)
 WHERE NOT EXISTS (
   SELECT 1 FROM stored_file f
    WHERE f.id = named.id AND f.kind = 'evidence' AND f.uploader_id = %(person)s AND f.uploader_role = %(role)s
      AND f.erased_at IS NULL AND NOT EXISTS (SELECT 1 FROM evidence_item i WHERE i.file_id = f.id))
"""

_DISCARD = f"""
UPDATE stored_file f SET erased_at = %(at)s, erased_why = 'discarded'
  FROM upload u
 WHERE u.id = %(id)s AND u.person_id = %(person)s AND f.id = u.file_id AND f.erased_at IS NULL
   AND {UNUSED}
RETURNING {_FILE}
"""


def owner(viewer: Viewer, purpose: str, owner_id: UUID) -> Owner:
    """The viewer's open draft, a case or a request the viewer sees, or one they write. Raises ``NotFound``."""
    asker = viewer.person_id if viewer.role is Role.BUYER else None
    found = sql.row(_OWNERS[purpose], {**_reader(viewer), "owner": owner_id, "asker": asker})
    if found is None:
        raise NotFound
    limits = (
        limits_of(decode(EvidenceRules, found.rules)) if found.rules is not None else _LIMITS.get(purpose)
    )
    subject = Subject(found.buyer_id, found.shop_id, contact_id=found.contact_id)
    return Owner(subject, found.closed, found.order_ref, limits, found.files)


def hold_owner(owner_id: UUID) -> None:
    """Let one file at a time be added to an owner, so that a limit is one; until the transaction ends."""
    sql.run("SELECT pg_advisory_xact_lock(hashtextextended(%(owner)s::text, 0))", {"owner": owner_id})


def create_upload(viewer: Viewer, new: UploadFacts, *, at: datetime) -> None:
    """Note an upload the viewer begins; the owner has been checked with ``owner``."""
    sql.run(
        """
        INSERT INTO upload (id, person_id, purpose, owner_id, evidence_kind, name, size, part_size, refused, created_at)
        VALUES (%(id)s, %(person)s, %(purpose)s, %(owner)s, %(kind)s, %(name)s, %(size)s, %(part_size)s, '', %(at)s)
        """,
        {
            "id": new.id,
            "person": viewer.reader_id,
            "purpose": new.purpose,
            "owner": new.owner_id,
            "kind": new.evidence_kind,
            "name": new.name,
            "size": new.size,
            "part_size": new.part_size,
            "at": at,
        },
    )


def upload(viewer: Viewer, upload_id: UUID) -> UploadFacts:
    """An upload the viewer began. Raises ``NotFound``."""
    found = sql.row(
        _UPLOAD + " WHERE id = %(id)s AND person_id = %(person)s", {"id": upload_id, **_reader(viewer)}
    )
    if found is None:
        raise NotFound
    return UploadFacts(*found)


def finish(viewer: Viewer, upload_id: UUID, file: NewFile, *, at: datetime) -> None:
    """Keep the row of a file and tie its upload to it; a repeat changes nothing."""
    insert(viewer, file)
    sql.run(
        "UPDATE upload SET file_id = %(file)s, finished_at = %(at)s"
        " WHERE id = %(id)s AND person_id = %(person)s AND file_id IS NULL",
        {"file": file.id, "at": at, "id": upload_id, "person": viewer.reader_id},
    )


def refuse(viewer: Viewer, upload_id: UUID, code: str) -> bool:
    """Note that an unfinished upload was refused, so that nobody tries it again; False when it is finished."""
    touched = sql.run(
        "UPDATE upload SET refused = %(code)s WHERE id = %(id)s AND person_id = %(person)s AND file_id IS NULL",
        {"code": code, "id": upload_id, "person": viewer.reader_id},
    )
    return touched > 0


def insert(viewer: Viewer, file: NewFile) -> None:
    """Keep the row of a file whose bytes are safe; nothing changes when it is there already."""
    parameters: dict[str, Any] = {
        "id": file.id,
        "kind": file.kind,
        "owner": file.owner_id,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "variants": sql.jsonb(list(file.variants)),
        "role": (viewer.side or Role.SYSTEM).value,
        "ref": viewer.ref,
        "person": viewer.reader_id,
        "channel": file.channel.value,
        "at": file.received_at,
    }
    sql.run(_INSERT, parameters)


def file_for(viewer: Viewer, file_id: UUID) -> VisibleFile:
    """A file the viewer may fetch, in the forms open to them; erased ones are not there. One statement.

    Evidence: parties and staff of its case, a confidential item only for its own side and staff; before it is
    evidence its uploader alone. A listing picture: the order's buyer, its shop, staff. A file of a message: whoever
    reads the message; before it is sent its uploader alone. Raises ``NotFound``.
    """
    found = sql.row(_FILE_FOR, {**_reader(viewer), "audiences": audiences_read(viewer), "file": file_id})
    if found is None:
        raise NotFound
    file = file_of(found)
    forms = open_forms(file.media_type, own=found.own) & {Form(variant) for variant in file.variants}
    return VisibleFile(file, forms)


def ready_files(viewer: Viewer, owner_id: UUID) -> list[KeptUpload]:
    """The viewer's finished uploads for a draft or a case that are not evidence yet, in order of their beginning."""
    found = sql.rows(_READY, {**_reader(viewer), "owner": owner_id})
    return [KeptUpload(one.upload_id, one.evidence_kind, file_of(one)) for one in found]


def demand_usable(viewer: Viewer, file_ids: Collection[UUID]) -> None:
    """Let pass files the viewer has uploaded and not used yet; whoever makes evidence of files asks this first.

    Raises ``NotFound`` when one is another's, erased, evidence already or not there. No statement for no files.
    """
    if not file_ids:
        return
    found = sql.row(_FOREIGN, {**_reader(viewer), "ids": list(file_ids)})
    if found is None or found.foreign_files:
        raise NotFound


def discard(viewer: Viewer, upload_id: UUID, *, at: datetime) -> FileFacts | None:
    """Erase a finished upload of the viewer that is not evidence yet; the row stays with its hash.

    An unfinished one is forgotten. None when there are no bytes to remove.
    """
    parameters = {**_reader(viewer), "id": upload_id, "at": at}
    sql.run("DELETE FROM upload WHERE id = %(id)s AND person_id = %(person)s AND file_id IS NULL", parameters)
    found = sql.row(_DISCARD, parameters)
    return file_of(found) if found else None


def audiences_read(viewer: Viewer) -> list[str]:
    """Which messages of requests the viewer reads; of the staff only those who may see requests."""
    reads = side_of(viewer) != "staff" or may(viewer, Act.SEE_TICKETS)
    return sorted(one.value for one in readable_audiences(viewer)) if reads else []


def _reader(viewer: Viewer) -> dict[str, Any]:
    role = viewer.side.value if viewer.side else ""
    return {**case_scope(viewer), "person": viewer.reader_id, "role": role, "side": side_of(viewer)}


def file_of(found: Any) -> FileFacts:
    """A row of ``stored_file`` as facts."""
    return FileFacts(
        id=found.id,
        kind=found.kind,
        owner_id=found.owner_id,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=bytes(found.sha256),
        variants=tuple(found.variants),
        uploader_role=found.uploader_role,
        received_at=found.received_at,
    )
