"""Logs say what happened and never to whom."""

from __future__ import annotations

import json
import logging

import pytest

from amiabil.server import logs


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("mail to ana.pop@example.org failed", "mail to [mail] failed"),
        ("key amk_0123456789 refused", "key [hidden] refused"),
        ("Authorization: Bearer abc.def", "Authorization: [hidden]"),
        ("GET /x?token=abc&page=2", "GET /x?[hidden]&page=2"),
        ("postgresql://app:secret@host/db", "postgresql[hidden]@host/db"),
        ("jwt eyJhbGciOi.eyJzdWIi.c2ln here", "jwt [hidden] here"),
        ("D-7K3M-92QF closed at 12:00", "D-7K3M-92QF closed at 12:00"),
        ("two\nlines\r\n", "two\\nlines\\r\\n"),
    ],
)
def test_personal_data_and_secrets_are_blotted_out(told: str, kept: str) -> None:
    assert logs.hide(told) == kept


def line_of(record: logging.LogRecord) -> dict[str, str]:
    found: dict[str, str] = json.loads(logs.formatter().format(record))
    return found


def test_a_line_is_one_object_with_time_and_place() -> None:
    record = logging.LogRecord(
        "amiabil.jobs", logging.WARNING, "x.py", 1, "%s waits", ("ana@example.org",), None
    )
    found = line_of(record)
    assert found["event"] == "[mail] waits"
    assert (found["level"], found["logger"]) == ("warning", "amiabil.jobs")
    assert found["at"].endswith("Z")


def test_a_trace_keeps_its_lines_and_loses_its_people() -> None:
    try:
        raise ValueError("no such person: ana@example.org")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "x.py", 1, "failed", (), (ValueError, error, error.__traceback__)
        )
    found = line_of(record)
    assert "ana@" not in found["exception"]
    assert "ValueError: no such person" in found["exception"]
