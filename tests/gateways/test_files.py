"""Bytes on disk: whole or not there, under names of ours, and swept when nobody knows them."""

from __future__ import annotations

import errno
import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.foundation.errors import NotFound
from amiabil.gateways.files import (
    FileKey,
    FileKind,
    FolderFiles,
    Parts,
    StorageFull,
    UploadIncomplete,
    Variant,
    files_folder,
    open_files,
    parts_of,
)

NOW = datetime.now(UTC)
DAY = timedelta(hours=24)


@pytest.fixture
def files(tmp_path: Path) -> FolderFiles:
    return FolderFiles(tmp_path / "files")


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return parts_of(tmp_path / "files")


def key(variant: Variant = Variant.ORIGINAL) -> FileKey:
    return FileKey(FileKind.EVIDENCE, uuid4(), uuid4(), variant)


def keep(parts: Parts, upload: UUID, number: int, content: bytes, at: datetime = NOW) -> None:
    writer = parts.writer(upload, number)
    writer.write(content)
    assert writer.keep(at)


def nobody(_: Collection[FileKey]) -> set[FileKey]:
    return set()


def age(path: Path, by: timedelta) -> None:
    stamp = (NOW - by).timestamp()
    os.utime(path, (stamp, stamp))


def test_a_file_is_its_parts_in_order_received_with_the_last(files: FolderFiles, parts: Parts) -> None:
    upload, name = uuid4(), key()
    keep(parts, upload, 2, b"cc", NOW - timedelta(seconds=5))
    keep(parts, upload, 0, b"a" * 10, NOW - timedelta(seconds=1))
    keep(parts, upload, 1, b"b" * 10, NOW - timedelta(seconds=9))
    stored = files.assemble(upload, name, parts=3)
    body = b"a" * 10 + b"b" * 10 + b"cc"
    assert (stored.size, stored.sha256) == (22, hashlib.sha256(body).digest())
    assert abs(stored.received_at - (NOW - timedelta(seconds=1))) < timedelta(milliseconds=1)
    with files.open(name) as file:
        assert file.read() == body
    assert files.assemble(upload, name, parts=3) == stored
    files.forget_parts(upload)
    assert parts.kept(upload) == []


def test_a_file_with_a_missing_part_is_not_made(files: FolderFiles, parts: Parts, tmp_path: Path) -> None:
    upload, name = uuid4(), key()
    keep(parts, upload, 0, b"a")
    for wanted in (2, 5):
        with pytest.raises(UploadIncomplete) as refused:
            files.assemble(upload, name, parts=wanted)
        assert refused.value.facts == {"missing": wanted - 1}
    with pytest.raises(UploadIncomplete):
        files.assemble(uuid4(), name, parts=1)
    with pytest.raises(NotFound):
        files.open(name)


def test_bytes_are_replaced_whole_and_erased(files: FolderFiles) -> None:
    name = key(Variant.THUMB)
    files.put(name, b"first", received_at=NOW)
    stored = files.put(name, io.BytesIO(b"second"), received_at=NOW)
    assert stored.sha256 == hashlib.sha256(b"second").digest()
    with files.open(name) as file:
        assert file.read() == b"second"
    assert files.remove(name)
    assert not files.remove(name)
    with pytest.raises(NotFound):
        files.open(name)


