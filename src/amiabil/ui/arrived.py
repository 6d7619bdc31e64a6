"""Which files have already come for this form? Shown again after a refusal, so that nothing is sent twice or lost."""

from __future__ import annotations

from django.utils.translation import gettext as _

from amiabil.domain.access import Viewer
from amiabil.records.files import KeptUpload
from amiabil.ui.facts import Chip, UploadedFile
from amiabil.ui.formats import file_size
from amiabil.ui.uploads import file_addresses, step_url


def arrived(viewer: Viewer, kept: KeptUpload, language: str) -> UploadedFile:
    """A file of the viewer that lies ready and is not evidence yet, with the way to take it out again."""
    addresses = file_addresses(viewer, kept.file.id, kept.file.variants)
    return UploadedFile(
        id=str(kept.file.id),
        name=kept.file.name,
        about=file_size(kept.file.size, language),
        status=Chip(_("Checked"), "good", "check-circle"),
        thumb_url=addresses.get("thumb", ""),
        remove_url=step_url(viewer, "discard", kept.upload_id),
    )
