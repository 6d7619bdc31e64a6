"""How does a file get from a browser's bytes to a row? Store, look into it, make the forms to show, write it down.

The order is always: bytes flushed under their name, then the row, then the parts forgotten. A process that dies in
between leaves bytes without a row, which a sweep removes, never a row without bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from amiabil.actions import files as actions
from amiabil.actions.files import Announced, Arrived
from amiabil.domain.access import Viewer
from amiabil.domain.files import (
    FORM_FILE_MAX,
    FORM_FILES_MAX,
    FileTooLarge,
    Form,
    FormTooLarge,
    TooManyFiles,
    UploadSizeDiffers,
    check_arrived,
)
from amiabil.domain.terms import Channel, Role
from amiabil.foundation.errors import Invalid, NotFound
from amiabil.gateways.files import (
    FileKey,
    FileKind,
    Files,
    StoredBytes,
    UploadIncomplete,
    Variant,
    open_files,
)
from amiabil.gateways.files.inspect import Seen, inspect
from amiabil.records import clock, file_upkeep, files
from amiabil.records.evidence_seals import FileToCheck
from amiabil.records.file_upkeep import KeptBytes
from amiabil.records.files import KINDS, LISTING, FileFacts, NewFile, UploadFacts

HOUSE = Viewer(role=Role.SYSTEM, ref="system")
"""Who stores what no person has sent."""

_FINAL = (Invalid, UploadSizeDiffers, TooManyFiles)
"""Refusals that trying again with the same bytes cannot change."""


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file that came in a plain form: its name, its bytes as far as they were held, how many there were."""

    name: str
    content: bytes
    size: int


@lru_cache(maxsize=4)
def _files_at(url: str) -> Files:
    return open_files(url)


def file_store() -> Files:
    """Where this installation keeps the bytes of files."""
    return _files_at(settings.AMIABIL_FILES_URL)


def key_of(file: FileFacts, form: Form) -> FileKey:
    """Where the bytes of this form of a file lie."""
    return FileKey(FileKind(file.kind), file.owner_id, file.id, Variant(form))


def hash_of(file: FileToCheck) -> bytes | None:
    """The SHA-256 of the bytes of a piece of evidence as they lie in the store now; None when there are none."""
    key = FileKey(FileKind(file.kind), file.owner_id, file.id, Variant.ORIGINAL)
    try:
        with closing(file_store().open(key)) as source:
            found = hashlib.sha256()
            while block := source.read(1 << 20):
                found.update(block)
            return found.digest()
    except NotFound:
        return None


def finish_parts(
    viewer: Viewer, upload_id: UUID, *, at: datetime, channel: Channel = Channel.WEB
) -> FileFacts:
    """Make a file of the parts push has received; doing it twice, even at once, gives the same file.

    ``channel`` is the way it was asked for. Raises ``NotFound``, ``UploadIncomplete`` (the rest may still be sent),
    ``UploadRefused`` and the refusals of ``actions.files.finish_upload`` and ``gateways.files.inspect``, after which
    the bytes are gone.
    """
    begun = actions.unfinished_upload(viewer, upload_id)
    if begun.file_id is not None:
        file_store().forget_parts(begun.id)  # sent again by a browser that never heard the answer
        return files.file_for(viewer, begun.file_id).file
    try:
        stored = file_store().assemble(begun.id, _key(begun), parts=begun.parts)
        return _keep(viewer, begun, stored, at=at, channel=channel)
    except (UploadIncomplete, FileNotFoundError, NotFound):
        # Another request may have finished or refused it and cleared up while this one was reading.
        begun = actions.unfinished_upload(viewer, upload_id)
        if begun.file_id is None:
            raise
        return files.file_for(viewer, begun.file_id).file


def keep_form_file(viewer: Viewer, meant: Announced, sent: FormFile, *, at: datetime) -> FileFacts:
    """Keep a file of a plain form for what ``meant`` says, whose name and size are the form's.

    Raises ``FormTooLarge`` and as ``start_upload`` and ``finish_parts``.
    """
    if sent.size > FORM_FILE_MAX:
        raise FileTooLarge(size=sent.size, most=FORM_FILE_MAX)
    if len(sent.content) != sent.size:
        raise FormTooLarge(FORM_FILES_MAX)
    return keep_bytes(viewer, replace(meant, name=sent.name), sent.content, at=at, channel=Channel.WEB)


