"""What does every store of files promise, and how is a file named in it?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Set
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, unique
from typing import BinaryIO, Protocol
from uuid import UUID

from amiabil.foundation.errors import Conflict


class StorageFull(Conflict):
    """There is no room for the bytes just now; what has arrived stays, and the same may be asked again."""

    code = "storage_full"


@unique
class FileKind(StrEnum):
    """What a file is for."""

    EVIDENCE = "evidence"
    MESSAGE = "message"
    MAIL = "mail"
    LISTING = "listing"
    DOSSIER = "dossier"
    EXPORT = "export"


@unique
class Variant(StrEnum):
    """Which form of a file: as it came, re-encoded for looking at, or small."""

    ORIGINAL = "original"
    VIEW = "view"
    THUMB = "thumb"


@dataclass(frozen=True, slots=True)
class FileKey:
    """The name of some bytes, of words and ids of ours only: nothing from outside is ever in a path."""

    kind: FileKind
    owner: UUID
    file: UUID
    variant: Variant = Variant.ORIGINAL

    def __str__(self) -> str:
        return f"{self.kind}/{self.owner}/{self.file}/{self.variant}"

    @classmethod
    def parse(cls, text: str) -> FileKey:
        """Read ``kind/owner/file/variant``; raises ``ValueError`` for anything that is not exactly a key."""
        kind, owner, file, variant = text.split("/")
        key = cls(FileKind(kind), UUID(owner), UUID(file), Variant(variant))
        if str(key) != text:
            raise ValueError(f"not the canonical form of a key: {text[:200]!r}")
        return key


@dataclass(frozen=True, slots=True)
class StoredBytes:
    """What was stored: size in bytes, SHA-256, and the instant (UTC) the last byte had arrived."""

    size: int
    sha256: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Swept:
    """How many unfinished uploads and how many files without a row were removed."""

    uploads: int
    files: int


KnownFiles = Callable[[Collection[FileKey]], Set[FileKey]]
"""Asked with some keys, tells those that have a row which is not erased."""


class Files(Protocol):
    """A store of files; what it has acknowledged survives a power cut."""

    def assemble(self, upload: UUID, key: FileKey, *, parts: int) -> StoredBytes:
        """Make the file of an upload's parts 0 to ``parts - 1``, which stay until ``forget_parts``.

        Doing it again gives the same. Raises ``UploadIncomplete``.
        """

    def forget_parts(self, upload: UUID) -> None:
        """Remove the parts of an upload; call it once the row is committed, or the upload is given up."""

    def put(self, key: FileKey, content: bytes | BinaryIO, *, received_at: datetime) -> StoredBytes:
        """Store small bytes, or all that a stream gives; replaces what was there, never half.

        Raises ``StorageFull``.
        """

    def open(self, key: FileKey) -> BinaryIO:
        """The bytes from the beginning; raises ``NotFound``."""

    def remove(self, key: FileKey) -> bool:
        """Erase the bytes; False when there were none."""

    def sweep(self, known: KnownFiles, *, now: datetime) -> Swept:
        """Remove uploads and files that nobody has touched for 24 hours and that have no row."""
