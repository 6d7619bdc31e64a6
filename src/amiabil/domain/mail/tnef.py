"""What is inside ``winmail.dat``? Outlook's container (MS-OXTNEF): files, and the text where the mail has no other."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from amiabil.domain.mail.charsets import decode

_SIGNATURE = 0x223E9F78
_ATTACHMENT_BEGINS = 0x00069002
_ATTACHMENT_DATA = 0x0006800F
_ATTACHMENT_TITLE = 0x00018010
_ATTACHMENT_PROPERTIES = 0x00069005
_MESSAGE_PROPERTIES = 0x00069003
_CODE_PAGE = 0x00069007

_BODY, _HTML, _DATA, _LONG_NAME, _SHORT_NAME = 0x1000, 0x1013, 0x3701, 0x3707, 0x3704
_FIXED = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE = frozenset({0x0D, 0x1E, 0x1F, 0x102})
_TEXT_BYTES = 2_000_000
_MOST = 2_000
"""Attributes, properties and values that are read of each."""


@dataclass(frozen=True, slots=True)
class Packed:
    """What was packed: files with their names, and the text in either form or empty."""

    files: tuple[tuple[str, bytes], ...]
    text: str
    html: str


class _Torn(Exception):
    """The container ends in the middle of something; what came before is kept."""


def read(content: bytes) -> Packed | None:
    """What is inside; None when this is no such container."""
    if len(content) < 6 or int.from_bytes(content[:4], "little") != _SIGNATURE:
        return None
    files: list[tuple[str, bytes]] = []
    text = html = ""
    code_page = ""
    name, data, begun = "", b"", False
    for attribute, value in _attributes(content):
        if attribute == _CODE_PAGE and len(value) >= 4:
            code_page = f"cp{int.from_bytes(value[:4], 'little')}"
        elif attribute == _MESSAGE_PROPERTIES:
            found = dict(_properties(value))
            text = text or _letters(found.get(_BODY, b""), code_page)
            html = html or _letters(found.get(_HTML, b""), code_page)
        elif attribute == _ATTACHMENT_BEGINS:
            if begun:
                files.append((name, data))
            name, data, begun = "", b"", True
        elif attribute == _ATTACHMENT_TITLE:
            name = name or _letters(value, code_page)
        elif attribute == _ATTACHMENT_DATA:
            data = value
        elif attribute == _ATTACHMENT_PROPERTIES:
            found = dict(_properties(value))
            name = _letters(found.get(_LONG_NAME, b""), code_page) or name
            data = data or found.get(_DATA, b"")
    if begun:
        files.append((name, data))
    return Packed(tuple(files), text, html)


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and value of each attribute; a torn last one is left out."""
    place = 6
    for _ in range(_MOST):
        if place + 9 > len(content):
            return
        attribute, size = struct.unpack_from("<II", content, place + 1)
        start = place + 9
        if start + size > len(content):
            return
        yield attribute, content[start : start + size]
        place = start + size + 2


@dataclass
class _Bytes:
    """Bytes read from their beginning."""

    content: bytes
    place: int = 0

    def take(self, count: int) -> bytes:
        if count < 0 or self.place + count > len(self.content):
            raise _Torn
        self.place += count
        return self.content[self.place - count : self.place]

    def number(self, size: int = 4) -> int:
        return int.from_bytes(self.take(size), "little")

    def padded(self, count: int) -> bytes:
        taken = self.take(count)
        self.place += -count % 4
        return taken


def _properties(value: bytes) -> Iterator[tuple[int, bytes]]:
    """Id and first value of each property, as far as they can be read."""
    source = _Bytes(value)
    try:
        for _ in range(min(source.number(), _MOST)):
            kind, name = source.number(2), source.number(2)
            if name >= 0x8000:
                _skip_name(source)
            yield name, _value(source, kind)
    except _Torn:
        return


def _skip_name(source: _Bytes) -> None:
    """A property named by a text or number of its own: its name says nothing to us."""
    source.take(16)
    if source.number() == 0:
        source.take(4)
    else:
        source.padded(source.number())


def _value(source: _Bytes, kind: int) -> bytes:
    base, is_many = kind & 0xEFFF, bool(kind & 0x1000)
    if base in _FIXED:
        count = source.number() if is_many else 1
        values = [source.padded(_FIXED[base]) for _ in range(min(count, _MOST))]
    elif base in _VARIABLE:
        values = [source.padded(source.number()) for _ in range(min(source.number(), _MOST))]
    else:
        raise _Torn
    first = values[0] if values else b""
    if base == 0x1F:
        return first.decode("utf-16-le", "replace").encode("utf-8")
    return first[16:] if base == 0x0D else first


def _letters(value: bytes, code_page: str) -> str:
    text = decode(value[:_TEXT_BYTES].rstrip(b"\0"), code_page if code_page != "cp65001" else "utf-8").text
    return text.replace("\0", "")
