"""What is a form of a file, once it leaves us: its type, and the name it is saved under."""

from __future__ import annotations

from pathlib import PurePosixPath

from amiabil.domain.files import MEDIA_TYPES, Family, Form
from amiabil.gateways.files.images import MEDIA_TYPE as DRAWN

ENDINGS: dict[str, tuple[str, ...]] = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "image/webp": (".webp",),
    "image/heic": (".heic", ".heif"),
    "image/gif": (".gif",),
    "video/mp4": (".mp4", ".m4v"),
    "video/quicktime": (".mov",),
    "video/webm": (".webm",),
    "application/pdf": (".pdf",),
    "text/plain": (".txt",),
}
"""Endings a downloaded file may have; another one in its name is followed by the first, so that no disk runs it."""


def is_drawn(media_type: str, form: Form) -> bool:
    """Whether this form is a picture that we have drawn anew ourselves."""
    return form is not Form.ORIGINAL and MEDIA_TYPES.get(media_type) is Family.IMAGE


def type_of_form(media_type: str, form: Form) -> str:
    """The media type of the bytes of a form of a file."""
    return DRAWN if is_drawn(media_type, form) else media_type


def download_name(name: str, media_type: str) -> str:
    """The name a file is saved under: its own words, always with an ending of what it really is."""
    endings = ENDINGS.get(media_type, (".bin",))
    plain = PurePosixPath(name or "file")
    if plain.suffix.lower() in endings:
        return str(plain)
    # A wrong ending is kept visible as part of the name when it is not one of a picture or film of ours.
    known = {ending for ours in ENDINGS.values() for ending in ours}
    return f"{plain.stem if plain.suffix.lower() in known else plain}{endings[0]}"
