"""What is a file really, whatever its name and its sender say?

Decided by the content alone. Pictures are decoded completely, films are walked box by box, documents checked from
their first byte to their last. What belongs to two types at once is refused, and so is everything that a browser or
an office program would run.
"""

from __future__ import annotations

import codecs
import io
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

import puremagic

from amiabil.domain.files import EmptyFile, Family, FileUnreadable, Form, Inspected, TypeNotAllowed
from amiabil.gateways.files.films import check_film, without_place
from amiabil.gateways.files.images import draw

_HEAD, _TAIL = 4096, 66_000
"""Bytes looked at from the start, and from the end (the longest end record of a zip)."""

_PIECE = 1 << 20

_ACTIVE = (
    b"<script",
    b"<html",
    b"<svg",
    b"<!doctype",
    b"<iframe",
    b"<body",
    b"<?php",
    b"<math",
    b"javascript:",
)
"""What a browser or a server might run when it guesses types; honest headers of our types have none of it."""

_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_MP4 = frozenset(
    {
        b"isom",
        b"iso2",
        b"iso4",
        b"iso5",
        b"iso6",
        b"mp41",
        b"mp42",
        b"avc1",
        b"M4V ",
        b"MSNV",
        b"dash",
        b"hvc1",
    }
)

_FIRST_BYTES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)

_CONTROLS = frozenset(range(32)) - {9, 10, 12, 13}


@dataclass(frozen=True, slots=True)
class Seen:
    """What is in a file, and the forms made of it beside the original; close it when they are stored."""

    inspected: Inspected
    made: Mapping[Form, BinaryIO] = field(default_factory=dict)

    def close(self) -> None:
        """Let go of the forms."""
        for made in self.made.values():
            made.close()


def inspect(content: BinaryIO) -> Seen:
    """Look into a whole file and make the forms others may see.

    Raises ``EmptyFile``, ``TypeNotAllowed``, ``FileUnreadable``, ``PictureTooLarge`` or ``PictureMoves``.
    """
    media_type = detect(content)
    inspected = Inspected(media_type)
    if inspected.family is Family.IMAGE:
        drawn = draw(content, media_type=media_type)
        made: dict[Form, BinaryIO] = {Form.VIEW: io.BytesIO(drawn.view), Form.THUMB: io.BytesIO(drawn.thumb)}
        return Seen(Inspected(media_type, drawn.width, drawn.height), made)
    if inspected.family is Family.VIDEO:
        return Seen(
            inspected, {Form.VIEW: without_place(content, check_film(content, media_type=media_type))}
        )
    return Seen(inspected)


def detect(content: BinaryIO) -> str:
    """The media type by content, one of ``MEDIA_TYPES``.

    Raises ``EmptyFile``, ``TypeNotAllowed`` or, for a document or animation that is not whole, ``FileUnreadable``.
    """
    head, tail = _ends(content)
    if not head:
        raise EmptyFile
    media_type = _by_first_bytes(head)
    if media_type is None:
        return _text(content, head)
    if any(mark in head.lower() for mark in _ACTIVE):
        raise TypeNotAllowed("text/html")
    if _ends_as_zip(tail):
        raise TypeNotAllowed("application/zip")
    if media_type == "application/pdf" and (b"%%EOF" not in tail[-2048:] or b"startxref" not in tail):
        raise FileUnreadable(media_type)
    if media_type == "image/gif":
        _check_gif(content)
    return media_type


def _ends(content: BinaryIO) -> tuple[bytes, bytes]:
    content.seek(0)
    head = content.read(_HEAD)
    size = content.seek(0, io.SEEK_END)
    content.seek(max(0, size - _TAIL))
    return head, content.read(_TAIL)


def _by_first_bytes(head: bytes) -> str | None:
    for first, media_type in _FIRST_BYTES:
        if head.startswith(first):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if b"\x42\x82\x84webm" in head[:64] else _refuse("video/x-matroska")
    if head[4:8] == b"ftyp":
        return _by_brands(head)
    return None


def _by_brands(head: bytes) -> str:
    (size,) = struct.unpack(">I", head[:4])
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, min(size, _HEAD), 4))]
    if brands[0] in _HEIC and _HEIC.intersection(brands) - {b"mif1"}:
        return "image/heic"
    if brands[0] == b"qt  ":
        return "video/quicktime"
    if brands[0] in _MP4:
        return "video/mp4"
    return _refuse(_guess(head))


def _refuse(detected: str) -> str:
    raise TypeNotAllowed(detected)


def _guess(head: bytes) -> str:
    """The likeliest type, for the sentence of a refusal only."""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return "application/octet-stream"
    return next((match.mime_type for match in matches if match.mime_type), "application/octet-stream")


def _ends_as_zip(tail: bytes) -> bool:
    """Whether the last bytes are a true end of a zip: then unpackers see an archive, whatever comes first."""
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        record = tail[at : at + 22]
        if len(record) == 22:
            size, comment = struct.unpack("<12xI4xH", record)
            directory = tail[max(0, at - size) : at]
            if at + 22 + comment == len(tail) and (
                size >= len(tail) or directory[:4] in {b"PK\x01\x02", b""}
            ):
                return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False


def _text(content: BinaryIO, head: bytes) -> str:
    """``text/plain`` for text that nobody would run; raises ``TypeNotAllowed`` for everything else."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith((b"<", b"{\\rtf", b"#!", b"%!ps")) or any(mark in start for mark in _ACTIVE):
        raise TypeNotAllowed(_guess(start) if start.startswith(b"{\\rtf") else "text/html")
    decoder = codecs.getincrementaldecoder("utf-8")()
    content.seek(0)
    try:
        while piece := content.read(_PIECE):
            if not _CONTROLS.isdisjoint(piece) or b"<script" in piece.lower():
                raise TypeNotAllowed(_guess(head))
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise TypeNotAllowed(_guess(head)) from None
    return "text/plain"


def _check_gif(content: BinaryIO) -> None:
    """Walk the blocks to the end: nothing may follow it, and ``GIF89a/*`` opens a script, not a picture."""
    content.seek(0)
    raw = content.read()
    width, height = struct.unpack_from("<HH", raw.ljust(10, b"\0"), 6)
    if width > 8192 or height > 8192:
        raise TypeNotAllowed("text/javascript")
    try:
        end = _end_of_gif(raw)
    except IndexError:
        raise FileUnreadable("image/gif") from None
    if raw[end:].strip(b"\0\r\n"):
        raise TypeNotAllowed("application/octet-stream")


def _end_of_gif(raw: bytes) -> int:
    at = 13 + _colours(raw[10])
    while raw[at] != 0x3B:
        if raw[at] == 0x2C:
            at += 11 + _colours(raw[at + 9])
        elif raw[at] == 0x21:
            at += 2
        else:
            raise FileUnreadable("image/gif")
        while raw[at]:
            at += 1 + raw[at]
        at += 1
    return at + 1


def _colours(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0
