"""A plain document as PDF: headings, facts in rows, paragraphs and entries, drawn by fpdf2 with our own letters.

fpdf2 is pure Python and asks for no program on the machine; HarfBuzz (``uharfbuzz``) joins the letters of Arabic and
puts Hebrew and Arabic from right to left.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, TypeAlias

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from amiabil.ui.facts import Row

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells of every table of every font at INFO

FACE, BESIDE = "Figtree", "DejaVu"
"""Our letters, and those beside them for Greek, Cyrillic, Hebrew, Arabic, Armenian and Georgian."""

_FONTS = files("amiabil.ui.dossier") / "vendor"
_FILES = {
    FACE: {"": "figtree-regular.ttf", "B": "figtree-bold.ttf"},
    BESIDE: {"": "dejavu-sans-regular.ttf", "B": "dejavu-sans-bold.ttf"},
}
_INK, _QUIET, _LINE = (23, 43, 58), (88, 104, 115), (208, 216, 221)
_MARGIN, _TERM = 20.0, 52.0
"""Millimetres: the margin on all sides, and the width of the terms in rows."""

UNDRAWABLE = "[?]"
"""What stands where the letters of the document have no shape for what somebody wrote; the record has the words."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the first (the document's own) or the second level."""

    text: str
    level: Literal[1, 2] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; ``quiet`` is smaller and grey."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Terms and their values."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something of a history: when and who in a quiet line, and what."""

    about: str
    text: str


Block: TypeAlias = Heading | Paragraph | Rows | Entry


@dataclass(frozen=True, slots=True)
class Paper:
    """A document: ``foot`` stands on every page before the page's number, as ``page`` says it (``{n} / {all}``).

    ``undrawn`` is said below its title where something in it has no shape in its letters (Chinese, for instance).
    """

    title: str
    foot: str
    language: str
    made_at: datetime
    blocks: tuple[Block, ...]
    undrawn: str = ""


class _Sheet(FPDF):
    """A4 with a foot on every page."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self._foot = paper.foot
        for face, styles in _FILES.items():
            for style, name in styles.items():
                self.add_font(face, style, str(_FONTS / name))
        self.set_fallback_fonts([BESIDE])
        self.set_margin(_MARGIN)
        self.set_auto_page_break(auto=True, margin=_MARGIN + 4)
        self.set_title(drawable(paper.title))
        self.set_lang(paper.language)
        self.set_creation_date(paper.made_at)
        self.set_producer("Amiabil")
        self.add_page()

    def footer(self) -> None:
        self.set_y(-14)
        self.style(8, _QUIET)
        self.cell(0, 5, drawable(f"{self._foot} · {self.page_no()} / {{nb}}"), align="C")

    def style(self, size: float, colour: tuple[int, int, int] = _INK, *, bold: bool = False) -> None:
        self.set_font(FACE, "B" if bold else "", size)
        self.set_text_color(*colour)

    def write_lines(self, text: str, *, height: float, width: float = 0) -> None:
        left = self.get_x()
        for lines, leftwards in by_direction(drawable(text) or " "):
            self.set_x(left)
            self.set_text_shaping(leftwards is not None)
            align = "R" if leftwards else "L"
            self.multi_cell(width, height, lines, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_text_shaping(False)


def by_direction(text: str) -> list[tuple[str, bool | None]]:
    """The lines of a text, those of one direction together: True where they read from the right, None where nothing
    in them does, so that they need no shaping."""
    parts: list[tuple[str, bool | None]] = []
    for line in text.split("\n"):
        sides = [unicodedata.bidirectional(one) for one in line]
        strong = [side in _FROM_RIGHT for side in sides if side == "L" or side in _FROM_RIGHT]
        now = strong[0] if any(strong) else None
        if parts and parts[-1][1] == now:
            parts[-1] = (f"{parts[-1][0]}\n{line}", now)
        else:
            parts.append((line, now))
    return parts


_FROM_RIGHT = frozenset({"R", "AL"})
"""Classes of letters that are written from the right, as Unicode names them."""


@lru_cache(maxsize=1)
def _shapes() -> frozenset[int]:
    letters = FPDF()
    for face, styles in _FILES.items():
        letters.add_font(face, "", str(_FONTS / styles[""]))
    try:
        return frozenset(letter for face in _FILES for letter in _font(letters, face.lower()).cmap)
    finally:
        _close(letters)


def _font(sheet: FPDF, name: str) -> Any:
    return sheet.fonts[name]


def _close(sheet: FPDF) -> None:
    """The files of its letters stay open until then."""
    for name in sheet.fonts:
        _font(sheet, name).close()


_NEAR = {"\u2192": ">", "\u2713": "+", "\u202f": "\u00a0", "\u2009": " ", "\u2011": "-", "\t": "    "}
"""Signs of ours that the letters lack, and what stands for them."""


def drawable(text: str) -> str:
    """The text with every run of signs that have no shape replaced by ``UNDRAWABLE``."""
    text = "".join(_NEAR.get(one, one) for one in text)
    shapes = _shapes()
    marked = "".join(one if one == "\n" or ord(one) in shapes else "\0" for one in text)
    return re.sub("\0+", UNDRAWABLE, marked)


def draw(paper: Paper) -> bytes:
    """The document as the bytes of a PDF; the same document always gives the same bytes."""
    sheet = _Sheet(paper)
    try:
        _all(sheet, with_note(paper))
        return bytes(sheet.output())
    finally:
        _close(sheet)


def with_note(paper: Paper) -> Iterator[Block]:
    """The blocks, and after the first of them what is said where the letters lack a shape."""
    first, *rest = paper.blocks
    yield first
    if paper.undrawn and any(_lacks(text) for block in paper.blocks for text in _texts(block)):
        yield Paragraph(paper.undrawn, quiet=True)
    yield from rest


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Heading() | Paragraph():
            yield block.text
        case Rows():
            yield from (text for row in block.rows for text in (row.term, row.value))
        case Entry():
            yield from (block.about, block.text)


def _lacks(text: str) -> bool:
    return drawable(text).count(UNDRAWABLE) > text.count(UNDRAWABLE)


def _all(sheet: _Sheet, blocks: Iterable[Block]) -> None:
    for block in blocks:
        match block:
            case Heading():
                _heading(sheet, block)
            case Paragraph():
                sheet.style(9 if block.quiet else 10.5, _QUIET if block.quiet else _INK)
                sheet.write_lines(block.text, height=4.6 if block.quiet else 5.4)
                sheet.ln(2)
            case Rows():
                for row in block.rows:
                    _row(sheet, row)
                sheet.ln(2)
            case Entry():
                _entry(sheet, block)


def _heading(sheet: _Sheet, block: Heading) -> None:
    if sheet.will_page_break(24):
        sheet.add_page()
    if block.level == 2:
        sheet.ln(3)
    sheet.style(20 if block.level == 1 else 13, bold=True)
    sheet.write_lines(block.text, height=9 if block.level == 1 else 7)
    sheet.ln(1)


def _row(sheet: _Sheet, row: Row) -> None:
    """The term stays with its value, also across a page's end."""
    sheet.style(10.5, bold=row.strong)
    lines: Any = sheet.multi_cell(
        sheet.epw - _TERM, 5.4, drawable(row.value) or " ", align="L", dry_run=True, output="LINES"
    )
    if len(lines) < 20 and sheet.will_page_break(5.4 * len(lines)):
        sheet.add_page()
    top, page = sheet.get_y(), sheet.page
    sheet.style(9.5, _QUIET)
    sheet.multi_cell(_TERM - 4, 5.4, drawable(row.term), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    end = sheet.get_y()
    if sheet.page == page:
        sheet.set_y(top)
    sheet.set_x(_MARGIN + _TERM)
    sheet.style(10.5, bold=row.strong)
    sheet.write_lines(row.value, height=5.4, width=sheet.epw - _TERM)
    if sheet.page == page:
        sheet.set_y(max(end, sheet.get_y()))
    sheet.ln(1)


def _entry(sheet: _Sheet, entry: Entry) -> None:
    if sheet.will_page_break(16):
        sheet.add_page()
    sheet.set_draw_color(*_LINE)
    sheet.line(_MARGIN, sheet.get_y(), _MARGIN + sheet.epw, sheet.get_y())
    sheet.ln(1.5)
    sheet.style(8.5, _QUIET)
    sheet.write_lines(entry.about, height=4.4)
    sheet.style(10.5)
    sheet.write_lines(entry.text, height=5.4)
    sheet.ln(1.5)
