"""An order as rows of a table: what is written reads back, and what is wrong is told by row and column."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from amiabil.domain.orders.format import read_order
from amiabil.domain.orders.model import Order
from amiabil.domain.orders.table import BY_NAME, COLUMNS, REQUIRED, cell_of, document_of, rows_of
from amiabil.domain.orders.writing import to_json
from tests.domain.orders.documents import FULL, full
from tests.domain.orders.strategies import orders

PLAIN = full(
    parcels=None,
    seller={name: value for name, value in FULL["seller"].items() if name != "voluntary_returns"},
    lines=[{**FULL["lines"][0], "listing": {"text": "Lampă", "variant": "alb"}}, FULL["lines"][1]],
)


def order_of(document: object) -> Order:
    order, problems = read_order(document)
    assert order is not None, problems
    return order


def rows(**changes: str) -> list[dict[str, str]]:
    """The rows of an order with some cells of the first row changed."""
    first, *rest = rows_of(order_of(PLAIN))
    return [{**first, **changes}, *rest]


@pytest.mark.slow
@settings(max_examples=40)
@given(orders(table_only=True))
def test_what_is_written_as_rows_reads_as_the_same_order(document: dict[str, Any]) -> None:
    order = order_of(document)
    read, cells = document_of(list(rows_of(order)))
    assert not cells
    assert order_of(read) == order


@pytest.mark.slow
@settings(max_examples=40)
@given(orders())
def test_what_is_written_as_json_reads_as_the_same_order(document: dict[str, Any]) -> None:
    order = order_of(document)
    assert order_of(to_json(order)) == order


@pytest.mark.parametrize("cell", ["249.90", "249,90", " 249.9 "])
def test_one_comma_is_a_decimal_comma(cell: str) -> None:
    document, _ = document_of(rows(unit_price_amount=cell))
    assert order_of(document) == order_of(PLAIN)


@pytest.mark.parametrize("cell", ["1.249,90", "1,249.90", "1,249,90", "1 249,90", "249,901", "RON 5"])
def test_grouping_is_never_guessed(cell: str) -> None:
    document, _ = document_of(rows(unit_price_amount=cell))
    _, problems = read_order(document)
    assert [(cell_of(one.field or ""), one.code) for one in problems] == [
        ((0, "unit_price_amount"), "bad_amount")
    ]


def test_the_currency_of_an_amount_may_be_left_out_but_not_be_another() -> None:
    without = [{k: v for k, v in row.items() if not k.endswith("_currency")} for row in rows()]
    assert order_of(document_of(without)[0]) == order_of(PLAIN)
    document, _ = document_of(rows(shipping_currency="EUR"))
    _, (problem,) = read_order(document)
    assert (cell_of(problem.field or ""), problem.code) == ((0, "shipping_currency"), "wrong_currency")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("quantity", "two"),
        ("quantity", "1.0"),
        ("quantity", "²"),
        ("buyer_consumer", "maybe"),
        ("rates", "RON/EUR"),
    ],
)
def test_a_cell_of_another_form_is_told(column: str, cell: str) -> None:
    _, ((row, name, problem),) = document_of(rows(**{column: cell}))
    assert (row, name, problem.code) == (0, column, "bad_format")


@pytest.mark.parametrize(("cell", "value"), [("da", True), ("NU", False), ("Yes", True), ("0", False)])
def test_yes_and_no_are_read_in_both_languages(cell: str, value: bool) -> None:
    document, _ = document_of(rows(buyer_consumer=cell))
    assert order_of(document).buyer.consumer is value


def test_columns_of_the_order_may_be_repeated_but_not_differ() -> None:
    first, second = rows()
    same = [first, {**second, "buyer_ref": first["buyer_ref"], "currency": "RON "}]
    assert document_of(same)[1] == []
    ((row, name, problem),) = document_of([first, {**second, "buyer_ref": "dan"}])[1]
    assert (row, name, problem.code) == (1, "buyer_ref", "differs_from_first_row")


@pytest.mark.parametrize(
    ("pointer", "cell"),
    [
        ("/paid_at", (0, "paid_at")),
        ("/shipping/amount", (0, "shipping_amount")),
        ("/shipping", (0, "shipping_amount")),
        ("/lines/1/unit_price", (1, "unit_price_amount")),
        ("/lines/1/tax/currency", (1, "line_tax_currency")),
        ("/lines/0/listing/pictures/1/url", (0, "picture_urls")),
        ("/seller/identity/address", (0, "seller_address")),
        ("/rates/RON~1EUR", (0, "rates")),
        ("/flags/0", (0, "flags")),
        ("/parcels/0/ref", (0, "/parcels/0/ref")),
    ],
)
def test_a_pointer_is_told_as_the_cell_it_came_from(pointer: str, cell: tuple[int, str]) -> None:
    assert cell_of(pointer) == cell


def test_the_columns_are_those_of_the_format_and_named_once() -> None:
    assert len(BY_NAME) == len(COLUMNS)
    assert set(REQUIRED) <= set(BY_NAME)
