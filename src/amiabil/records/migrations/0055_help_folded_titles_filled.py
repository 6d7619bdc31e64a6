"""Titles that were there before are folded too, some at a time; a fill that was stopped goes on."""

from typing import Any

from django.db import connection, migrations

from amiabil.foundation.text import fold

BATCH = 500

UNFOLDED = "SELECT id::text, title FROM help_article_version WHERE folded_title = '' AND id > %s ORDER BY id LIMIT %s"


def fill(*_: Any) -> None:
    last = "00000000-0000-0000-0000-000000000000"
    with connection.cursor() as cursor:
        while True:
            cursor.execute(UNFOLDED, [last, BATCH])
            found = cursor.fetchall()
            if not found:
                return
            cursor.executemany(
                "UPDATE help_article_version SET folded_title = %s WHERE id = %s",
                [(fold(title), row) for row, title in found],
            )
            last = found[-1][0]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("records", "0054_help_folded_titles"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
