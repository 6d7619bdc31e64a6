"""Of which parts is a mail made? The tree of RFC 2046, found by offsets in the raw bytes, whatever they are.

Nothing is copied and nothing is looked for twice on one floor, so that the time grows with the bytes; the number of
parts and of floors is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from amiabil.domain.mail.headers import Headers, read_headers, read_part_headers
from amiabil.domain.mail.limits import DEPTH, PARTS, Flaw
from amiabil.domain.mail.parameters import Parametrized, read_parameters

_TYPE_CHARS = 100
_LOOKS = 50_000
"""Places of a mail that are looked at because they may be a mark; honest mails have a few more than parts."""
_BOUNDARY_CHARS = 250
"""RFC 2046 allows 70; what is longer by far is no boundary."""


@dataclass(frozen=True)
class Part:
    """One part: its fields and where its body lies in the raw bytes."""

    headers: Headers
    start: int
    end: int
    children: tuple[Part, ...] = ()
    default: str = "text/plain"

    @cached_property
    def content_type(self) -> Parametrized:
        """Type and parameters; what cannot be a type counts as bytes, none at all as the default of its container."""
        field_ = self.headers.first("content-type")
        if not field_.strip():
            return Parametrized(self.default, {})
        read = read_parameters(field_)
        main, slash, sub = read.value.partition("/")
        if slash and main and sub and len(read.value) <= _TYPE_CHARS and " " not in read.value:
            return read
        if main.strip() == "text":
            return Parametrized("text/plain", read.parameters)
        return Parametrized("application/octet-stream", read.parameters)

    @cached_property
    def disposition(self) -> Parametrized:
        """``inline``, ``attachment`` or nothing, and the parameters."""
        return read_parameters(self.headers.first("content-disposition"))

    @property
    def type(self) -> str:
        """As ``text/html``, in small letters."""
        return self.content_type.value

    @property
    def name(self) -> str:
        """The name of the file as it was sent, or empty."""
        return self.disposition.parameters.get("filename") or self.content_type.parameters.get("name", "")

    @property
    def is_container(self) -> bool:
        """Whether it was read as parts."""
        return bool(self.children)


@dataclass
class _Reading:
    """What is left to be given out while a tree is read."""

    raw: bytes
    parts: int = 1
    looks: int = 0
    flaws: set[Flaw] = field(default_factory=set)


def read_parts(raw: bytes) -> tuple[Part, frozenset[Flaw]]:
    """The whole mail as a tree, and what was wrong with it."""
    reading = _Reading(raw)
    headers, body = read_headers(raw, 0, len(raw))
    reading.flaws.update(headers.flaws)
    return _entity(reading, Part(headers, body, len(raw)), 0), frozenset(reading.flaws)


def _entity(reading: _Reading, part: Part, depth: int) -> Part:
    if not part.type.startswith("multipart/"):
        return part
    boundary = part.content_type.parameters.get("boundary", "").rstrip()
    if not boundary or len(boundary) > _BOUNDARY_CHARS:
        reading.flaws.add(Flaw.BROKEN_STRUCTURE)
        return part
    if depth == DEPTH:
        reading.flaws.add(Flaw.TOO_DEEP)
        return part
    default = "message/rfc822" if part.type == "multipart/digest" else "text/plain"
    children = []
    for start, end in _pieces(reading, part, b"--" + boundary.encode("utf-8", "replace")):
        if reading.parts == PARTS:
            reading.flaws.add(Flaw.TOO_MANY_PARTS)
            break
        reading.parts += 1
        headers, body = read_part_headers(reading.raw, start, end)
        reading.flaws.update(set(headers.flaws) & {Flaw.HEADERS_CUT})
        children.append(_entity(reading, Part(headers, min(body, end), end, default=default), depth + 1))
    if not children:
        reading.flaws.add(Flaw.BROKEN_STRUCTURE)
    return Part(part.headers, part.start, part.end, tuple(children), part.default)


def _pieces(reading: _Reading, part: Part, mark: bytes) -> Iterator[tuple[int, int]]:
    """Where each piece between two marks lies; a missing last mark ends with the container."""
    begun: int | None = None
    for start, after, last in _marks(reading, part, mark):
        if begun is not None:
            yield begun, _before_break(reading.raw, begun, start)
        begun = None if last else after
        if last:
            return
    if begun is not None:
        reading.flaws.add(Flaw.BROKEN_STRUCTURE)
        yield begun, part.end


def _marks(reading: _Reading, part: Part, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """Start of each line that is the mark, where the next line begins, and whether it is the last mark."""
    raw, place = reading.raw, part.start
    while (found := raw.find(mark, place, part.end)) >= 0:
        reading.looks += 1
        if reading.looks > _LOOKS:
            reading.flaws.add(Flaw.BROKEN_STRUCTURE)
            return
        after = found + len(mark)
        place = after
        if found > part.start and raw[found - 1] not in b"\r\n":
            continue
        line_end = _line_end(raw, after, part.end)
        rest = raw[after : min(line_end, after + 80)].rstrip()
        if rest in {b"", b"--"}:
            place = _next_line(raw, line_end, part.end)
            yield found, place, rest == b"--"


def _line_end(raw: bytes, start: int, end: int) -> int:
    near = min(end, start + 1000)
    places = [at for at in (raw.find(b"\n", start, near), raw.find(b"\r", start, near)) if at >= 0]
    return min(places, default=near)


def _next_line(raw: bytes, line_end: int, end: int) -> int:
    after = line_end + (2 if raw[line_end : line_end + 2] == b"\r\n" else 1)
    return min(after, end)


def _before_break(raw: bytes, start: int, mark: int) -> int:
    """The line break before a mark belongs to the mark."""
    end = mark
    if end > start and raw[end - 1] == 0x0A:
        end -= 1
    if end > start and raw[end - 1] == 0x0D:
        end -= 1
    return end
