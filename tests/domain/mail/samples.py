"""Mails for the tests of this room, put together line by line so that each byte is meant."""

from __future__ import annotations

import base64
import struct

FROM = "From: Ana Pop <ana@example.ro>"


def mail(*fields: str, body: str | bytes = "", charset: str = "utf-8") -> bytes:
    """A mail of these fields (``From`` is added when none is given) and this body."""
    given = fields if any(field.lower().startswith("from:") for field in fields) else (FROM, *fields)
    head = "\r\n".join(given).encode("utf-8")
    return head + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode(charset))


def part(content: str | bytes, *fields: str) -> bytes:
    """One part with its fields."""
    head = "".join(f"{field}\r\n" for field in fields).encode("utf-8")
    return head + b"\r\n" + (content if isinstance(content, bytes) else content.encode("utf-8"))


def container(kind: str, *parts: bytes, boundary: str = "b1", more: str = "") -> bytes:
    """A ``multipart/...`` part that holds these."""
    inside = b"".join(b"--" + boundary.encode() + b"\r\n" + one + b"\r\n" for one in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"{more}\r\n\r\n'.encode()
    return head + inside + f"--{boundary}--\r\n".encode()


def whole(kind: str, *parts: bytes, fields: tuple[str, ...] = (FROM,), more: str = "") -> bytes:
    """A whole mail of several parts."""
    return "".join(f"{field}\r\n" for field in fields).encode() + container(kind, *parts, more=more)


def html(text: str) -> bytes:
    """A part of HTML."""
    return part(text, "Content-Type: text/html; charset=utf-8")


def plain(text: str) -> bytes:
    """A part of plain text."""
    return part(text, "Content-Type: text/plain; charset=utf-8")


def file(name: str, content: bytes, kind: str = "application/pdf") -> bytes:
    """A file sent along."""
    return part(
        base64.encodebytes(content),
        f'Content-Type: {kind}; name="{name}"',
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{name}"',
    )


def winmail(name: str, content: bytes, *, text: str = "") -> bytes:
    """Outlook's container with one file, its name long and in UTF-16, and perhaps the text of the mail."""
    long_name = name.encode("utf-16-le") + b"\0\0"
    named = struct.pack("<IHHII", 1, 0x1F, 0x3707, 1, len(long_name)) + _padded(long_name)
    letters = text.encode("utf-16-le")
    said = struct.pack("<IHHII", 1, 0x1F, 0x1000, 1, len(letters)) + _padded(letters)
    return b"".join(
        (
            struct.pack("<IH", 0x223E9F78, 1),
            _attribute(1, 0x00069003, said) if text else b"",
            _attribute(2, 0x00069002, b"\0" * 14),
            _attribute(2, 0x00018010, b"SHORT~1.PDF\0"),
            _attribute(2, 0x0006800F, content),
            _attribute(2, 0x00069005, named),
        )
    )


def _attribute(level: int, number: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) % 65536)


def _padded(value: bytes) -> bytes:
    return value + b"\0" * (-len(value) % 4)
