"""Files of a form without an account: looked into and kept like any upload, and nobody's until the address is shown.

Small and few: nobody is known here. They wait under the name of the form, and go with what waits when nobody confirms.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID, uuid5

from amiabil.domain.files import (
    FORM_FILE_MAX,
    FORM_FILES_MAX,
    REQUEST_LIMITS,
    FileTooLarge,
    FormTooLarge,
    TooManyFiles,
    check_size,
    check_sort,
    clean_name,
)
from amiabil.foundation.errors import AmiabilError
from amiabil.gateways.files import FileKey, FileKind, Variant
from amiabil.gateways.files.inspect import inspect
from amiabil.records import clock
from amiabil.records.file_upkeep import kept_file
from amiabil.records.files import MESSAGE, NewFile
from amiabil.ui.intake import FormFile, file_store, remove_bytes

MOST = 5
"""Files of one form: who has more sends them with the next message, by the link."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The files whose bytes are safe; or the first that was not taken, with why: then none was kept."""

    files: tuple[NewFile, ...] = ()
    refused: str = ""
    why: AmiabilError | None = None


def keep(owner: UUID, sent: Sequence[FormFile]) -> Kept:
    """Keep the bytes of a form's files under its name, all or none; the same form again keeps the same."""
    if len(sent) > MOST:
        return Kept(refused=sent[MOST].name, why=TooManyFiles(MOST))
    kept: list[NewFile] = []
    for number, one in enumerate(sent):
        try:
            kept.append(_keep(owner, one, number))
        except AmiabilError as refusal:
            forget_unneeded(kept)
            return Kept(refused=clean_name(one.name), why=refusal)
    return Kept(tuple(kept))


def forget_unneeded(kept: Sequence[NewFile]) -> None:
    """Remove the bytes that nothing waits for: the form was refused, or its address has enough waiting."""
    for one in kept:
        if kept_file(one.id) is None:
            remove_bytes(_key(one.owner_id, one.id, Variant(form)) for form in one.variants)


def _keep(owner: UUID, sent: FormFile, number: int) -> NewFile:
    if sent.size > FORM_FILE_MAX:
        raise FileTooLarge(size=sent.size, most=FORM_FILE_MAX)
    if len(sent.content) != sent.size:
        raise FormTooLarge(FORM_FILES_MAX)
    check_size(sent.size, REQUEST_LIMITS)
    id, now = uuid5(owner, f"file {number} {hashlib.sha256(sent.content).hexdigest()}"), clock.unshifted()
    with closing(inspect(io.BytesIO(sent.content))) as seen:
        check_sort(seen.inspected, REQUEST_LIMITS, kind=None)
        stored = file_store().put(_key(owner, id, Variant.ORIGINAL), sent.content, received_at=now)
        for form, made in seen.made.items():
            file_store().put(_key(owner, id, Variant(form)), made, received_at=now)
    return NewFile(
        id=id,
        kind=MESSAGE,
        owner_id=owner,
        name=clean_name(sent.name),
        media_type=seen.inspected.media_type,
        size=stored.size,
        sha256=stored.sha256,
        variants=tuple(form.value for form in seen.inspected.forms),
        received_at=clock.now(),
    )


def _key(owner: UUID, id: UUID, form: Variant) -> FileKey:
    return FileKey(FileKind.MESSAGE, owner, id, form)
