"""The report on chats as a document for programs and files."""

from __future__ import annotations

import math

from amiabil.domain.reports.counting import Name
from amiabil.domain.reports.report import Report
from amiabil.domain.reports.spans import ERROR
from amiabil.domain.reports.writing import Document, counted_document, plain_line, spread_document


def chats(told: Report) -> Document:
    """Everything the report on chats says."""
    return {
        "from": told.asked.since.isoformat(),
        "to": told.asked.until.isoformat(),
        "counted": counted_document(told.counted),
        "begun": [plain_line(one, "by") for one in told.lines(Name.C_STARTED)],
        "without_a_person": told.total(Name.C_ALONE),
        "handed_over": [plain_line(one, "why") for one in told.lines(Name.C_ASKED)],
        "time_to_a_person": spread_document(told.spread(Name.C_JOINED)),
        "missed": told.total(Name.C_MISSED),
        "given_on": [plain_line(one, "to") for one in told.lines(Name.C_GIVEN)],
        "handed_back": told.total(Name.C_BACK),
        "ended": [plain_line(one, "how") for one in told.lines(Name.C_ENDED)],
        "ratings": [plain_line(one, "rating") for one in told.lines(Name.C_RATED)],
        "span_error_percent": math.ceil(ERROR * 100),
    }
