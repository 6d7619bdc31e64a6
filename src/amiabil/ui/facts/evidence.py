"""What evidence, its checklist and uploads need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from amiabil.ui.facts.small import Act, Chip, Link, Person

_KIND_ICONS = {"image": "image", "video": "file-video", "document": "file-text"}


@dataclass(frozen=True, slots=True)
class EvidenceTile:
    """An item of evidence. ``checking`` says that it cannot be opened yet, ``late_text`` that it came late,
    ``edited_text`` that it was declared as edited, ``secret_text`` that it is the mediator's alone; ``hidden``: the
    reader sees its summary (``title``) and nothing else.

    ``view_url`` shows it in the viewer (an image or a video) or opens it (a document); ``thumb_url`` is empty for what
    has no picture. ``proves`` is the claim or kind, ``received`` the instant in words, ``hash`` the SHA-256.
    """

    id: str
    title: str
    person: Person
    date: str
    kind: Literal["image", "video", "document"] = "image"
    thumb_url: str = ""
    view_url: str = ""
    checking: str = ""
    late_text: str = ""
    edited_text: str = ""
    proves: str = ""
    received: str = ""
    hash: str = ""
    by_text: str = ""
    secret_text: str = ""
    gone_text: str = ""
    hidden: bool = False

    @property
    def icon(self) -> str:
        """What stands where no picture is."""
        if self.hidden:
            return "lock-simple"
        return "hourglass-medium" if self.checking else _KIND_ICONS[self.kind]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All items; ``about`` is "6, you both see them". ``id`` tells several lists on a page apart."""

    title: str
    about: str
    items: tuple[EvidenceTile, ...]
    add: Link | None = None
    empty: str = ""
    id: str = "evidence"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to show: what a good photo shows, or what has come. ``act`` adds it."""

    title: str
    text: str
    done: bool
    required: bool = True
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Requirements:
    """The checklist before a request can be sent; ``missing`` says what still keeps it back, empty when ready."""

    needs: tuple[Need, ...]
    missing: str = ""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that has come. ``remove_url`` takes it out again by POST; empty where it stays."""

    id: str
    name: str
    about: str
    status: Chip
    thumb_url: str = ""
    remove_url: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """A place for files. ``js/upload.js`` sends parts to push; the ids of finished files are posted as ``name``.

    ``start_url`` (POST, web) begins an upload, see ``ui/uploads.py``. ``kind`` is the ``EvidenceKind`` the files show.
    ``files`` have come already; who takes one out without JavaScript comes back to the page ``back``. Without it the
    inputs post the files themselves as ``name``: the form around needs ``enctype="multipart/form-data"``.
    """

    name: str
    label: str
    start_url: str
    about: str = ""
    accept: str = "image/*,video/*,application/pdf"
    several: bool = True
    camera: bool = True
    kind: str = ""
    files: tuple[UploadedFile, ...] = ()
    error: str = ""
    back: str = ""
    limit_bytes: int = 50_000_000

    @property
    def id(self) -> str:
        """The id of the file input; error summaries link to it."""
        return f"field-{self.name}"
