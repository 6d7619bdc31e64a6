"""How is an order written as rows of a table, one row per line, and read back?

``COLUMNS`` is the format: where in the JSON of an order each column goes. Columns of the order may be filled in on
its first row only, or the same on each. Amounts have a column ``…_amount`` and one ``…_currency``; the second may
be left out where it is the order's. Source: conventions.md, Money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from amiabil.domain.orders.model import Order
from amiabil.domain.orders.writing import to_json
from amiabil.foundation.errors import Invalid
from amiabil.foundation.fields import BadFormat

Cells = Mapping[str, str]
Document = dict[str, Any]


class DiffersFromFirstRow(Invalid):
    """A column of the order says something else than on the order's first row."""

    code = "differs_from_first_row"


class UnreadableCell(ValueError):
    """The cell has not the form its column asks for."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its pointer in an order (``of_order``) or in a line, and how a cell becomes JSON."""

    name: str
    pointer: str
    read: Callable[[str], Any] = str.strip
    write: Callable[[Any], str] = str
    of_order: bool = True
    expected: str = "text"
    parents: tuple[str, ...] = field(init=False)
    member: str = field(init=False)

    def __post_init__(self) -> None:
        *parents, member = self.pointer[1:].split("/")
        object.__setattr__(self, "parents", tuple(parents))
        object.__setattr__(self, "member", member)


_YES = frozenset({"true", "1", "yes", "da"})
_NO = frozenset({"false", "0", "no", "nu"})


def _switch(cell: str) -> bool:
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise UnreadableCell
    return word in _YES


def _whole(cell: str) -> int:
    digits = cell.strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 9):
        raise UnreadableCell
    return int(digits)


def _amount(cell: str) -> str:
    """One comma and no dot is a decimal comma; nothing is ever read as grouping."""
    text = cell.strip()
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _words(cell: str) -> list[str]:
    return cell.split()


def _pictures(cell: str) -> list[Document]:
    return [{"url": url} for url in cell.split()]


def _pairs(cell: str) -> Document:
    """``RON/EUR=5.09``, several with spaces between."""
    pairs = [pair.partition("=") for pair in cell.split()]
    if not all(sign and value for _, sign, value in pairs):
        raise UnreadableCell
    return {name: value for name, _, value in pairs}


def _money(name: str, pointer: str, *, of_order: bool = True) -> tuple[Column, Column]:
    return (
        Column(f"{name}_amount", f"{pointer}/amount", _amount, of_order=of_order),
        Column(f"{name}_currency", f"{pointer}/currency", of_order=of_order),
    )


def _line(
    name: str,
    pointer: str,
    read: Callable[[str], Any] = str.strip,
    write: Callable[[Any], str] = str,
    *,
    expected: str = "text",
) -> Column:
    return Column(name, pointer, read, write, False, expected)


def _true(value: bool) -> str:
    return "true" if value else "false"


COLUMNS: tuple[Column, ...] = (
    Column("order_ref", "/ref", str),
    Column("country", "/country"),
    Column("currency", "/currency"),
    Column("paid_at", "/paid_at"),
    Column("payment", "/payment"),
    Column("buyer_ref", "/buyer/ref", str),
    Column("buyer_consumer", "/buyer/consumer", _switch, _true, expected="yes_or_no"),
    Column("buyer_name", "/buyer/name"),
    Column("buyer_email", "/buyer/email"),
    Column("buyer_locale", "/buyer/locale"),
    Column("seller_ref", "/seller/ref", str),
    Column("seller_name", "/seller/name"),
    Column("seller_town", "/seller/town"),
    Column("seller_country", "/seller/country"),
    Column("seller_trader", "/seller/trader", _switch, _true, expected="yes_or_no"),
    Column("seller_settles_in", "/seller/settles_in"),
    Column("seller_legal_name", "/seller/identity/legal_name"),
    Column("seller_address", "/seller/identity/address"),
    Column("seller_email", "/seller/identity/email"),
    Column("seller_phone", "/seller/identity/phone"),
    Column("seller_register", "/seller/identity/register"),
    Column("seller_register_number", "/seller/identity/register_number"),
    Column("seller_vat_number", "/seller/identity/vat_number"),
    *_money("shipping", "/shipping"),
    *_money("shipping_standard", "/shipping_standard"),
    *_money("discount", "/discount"),
    *_money("tax", "/tax"),
    *_money("total", "/total"),
    Column("estimated_from", "/estimated_delivery/from"),
    Column("estimated_to", "/estimated_delivery/to"),
    Column("flags", "/flags", _words, " ".join, expected="words"),
    Column(
        "rates",
        "/rates",
        _pairs,
        lambda pairs: " ".join(f"{n}={v}" for n, v in pairs.items()),
        expected="rates",
    ),
    _line("line_ref", "/ref", str),
    _line("title", "/title"),
    _line("category", "/category"),
    _line("quantity", "/quantity", _whole, expected="whole_number"),
    *_money("unit_price", "/unit_price", of_order=False),
    *_money("line_tax", "/tax", of_order=False),
    _line("line_estimated_from", "/estimated_delivery/from"),
    _line("line_estimated_to", "/estimated_delivery/to"),
    _line("listing_text", "/listing/text"),
    _line("listing_variant", "/listing/variant"),
    _line(
        "picture_urls",
        "/listing/pictures",
        _pictures,
        lambda found: " ".join(p.get("url", "") for p in found),
    ),
    _line("delivered_at", "/delivered_at"),
    _line("paid_out_at", "/paid_out_at"),
)

