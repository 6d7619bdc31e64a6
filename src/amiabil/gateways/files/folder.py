"""How does a folder of this machine keep files? Bytes under ``kind/owner/file/variant``, always flushed."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit
from uuid import UUID

from amiabil.foundation.errors import NotFound
from amiabil.gateways.files.durable import flush_folder, make_folder, scratch
from amiabil.gateways.files.parts import FORGOTTEN_AFTER, Parts, UploadIncomplete
from amiabil.gateways.files.protocol import (
    FileKey,
    FileKind,
    Files,
    KnownFiles,
    StorageFull,
    StoredBytes,
    Swept,
)

_LOG = logging.getLogger(__name__)

_CHUNK = 1 << 20
_ASK_AT_ONCE = 500


@contextlib.contextmanager
def _no_room() -> Iterator[None]:
    """A full disk is a refusal that passes, and loud for the operator; any other error is a defect."""
    try:
        yield
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        _LOG.exception("no room for files")
        raise StorageFull from error


def open_files(url: str) -> Files:
    """The store at a ``file:///folder`` address; raises ``ValueError`` for any other address."""
    return FolderFiles(files_folder(url))


def files_folder(url: str) -> Path:
    """The folder a ``file://`` address means; raises ``ValueError``."""
    parts = urlsplit(url)
    folder = Path(unquote(parts.path))
    if parts.scheme != "file" or not folder.is_absolute():
        raise ValueError(f"not an absolute folder: {url}")
    return folder


def parts_of(folder: Path) -> Parts:
    """Where push puts the parts of uploads for this folder of files."""
    return Parts(folder / ".parts")


class FolderFiles:
    """Files below one folder; see ``Files`` for the promises."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._parts = parts_of(root)

    def assemble(self, upload: UUID, key: FileKey, *, parts: int) -> StoredBytes:
        """See ``Files``."""
        kept = self._parts.kept(upload)
        missing = set(range(parts)) - {part.number for part in kept}
        if missing or not kept:
            raise UploadIncomplete(missing=len(missing))
        content = _pieces(part.path for part in kept[:parts])
        received_at = max(part.received_at for part in kept[:parts])
        return self._store(key, content, received_at=received_at)

    def forget_parts(self, upload: UUID) -> None:
        """See ``Files``."""
        self._parts.forget(upload)

    def put(self, key: FileKey, content: bytes | BinaryIO, *, received_at: datetime) -> StoredBytes:
        """See ``Files``."""
        pieces = [content] if isinstance(content, bytes) else iter(lambda: content.read(_CHUNK), b"")
        return self._store(key, pieces, received_at=received_at)

    def open(self, key: FileKey) -> BinaryIO:
        """See ``Files``."""
        try:
            return self._path(key).open("rb")
        except FileNotFoundError:
            raise NotFound() from None

    def remove(self, key: FileKey) -> bool:
        """See ``Files``."""
        path = self._path(key)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        flush_folder(path.parent)
        with contextlib.suppress(OSError):  # other variants are still there
            path.parent.rmdir()
        return True

    def sweep(self, known: KnownFiles, *, now: datetime) -> Swept:
        """See ``Files``."""
        uploads = list(self._parts.stale(now=now))
        for upload in uploads:
            self._parts.forget(upload)
        removed = 0
        for keys in _groups(self._old_keys(now)):
            removed += sum(self.remove(key) for key in keys - known(keys))
        return Swept(len(uploads), removed)

    def _path(self, key: FileKey) -> Path:
        return self._root / str(key)

    def _store(self, key: FileKey, content: Iterable[bytes], *, received_at: datetime) -> StoredBytes:
        path = self._path(key)
        with _no_room():
            make_folder(path.parent, root=self._root)
            draft, sha256, size = scratch(path.parent), hashlib.sha256(), 0
            try:
                with draft.open("xb") as file:
                    for piece in content:
                        sha256.update(piece)
                        size += file.write(piece)
                    file.flush()
                    os.fsync(file.fileno())
                draft.replace(path)
            finally:
                draft.unlink(missing_ok=True)
            flush_folder(path.parent)
        return StoredBytes(size, sha256.digest(), received_at)

    def _old_keys(self, now: datetime) -> Iterator[FileKey]:
        """Files whose bytes are older than a day; drafts that a crash left behind are removed on the way."""
        for kind in FileKind:
            for path in (self._root / kind).glob("*/*/*"):
                touched = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                if now - touched < FORGOTTEN_AFTER:
                    continue
                if path.name.startswith("."):
                    path.unlink(missing_ok=True)
                    continue
                yield FileKey.parse(path.relative_to(self._root).as_posix())


def _pieces(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as file:
            while piece := file.read(_CHUNK):
                yield piece


def _groups(keys: Iterable[FileKey]) -> Iterator[set[FileKey]]:
    group: set[FileKey] = set()
    for key in keys:
        group.add(key)
        if len(group) >= _ASK_AT_ONCE:
            yield group
            group = set()
    if group:
        yield group
