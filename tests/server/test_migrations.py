"""The application's role on a migrated database: rows yes, tables and the past no."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from amiabil.records.append_only import APPEND_ONLY_TABLES
from amiabil.server import migrations

ROLE = "amiabil_test_application"

pytestmark = pytest.mark.django_db


@pytest.fixture
def role() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
    yield ROLE


def owner() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def may(role: str, table: str, right: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, right])
        (answer,) = cursor.fetchone()
    return bool(answer)


def test_nothing_is_pending_after_a_migration() -> None:
    assert migrations.pending() == []


def test_what_has_happened_can_be_added_to_and_read_only(role: str) -> None:
    migrations.grant(role)
    for table in APPEND_ONLY_TABLES:
        assert [may(role, table, right) for right in ("SELECT", "INSERT")] == [True, True], table
        assert not any(may(role, table, right) for right in ("UPDATE", "DELETE", "TRUNCATE")), table


def test_other_tables_can_be_written(role: str) -> None:
    migrations.grant(role)
    for table in ("conversation", "dispute", "outbox", "message", "procrastinate_jobs", "django_session"):
        assert all(may(role, table, right) for right in ("SELECT", "INSERT", "UPDATE", "DELETE")), table
        assert not may(role, table, "TRUNCATE"), table


def test_no_role_but_the_owner_makes_tables_or_rewrites_migrations(role: str) -> None:
    migrations.grant(role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [role])
        assert cursor.fetchone() == (False,)
    assert may(role, "django_migrations", "SELECT")
    assert not may(role, "django_migrations", "INSERT")


def test_rights_given_by_hand_are_taken_back(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE, DELETE, TRUNCATE ON event TO {ROLE}")
    migrations.grant(role)
    assert not any(may(role, "event", right) for right in ("UPDATE", "DELETE", "TRUNCATE"))


def test_the_owner_keeps_its_own_rights() -> None:
    migrations.grant(owner())
    assert may(owner(), "event", "UPDATE")


def take_event_table(*_: object, **__: object) -> None:
    """What a migration of the largest table would do first."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE event IN ACCESS EXCLUSIVE MODE")


@pytest.fixture
def busy_reader(monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """Somebody who reads events in a transaction that does not end."""
    monkeypatch.setattr(migrations, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(migrations, "_BETWEEN_TRIES", 0.0)
    monkeypatch.setattr(migrations, "pending", lambda: ["records.9999_large"])
    monkeypatch.setattr(migrations, "call_command", take_event_table)
    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("SELECT 1 FROM event LIMIT 1")
        yield other
        other.rollback()
    with connection.cursor() as cursor:
        cursor.execute("RESET lock_timeout")


@pytest.mark.django_db(transaction=True)
def test_a_migration_does_not_queue_behind_a_reader_and_tries_again(busy_reader: psycopg.Connection) -> None:
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        if len(said) == 2:
            busy_reader.rollback()

    assert migrations.apply(owner(), say=say) == 1
    assert len(said) == 2


@pytest.mark.django_db(transaction=True)
def test_a_reader_that_never_ends_stops_the_migration(
    busy_reader: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "_TRIES", 2)
    with pytest.raises(OperationalError):
        migrations.apply(owner(), say=lambda _: None)