def keep_bytes(
    viewer: Viewer, meant: Announced, content: bytes, *, at: datetime, channel: Channel
) -> FileFacts:
    """Keep a file whose bytes are at hand, for what ``meant`` says; ``channel`` is the way they came.

    Raises as ``start_upload`` and ``finish_parts``.
    """
    begun = actions.start_upload(viewer, replace(meant, size=len(content)), at=at)
    stored = file_store().put(_key(begun), content, received_at=clock.unshifted())
    return _keep(viewer, begun, stored, at=at, channel=channel)


def keep_listing_picture(
    content: BinaryIO, *, line_id: UUID, file_id: UUID, name: str, at: datetime
) -> FileFacts:
    """Keep a picture of a listing as sold, for ``ListingPicture.file_id``; with the same id again, the same file.

    Raises the refusals of ``gateways.files.inspect``.
    """
    key = FileKey(FileKind.LISTING, line_id, file_id)
    stored = file_store().put(key, content, received_at=at)
    with closing(inspect(content)) as seen:
        _put_forms(key, seen, received_at=at)
    new = NewFile(
        id=file_id,
        kind=LISTING,
        owner_id=line_id,
        name=name,
        media_type=seen.inspected.media_type,
        size=stored.size,
        sha256=stored.sha256,
        variants=tuple(form.value for form in seen.inspected.forms),
        received_at=at,
    )
    files.insert(HOUSE, new)
    kept = file_upkeep.kept_file(file_id)
    if kept is None:  # the row is there, but was erased
        raise NotFound
    return kept


def discard(viewer: Viewer, upload_id: UUID, *, at: datetime) -> None:
    """Take back an upload that is not evidence yet, row first, then bytes. Raises ``NotFound``."""
    erased = actions.discard_upload(viewer, upload_id, at=at)
    file_store().forget_parts(upload_id)
    if erased is not None:
        remove_bytes(key_of(erased, Form(variant)) for variant in erased.variants)


def remove_bytes(keys: Iterable[FileKey]) -> None:
    """Remove bytes whose row says that they are erased, or that never had one."""
    for key in keys:
        file_store().remove(key)


def keys_of(kept: KeptBytes) -> list[FileKey]:
    """Every form in which the bytes of a file lie."""
    return [FileKey(FileKind(kept.kind), kept.owner_id, kept.id, Variant(form)) for form in kept.variants]


def remove_kept(gone: Iterable[KeptBytes]) -> None:
    """Remove every form of files whose rows say that they are erased."""
    remove_bytes(key for kept in gone for key in keys_of(kept))


def _keep(
    viewer: Viewer, begun: UploadFacts, stored: StoredBytes, *, at: datetime, channel: Channel
) -> FileFacts:
    """``stored.received_at`` is the machine's time, ``at`` the one that counts; they differ in the demonstration."""
    ahead = at - clock.unshifted() if settings.AMIABIL_DEMO else timedelta(0)
    try:
        check_arrived(announced=begun.size, arrived=stored.size)
        with closing(file_store().open(_key(begun))) as content, closing(inspect(content)) as seen:
            _put_forms(_key(begun), seen, received_at=stored.received_at)
        arrived = Arrived(stored.size, stored.sha256, seen.inspected, stored.received_at + ahead, channel)
        file = actions.finish_upload(viewer, begun.id, arrived, at=at)
    except _FINAL as refusal:
        if actions.refuse_upload(viewer, begun.id, code=refusal.code):
            remove_bytes(FileKey(_key(begun).kind, begun.owner_id, begun.id, variant) for variant in Variant)
            file_store().forget_parts(begun.id)
        raise
    file_store().forget_parts(begun.id)
    return file


def _put_forms(original: FileKey, seen: Seen, *, received_at: datetime) -> None:
    for form, made in seen.made.items():
        key = FileKey(original.kind, original.owner, original.file, Variant(form))
        file_store().put(key, made, received_at=received_at)


def _key(begun: UploadFacts) -> FileKey:
    return FileKey(FileKind(KINDS[begun.purpose]), begun.owner_id, begun.id)
