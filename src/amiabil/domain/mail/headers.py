"""Which fields stand above a mail or a part, and where does its body begin?

Values are kept as they came, unfolded, each byte as one letter of ISO 8859-1; ``words.header_text`` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from amiabil.domain.mail.limits import HEADER_BYTES, HEADERS, VALUE_CHARS, Flaw

_END = re.compile(rb"\r?\n\r?\n|\r\r|\n\r\r?\n")
_FIELD = re.compile(r"([!-9;-~]{1,200})[ \t]*:[ \t]?(.*)")
_JUNK_ABOVE = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(?:>?From [^\r\n]*(?:\r\n|\r|\n))?")
"""An empty line, a mark of byte order or the line of an mbox above the first field."""

_IN_EVERY_MAIL = frozenset(
    {"received", "from", "to", "subject", "date", "message-id", "return-path", "mime-version", "content-type"}
)


@dataclass(frozen=True)
class Headers:
    """The fields in their order; names are compared without regard to case."""

    fields: tuple[tuple[str, str], ...] = ()
    flaws: tuple[Flaw, ...] = field(default=(), compare=False)

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for name, value in self.fields:
            found.setdefault(name.lower(), []).append(value)
        return {name: tuple(values) for name, values in found.items()}

    def first(self, name: str) -> str:
        """The first value of this field; empty when there is none."""
        return next(iter(self.all(name)), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of this field, from the top."""
        return self._by_name.get(name.lower(), ())

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The fields at ``start``, and where the body begins.

    A block that does not begin with a field, and holds none that every mail has, is no block: everything is body.
    """
    begin = _JUNK_ABOVE.match(raw, start, end)
    first = begin.end() if begin else start
    stop, body = _end_of_block(raw, first, end)
    cut = stop - first > HEADER_BYTES
    text = raw[first : min(stop, first + HEADER_BYTES)].decode("latin-1")
    fields: list[tuple[str, str]] = []
    for name, value in _fields(text):
        if len(fields) == HEADERS:
            cut = True
            break
        cut = cut or len(value) > VALUE_CHARS
        fields.append((name, value[:VALUE_CHARS]))
    if not _is_block(text, fields):
        return Headers(flaws=(Flaw.NO_HEADERS,) if first < end else ()), start
    return Headers(tuple(fields), (Flaw.HEADERS_CUT,) if cut else ()), body


def read_part_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The same for a part, which may begin with an empty line: then it has no fields."""
    for line in (b"\r\n", b"\n", b"\r"):
        if raw.startswith(line, start, end):
            return Headers(), start + len(line)
    return read_headers(raw, start, end)


def _is_block(text: str, fields: list[tuple[str, str]]) -> bool:
    return bool(fields) and (
        _FIELD.match(text) is not None or any(name.lower() in _IN_EVERY_MAIL for name, _ in fields)
    )


def _end_of_block(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the fields end, and where the body begins: behind the first empty line."""
    found = _END.search(raw, start, end)
    return (found.start(), found.end()) if found else (end, end)


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Name and unfolded value of each field; what is neither field nor continuation is skipped."""
    name, parts = "", [""]
    for line in re.split(r"\r\n|\r|\n", text):
        if line[:1] in {" ", "\t"}:
            parts.append(line)
            continue
        if name:
            yield name, _unfolded(parts)
        match = _FIELD.match(line)
        name, parts = (match[1], [match[2]]) if match else ("", [""])
    if name:
        yield name, _unfolded(parts)


def _unfolded(parts: list[str]) -> str:
    """One line, the space of a folding kept (RFC 5322, 2.2.3)."""
    return "".join(parts).replace("\t", " ").replace("\0", "").strip()
