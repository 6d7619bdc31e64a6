"""How is a report written for machines? One document for the API, the command line and the files of the desk.

Numbers are plain, spans whole seconds, days ``YYYY-MM-DD``; what was not counted is left out, never null by accident.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from amiabil.domain.orders.writing import instant_text
from amiabil.domain.reports.counting import Name
from amiabil.domain.reports.report import Counted, Line, Report, Spread
from amiabil.domain.reports.spans import ERROR
from amiabil.domain.terms import Lane, Role
from amiabil.foundation.errors import Fact

Document = dict[str, Fact]

COLUMNS = ("figure", "lane", "detail", "value")
"""Of the table a report is as CSV: one row a number."""

COMPLAINTS = Lane.PLATFORM_COMPLAINT.value


@dataclass(frozen=True, slots=True)
class Outside:
    """The register of proceedings outside in a period: begun by body, ended by body and outcome.

    ``running`` were open when the period ended. ``median`` is exact, None when none ended. ``implemented`` of ``owed``
    outcomes that ask for something have been carried out.
    """

    begun: Mapping[str, int] = field(default_factory=dict)
    ended: Mapping[tuple[str, str], int] = field(default_factory=dict)
    running: int = 0
    median: timedelta | None = None
    implemented: int = 0
    owed: int = 0


def document(told: Report, outside: Outside) -> Document:
    """Everything a report says."""
    asked = told.asked
    return {
        "from": asked.since.isoformat(),
        "to": asked.until.isoformat(),
        "lane": asked.lane or None,
        "country": asked.country or None,
        "counted": counted_document(told.counted),
        "flow": [
            {
                "lane": flow.lane,
                "open_before": flow.before,
                "opened": flow.opened,
                "reopened": flow.reopened,
                "came_over": flow.came_over,
                "went_over": flow.went_over,
                "closed": flow.closed,
                "open_after": flow.after,
            }
            for flow in told.flows()
        ],
        "took": [{"lane": lane, **spread_document(spread)} for lane, _, spread in told.spreads(Name.TOOK)],
        "stages": [
            {"lane": lane, "state": state, **spread_document(spread)}
            for lane, state, spread in told.spreads(Name.STAGE)
        ],
        "reasons": _lines(told, Name.OPENED, "reason"),
        "outcomes": _lines(told, Name.CLOSED, "outcome"),
        "silence": [_pair(one, "timer", "led_to") for one in told.lines(Name.SILENCE)],
        "decisions": _lines(told, Name.DECIDED, "means"),
        "by_rule": told.by_rule,
        "appeals": _lines(told, Name.APPEALED, "by"),
        "reviews": _lines(told, Name.REVIEWED, "result"),
        "late": [
            {"lane": lane, "duty": duty, "times": first, "again": again}
            for lane, duty, first, again in told.late()
        ],
        "breaches": _lines(told, Name.BREACH, "rule"),
        "out_of_court": _outside(outside),
        "span_error_percent": math.ceil(ERROR * 100),
    }


def transparency(told: Report, outside: Outside, *, p2b: bool) -> Document:
    """The figures of the yearly report (DSA art. 15 and 24), from a report on the lane of complaints.

    With ``p2b`` those of complaints by sellers stand beside them (P2B art. 11).
    """
    figures: Document = {
        "from": told.asked.since.isoformat(),
        "to": told.asked.until.isoformat(),
        "counted": counted_document(told.counted),
        "measures": [_kinds(one, "kind", "means") for one in told.lines(Name.MEASURE)],
        "notices": [plain_line(one, "category") for one in told.lines(Name.NOTICED)],
        "notices_of_trusted_flaggers": [
            plain_line(one, "category") for one in told.lines(Name.NOTICE_TRUSTED)
        ],
        "notices_decided": [_kinds(one, "outcome", "means") for one in told.lines(Name.NOTICE_DECIDED)],
        "time_to_decide_notices": spread_document(told.spread(Name.NOTICE_DECIDED)),
        "notices_reviewed": [plain_line(one, "outcome") for one in told.lines(Name.NOTICE_REVIEWED)],
        "complaints": [_kinds(one, "ground", "complainant") for one in told.lines(Name.COMPLAINED)],
        "verdicts": [_kinds(one, "verdict", "complainant") for one in told.lines(Name.VERDICT)],
        "time_to_decision": spread_document(told.spread(Name.VERDICT)),
        "reversed": reversals(told),
        "decisions": [plain_line(one, "means") for one in told.lines(Name.DECIDED)],
        "late": [{"duty": duty, "times": first, "again": again} for _, duty, first, again in told.late()],
        "out_of_court": _outside(outside),
        "span_error_percent": math.ceil(ERROR * 100),
    }
    return {**figures, "p2b": sellers_complaints(told)} if p2b else figures


def requests(told: Report) -> Document:
    """Everything the report on requests for help says."""
    before, total = told.requests_before, told.total
    opened, again, ended = total(Name.R_OPENED), total(Name.R_AGAIN), total(Name.R_ENDED)
    return {
        "from": told.asked.since.isoformat(),
        "to": told.asked.until.isoformat(),
        "counted": counted_document(told.counted),
        "open_before": before,
        "made": opened,
        "opened_again": again,
        "ended": ended,
        "open_after": before + opened + again - ended,
        "topics": [plain_line(one, "topic") for one in told.lines(Name.R_OPENED)],
        "reopened": [plain_line(one, "why") for one in told.lines(Name.R_AGAIN)],
        "first_answer": [
            {"topic": topic, **spread_document(took)} for _, topic, took in told.spreads(Name.R_REPLIED)
        ],
        "solution": [
            {"topic": topic, **spread_document(took)} for _, topic, took in told.spreads(Name.R_SOLVED)
        ],
        "time_to_first_answer": spread_document(told.spread(Name.R_REPLIED)),
        "time_to_solution": spread_document(told.spread(Name.R_SOLVED)),
        "missed": [plain_line(one, "promise") for one in told.lines(Name.R_MISSED)],
        "ratings": [plain_line(one, "rating") for one in told.lines(Name.R_RATED)],
        "span_error_percent": math.ceil(ERROR * 100),
    }


def reversals(told: Report, party: str = "") -> int:
    """Decisions that lifted or changed the measure, of complaints by this party where it is named."""
    return sum(
        one.times
        for one in told.lines(Name.VERDICT)
        if one.detail.startswith(("lifted:", "changed:")) and one.detail.endswith(party)
    )


def sellers_complaints(told: Report) -> Document:
    """Complaints by sellers: how many, about what, how they ended, how long they took (P2B art. 11(4))."""
    seller = f":{Role.SELLER.value}"
    lines = [one for one in told.lines(Name.COMPLAINED) if one.detail.endswith(seller)]
    ended = [one for one in told.lines(Name.VERDICT) if one.detail.endswith(seller)]
    return {
        "complaints": sum(one.times for one in lines),
        "grounds": [{"ground": one.detail.partition(":")[0], "times": one.times} for one in lines],
        "verdicts": [{"verdict": one.detail.partition(":")[0], "times": one.times} for one in ended],
        "time_to_decision": spread_document(told.spread(Name.VERDICT, ends=seller)),
    }


def rows(written: Document) -> Iterator[tuple[str, str, str, str]]:
    """The numbers of a document one by one, as ``COLUMNS`` say."""
    for name, value in written.items():
        if isinstance(value, list):
            records = [one for one in value if isinstance(one, dict)]
            yield from (row for one in records for row in _row(name, one))
        elif isinstance(value, dict):
            yield from ((f"{name}.{inner}", lane, detail, n) for inner, lane, detail, n in rows(value))
        elif isinstance(value, int) and not isinstance(value, bool):
            yield name, "", "", str(value)


def _row(name: str, one: Document) -> Iterator[tuple[str, str, str, str]]:
    lane = str(one.get("lane", ""))
    words = [value for key, value in one.items() if isinstance(value, str) and key != "lane"]
    for key, value in one.items():
        if isinstance(value, int):
            yield f"{name}.{key}", lane, ":".join(words), str(value)


def counted_document(counted: Counted) -> Document:
    """How far was counted."""
    at = instant_text(counted.at) if counted.at is not None else None
    return {"at": at, "stream_seq": counted.seq, "behind": counted.behind}


def spread_document(spread: Spread) -> Document:
    """How long something took."""
    return {
        "cases": spread.cases,
        "median_seconds": _seconds(spread.median),
        "p90_seconds": _seconds(spread.p90),
    }


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def _lines(told: Report, name: Name, called: str) -> list[Fact]:
    return [{"lane": one.lane, **plain_line(one, called)} for one in told.lines(name)]


def plain_line(one: Line, called: str) -> Document:
    """How often something was counted, and what it is called there."""
    return {called: one.detail, "times": one.times}


def _pair(one: Line, first: str, second: str) -> Document:
    return {"lane": one.lane, **_kinds(one, first, second)}


def _kinds(one: Line, first: str, second: str) -> Document:
    before, _, after = one.detail.partition(":")
    return {first: before, second: after, "times": one.times}


def _outside(outside: Outside) -> Document:
    return {
        "begun": [{"body": body, "times": n} for body, n in sorted(outside.begun.items())],
        "ended": [
            {"body": body, "outcome": outcome, "times": n}
            for (body, outcome), n in sorted(outside.ended.items())
        ],
        "running": outside.running,
        "median_seconds": _seconds(outside.median),
        "owed": outside.owed,
        "implemented": outside.implemented,
    }
