"""Which files may come in, how many, and who may see which form of one?

Source: disputes.md 5.3 (evidence is kept as it came and shown cleaned), ro-default.yaml (limits).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import PurePosixPath, PureWindowsPath

from amiabil.domain.policy.model import EvidenceRules
from amiabil.domain.terms import EvidenceKind
from amiabil.foundation.errors import Conflict, Fact, Invalid
from amiabil.foundation.fields import NotAChoice
from amiabil.foundation.text import steady

NAME_MAX = 200
"""Letters of a file's name that are kept; it is text for people and never part of a path."""

PART_SIZE = 1_000_000
"""Bytes of one part of an upload: ten seconds on a poor mobile line, so little is sent twice."""

FORM_FILE_MAX = 5_000_000
"""Bytes of one file in a plain form: web reads it itself, so it stays small. Bigger ones come in parts."""

FORM_FILES_MAX = 25_000_000
"""Bytes of all files of one form, which web holds in memory."""


@unique
class Family(StrEnum):
    """What can be done with a file: look at it, play it, or only keep and download it."""

    IMAGE = "image"
    VIDEO = "video"
    DOCUMENT = "document"


MEDIA_TYPES: Mapping[str, Family] = {
    "image/jpeg": Family.IMAGE,
    "image/png": Family.IMAGE,
    "image/webp": Family.IMAGE,
    "image/heic": Family.IMAGE,
    "image/gif": Family.IMAGE,
    "video/mp4": Family.VIDEO,
    "video/quicktime": Family.VIDEO,
    "video/webm": Family.VIDEO,
    "application/pdf": Family.DOCUMENT,
    "text/plain": Family.DOCUMENT,
}
"""Every type that is accepted, as found in the content; all others are refused. No active type is among them."""

_IMAGE_ONLY = frozenset({Family.IMAGE})
_SEEN = frozenset({Family.IMAGE, Family.VIDEO})

SHOWN_BY: Mapping[EvidenceKind, frozenset[Family]] = {
    EvidenceKind.PHOTO_ITEM: _IMAGE_ONLY,
    EvidenceKind.PHOTO_PARCEL: _IMAGE_ONLY,
    EvidenceKind.PHOTO_CONTENT: _IMAGE_ONLY,
    EvidenceKind.PHOTO_WEIGHT_LABEL: _IMAGE_ONLY,
    EvidenceKind.PACKING_PHOTO: _IMAGE_ONLY,
    EvidenceKind.PHOTO_UNBOXING: _SEEN,
    EvidenceKind.VIDEO_DEFECT: frozenset({Family.VIDEO}),
}
"""Kinds of evidence that need a certain sort of file (disputes.md 5.2); every other kind takes any."""


@unique
class Form(StrEnum):
    """Which form of a file: as it came, made for looking at, or small. The same words as the stores of bytes."""

    ORIGINAL = "original"
    VIEW = "view"
    THUMB = "thumb"


FORMS: Mapping[Family, tuple[Form, ...]] = {
    Family.IMAGE: (Form.ORIGINAL, Form.VIEW, Form.THUMB),
    Family.VIDEO: (Form.ORIGINAL, Form.VIEW),
    Family.DOCUMENT: (Form.ORIGINAL,),
}
"""What is kept of a file. The view of a video is the same film without its place and device."""


class FileTooLarge(Invalid):
    """The file has more bytes than is allowed; ``max`` and ``size`` in bytes."""

    code = "too_large"

    def __init__(self, *, size: int, most: int) -> None:
        super().__init__(field="/size", size=size, max=most)


class FormTooLarge(Invalid):
    """The files of one form have more bytes together than ``max``; this one may be sent by itself."""

    code = "form_too_large"

    def __init__(self, most: int) -> None:
        super().__init__(field="/files", max=most)


class TooManyFiles(Conflict):
    """This side has put in as many files as the policy allows."""

    code = "too_many_files"

    def __init__(self, most: int) -> None:
        super().__init__(max=most)


class EmptyFile(Invalid):
    """There is not one byte in the file."""

    code = "empty_file"

    def __init__(self) -> None:
        super().__init__(field="/size")


class TypeNotAllowed(Invalid):
    """The content is of a type that is not accepted; ``detected`` is our best guess, whatever the name says."""

    code = "type_not_allowed"

    def __init__(self, detected: str) -> None:
        super().__init__(field="/file", detected=detected, allowed=list[Fact](MEDIA_TYPES))


class FileUnreadable(Invalid):
    """The content begins as ``detected`` but is damaged, cut off or not made as that type is made."""

    code = "file_unreadable"

    def __init__(self, detected: str) -> None:
        super().__init__(field="/file", detected=detected)


class PictureTooLarge(Invalid):
    """The picture has more points than can be shown; both figures in millions."""

    code = "picture_too_large"

    def __init__(self, *, megapixels: int, most: int) -> None:
        super().__init__(field="/file", megapixels=megapixels, max=most)


