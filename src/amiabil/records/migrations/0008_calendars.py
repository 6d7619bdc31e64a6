import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_notices"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feed",
                        to="records.customer",
                    ),
                ),
            ],
            options={
                "db_table": "calendar_feed",
            },
        ),
        migrations.CreateModel(
            name="CalendarEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("case_id", models.UUIDField()),
                ("timer", models.CharField(max_length=32)),
                ("role", models.CharField(max_length=20)),
                ("due_at", models.DateTimeField()),
                ("sequence", models.IntegerField(default=0)),
                ("changed_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "feed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="records.calendarfeed",
                    ),
                ),
            ],
            options={
                "db_table": "calendar_entry",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("feed", "case_id", "timer", "role"), name="calendar_entry_once"
                    )
                ],
            },
        ),
    ]
