"""Is anything in this database yet? Asked before the demonstration is loaded or a backup restored."""

from __future__ import annotations

from django.apps import apps
from django.conf import settings
from django.db import connection

from amiabil.records.models import Customer, Order, StaffMember


def is_empty() -> bool:
    """Whether there are no people and no orders."""
    return not any(model.objects.exists() for model in (StaffMember, Customer, Order))


def empty() -> None:
    """Remove every row of the product and of its jobs; for the demonstration alone, as the tables' owner.

    Raises ``RuntimeError`` outside the demonstration.
    """
    if not settings.AMIABIL_DEMO:
        raise RuntimeError("only the demonstration may be emptied")
    tables = [model._meta.db_table for model in apps.get_app_config("records").get_models()]
    names = ", ".join(
        connection.ops.quote_name(name) for name in [*tables, "procrastinate_jobs", "procrastinate_events"]
    )
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} CASCADE")
