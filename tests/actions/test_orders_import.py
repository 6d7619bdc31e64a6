"""A file of orders goes in: whatever its encoding, whatever is wrong in it, and however often."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from amiabil.actions import orders_import
from amiabil.actions.orders_import import Plan, Report
from amiabil.actions.orders_import_entries import UnusableFile
from amiabil.domain.access import Forbidden, Viewer
from amiabil.domain.orders.format import read_order
from amiabil.domain.orders.table import COLUMNS, REQUIRED, rows_of
from amiabil.domain.terms import Role
from amiabil.records import imports, orders
from amiabil.records.models import ImportRun, Order, OrderLine
from tests.domain.orders.documents import full, line, small
from tests.domain.orders.strategies import orders as any_orders

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
KEY = Viewer(role=None, ref="key:shop", scopes=frozenset({"orders:write"}))
SAMPLES = Path(__file__).parents[2] / "docs" / "integrate" / "samples"

pytestmark = pytest.mark.django_db


def run(content: bytes, **plan: Any) -> Report:
    return orders_import.run(KEY, io.BytesIO(content), Plan(**{"name": "orders.csv", "at": AT, **plan}))


def told(report: Report) -> list[tuple[int, str, str]]:
    return [(one.line, one.field, one.refusal.code) for one in report.problems]


def table(
    *rows: dict[str, str], columns: tuple[str, ...] = REQUIRED, separator: str = ";", end: str = "\r\n"
) -> str:
    """A file with these rows over the smallest acceptable one."""
    names = list(dict.fromkeys([*columns, *(name for row in rows for name in row)]))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, delimiter=separator, lineterminator=end, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def row(ref: str = "1", **cells: str) -> dict[str, str]:
    return {
        "order_ref": ref,
        "country": "RO",
        "currency": "RON",
        "paid_at": "2026-10-01T09:00:00Z",
        "buyer_ref": "ana",
        "seller_ref": "lumina",
        "line_ref": "L1",
        "title": "Lampă",
        "quantity": "1",
        "unit_price_amount": "10,50",
        **cells,
    }


def lines_of(*documents: object) -> bytes:
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents).encode()


# ---- letters -----------------------------------------------------------------------

ROMANIAN = "Mașină de țesut „Țară” – ăâî ȘȚ"


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_and_separator_gives_the_same_letters(encoding: str, separator: str) -> None:
    report = run(table(row(title=ROMANIAN), separator=separator).encode(encoding))
    assert told(report) == []
    assert OrderLine.objects.get().title == ROMANIAN


def test_windows_1250_has_cedillas_and_means_commas_below() -> None:
    cedilla = ROMANIAN.translate(str.maketrans("șțȘȚ", "şţŞŢ"))
    assert told(run(table(row(title=cedilla)).encode("cp1250"))) == []
    assert OrderLine.objects.get().title == ROMANIAN


def test_a_single_byte_far_behind_decides_against_utf_8() -> None:
    rows = [row(str(n), title="Lamp") for n in range(2500)]
    content = table(*rows).encode() + table(row("last", title="ţuică")).encode("cp1250").split(b"\r\n", 1)[1]
    assert len(content) > 128 * 1024
    report = run(content)
    assert (report.counts.accepted, told(report)) == (2501, [])
    assert OrderLine.objects.get(order__ref="last").title == "țuică"


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, b"", b"\r\n\r\n", b"PK\x03\x04" * 90]
)
def test_what_is_no_table_is_unusable(content: bytes) -> None:
    with pytest.raises(UnusableFile):
        run(content, format="csv")
    assert not ImportRun.objects.exists()


# ---- rows --------------------------------------------------------------------------


def test_a_heading_tells_all_that_is_wrong_with_it() -> None:
    content = table(row(colour="white", Title="x"), columns=()).replace("quantity", "title")
    with pytest.raises(UnusableFile) as refused:
        run(content.encode())
    assert [(one.field, one.code) for one in refused.value.errors] == [
        ("colour", "unknown_field"),
        ("title", "repeated"),
        ("quantity", "required"),
    ]


def test_a_quoted_cell_may_hold_line_breaks_quotes_and_separators() -> None:
    text = 'Două rânduri;\r\nși "ghilimele"'
    report = run(table(row("1", listing_text=text), row("2", quantity="0")).encode())
    assert told(report) == [(4, "quantity", "out_of_range")]
    assert OrderLine.objects.get().listing["text"] == text


def test_neighbouring_rows_with_one_reference_are_one_order() -> None:
    report = run(table(row("1", line_ref="A"), row("1", line_ref="B"), row("2")).encode())
    assert (report.counts.rows, report.counts.created) == (3, 2)
    assert [one.ref for one in orders.order(KEY, "1").order.lines] == ["A", "B"]


def test_bad_rows_are_told_by_line_and_field_and_the_rest_goes_in() -> None:
    content = table(
        row("1"),
        row("2", paid_at="1.10.2026", quantity="two"),
        row("3", line_ref="A"),
        row("3", line_ref="A", unit_price_amount="1.234,50"),
        row("4", buyer_ref=""),
        row("", title="nobody's"),
        row("5", title="a\x00b"),
        row("6", title="x" * 1_000_000),
        row("1", title="again"),
        row("7"),
    )
    report = run(content.encode())
    assert told(report) == [
        (3, "quantity", "bad_format"),
        (3, "paid_at", "bad_format"),
        (5, "unit_price_amount", "bad_amount"),
        (6, "buyer_ref", "required"),
        (7, "order_ref", "required"),
        (8, "title", "bad_text"),
        (9, "title", "too_long"),
        (10, "order_ref", "repeated"),
    ]
    assert sorted(Order.objects.values_list("ref", flat=True)) == ["1", "7"]
    counts = report.counts
    assert (counts.rows, counts.accepted, counts.refused, counts.problems) == (10, 2, 8, 8)
    assert OrderLine.objects.get(order__ref="1").title == "Lampă"


def test_a_row_with_stray_quotes_or_more_cells_than_columns_is_told() -> None:
    lines = table(row("1"), row("2"), row("3")).split("\r\n")
    lines[1] = lines[1].replace("Lampă", '"Lam"pă')
    lines[2] += ";;more"
    report = run("\r\n".join(lines).encode())
    assert told(report) == [(2, "", "broken_row"), (3, "", "broken_row")]
    assert Order.objects.get().ref == "3"


def test_empty_rows_and_empty_cells_at_the_end_do_not_matter() -> None:
    lines = table(row("1"), row("2")).split("\r\n")
    report = run("\r\n".join([f"{lines[0]};;", f"{lines[1]};;", ";;;", "", f"{lines[2]};", ""]).encode())
    assert (told(report), report.counts.created) == ([], 2)


def test_a_quote_that_is_never_closed_stops_the_import_there() -> None:
    content = table(row("1"), row("2"), row("3", title="never closed"), row("4"))
    report = run(content.replace("never", '"never').encode())
    assert Order.objects.get().ref == "1"
    assert report.stopped is not None
    assert (report.stopped.code, report.stopped.facts["line"]) == ("line_too_long", 4)


def test_a_line_without_end_is_not_kept_in_memory() -> None:
    report = run(table(row("1"), row("2"), row("3")).encode() + b"x" * 3_000_000)
    assert report.stopped is not None
    assert report.stopped.code == "line_too_long"
    assert report.counts.created <= 3


def test_an_order_of_too_many_lines_is_refused_whole() -> None:
    rows = [row("1", line_ref=f"L{n}") for n in range(600)]
    report = run(table(*rows, row("2")).encode())
    assert [code for *_, code in told(report)] == ["too_long"]
    assert (report.counts.refused, report.counts.accepted) == (600, 1)


# ---- JSON lines ----------------------------------------------------------------------


def test_json_lines_are_read_one_by_one() -> None:
    content = (
        lines_of(full(ref="1"), {"ref": "2"})
        + b"{not json}\n\n"
        + b'{"ref": "3", "x": NaN}\n'
        + b"[" * 100_000
        + b"\n"
        + b'["4"]\n"5"\n'
        + lines_of(small("6"), small("6"), small("1", payment="cash"))
    )
    report = run(content, name="orders.jsonl")
    assert [(at, code) for at, field, code in told(report) if field in {"", "order_ref", "/lines"}] == [
        (2, "required"),
        (3, "not_json"),
        (5, "not_json"),
        (6, "not_json"),
        (7, "wrong_type"),
        (8, "wrong_type"),
        (10, "repeated"),
        (11, "repeated"),
    ]
    assert sorted(Order.objects.values_list("ref", flat=True)) == ["1", "6"]


def test_fields_of_json_lines_are_told_by_pointer() -> None:
    report = run(lines_of(small(), small("2", lines=[line(quantity=0)])))
    (problem,) = report.problems
    assert (problem.line, problem.field, problem.ref) == (2, "/lines/0/quantity", "2")


# ---- runs ------------------------------------------------------------------------------


def test_a_dry_run_tells_everything_and_keeps_nothing() -> None:
    run(table(row("1")).encode())
    content = table(row("1", title="other"), row("2"), row("3", quantity="0"), row("2")).encode()
    dry = run(content, dry_run=True)
    assert Order.objects.count() == 1
    assert OrderLine.objects.get().title == "Lampă"
    wet = run(content)
    assert dry.counts == wet.counts
    assert told(dry) == told(wet)
    assert (wet.counts.created, wet.counts.changed) == (1, 1)
    assert list(ImportRun.objects.order_by("id").values_list("dry_run", flat=True)) == [False, True, False]


def test_an_import_that_was_cut_off_is_run_again() -> None:
    rows = [row(str(n)) for n in range(1200)]
    run(table(*rows[:700]).encode())
    report = run(table(*rows).encode())
    assert (report.counts.created, report.counts.unchanged) == (500, 700)
    again = run(table(*rows).encode())
    assert (again.counts.created, again.counts.unchanged, again.counts.accepted) == (0, 1200, 1200)


def test_the_report_is_kept_and_bounded() -> None:
    report = run(table(*[row(str(n), quantity="0") for n in range(1100)]).encode())
    assert (report.counts.problems, len(report.problems)) == (1100, imports.MOST_KEPT)
    kept = imports.imported_file(KEY, report.id)
    assert (kept.by, kept.at, kept.problems, len(kept.report)) == ("key:shop", AT, 1100, imports.MOST_KEPT)
    assert kept.report[0] == {
        "line": 2,
        "field": "quantity",
        "order": "0",
        "code": "out_of_range",
        "facts": {"min": 1, "max": 10000},
    }
    assert imports.imported_files(KEY).items[0].id == report.id


def test_problems_are_told_as_they_are_found() -> None:
    heard: list[int] = []
    content = table(row("1", quantity="0"), row("2"), row("3", quantity="0")).encode()
    orders_import.run(
        KEY, io.BytesIO(content), Plan("x", AT), tell=lambda problem: heard.append(problem.line)
    )
    assert heard == [2, 4]


def test_only_the_marketplace_imports() -> None:
    for viewer in (
        Viewer(role=Role.AGENT, ref="staff:dana"),
        Viewer(role=None),
        Viewer(role=Role.BUYER, ref="ana"),
    ):
        with pytest.raises(Forbidden):
            orders_import.run(viewer, io.BytesIO(table(row()).encode()), Plan("x", AT))
        with pytest.raises(Forbidden):
            imports.imported_files(viewer)
    assert not Order.objects.exists()


def test_the_files_in_the_documentation_can_be_imported() -> None:
    files = sorted(SAMPLES.iterdir())
    assert {one.suffix for one in files} == {".csv", ".jsonl"}
    for one in files:
        report = run(one.read_bytes(), name=one.name)
        assert (told(report), report.stopped) == ([], None), one.name
        assert report.counts.accepted > 2


class EveryOrderGoesInAsItWasWritten(TestCase):
    """What is exported as a file and imported again is the same order."""

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(st.lists(any_orders(table_only=True), min_size=1, max_size=3, unique_by=lambda one: one["ref"]))
    def test_by_a_table(self, documents: list[dict[str, Any]]) -> None:
        sent = {one.ref: one for one, _ in map(read_order, documents) if one is not None}
        rows = [cells for one in sent.values() for cells in rows_of(one)]
        report = run(table(*rows, columns=tuple(column.name for column in COLUMNS)).encode())
        self._same(report, sent)

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(st.lists(any_orders(), min_size=1, max_size=3, unique_by=lambda one: one["ref"]))
    def test_by_json_lines(self, documents: list[dict[str, Any]]) -> None:
        sent = {one.ref: one for one, _ in map(read_order, documents) if one is not None}
        self._same(run(lines_of(*documents)), sent)

    def _same(self, report: Report, sent: dict[str, Any]) -> None:
        assert told(report) == []
        for ref, order in sent.items():
            stored = orders.order(KEY, ref).order
            assert stored.total == order.total
            for kept, line_sent in zip(stored.lines, order.lines, strict=True):
                assert kept.listing == line_sent.listing
                assert (kept.ref, kept.title, kept.unit_price) == (
                    line_sent.ref,
                    line_sent.title,
                    line_sent.unit_price,
                )
                assert line_sent.delivered_at in {None, kept.delivered_at}
            assert {one.ref for one in stored.parcels} == {one.ref for one in order.parcels}
