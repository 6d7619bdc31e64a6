"""How does the database get its tables, and the application's role its rights?"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import errors, sql

from amiabil.actions import help_articles_shipped, policy_versions
from amiabil.records import clock, help_search_index
from amiabil.records.append_only import APPEND_ONLY_TABLES

LOCK_TIMEOUT = "3s"
"""A migration that waits longer for a table's lock gives up: everybody else would queue behind it."""

_TRIES = 10
_BETWEEN_TRIES = 2.0
_ONLY_READ = ("django_migrations", "order_money")


def pending() -> list[str]:
    """The migrations that are not applied yet, in order, as ``app.name``."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def apply(application_role: str, *, say: Callable[[str], None]) -> int:
    """Apply what is pending as the role that owns the tables; the number of migrations applied.

    A lock that cannot be had in time is tried again, then raises ``OperationalError``. Afterwards the shipped policies
    and articles are there as versions, and ``application_role`` has exactly its rights, unless it is the owner itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    waiting = pending()
    for attempt in range(1, _TRIES + 1):
        try:
            if waiting:
                call_command("migrate", interactive=False, verbosity=0)
            break
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable) or attempt == _TRIES:
                raise
            say(f"A table is in use; trying again ({attempt} of {_TRIES}).")
            time.sleep(_BETWEEN_TRIES)
    policy_versions.load_shipped(at=clock.unshifted())
    for problem in help_articles_shipped.load_shipped(at=clock.unshifted()).problems:
        say(f"An article of the help centre was left out: {problem}")
    with transaction.atomic():
        help_search_index.renew()
    grant(application_role)
    return len(waiting)


def grant(role: str) -> None:
    """Let a role read and write rows, but neither change tables nor touch what has happened.

    Nothing is done for the role that is connected: an owner cannot be kept from its own tables.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        if cursor.fetchone() == (role,):
            return
        name = sql.Identifier(role)
        append_only = sql.SQL(", ").join(map(sql.Identifier, APPEND_ONLY_TABLES))
        only_read = sql.SQL(", ").join(map(sql.Identifier, _ONLY_READ))
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {role}",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
            "REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            "REVOKE UPDATE, DELETE ON {append_only} FROM {role}",
            "REVOKE INSERT, UPDATE, DELETE ON {only_read} FROM {role}",
        ):
            cursor.execute(
                sql.SQL(statement)
                .format(role=name, append_only=append_only, only_read=only_read)
                .as_string(cursor.cursor)
            )
