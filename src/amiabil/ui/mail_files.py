"""Which files of a mail become files of its message? Looked into and kept like any upload; the rest is named."""

from __future__ import annotations

import io
from contextlib import closing
from uuid import UUID

from amiabil.domain.files import DEFAULT_LIMITS, MESSAGE_FILES_MAX, clean_name
from amiabil.domain.mail.letter import Attachment, Letter, Place
from amiabil.domain.terms import Channel
from amiabil.foundation.errors import Invalid
from amiabil.gateways.files import FileKey, FileKind, Variant
from amiabil.gateways.files.inspect import inspect
from amiabil.records.files import MESSAGE, NewFile
from amiabil.records.mail_in import StoredMail
from amiabil.ui.intake import file_store

SMALL_PICTURE = 4_000
"""Bytes below which a picture inside the text is a logo or a tracking dot, not something to be shown."""

_NO_FILES = frozenset({Place.SIGNATURE, Place.REPORT})
"""What is part of the mail's own machinery."""

LeftOut = tuple[tuple[str, str], ...]
"""Names of files that stay in the raw mail alone, each with the code of the reason."""


def keep_files(mail: StoredMail, letter: Letter, case_id: UUID | None) -> tuple[tuple[NewFile, ...], LeftOut]:
    """Keep the bytes of a mail's files for its message in a request; doing it again keeps the same. Also those left
    out, and why.

    Types, sizes and number are those of any upload. ``case_id`` is None for a dispute: what shows something there is
    evidence, and handed in as such. Raises ``StorageFull``.
    """
    kept: list[NewFile] = []
    left_out: list[tuple[str, str]] = []
    for number, one in enumerate(letter.attachments):
        if one.place in _NO_FILES:
            continue
        name = clean_name(one.name) or one.type
        why = _refused(one, len(kept)) if case_id is not None else "not_in_disputes"
        if why or case_id is None:
            left_out.append((name, why))
            continue
        try:
            kept.append(_keep(mail, one, case_id, name=name, number=number))
        except Invalid as refusal:
            left_out.append((name, refusal.code))
    return tuple(kept), tuple(left_out)


def _refused(one: Attachment, kept: int) -> str:
    if one.left_out or len(one.content) > DEFAULT_LIMITS.max_bytes:
        return "too_large"
    if kept >= MESSAGE_FILES_MAX:
        return "too_many_files"
    if one.place is Place.INLINE and len(one.content) < SMALL_PICTURE:
        return "decoration"
    return ""


def _keep(mail: StoredMail, one: Attachment, owner: UUID, *, name: str, number: int) -> NewFile:
    id = mail.derived_id(f"file {number} of {owner}")
    key = FileKey(FileKind.MESSAGE, owner, id)
    with closing(inspect(io.BytesIO(one.content))) as seen:
        stored = file_store().put(key, one.content, received_at=mail.received_at)
        for form, made in seen.made.items():
            file_store().put(FileKey(key.kind, owner, id, Variant(form)), made, received_at=mail.received_at)
    return NewFile(
        id=id,
        kind=MESSAGE,
        owner_id=owner,
        name=name,
        media_type=seen.inspected.media_type,
        size=stored.size,
        sha256=stored.sha256,
        variants=tuple(form.value for form in seen.inspected.forms),
        received_at=mail.received_at,
        channel=Channel.EMAIL,
    )
