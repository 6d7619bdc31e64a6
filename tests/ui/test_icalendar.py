"""The text of a calendar: every line as RFC 5545 wants it, whatever a listing was called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amiabil.ui.icalendar import Entry, calendar, escaped, folded

DUE = datetime(2026, 10, 12, 21, 0, tzinfo=UTC)
ENTRY = Entry(
    "case.timer@host",
    3,
    DUE - timedelta(days=2),
    DUE - timedelta(minutes=1),
    DUE,
    "Răspuns: Lampă; 2, „albă”",
    "Până luni\nDacă nu faci nimic: …",
    "https://x.example/ro/disputes/D-1",
)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_a_deadline_is_its_last_minute() -> None:
    lines = unfolded(calendar("Termene", [ENTRY], product="Iarmaroc"))
    assert lines[0] == "BEGIN:VCALENDAR" and lines[-2:] == ["END:VCALENDAR", ""]
    assert "DTSTART:20261012T205900Z" in lines and "DTEND:20261012T210000Z" in lines
    assert "SEQUENCE:3" in lines and "STATUS:CONFIRMED" in lines and "UID:case.timer@host" in lines
    assert "SUMMARY:Răspuns: Lampă\\; 2\\, „albă”" in lines
    assert "DESCRIPTION:Până luni\\nDacă nu faci nimic: …" in lines


def test_a_cancelled_one_says_so() -> None:
    from dataclasses import replace

    assert "STATUS:CANCELLED" in calendar("x", [replace(ENTRY, cancelled=True)], product="x")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\\b", "a\\\\b"),
        ("a;b,c", "a\\;b\\,c"),
        ("a\r\nb\rc\nd", "a\\nb\\nc\\nd"),
        ("BEGIN:VEVENT\r\nEND:VCALENDAR", "BEGIN:VEVENT\\nEND:VCALENDAR"),
        ("nul\x00bell\x07", "nulbell"),
    ],
)
def test_a_value_cannot_become_a_line(text: str, expected: str) -> None:
    assert escaped(text) == expected


@given(st.text(max_size=400))
def test_a_folded_line_is_short_and_the_same(text: str) -> None:
    line = escaped(text).replace("\x0b", "").replace("\x0c", "")
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert all(piece.startswith(" ") for piece in pieces[1:])
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert "\n" not in line and "\r" not in line


def test_a_title_full_of_lines_makes_no_second_entry() -> None:
    from dataclasses import replace

    evil = replace(ENTRY, title="x\r\nEND:VEVENT\r\nBEGIN:VEVENT", text="y\nATTACH:http://evil")
    lines = unfolded(calendar("x", [evil], product="x"))
    assert lines.count("BEGIN:VEVENT") == 1 and not any(line.startswith("ATTACH") for line in lines)
