"""Which lines has a text, and what does the sender's program say about each of them?

Two kinds of text become the same lines: plain text with its ``>`` and soft breaks (RFC 3676) here, HTML in ``markup``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum, unique

from amiabil.domain.mail.limits import LINES
from amiabil.domain.mail.words import shown

_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_QUOTED = re.compile(r" {0,3}(>[> ]{0,60})")
_SIGNATURE_DASHES = "-- "


@unique
class Mark(StrEnum):
    """What markup says about a line."""

    HISTORY = "history"
    ATTRIBUTION = "attribution"
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the sender's program wrote it; ``quote`` tells how often it was quoted, 0 for a new one."""

    text: str
    quote: int = 0
    mark: Mark | None = None


def joined(lines: tuple[Line, ...]) -> str:
    """The whole text, quotes with their ``>``."""
    return "\n".join(f"{'> ' * line.quote}{line.text}".rstrip() for line in lines)


def plain_lines(text: str, *, flowed: bool = False, without_space: bool = False) -> tuple[Line, ...]:
    """The lines of a plain text. ``flowed`` and ``without_space``: ``format=flowed`` and ``delsp=yes``."""
    split = _BREAK.split(text, LINES)[:LINES]
    lines = [_line(one, flowed=flowed) for one in split]
    if not flowed:
        return tuple(Line(line.text.rstrip(), line.quote) for line in lines)
    return tuple(_unfolded(lines, without_space=without_space))


def _line(text: str, *, flowed: bool) -> Line:
    clean = shown(text)
    match = _QUOTED.match(clean)
    if match is None or clean.startswith(">From "):  # an mbox writes that before a line that begins with From
        bare = clean[1:] if clean.startswith(">From ") or (flowed and clean.startswith(" ")) else clean
        return Line(bare)
    depth = match[1].count(">")
    rest = clean[match.end() :]
    if match[1].endswith("> ") or match[1].endswith(">"):
        return Line(rest, depth)
    return Line(" " * (len(match[1]) - len(match[1].rstrip()) - 1) + rest, depth)


def _unfolded(lines: list[Line], *, without_space: bool) -> list[Line]:
    """RFC 3676, 4.2: a line that ends with a space goes on in the next one of the same depth."""
    whole: list[Line] = []
    held: list[str] = []
    depth = 0
    for line in lines:
        if held and line.quote != depth:
            whole.append(Line("".join(held).rstrip(), depth))
            held = []
        depth = line.quote
        if line.text.endswith(" ") and line.text != _SIGNATURE_DASHES and line.text.strip():
            held.append(line.text[:-1] if without_space else line.text)
            continue
        if held and line.text == _SIGNATURE_DASHES:
            whole.append(Line("".join(held).rstrip(), depth))
            held = []
        last = line.text if line.text == _SIGNATURE_DASHES else line.text.rstrip()
        whole.append(Line("".join([*held, last]), depth))
        held = []
    if held:
        whole.append(Line("".join(held).rstrip(), depth))
    return whole
