"""Where do the parts of an upload wait until they are all there?

``.parts/{upload}/{number}.part`` beside the files. A part has its name only when it is complete and flushed,
so whatever is listed counts and the rest never happened. A part never changes once it has its name.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from amiabil.foundation.errors import Conflict
from amiabil.gateways.files.durable import flush_folder, make_folder, scratch

FORGOTTEN_AFTER = timedelta(hours=24)
"""An upload nobody has gone on with for this long is given up. Source: conventions.md, *Files*."""


class UploadIncomplete(Conflict):
    """Parts are missing, so the file is not there yet; ``missing`` counts them."""

    code = "upload_incomplete"


class PartDiffers(Conflict):
    """This part is already there with other bytes."""

    code = "part_differs"


@dataclass(frozen=True, slots=True)
class KeptPart:
    """One complete part; ``received_at`` is when its last byte had arrived (UTC)."""

    number: int
    size: int
    received_at: datetime
    path: Path


class Parts:
    """The parts of all uploads below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def kept(self, upload: UUID) -> list[KeptPart]:
        """The complete parts of an upload in order; empty when none has arrived."""
        folder = self._root / str(upload)
        if not folder.is_dir():
            return []
        return [_kept(path) for path in sorted(folder.glob("[0-9]*.part"))]

    def writer(self, upload: UUID, number: int) -> PartWriter:
        """Begin to write one part; nothing is kept before ``PartWriter.keep``."""
        folder = self._root / str(upload)
        make_folder(folder, root=self._root)
        return PartWriter(folder, number)

    def forget(self, upload: UUID) -> None:
        """Remove everything of an upload."""
        shutil.rmtree(self._root / str(upload), ignore_errors=True)

    def stale(self, *, now: datetime) -> Iterator[UUID]:
        """Uploads in which nothing has moved for 24 hours."""
        for folder in self._root.iterdir() if self._root.is_dir() else ():
            touched = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
            if now - touched >= FORGOTTEN_AFTER:
                yield UUID(folder.name)


class PartWriter:
    """One part on its way to the disk; used by one thread at a time."""

    def __init__(self, folder: Path, number: int) -> None:
        self._folder = folder
        self._final = folder / f"{number:05}.part"
        self._scratch = scratch(folder)
        self._file: BinaryIO = self._scratch.open("xb", buffering=0)
        self._sha256 = hashlib.sha256()
        self.size = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes; raises ``OSError`` when the disk is full."""
        self._sha256.update(chunk)
        self.size += len(chunk)
        view = memoryview(chunk)
        while view:
            view = view[self._file.write(view) :]

    def digest(self) -> bytes:
        """SHA-256 of what has been written so far."""
        return self._sha256.digest()

    def keep(self, received_at: datetime) -> bool:
        """Flush the part and give it its name; False when the same bytes were already there.

        Raises ``PartDiffers`` when other bytes were there, which then stay.
        """
        stamp = int(received_at.timestamp() * 1_000_000_000)
        os.utime(self._file.fileno(), ns=(stamp, stamp))
        os.fsync(self._file.fileno())
        try:
            os.link(self._scratch, self._final)
        except FileExistsError:
            if _sha256(self._final) != self.digest():
                raise PartDiffers(part=int(self._final.stem)) from None
            return False
        finally:
            self.discard()
        flush_folder(self._folder)
        return True

    def discard(self) -> None:
        """Give up what was written; nothing happens after ``keep``."""
        self._file.close()
        self._scratch.unlink(missing_ok=True)


def _kept(path: Path) -> KeptPart:
    found = path.stat()
    received = datetime.fromtimestamp(found.st_mtime_ns / 1_000_000_000, UTC)
    return KeptPart(int(path.stem), found.st_size, received, path)


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
