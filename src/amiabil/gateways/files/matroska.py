"""Is a WebM film whole, and which of its elements say more than picture and sound? Source: RFC 8794, RFC 9559."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MOST_ELEMENTS = 200_000
"""A film of fifty megabytes has a few thousand clusters; more is an attack on the walker."""

_HEADER, _SEGMENT = 0x1A45DFA3, 0x18538067
_SEEK, _INFO, _TRACKS, _CUES, _CLUSTER = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1C53BB6B, 0x1F43B675
_TAGS, _CHAPTERS, _ATTACHMENTS = 0x1254C367, 0x1043A770, 0x1941A469
_LEVEL_ONE = frozenset({_SEEK, _INFO, _TRACKS, _CUES, _CLUSTER, _TAGS, _CHAPTERS, _ATTACHMENTS})
_KEPT = frozenset({_SEEK, _INFO, _TRACKS, _CUES, _CLUSTER})
"""What is needed to play; every other element of the segment is turned into void."""

_TRACK_ENTRY, _TRACK_TYPE, _IS_VIDEO = 0xAE, 0x83, 1


@dataclass(frozen=True, slots=True)
class Element:
    """An element: where it, its payload and its end lie; ``open_ended`` when its length was not written."""

    id: int
    start: int
    inside: int
    end: int
    open_ended: bool = False


def to_blot(content: BinaryIO) -> list[tuple[int, int, bytes]]:
    """Walk a whole film: start, end and first new bytes of what hides more than picture and sound.

    Raises ``ValueError`` when it is not whole.
    """
    size = content.seek(0, io.SEEK_END)
    header = _element(content, 0, size)
    if header.id != _HEADER:
        raise ValueError("no header")
    segment = _element(content, header.end, size)
    if segment.id != _SEGMENT:
        raise ValueError("no segment")
    parts = list(_parts(content, segment))
    tracks = next((part for part in parts if part.id == _TRACKS), None)
    if tracks is None or not any(part.id == _CLUSTER for part in parts) or not _shows(content, tracks):
        raise ValueError("no picture in it")
    blots = [(part.start, part.end, _void(part.end - part.start)) for part in parts if part.id not in _KEPT]
    if segment.end < size:
        raise ValueError("something follows the film")
    return blots


def _shows(content: BinaryIO, tracks: Element) -> bool:
    entries = [part for part in _parts(content, tracks) if part.id == _TRACK_ENTRY]
    types = [part for entry in entries for part in _parts(content, entry) if part.id == _TRACK_TYPE]
    return any(
        int.from_bytes(_read(content, part.inside, part.end - part.inside)) == _IS_VIDEO for part in types
    )


def _parts(content: BinaryIO, parent: Element) -> Iterator[Element]:
    """The elements inside; a cluster whose length was not written ends where the next element of its level begins."""
    at = parent.inside
    for _ in range(MOST_ELEMENTS):
        if at >= parent.end:
            return
        part = _element(content, at, parent.end)
        if part.open_ended and part.id == _CLUSTER:
            part = Element(part.id, part.start, part.inside, _end_of_cluster(content, part))
        yield part
        at = part.end
    raise ValueError("too many elements")


def _end_of_cluster(content: BinaryIO, cluster: Element) -> int:
    at = cluster.inside
    for _ in range(MOST_ELEMENTS):
        if at >= cluster.end:
            return cluster.end
        part = _element(content, at, cluster.end)
        if part.id in _LEVEL_ONE:
            return at
        at = part.end
    raise ValueError("too many elements")


def _element(content: BinaryIO, at: int, limit: int) -> Element:
    first = _read(content, at, 1)[0]
    id_length = 9 - first.bit_length()
    if id_length > 4:
        raise ValueError("not an element")
    id_ = int.from_bytes(_read(content, at, id_length))
    first = _read(content, at + id_length, 1)[0]
    length = 9 - first.bit_length()
    if length > 8:
        raise ValueError("not a length")
    value = int.from_bytes(_read(content, at + id_length, length)) & (1 << 7 * length) - 1
    inside = at + id_length + length
    if value == (1 << 7 * length) - 1:
        return Element(id_, at, inside, limit, open_ended=True)
    if inside + value > limit:
        raise ValueError("an element reaches beyond its parent")
    return Element(id_, at, inside, inside + value)


def _read(content: BinaryIO, at: int, count: int) -> bytes:
    content.seek(at)
    found = content.read(min(count, 16))
    if len(found) < min(count, 16):
        raise ValueError("cut off")
    return found


def _void(length: int) -> bytes:
    """The beginning of a void element of this whole length; zeros follow."""
    if length >= 9:
        return b"\xec\x01" + (length - 9).to_bytes(7)
    return b"\xec" + bytes([0x80 | length - 2])
