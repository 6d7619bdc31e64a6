"""The hot statements stay within what the driver keeps."""

from __future__ import annotations

import pytest
from psycopg._queries import MAX_CACHED_STATEMENT_LENGTH

from amiabil.records import case_load, case_save, messages, sessions, sql


@pytest.mark.parametrize(
    "statement", [sessions._AUTHENTICATE, messages._POST, case_load._BY_REFERENCE, case_save._STEP]
)
def test_psycopg_reads_a_hot_statement_once(statement: str) -> None:
    assert len(statement.encode()) <= MAX_CACHED_STATEMENT_LENGTH


def test_squeezing_keeps_the_words() -> None:
    assert (
        sql.squeezed("""
        SELECT 1,
               2
    """)
        == "SELECT 1, 2"
    )
