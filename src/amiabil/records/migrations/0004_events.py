import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_cases"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChainSeal",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("stream_seq", models.BigIntegerField(default=0)),
                ("cases", models.BigIntegerField()),
                ("heads", models.BinaryField(max_length=32)),
                ("key", models.BinaryField(default=b"", max_length=32)),
                ("signature", models.BinaryField(max_length=64)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "chain_seal",
            },
        ),
        migrations.CreateModel(
            name="Published",
            fields=[
                ("stream_seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField(unique=True)),
                ("case_id", models.UUIDField(db_index=True)),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "published",
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("case_id", models.UUIDField()),
                ("version", models.IntegerField()),
                ("place", models.SmallIntegerField()),
                ("type", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("actor_role", models.CharField(max_length=20)),
                ("actor_ref", models.CharField(max_length=80)),
                (
                    "sides",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=8), size=None
                    ),
                ),
                ("data", models.JSONField()),
                ("change", models.JSONField(default=dict)),
                ("texts", models.JSONField(default=dict)),
                ("digest", models.BinaryField(max_length=32)),
                ("link", models.BinaryField(max_length=32)),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": "event",
                "constraints": [
                    models.UniqueConstraint(fields=("case_id", "version", "place"), name="event_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="EventText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("event_id", models.UUIDField()),
                ("case_id", models.UUIDField(db_index=True)),
                ("name", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("salt", models.BinaryField(max_length=16)),
            ],
            options={
                "db_table": "event_text",
                "constraints": [models.UniqueConstraint(fields=("event_id", "name"), name="event_text_once")],
            },
        ),
        migrations.CreateModel(
            name="Outbox",
            fields=[
                ("event_id", models.UUIDField(primary_key=True, serialize=False)),
                ("case_id", models.UUIDField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "outbox",
                "indexes": [models.Index(fields=["created_at"], name="outbox_age")],
            },
        ),
    ]
