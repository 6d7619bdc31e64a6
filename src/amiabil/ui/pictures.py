"""Where does the browser find a picture of a listing? Only pictures kept by us are shown (strict CSP)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from amiabil.domain.access import Viewer
from amiabil.domain.files import Form
from amiabil.records.order_sheets import Picture
from amiabil.ui.uploads import file_addresses


def picture_address(viewer: Viewer, pictures: Sequence[Picture]) -> str:
    """The small form of the first picture kept by us; empty when there is none."""
    kept = next((picture.file_id for picture in pictures if picture.file_id is not None), None)
    return kept_picture(viewer, kept)


def kept_picture(viewer: Viewer, file_id: UUID | None) -> str:
    """The small form of a picture kept by us; empty without one."""
    return file_addresses(viewer, file_id, (Form.THUMB,))[Form.THUMB] if file_id is not None else ""
