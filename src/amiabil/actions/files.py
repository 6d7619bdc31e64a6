"""What does a person do with files: announce one, hand it over, take it back?

Bytes travel elsewhere (push takes the parts in, ``gateways/files`` keeps them); here is only what is decided and
written down. The room above does both in the order bytes first, then the row.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from amiabil.actions.policies import policy_for
from amiabil.domain.access import Act, Viewer, demand
from amiabil.domain.files import (
    DEFAULT_LIMITS,
    PART_SIZE,
    FileLimits,
    Inspected,
    TooManyFiles,
    UploadRefused,
    check_arrived,
    check_size,
    check_sort,
    clean_name,
    limits_of,
    read_kind,
)
from amiabil.domain.terms import Channel, Role
from amiabil.foundation.errors import Forbidden
from amiabil.foundation.fields import NotAChoice
from amiabil.records import clock, files
from amiabil.records.files import (
    CASE,
    CHAT,
    DRAFT,
    KINDS,
    MESSAGE,
    TICKET,
    FileFacts,
    NewFile,
    Owner,
    UploadFacts,
)
from amiabil.records.messages import ConversationClosed
from amiabil.records.new_id import new_id
from amiabil.records.order_sheets import order_sheet


@dataclass(frozen=True, slots=True)
class Announced:
    """A file somebody wants to send: for what (``draft``, ``case``, ``ticket`` or ``chat`` and its id), what it shows,
    its name and bytes."""

    purpose: str
    owner_id: UUID
    name: str
    size: int
    evidence_kind: str = ""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file whose bytes are safe: size and SHA-256 as stored, what is in it, the instant the last byte came (UTC).

    ``channel`` is the way it came.
    """

    size: int
    sha256: bytes
    inspected: Inspected
    received_at: datetime
    channel: Channel = Channel.WEB


@transaction.atomic
def start_upload(viewer: Viewer, announced: Announced, *, at: datetime) -> UploadFacts:
    """Note that the viewer begins to send a file and say how: ``part_size`` bytes a part, ``parts`` of them.

    The limits are those of the policy: pinned to a case, resolved for the order of a draft. Raises ``NotFound``,
    ``Forbidden``, ``RightMissing``, ``ConversationClosed``, ``NotAChoice``, ``EmptyFile``, ``FileTooLarge``
    or ``TooManyFiles``.
    """
    if announced.purpose not in _PURPOSES:
        raise NotAChoice(field="/purpose", choices=[*_PURPOSES])
    owner = _open_owner(viewer, announced.purpose, announced.owner_id)
    kind = read_kind(announced.evidence_kind)
    allowed = _limits(viewer, owner)
    check_size(announced.size, allowed)
    if owner.files >= allowed.max_files:
        raise TooManyFiles(allowed.max_files)
    begun = UploadFacts(
        id=new_id(),
        purpose=announced.purpose,
        owner_id=announced.owner_id,
        evidence_kind=kind.value if kind else "",
        name=clean_name(announced.name),
        size=announced.size,
        part_size=min(PART_SIZE, announced.size),
        file_id=None,
        refused="",
    )
    files.create_upload(viewer, begun, at=at)
    return begun


def unfinished_upload(viewer: Viewer, upload_id: UUID) -> UploadFacts:
    """An upload of the viewer that may still be finished or has been. Raises ``NotFound`` or ``UploadRefused``."""
    begun = files.upload(viewer, upload_id)
    if begun.refused:
        raise UploadRefused(why=begun.refused)
    return begun


