import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0008_calendars"),
    ]

    operations = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("policy_id", models.CharField(max_length=60)),
                ("version", models.IntegerField()),
                ("state", models.CharField(max_length=12)),
                ("text", models.TextField()),
                ("revision", models.IntegerField(default=1)),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None
                    ),
                ),
                ("effective_at", models.DateTimeField(null=True)),
                ("scheduled_by", models.CharField(blank=True, max_length=80)),
                ("decided_by", models.CharField(blank=True, max_length=80)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "policy_version",
                "indexes": [
                    models.Index(fields=["policy_id", "state", "effective_at"], name="policy_in_force")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("policy_id", "version"), name="policy_version_once")
                ],
            },
        ),
    ]
