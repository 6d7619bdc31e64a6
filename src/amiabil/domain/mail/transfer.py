"""Which bytes were sent? The transfer encodings of a part undone, as far as they can be."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

from amiabil.domain.mail.words import unbase64

_BEGIN = re.compile(rb"^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,300})\r?\n", re.MULTILINE)
_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
MOST_UUENCODED = 50
"""Files inside one text."""


def undo(raw: bytes, encoding: str, *, most: int) -> tuple[bytes, bool]:
    """At most ``most`` bytes of what was sent, and whether the encoding was as it says. An unknown one is none."""
    name = encoding.strip().lower().strip("'\"")
    if name == "base64":
        kept = raw[: most * 2]
        return unbase64(kept)[:most], not re.search(rb"[^A-Za-z0-9+/=\s]", kept)
    if name == "quoted-printable":
        return _unquoted(raw[: most * 3])[:most], True
    if name in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        begin = _BEGIN.search(raw)
        return (_unuuencoded(raw[begin.end() :])[:most], True) if begin else (raw[:most], False)
    return raw[:most], name in {"", "7bit", "8bit", "binary"}


def uuencoded(raw: bytes) -> tuple[bytes, tuple[tuple[bytes, bytes], ...]]:
    """A text without the files written into it the old way (M8), and those files: name and bytes."""
    if b"begin " not in raw:
        return raw, ()
    files: list[tuple[bytes, bytes]] = []
    kept: list[bytes] = []
    place = 0
    for start, name, end, after in _uuencoded_places(raw):
        if start < place:
            continue
        kept.append(raw[place:start])
        files.append((name.strip(), _unuuencoded(raw[start:end])))
        place = after
    return b"".join([*kept, raw[place:]]), tuple(files)


def _uuencoded_places(raw: bytes) -> Iterator[tuple[int, bytes, int, int]]:
    place = 0
    for _ in range(MOST_UUENCODED):
        begin = _BEGIN.search(raw, place)
        end = _END.search(raw, begin.end()) if begin else None
        if begin is None or end is None:
            return
        place = begin.end()
        if _is_uuencoded(raw[begin.end() : begin.end() + 70].split(b"\n")[0].rstrip(b"\r")):
            yield begin.start(), begin[1], end.start(), end.end()
            place = end.end()


def _is_uuencoded(line: bytes) -> bool:
    """Whether the first line has as many letters as its length says: a text that only says `begin` has not."""
    if not line or not 0x20 < line[0] <= 0x60:
        return False
    need = ((line[0] - 0x20) % 64 + 2) // 3 * 4
    return need <= len(line) - 1 <= need + 2 or len(line) - 1 == need - 1


def _unuuencoded(raw: bytes) -> bytes:
    found: list[bytes] = []
    for line in raw.splitlines():
        if line.startswith(b"begin "):
            continue
        if not line or line in {b"`", b" ", b"end"}:
            break
        found.append(_line(line))
    return b"".join(found)


def _line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Trailing spaces lost or added on the way: read what the length says.
        count = ((line[0] - 0x20) % 64 * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:count])
        except binascii.Error:
            return b""


def _unquoted(raw: bytes) -> bytes:
    return binascii.a2b_qp(raw)