class Broken(io.BytesIO):
    """Storage that fails in the middle."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell() > 0:
            raise OSError(28, "no space left")
        return super().read(3)


def test_a_write_that_fails_leaves_the_old_bytes_and_no_draft(files: FolderFiles, tmp_path: Path) -> None:
    name = key()
    files.put(name, b"old", received_at=NOW)
    with pytest.raises(StorageFull):
        files.put(name, Broken(b"new bytes"), received_at=NOW)
    with files.open(name) as file:
        assert file.read() == b"old"
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    ("number", "told"), [(errno.ENOSPC, StorageFull), (errno.EDQUOT, StorageFull), (errno.EIO, OSError)]
)
def test_a_full_disk_is_a_refusal_that_passes(
    files: FolderFiles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    told: type[Exception],
) -> None:
    name = key()
    with monkeypatch.context() as full:
        full.setattr(os, "fsync", lambda _: _fail(number))
        with pytest.raises(told):
            files.put(name, b"a photo", received_at=NOW)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()], "no draft takes up room"
    assert files.put(name, b"a photo", received_at=NOW).size == 7


def _fail(number: int) -> None:
    raise OSError(number, "told by the disk")


def test_others_on_the_machine_cannot_look(files: FolderFiles, tmp_path: Path) -> None:
    name = key()
    files.put(name, b"x", received_at=NOW)
    folder = tmp_path / "files"
    for part in ("", *str(name).split("/")[:-1]):
        folder = folder / part
        assert folder.stat().st_mode & 0o077 == 0


@given(st.text(max_size=60))
def test_only_a_key_of_ours_is_a_key(text: str) -> None:
    with pytest.raises(ValueError):
        FileKey.parse(text)


@pytest.mark.parametrize("change", ["/../x", "/", "\0", " "])
def test_a_key_has_one_spelling(change: str) -> None:
    name = key(Variant.VIEW)
    assert FileKey.parse(str(name)) == name
    for text in (str(name) + change, change + str(name), str(name).upper(), f"{{{name.owner}}}"):
        with pytest.raises(ValueError):
            FileKey.parse(text)


def test_what_has_no_row_goes_after_a_day_and_not_before(
    files: FolderFiles, parts: Parts, tmp_path: Path
) -> None:
    known, orphan, young = key(), key(), key()
    for name in (known, orphan, young):
        files.put(name, b"x", received_at=NOW)
    for name in (known, orphan):
        age(tmp_path / "files" / str(name), DAY)
    old_upload, young_upload = uuid4(), uuid4()
    for upload in (old_upload, young_upload):
        keep(parts, upload, 0, b"x")
    age(tmp_path / "files/.parts" / str(old_upload), DAY)
    left = tmp_path / "files" / str(known.kind) / str(known.owner) / str(known.file) / ".draft.new"
    left.write_bytes(b"half")
    age(left, DAY)

    swept = files.sweep(lambda keys: {known} & set(keys), now=NOW)
    assert (swept.uploads, swept.files) == (1, 1)
    for name in (known, young):
        files.open(name).close()
    with pytest.raises(NotFound):
        files.open(orphan)
    assert not left.exists()
    assert [part.number for part in parts.kept(young_upload)] == [0]
    assert files.sweep(lambda keys: {known} & set(keys), now=NOW).files == 0


def test_a_sweep_asks_for_many_files_at_a_time(files: FolderFiles, tmp_path: Path) -> None:
    asked: list[int] = []

    def known(keys: Collection[FileKey]) -> set[FileKey]:
        asked.append(len(keys))
        return set(keys)

    for _ in range(501):
        name = key()
        files.put(name, b"", received_at=NOW)
        age(tmp_path / "files" / str(name), DAY)
    assert files.sweep(known, now=NOW).files == 0
    assert sorted(asked) == [1, 500]


def test_an_empty_store_is_swept_too(files: FolderFiles) -> None:
    assert files.sweep(nobody, now=NOW).files == 0


_KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from amiabil.gateways.files import parts_of
real = os.link
def link(source, target):
    os.kill(os.getpid(), signal.SIGKILL)
os.link = link
writer = parts_of(Path(sys.argv[1])).writer(UUID(sys.argv[2]), 0)
writer.write(b"x" * 1000)
writer.keep(datetime.now(UTC))
"""


def test_a_part_cut_off_before_its_name_never_happened(parts: Parts, tmp_path: Path) -> None:
    upload = uuid4()
    done = subprocess.run([sys.executable, "-c", _KILLED, str(tmp_path / "files"), str(upload)], check=False)
    assert done.returncode == -9
    assert parts.kept(upload) == []
    keep(parts, upload, 0, b"again")
    assert [part.size for part in parts.kept(upload)] == [5]


def test_an_address_is_an_absolute_folder(tmp_path: Path) -> None:
    spaced = tmp_path / "a folder"
    assert files_folder(spaced.as_uri()) == spaced
    assert isinstance(open_files(spaced.as_uri()), FolderFiles)
    for url in ("s3://bucket/x", "file:relative", "/no/scheme"):
        with pytest.raises(ValueError, match="absolute folder"):
            open_files(url)
