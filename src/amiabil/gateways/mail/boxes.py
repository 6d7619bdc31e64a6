"""Which mails lie in a file or folder? `.eml`, mbox and Maildir, one mail at a time, whatever is among them.

Only one mail is in memory. What cannot be read is told like the others, with its cause, and stops nothing (M4-M7).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum, unique
from pathlib import Path
from typing import BinaryIO

LINE_BYTES = 65_536
"""Read at once; a line without end is read in pieces."""

_SEPARATOR = re.compile(rb"From [^\r\n]{0,300}\d\d:\d\d[^\r\n]{0,100}\r?\n?")
_QUOTED_SEPARATOR = re.compile(rb">+From ")
_MAIL_FILES = frozenset({".eml", ".mbox", ".mbx"})
_MAILDIR = ("cur", "new")


@unique
class Cause(StrEnum):
    """Why there are no bytes of a mail."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class FoundMail:
    """One mail: where it lies (``path`` or ``path#3``), its hash (SHA-256, hexadecimal), its size in bytes, its bytes.

    ``raw`` is empty when there is a cause; the hash of an unreadable one is empty too.
    """

    place: str
    hash: str
    size: int
    raw: bytes = b""
    cause: Cause | None = None


def mails_at(path: Path, *, most_bytes: int) -> Iterator[FoundMail]:
    """Every mail of a file, an mbox, a Maildir with its folders, or a folder of such; in the order of their names.

    Mails above ``most_bytes`` are told without their bytes. Raises ``FileNotFoundError`` when there is nothing at all.
    """
    if not path.exists():
        raise FileNotFoundError(path)
    for file in _files(path):
        try:
            yield from _mails_of(file, most_bytes)
        except OSError:
            yield FoundMail(str(file), "", 0, cause=Cause.UNREADABLE)


def _files(path: Path) -> Iterator[Path]:
    """The files with mails; in a folder that is no Maildir those whose names say so."""
    if not path.is_dir():
        yield path
        return
    try:
        names = sorted(path.iterdir())
    except OSError:
        yield path  # told as unreadable when it is opened
        return
    is_maildir = any((path / name).is_dir() for name in _MAILDIR)
    for one in names:
        if one.is_symlink() and one.is_dir():
            continue  # it may lead back here
        if one.is_dir() and not (is_maildir and one.name == "tmp"):
            yield from _files_inside(one) if is_maildir and one.name in _MAILDIR else _files(one)
        elif one.suffix.lower() in _MAIL_FILES and not one.is_dir():
            yield one


def _files_inside(folder: Path) -> Iterator[Path]:
    yield from (one for one in sorted(folder.iterdir()) if not one.is_dir())


def _mails_of(file: Path, most_bytes: int) -> Iterator[FoundMail]:
    if not file.is_file():
        raise FileNotFoundError(file)  # gone, or a pipe that would never end
    with file.open("rb") as source:
        first = source.readline(LINE_BYTES)
        source.seek(0)
        if file.suffix.lower() != ".eml" and _SEPARATOR.fullmatch(first):
            yield from _of_mbox(source, file, most_bytes)
        else:
            yield _of_file(source, str(file), most_bytes)


@dataclass
class _Gathered:
    """The bytes of one mail as they come, kept while they are not too many."""

    most: int
    size: int = 0
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)
    pieces: list[bytes] = field(default_factory=list)

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        self.digest.update(piece)
        if self.size <= self.most:
            self.pieces.append(piece)
        else:
            self.pieces.clear()

    def found(self, place: str) -> FoundMail:
        if not self.size:
            return FoundMail(place, self.digest.hexdigest(), 0, cause=Cause.EMPTY)
        if self.size > self.most:
            return FoundMail(place, self.digest.hexdigest(), self.size, cause=Cause.TOO_LARGE)
        return FoundMail(place, self.digest.hexdigest(), self.size, b"".join(self.pieces))


def _of_file(source: BinaryIO, place: str, most_bytes: int) -> FoundMail:
    gathered = _Gathered(most_bytes)
    while piece := source.read(LINE_BYTES * 16):
        gathered.add(piece)
    return gathered.found(place)


def _of_mbox(source: BinaryIO, file: Path, most_bytes: int) -> Iterator[FoundMail]:
    """The mails between the lines that begin with *From*; such lines inside of mails are quoted, and unquoted here."""
    number, gathered = 0, _Gathered(most_bytes)
    held = b"\n"
    begins_line = True
    while line := source.readline(LINE_BYTES):
        is_separator = begins_line and not held.strip(b"\r\n") and _SEPARATOR.fullmatch(line) is not None
        if is_separator:
            if number:
                yield gathered.found(f"{file}#{number}")
            number, gathered, held = number + 1, _Gathered(most_bytes), b""
            begins_line = True
            continue
        # The last line is held back: an empty one before a separator belongs to the separator.
        gathered.add(held)
        held = line[1:] if begins_line and _QUOTED_SEPARATOR.match(line) else line
        begins_line = line.endswith(b"\n")
    gathered.add(held if held.strip(b"\r\n") else b"")
    yield gathered.found(f"{file}#{number}")
