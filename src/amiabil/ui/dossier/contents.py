"""Which files lie in a dossier, in which form and under which name?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.files import Form, open_forms
from amiabil.gateways.files import FileKey, FileKind, Variant
from amiabil.records.evidence import EvidenceRow
from amiabil.records.scope import side_of
from amiabil.ui.file_names import download_name, type_of_form

_PLAIN = re.compile(r"[^\w.-]+", re.ASCII)
_BEST = (Form.ORIGINAL, Form.VIEW)
"""The original where the reader may have it, else the form that shows no place and no device."""


@dataclass(frozen=True, slots=True)
class FileIn:
    """The file of one item: ``name`` inside the dossier, ``key`` where its bytes lie, ``form`` which they are.

    ``received_at`` (UTC) is when the item came.
    """

    item: UUID
    name: str
    key: FileKey
    form: Form
    received_at: datetime

    @property
    def is_original(self) -> bool:
        """Whether these are the bytes as they were handed in."""
        return self.form is Form.ORIGINAL


def files_in(viewer: Viewer, items: Iterable[EvidenceRow], *, folder: str = "files") -> tuple[FileIn, ...]:
    """The files a reader takes along, in the order of the items; erased ones and those without a form are left out.

    They lie in ``folder``.
    """
    side, found = side_of(viewer), []
    for item in items:
        if item.file_id is None or item.file_owner is None or item.erased:
            continue
        own = side in {"staff", item.owner_role}
        forms = open_forms(item.media_type, own=own) & {Form(one) for one in item.variants}
        form = next((one for one in _BEST if one in forms), None)
        if form is not None:
            key = FileKey(FileKind.EVIDENCE, item.file_owner, item.file_id, Variant(form.value))
            found.append(
                FileIn(
                    item.id,
                    f"{folder}/{named(item.label, item.file_name, item.media_type, form)}",
                    key,
                    form,
                    item.received_at,
                )
            )
    return tuple(found)


def named(label: str, called: str, media_type: str, form: Form) -> str:
    """``photo_item-1_lamp.jpg``: the label, then what the sender called it, in letters every disk knows."""
    saved = PurePosixPath(download_name(called, type_of_form(media_type, form)))
    stem = _PLAIN.sub("_", saved.stem)[:60].strip("._")
    return f"{label}{f'_{stem}' if stem else ''}{_PLAIN.sub('', saved.suffix)[:10]}"