BY_NAME = {column.name: column for column in COLUMNS}

REQUIRED = (
    "order_ref",
    "country",
    "currency",
    "paid_at",
    "buyer_ref",
    "seller_ref",
    "line_ref",
    "title",
    "quantity",
    "unit_price_amount",
)
"""Columns a file must have."""

_BY_PLACE = {(column.of_order, column.pointer): column.name for column in COLUMNS}


def document_of(rows: Sequence[Cells]) -> tuple[Document, list[tuple[int, str, Invalid]]]:
    """The JSON of the order these rows tell, and its unreadable cells as (row from 0, column, problem)."""
    bad: list[tuple[int, str, Invalid]] = []
    document: Document = {"buyer": {}, "seller": {}, "lines": [{} for _ in rows]}
    for place, cells in enumerate(rows):
        line = document["lines"][place]
        for name, cell in cells.items():
            if not cell or cell.isspace():
                continue
            column = BY_NAME[name]
            if not column.of_order:
                problem = _put(line, column, cell)
            elif not place:
                problem = _put(document, column, cell)
            else:
                problem = _differs(column, cell, rows[0])
            if problem is not None:
                bad.append((place, column.name, problem))
    _fill_currencies(document)
    return document, bad


def _differs(column: Column, cell: str, first: Cells) -> Invalid | None:
    same = cell.strip() == first.get(column.name, "").strip()
    return None if same else DiffersFromFirstRow(field=column.name)


def _put(document: Document, column: Column, cell: str) -> Invalid | None:
    for name in column.parents:
        document = document.setdefault(name, {})
    try:
        document[column.member] = column.read(cell)
    except UnreadableCell:
        return BadFormat(field=column.name, expected=column.expected)
    return None


def _fill_currencies(document: Document) -> None:
    currency = document.get("currency")
    amounts = [document.get(name) for name in ("shipping", "shipping_standard", "discount", "tax", "total")]
    amounts += [line.get(name) for line in document["lines"] for name in ("unit_price", "tax")]
    for amount in amounts:
        if amount and "amount" in amount:
            amount.setdefault("currency", currency)


def cell_of(pointer: str) -> tuple[int, str]:
    """The row (from 0) and column of a JSON pointer into an order; the pointer itself where no column fits."""
    parts = pointer.split("/")
    row, of_order = 0, True
    if parts[1:2] == ["lines"] and len(parts) > 3:
        row, of_order, pointer = int(parts[2]), False, "/" + "/".join(parts[3:])
    while pointer:
        for place in (pointer, f"{pointer}/amount"):
            if name := _BY_PLACE.get((of_order, place)):
                return row, name
        pointer = pointer.rpartition("/")[0]
    return row, "/".join(parts)


def rows_of(order: Order) -> Iterable[dict[str, str]]:
    """An order as rows of ``COLUMNS``; parcels and pictures kept by us have no columns and are left out."""
    document = to_json(order)
    for place, line in enumerate(document["lines"]):
        row = {}
        for column in COLUMNS:
            value = _get(document if column.of_order else line, column.pointer)
            written = value is not None and (not column.of_order or place == 0 or column.name == "order_ref")
            row[column.name] = column.write(value) if written else ""
        yield row


def _get(document: Any, pointer: str) -> Any:
    for name in pointer[1:].split("/"):
        document = document.get(name) if isinstance(document, dict) else None
    return document
