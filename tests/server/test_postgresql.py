"""Is a connection that has rested looked at as well as one that is asked, and is an instant still one of UTC?"""

from __future__ import annotations

import select
from collections.abc import Iterator
from datetime import UTC, datetime
from unittest.mock import patch

import psycopg
import pytest
from django.db import connection
from psycopg_pool import ConnectionPool

from amiabil.server.postgresql.base import DatabaseWrapper, check

pytestmark = pytest.mark.django_db


@pytest.fixture
def resting() -> Iterator[psycopg.Connection]:
    made = psycopg.connect(**{**connection.get_connection_params(), "autocommit": True})
    yield made
    made.close()


def test_a_connection_that_rests_is_not_asked(resting: psycopg.Connection) -> None:
    with patch.object(ConnectionPool, "check_connection") as asked:
        check(resting)
    asked.assert_not_called()
    assert resting.execute("SELECT 1").fetchone() == (1,)


def test_a_connection_the_server_has_ended_is_refused(resting: psycopg.Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [resting.info.backend_pid])
    told, _, _ = select.select([resting.fileno()], [], [], 10)
    assert told, "the server's word that it ended this connection"
    with pytest.raises(psycopg.OperationalError):
        check(resting)


def test_a_pool_uses_the_cheap_check() -> None:
    entry = {**connection.settings_dict, "CONN_HEALTH_CHECKS": True}
    entry["OPTIONS"] = {**entry["OPTIONS"], "pool": {"min_size": 1, "max_size": 1}}
    pooled = DatabaseWrapper(entry, alias="of this test")
    try:
        assert pooled.pool._check is check
    finally:
        pooled.close_pool()


def test_an_instant_is_read_as_one_of_utc() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-07-01 12:00+03'::timestamptz, ARRAY['2026-07-01 12:00+03'::timestamptz]")
        one, several = cursor.fetchone()
    assert one == datetime(2026, 7, 1, 9, tzinfo=UTC)
    assert one.tzinfo is UTC
    assert several == [one]


def test_rows_are_read_in_pieces() -> None:
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT now() FROM generate_series(1, 3)")
        assert [row[0].tzinfo for row in cursor.fetchall()] == [UTC] * 3
