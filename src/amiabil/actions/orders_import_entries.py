"""Which orders does a file hold, and what is wrong with those that cannot be read, by line and field?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from amiabil.actions.orders import ref_in
from amiabil.actions.orders_import_text import BrokenRow, TableRow, table_rows
from amiabil.domain.orders.format import MAX_LINES, read_order
from amiabil.domain.orders.table import BY_NAME, REQUIRED, cell_of, document_of
from amiabil.foundation.errors import AmiabilError, Invalid
from amiabil.foundation.fields import FieldRequired, Repeated, UnknownField
from amiabil.records.orders_rows import Prepared, prepare


class NotJson(Invalid):
    """The line is not JSON."""

    code = "not_json"


class UnusableFile(Invalid):
    """The file cannot be imported at all; ``errors`` say why, mostly by column of its heading."""

    code = "unusable_file"

    def __init__(self, errors: tuple[Invalid, ...]) -> None:
        super().__init__()
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the line of the file, the column or JSON pointer, and the refusal."""

    line: int
    field: str
    refusal: AmiabilError
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One order of a file: where it begins, how many rows it has, and either the order or what is wrong.

    The order is prepared where the file is read, which can happen beside the writing.
    """

    line: int
    rows: int
    order: Prepared | None
    problems: tuple[Problem, ...] = ()


def entries_of(lines: Iterator[str], *, table: bool | None = None) -> Iterator[Entry]:
    """The orders of a file by its lines; ``table`` None finds out whether it is a table or JSON lines.

    Raises ``UnusableFile`` for a heading that will not do, and what the lines and ``table_rows`` raise.
    """
    try:
        first = next(lines, "")
    except Invalid as unreadable:
        raise UnusableFile((unreadable,)) from None
    lines = chain((first,), lines)
    if table is None:
        table = not first.lstrip("\ufeff \t\r\n").startswith("{")
    return _of_table(lines) if table else _of_json_lines(lines)


def _of_json_lines(lines: Iterator[str]) -> Iterator[Entry]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = _DECODER.decode(line)
        except (ValueError, RecursionError):
            yield Entry(number, 1, None, (Problem(number, "", NotJson()),))
            continue
        order, bad = read_order(document)
        problems = tuple(Problem(number, one.field or "", one, ref_in(document)) for one in bad)
        yield Entry(number, 1, prepare(order) if order else None, problems)


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_no_constant)


def _of_table(lines: Iterator[str]) -> Iterator[Entry]:
    rows = table_rows(lines)
    heading = next(rows, None)
    names = [cell.strip().lstrip("\ufeff").lower() for cell in heading.cells] if heading else []
    while names and not names[-1]:
        names.pop()
    if problems := _bad_heading(names):
        raise UnusableFile(tuple(problems))
    yield from _grouped(rows, names)


def _bad_heading(names: list[str]) -> list[Invalid]:
    unknown: list[Invalid] = [UnknownField(field=name[:80]) for name in names if name not in BY_NAME]
    twice: list[Invalid] = [
        Repeated(field=name, value=name) for name in sorted({n for n in names if names.count(n) > 1})
    ]
    missing: list[Invalid] = [FieldRequired(field=name) for name in REQUIRED if name not in names]
    return unknown + twice + missing


def _grouped(rows: Iterator[TableRow], names: list[str]) -> Iterator[Entry]:
    """Neighbouring rows with one reference are one order."""
    group = _Group("")
    for row in rows:
        cells, problem = _cells(row, names)
        if problem is not None:
            yield from group.entries()
            group = _Group("")
            yield Entry(row.line, 1, None, (Problem(row.line, "", problem),))
            continue
        ref = cells.get("order_ref", "")
        if ref != group.ref or not ref:
            yield from group.entries()
            group = _Group(ref)
        group.add(row.line, cells)
    yield from group.entries()


def _cells(row: TableRow, names: list[str]) -> tuple[Mapping[str, str], Invalid | None]:
    if row.problem is not None:
        return {}, row.problem
    if any(cell.strip() for cell in row.cells[len(names) :]):
        return {}, BrokenRow(columns=len(names), cells=len(row.cells))
    return dict(zip(names, row.cells, strict=False)), None


class _Group:
    """The rows of one order so far."""

    def __init__(self, ref: str) -> None:
        self.ref = ref
        self._lines: list[int] = []
        self._rows: list[Mapping[str, str]] = []

    def add(self, line: int, cells: Mapping[str, str]) -> None:
        """One more row; beyond what an order may have, only its place is kept."""
        self._lines.append(line)
        if len(self._rows) <= MAX_LINES:
            self._rows.append(cells)

    def entries(self) -> Iterator[Entry]:
        """The order these rows tell, if there are any."""
        if self._rows:
            document, cells = document_of(self._rows)
            problems = [Problem(self._lines[row], name, bad, self.ref) for row, name, bad in cells]
            order, bad_fields = read_order(document)
            problems += self._placed(bad_fields, told={(p.line, p.field) for p in problems})
            whole = prepare(order) if order and not problems else None
            yield Entry(self._lines[0], len(self._lines), whole, tuple(problems))

    def _placed(self, bad: list[Invalid], *, told: set[tuple[int, str]]) -> list[Problem]:
        placed = []
        for one in bad:
            row, column = cell_of(one.field or "")
            if (self._lines[row], column) not in told:
                placed.append(Problem(self._lines[row], column, one, self.ref or None))
        return placed
