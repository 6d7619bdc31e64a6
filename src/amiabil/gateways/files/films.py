"""Is a film whole, and how does it look without place and device? The picture and sound are not touched.

Telephones write where a film was taken beside it (``udta``, ``meta``, tracks of positions; in WebM tags and
attachments). What is not needed to play is blotted out in a copy of the same length, so every offset still holds.
Sources: ISO/IEC 14496-12; RFC 9559 for WebM.
"""

from __future__ import annotations

import io
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from amiabil.domain.files import FileUnreadable, TypeNotAllowed
from amiabil.gateways.files import matroska

MOST_BOXES = 200_000
"""A film of fifty megabytes in fragments has a few thousand; more is an attack on the walker."""

INDEX_MAX = 8 << 20
"""Bytes of the longest index (``moov``): twenty hours of film have less."""

_AT_TOP = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"moof", b"mfra", b"sidx", b"styp", b"pdin"})
_KEPT = {
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"mdia", b"edts", b"tapt", b"matt", b"load"}),
}
"""What is needed to play; every other box becomes ``free``."""

_SEEN_OR_HEARD = frozenset({b"vide", b"soun"})


@dataclass(frozen=True, slots=True)
class Blot:
    """Bytes of a film to be replaced: ``head`` is written at ``start``, zeros up to ``end``."""

    start: int
    end: int
    head: bytes = b""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a film: its type, and where it, its payload and its end lie."""

    kind: bytes
    start: int
    inside: int
    end: int


def check_film(content: BinaryIO, *, media_type: str) -> list[Blot]:
    """Walk a whole film; what must be blotted out before others see it. Raises ``FileUnreadable``.

    A film in fragments with tracks of data raises ``TypeNotAllowed``: positions could not be taken out of it.
    """
    try:
        if media_type == "video/webm":
            return [Blot(start, end, head) for start, end, head in matroska.to_blot(content)]
        return _check_boxes(content)
    except (struct.error, LookupError, ValueError, OverflowError):
        raise FileUnreadable(media_type) from None


def without_place(content: BinaryIO, blots: list[Blot]) -> BinaryIO:
    """A copy of the film, of the same length, with these bytes blotted out; it removes itself when closed."""
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the reader closes it
    content.seek(0)
    while piece := content.read(1 << 20):
        copy.write(piece)
    for blot in blots:
        copy.seek(blot.start)
        copy.write(blot.head)
        _zeros(copy, blot.end - blot.start - len(blot.head))
    copy.seek(0)
    return copy


def _zeros(copy: BinaryIO, count: int) -> None:
    while count > 0:
        count -= copy.write(bytes(min(count, 1 << 20)))


def _check_boxes(content: BinaryIO) -> list[Blot]:
    size = content.seek(0, io.SEEK_END)
    boxes = list(_boxes(content, 0, size))
    index = next((box for box in boxes if box.kind == b"moov"), None)
    if index is None or not any(box.kind == b"mdat" for box in boxes) or index.end - index.inside > INDEX_MAX:
        raise ValueError("not a whole film")
    parts = list(_boxes(content, index.inside, index.end))
    handlers = {part: _handler(content, part) for part in parts if part.kind == b"trak"}
    if b"vide" not in handlers.values():
        raise ValueError("no picture in it")
    dropped = [track for track, handler in handlers.items() if handler not in _SEEN_OR_HEARD]
    if dropped and any(box.kind == b"moof" for box in boxes):
        raise TypeNotAllowed("video/mp4 in fragments with data tracks")  # whose samples we could not find
    hidden = [box for box in boxes if box.kind not in _AT_TOP]
    hidden += [part for part in parts if part.kind not in _KEPT[b"moov"]] + dropped
    for track in handlers.keys() - set(dropped):
        hidden += [
            part for part in _boxes(content, track.inside, track.end) if part.kind not in _KEPT[b"trak"]
        ]
    samples = [blot for track in dropped for blot in _samples(content, track)]
    if sum(blot.end - blot.start for blot in samples) > size or any(blot.end > size for blot in samples):
        raise ValueError("samples outside of the film")
    return samples + [blot for box in hidden for blot in _freed(box)]


def _freed(box: Box) -> tuple[Blot, Blot]:
    """A box turned into free space; its length fields stay."""
    return Blot(box.start + 4, box.start + 8, b"free"), Blot(box.inside, box.end)


def _handler(content: BinaryIO, track: Box) -> bytes:
    """What a track is for: ``vide``, ``soun`` or something else."""
    found = _payload(content, track, b"mdia", b"hdlr")
    return found[8:12]


def _samples(content: BinaryIO, track: Box) -> Iterator[Blot]:
    """Where the samples of a track lie, chunk by chunk (14496-12, 8.7)."""
    table = (b"mdia", b"minf", b"stbl")
    try:
        offsets = _numbers(_payload(content, track, *table, b"stco"), "I")
    except LookupError:
        offsets = _numbers(_payload(content, track, *table, b"co64"), "Q")
    runs = list(struct.iter_unpack(">III", _payload(content, track, *table, b"stsc")[8:]))
    sizes = _payload(content, track, *table, b"stsz")
    (every,) = struct.unpack_from(">I", sizes, 4)
    each = _numbers(sizes[4:], "I") if not every else ()
    run, first = 0, 0
    for number, offset in enumerate(offsets, start=1):
        while run + 1 < len(runs) and runs[run + 1][0] <= number:
            run += 1
        count = runs[run][1]
        length = count * every if every else sum(each[first : first + count])
        first += count
        yield Blot(offset, offset + length)


def _numbers(payload: bytes, code: str) -> tuple[int, ...]:
    """A table: version and flags, the number of entries, the entries."""
    (count,) = struct.unpack_from(">I", payload, 4)
    if count * struct.calcsize(code) > len(payload) - 8:
        raise ValueError("a table reaches beyond its box")
    return struct.unpack_from(f">{count}{code}", payload, 8)


def _payload(content: BinaryIO, box: Box, *path: bytes) -> bytes:
    """The payload of a box below this one; raises ``LookupError`` when there is none."""
    for kind in path:
        found = next((part for part in _boxes(content, box.inside, box.end) if part.kind == kind), None)
        if found is None:
            raise LookupError(kind)
        box = found
    content.seek(box.inside)
    return content.read(box.end - box.inside)


def _boxes(content: BinaryIO, start: int, end: int) -> Iterator[Box]:
    for _ in range(MOST_BOXES):
        if start == end:
            return
        content.seek(start)
        length, kind = struct.unpack(">I4s", content.read(8))
        inside = start + 8
        if length == 1:
            (length,) = struct.unpack(">Q", content.read(8))
            inside += 8
        stop = end if length == 0 else start + length
        if not inside <= stop <= end:
            raise ValueError("a box reaches beyond its end")
        yield Box(kind, start, inside, stop)
        start = stop
    raise ValueError("too many boxes")