class PictureMoves(Invalid):
    """An animated picture: the parties would not all see the same, so a film is asked for instead."""

    code = "picture_moves"

    def __init__(self, detected: str) -> None:
        super().__init__(field="/file", detected=detected)


class NotAnImage(Invalid):
    """This kind of evidence is a photo, and the file is none."""

    code = "not_an_image"


class NotAVideo(Invalid):
    """This kind of evidence is a video, and the file is none."""

    code = "not_a_video"


class UploadSizeDiffers(Conflict):
    """What arrived has another number of bytes than what was announced."""

    code = "upload_differs"


class AlreadyEvidence(Conflict):
    """This file is an item of the dispute; ``label`` names it."""

    code = "already_evidence"


class UploadRefused(Conflict):
    """This upload has been refused before; ``why`` is the code it was refused with."""

    code = "upload_refused"


@dataclass(frozen=True, slots=True)
class FileLimits:
    """How many files one side may put in, how large (bytes) one may be, and whether films are taken."""

    max_files: int = 20
    max_bytes: int = 50_000_000
    video: bool = True


DEFAULT_LIMITS = FileLimits()
"""The house default (ro-default.yaml), for where no policy speaks."""

REQUEST_LIMITS = FileLimits(max_files=100)
"""What one side may put into a request for help, over all its messages."""

MESSAGE_FILES_MAX = 10
"""Files that go with one message."""


def limits_of(rules: EvidenceRules) -> FileLimits:
    """The limits a case's policy sets."""
    return FileLimits(rules.max_files, rules.max_bytes_per_file, rules.video)


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a look into the content has shown; ``width`` and ``height`` are points as displayed, None for no image."""

    media_type: str
    width: int | None = None
    height: int | None = None

    @property
    def family(self) -> Family:
        """What can be done with it."""
        return MEDIA_TYPES[self.media_type]

    @property
    def forms(self) -> tuple[Form, ...]:
        """Which forms of it are kept."""
        return FORMS[self.family]


def clean_name(name: str) -> str:
    """A file's name as text to show: the last piece, no control or direction marks, at most 200 letters.

    The ending survives a cut. Empty when nothing is left; then pages write their own word for it.
    """
    last = PurePosixPath(PureWindowsPath(name[: NAME_MAX * 4]).name).name
    spaced = " ".join(unicodedata.normalize("NFC", steady(last)).split())
    kept = "".join(c for c in spaced if unicodedata.category(c)[0] != "C")
    plain = " ".join(kept.split()).lstrip(". ")
    if len(plain) <= NAME_MAX:
        return plain
    ending = PurePosixPath(plain).suffix[:10]
    return (plain[: NAME_MAX - len(ending)] + ending).rstrip()


def check_size(size: int, limits: FileLimits) -> None:
    """Refuse a file that is empty or too large. Raises ``EmptyFile`` or ``FileTooLarge``."""
    if size <= 0:
        raise EmptyFile
    if size > limits.max_bytes:
        raise FileTooLarge(size=size, most=limits.max_bytes)


def check_arrived(*, announced: int, arrived: int) -> None:
    """Refuse bytes that are not as many as announced. Raises ``UploadSizeDiffers``."""
    if announced != arrived:
        raise UploadSizeDiffers(announced=announced, arrived=arrived)


def check_sort(inspected: Inspected, limits: FileLimits, *, kind: EvidenceKind | None) -> None:
    """Refuse a film where none is taken, and a file that cannot show what it is meant to show.

    Raises ``TypeNotAllowed``, ``NotAnImage`` or ``NotAVideo``.
    """
    if inspected.family is Family.VIDEO and not limits.video:
        raise TypeNotAllowed(inspected.media_type)
    if kind is None or inspected.family in SHOWN_BY.get(kind, frozenset(Family)):
        return
    refusal = NotAVideo if kind is EvidenceKind.VIDEO_DEFECT else NotAnImage
    raise refusal(field="/file", detected=inspected.media_type, kind=kind.value)


def read_kind(text: str) -> EvidenceKind | None:
    """The kind of evidence a word names, None for no word. Raises ``NotAChoice``."""
    if not text:
        return None
    try:
        return EvidenceKind(text)
    except ValueError:
        raise NotAChoice(field="/evidence_kind", choices=[kind.value for kind in EvidenceKind]) from None


def open_forms(media_type: str, *, own: bool) -> frozenset[Form]:
    """The forms a reader may fetch: all of one's own; of the other side's what shows no place and no device.

    A document is shown to both sides as it came: what is in it was put there to be read.
    """
    forms = FORMS.get(MEDIA_TYPES.get(media_type, Family.DOCUMENT), ())
    if own or forms == (Form.ORIGINAL,):
        return frozenset(forms)
    return frozenset(forms) - {Form.ORIGINAL}
