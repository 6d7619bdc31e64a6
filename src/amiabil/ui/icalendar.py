"""How does a deadline look to a calendar program? Text after RFC 5545 (iCalendar) and RFC 7986; pure.

Only what a deadline needs: no recurrence, no zones, every instant in UTC. So a library would bring more than it saves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_LINE = 75
"""Octets of a line without its break (RFC 5545, 3.1)."""

CONTENT_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Entry:
    """One deadline. ``due_at`` is exclusive: the entry is the last minute before it.

    ``uid`` stays the same as long as it is the same duty; ``sequence`` grows with every change, so that calendars move
    the entry they have. ``changed_at`` is when it last changed.
    """

    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    due_at: datetime
    title: str
    text: str
    url: str
    cancelled: bool = False


def calendar(name: str, entries: Sequence[Entry], *, product: str) -> str:
    """A whole calendar of this name; ``product`` says who wrote it."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{escaped(product)}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{escaped(name)}",
        f"X-WR-CALNAME:{escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    for entry in entries:
        lines += _entry(entry)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _entry(entry: Entry) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(entry.uid)}",
        f"SEQUENCE:{entry.sequence}",
        f"DTSTAMP:{_instant(entry.changed_at)}",
        f"LAST-MODIFIED:{_instant(entry.changed_at)}",
        f"DTSTART:{_instant(entry.starts_at)}",
        f"DTEND:{_instant(entry.due_at)}",
        f"SUMMARY:{escaped(entry.title)}",
        f"DESCRIPTION:{escaped(entry.text)}",
        f"URL:{entry.url}",
        f"STATUS:{'CANCELLED' if entry.cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
    ]
    return [*lines, "END:VEVENT"]


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """A text as a value: backslash, semicolon, comma and line breaks marked, other controls left out."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in whole if char == "\n" or char.isprintable() or char.isspace())
    marked = kept.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return marked.replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets; no letter is cut in two."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > _LINE:
            pieces.append(piece)
            piece, size = "", 1  # the space that begins a continued line
        piece += char
        size += width
    return "\r\n ".join([*pieces, piece])
