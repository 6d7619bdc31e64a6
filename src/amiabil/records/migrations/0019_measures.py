"""Measures of the platform, and the complaints about them: two tables beside the conversation they are in."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0018_choice_of_mails"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlatformComplaint",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="complaint",
                        serialize=False,
                        to="records.conversation",
                    ),
                ),
                ("state", models.CharField(max_length=24)),
                ("outcome", models.CharField(blank=True, max_length=32)),
                ("breached", models.BooleanField(default=False)),
                ("filed_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("wake_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("body", models.JSONField()),
            ],
            options={
                "db_table": "platform_complaint",
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)),
                        fields=["due_at", "case"],
                        name="complaint_to_hear",
                    ),
                    models.Index(
                        condition=models.Q(("wake_at__isnull", False)),
                        fields=["wake_at", "case"],
                        name="complaint_to_wake",
                    ),
                    models.Index(fields=["state", "filed_at", "case"], name="complaint_by_state"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlatformMeasure",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="measure",
                        serialize=False,
                        to="records.conversation",
                    ),
                ),
                ("ref", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("against", models.CharField(max_length=8)),
                ("person", models.CharField(max_length=64)),
                ("state", models.CharField(max_length=12)),
                ("automated", models.BooleanField()),
                (
                    "decided_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), default=list, size=None
                    ),
                ),
                ("noticed_at", models.DateTimeField()),
                ("complain_until", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.policysnapshot"
                    ),
                ),
            ],
            options={
                "db_table": "platform_measure",
                "indexes": [models.Index(fields=["created_at", "case"], name="measure_by_age")],
            },
        ),
    ]
