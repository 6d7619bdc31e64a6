"""Which letters do the bytes of a file stand for, and where does each row of it begin?

Files come from exports and spreadsheets: UTF-8 with or without a mark, UTF-16, or Windows-1250, separated by
semicolons, commas or tabs.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from amiabil.foundation.errors import Invalid

MOST_LETTERS = 2_000_000
"""The longest line of a file and the longest cell: far beyond any honest row, and kept in memory once."""

csv.field_size_limit(MOST_LETTERS)

_CHUNK = 1 << 20
_SAMPLE = 64 * 1024
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COMMA_BELOW = str.maketrans("şţŞŢ", "șțȘȚ")
"""Windows-1250 has only the cedilla; Romanian files written in it mean the comma below."""


class UnreadableText(Invalid):
    """The file is text in none of the encodings that are understood, or not text at all."""

    code = "unreadable_text"


class LineTooLong(Invalid):
    """A line or a cell is longer than ``max`` letters, mostly because a quotation mark is never closed."""

    code = "line_too_long"


class BrokenRow(Invalid):
    """Quotation marks in this row do not match, or it has more cells than the heading has columns."""

    code = "broken_row"


def encoding_of(source: BinaryIO) -> str:
    """The encoding of a file that can be rewound; it is read once to its end and rewound. UTF-8 before others."""
    start = source.read(_SAMPLE)
    source.seek(0)
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    wide = _unmarked_utf16(start)
    return wide or ("utf-8" if _is_utf8(source) else "cp1250")


def _unmarked_utf16(start: bytes) -> str | None:
    """UTF-16 without a mark shows as a zero in (nearly) every other byte of Latin text."""
    pairs = len(start) // 2
    if pairs < 4:
        return None
    if start[1::2].count(0) > 0.8 * pairs:
        return "utf-16-le"
    return "utf-16-be" if start[0::2].count(0) > 0.8 * pairs else None


def _is_utf8(source: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := source.read(_CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        source.seek(0)
    return True


def lines_of(source: BinaryIO) -> Generator[str, None, None]:
    """The lines of a file with their ends, decoded; the file can be rewound.

    Raises ``UnreadableText`` or ``LineTooLong`` at the line that is to blame.
    """
    encoding = encoding_of(source)
    text = io.TextIOWrapper(source, encoding=encoding, newline="")
    try:
        while line := text.readline(MOST_LETTERS + 1):
            if len(line) > MOST_LETTERS:
                raise LineTooLong(max=MOST_LETTERS)
            yield line.translate(_COMMA_BELOW) if encoding == "cp1250" else line
    except UnicodeError:
        raise UnreadableText(tried=encoding) from None
    finally:
        text.detach()


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a table: the line of the file it begins on, from 1, and its cells, or what is wrong with it."""

    line: int
    cells: list[str]
    problem: Invalid | None = None


def table_rows(lines: Iterator[str]) -> Iterator[TableRow]:
    """The rows of a separated file, the heading first; rows without any cell filled are left out.

    A row with stray quotation marks is told as broken and the next one read. Raises as ``lines_of``.
    """
    heading = next(lines, "")
    reader = csv.reader(_with_first(heading, lines), delimiter=_separator(heading), strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "field limit" in str(error) or "end of data" in str(error):
                raise LineTooLong(max=MOST_LETTERS, line=begins) from None
            yield TableRow(begins, [], BrokenRow())
        else:
            if any(cell.strip() for cell in cells):
                yield TableRow(begins, cells)
        begins = reader.line_num + 1


def _with_first(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _separator(heading: str) -> str:
    """The separator that occurs most in the heading, whose names contain none of them."""
    return max(";,\t", key=heading.count)
