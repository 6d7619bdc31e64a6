from django.db import migrations

TABLE = "shared_cache"


class Migration(migrations.Migration):
    """The table of Django's database cache: what all web processes must agree on, such as sign-in attempts.

    As ``createcachetable`` makes it; unlogged, because losing it after a crash costs nothing.
    """

    dependencies = [("records", "0011_upkeep")]

    operations = [
        migrations.RunSQL(
            f"""
            CREATE UNLOGGED TABLE {TABLE} (
              cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
            );
            CREATE INDEX {TABLE}_expires ON {TABLE} (expires);
            """,
            f"DROP TABLE {TABLE}",
        )
    ]
