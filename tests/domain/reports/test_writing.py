"""A report for machines says what the report says, as a document and as a table."""

from __future__ import annotations

from datetime import date, timedelta

from amiabil.domain.reports.counting import Name
from amiabil.domain.reports.report import Asked, Counted, Report, Sum
from amiabil.domain.reports.spans import step_of
from amiabil.domain.reports.writing import COLUMNS, Outside, document, rows, transparency

PERIOD = Asked(date(2026, 1, 1), date(2026, 12, 31))
WEEK = step_of(7 * 86_400)
OUTSIDE = Outside({"sal": 2}, {("dsa", "partly"): 1}, 1, timedelta(days=80), 1, 1)


def told(*rows: tuple[str, str, str, int, int]) -> Report:
    return Report.of(
        PERIOD, Counted(12), (Sum(lane, name, detail, step, False, n) for lane, name, detail, step, n in rows)
    )


def test_a_document_has_every_figure_and_a_table_a_row_for_each_number() -> None:
    written = document(
        told(
            ("guarantee", "opened", "nc_damaged", -1, 3),
            ("guarantee", "silence", "seller_first_answer:remedy_pending", -1, 2),
            ("guarantee", "closed", "default_seller_silent", -1, 2),
            ("guarantee", "stage", "awaiting_seller", WEEK, 2),
        ),
        OUTSIDE,
    )
    assert written["silence"] == [
        {"lane": "guarantee", "timer": "seller_first_answer", "led_to": "remedy_pending", "times": 2}
    ]
    assert written["by_rule"] == 2
    table = list(rows(written))
    assert all(len(row) == len(COLUMNS) for row in table)
    assert ("flow.open_after", "guarantee", "", "1") in table
    assert ("reasons.times", "guarantee", "nc_damaged", "3") in table
    assert ("stages.cases", "guarantee", "awaiting_seller", "2") in table
    assert ("out_of_court.ended.times", "", "dsa:partly", "1") in table
    assert len({row[:3] for row in table}) == len(table)


COMPLAINTS = (
    ("platform_complaint", "measure", "content:tools", -1, 40),
    ("platform_complaint", "complained", "content:seller", -1, 4),
    ("platform_complaint", "complained", "account:buyer", -1, 2),
    ("platform_complaint", "verdict", "lifted:seller", WEEK, 1),
    ("platform_complaint", "verdict", "stands:seller", WEEK, 2),
    ("platform_complaint", "verdict", "changed:buyer", WEEK, 1),
    ("platform_complaint", "decided", "person", -1, 4),
)


def test_the_yearly_report_counts_what_was_reversed() -> None:
    written = transparency(told(*COMPLAINTS), OUTSIDE, p2b=False)
    assert written["reversed"] == 2
    assert written["measures"] == [{"kind": "content", "means": "tools", "times": 40}]
    assert written["time_to_decision"] == {
        "cases": 4,
        "median_seconds": written["time_to_decision"]["p90_seconds"],  # type: ignore[index, call-overload]
        "p90_seconds": written["time_to_decision"]["p90_seconds"],  # type: ignore[index, call-overload]
    }
    assert "p2b" not in written


def test_complaints_by_sellers_are_told_apart_where_that_is_asked_for() -> None:
    p2b = transparency(told(*COMPLAINTS), OUTSIDE, p2b=True)["p2b"]
    assert isinstance(p2b, dict)
    assert (p2b["complaints"], p2b["grounds"]) == (4, [{"ground": "content", "times": 4}])
    assert p2b["verdicts"] == [{"verdict": "stands", "times": 2}, {"verdict": "lifted", "times": 1}]
    assert told(*COMPLAINTS).spread(Name.VERDICT, ends=":seller").cases == 3
