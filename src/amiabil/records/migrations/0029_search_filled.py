"""What was said before can be found too: it is entered some cases at a time, and a fill that was stopped goes on."""

from typing import Any

from django.db import connection, migrations

BATCH = 1000

FILL = """
WITH batch AS MATERIALIZED (
  SELECT c.id FROM conversation c
   WHERE c.id > %s AND c.kind IN ('dispute', 'ticket') AND c.erased_at IS NULL ORDER BY c.id LIMIT %s
), entered AS MATERIALIZED (
  SELECT b.id, search_enter(b.id, NULL)::text AS done FROM batch b
)
SELECT max(id::text) FROM entered
"""


def fill(*_: Any) -> None:
    last = "00000000-0000-0000-0000-000000000000"
    while last:
        with connection.cursor() as cursor:
            cursor.execute(FILL, [last, BATCH])
            (last,) = cursor.fetchone()


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("records", "0028_search"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