@transaction.atomic
def finish_upload(viewer: Viewer, upload_id: UUID, arrived: Arrived, *, at: datetime) -> FileFacts:
    """Keep a file whose bytes are safe; finishing twice, even at once, gives the same file.

    The file has the id of its upload, so whoever is second stores the same bytes in the same place. Raises
    ``NotFound``, ``Forbidden``, ``RightMissing``, ``ConversationClosed``, ``UploadRefused``,
    ``UploadSizeDiffers``, ``FileTooLarge``, ``EmptyFile``, ``TypeNotAllowed``, ``NotAnImage``, ``NotAVideo``
    or ``TooManyFiles``.
    """
    begun = unfinished_upload(viewer, upload_id)
    files.hold_owner(begun.owner_id)
    begun = unfinished_upload(viewer, upload_id)
    if begun.file_id is None:
        owner = _open_owner(viewer, begun.purpose, begun.owner_id)
        allowed = _limits(viewer, owner)
        check_file(begun, arrived.inspected, arrived.size, limits=allowed)
        if owner.files >= allowed.max_files:
            raise TooManyFiles(allowed.max_files)
        files.finish(viewer, upload_id, _new_file(begun, arrived), at=at)
    return files.file_for(viewer, upload_id).file


def check_file(begun: UploadFacts, inspected: Inspected, size: int, *, limits: FileLimits) -> None:
    """What can be said against a file before it is kept. Raises as ``finish_upload``."""
    check_arrived(announced=begun.size, arrived=size)
    check_size(size, limits)
    check_sort(inspected, limits, kind=read_kind(begun.evidence_kind))


@transaction.atomic
def refuse_upload(viewer: Viewer, upload_id: UUID, *, code: str) -> bool:
    """Note that what arrived was refused with this code; whether its bytes are now nobody's and to be removed.

    False when somebody has finished it meanwhile. Raises ``NotFound``.
    """
    begun = files.upload(viewer, upload_id)
    files.hold_owner(begun.owner_id)
    return files.refuse(viewer, upload_id, code)


@transaction.atomic
def discard_upload(viewer: Viewer, upload_id: UUID, *, at: datetime) -> FileFacts | None:
    """Take a file back that is not evidence yet; the file whose bytes are to be removed, None when there is none.

    What has become evidence stays (disputes.md 5.3): then nothing happens. Raises ``NotFound``.
    """
    files.upload(viewer, upload_id)
    return files.discard(viewer, upload_id, at=at)


def _open_owner(viewer: Viewer, purpose: str, owner_id: UUID) -> Owner:
    """The draft, case or request, if the viewer may add to it: only parties bring evidence (disputes.md C24), and
    with a message of a request or a chat goes what its writer puts in."""
    if viewer.reader_id is None:
        raise Forbidden(act="add_evidence")
    owner = files.owner(viewer, purpose, owner_id)
    if KINDS[purpose] == MESSAGE:
        demand(viewer, Act.WORK_TICKET if viewer.is_staff else Act.WRITE_MESSAGE, owner.subject)
    else:
        demand(viewer, _ADDING.get(viewer.side or Role.SYSTEM, Act.ACT_AS_BUYER), owner.subject)
    if owner.closed:
        raise ConversationClosed
    return owner


_PURPOSES = (DRAFT, CASE, TICKET, CHAT)
_ADDING: dict[Role | None, Act] = {Role.BUYER: Act.ACT_AS_BUYER, Role.SELLER: Act.ANSWER_FOR_SHOP}


def _limits(viewer: Viewer, owner: Owner) -> FileLimits:
    if owner.limits is not None:
        return owner.limits
    if not owner.order_ref:
        return DEFAULT_LIMITS
    facts = order_sheet(viewer, owner.order_ref).facts
    return limits_of(policy_for(facts, at=clock.now()).policy.evidence)


def _new_file(begun: UploadFacts, arrived: Arrived) -> NewFile:
    return NewFile(
        id=begun.id,
        kind=KINDS[begun.purpose],
        owner_id=begun.owner_id,
        name=begun.name,
        media_type=arrived.inspected.media_type,
        size=arrived.size,
        sha256=arrived.sha256,
        variants=tuple(form.value for form in arrived.inspected.forms),
        received_at=arrived.received_at,
        channel=arrived.channel,
    )
