import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_money"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField()),
                ("case_id", models.UUIDField()),
                ("person_kind", models.CharField(max_length=10)),
                ("person_id", models.UUIDField()),
                ("role", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=60)),
                ("facts", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "notice",
                "indexes": [models.Index(fields=["person_id", "-created_at"], name="notice_of_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "person_id", "key"), name="notice_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=10)),
                ("address", models.CharField(blank=True, max_length=320)),
                ("state", models.CharField(max_length=10)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, max_length=300)),
                ("message_id", models.CharField(blank=True, max_length=200)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deliveries",
                        to="records.notice",
                    ),
                ),
            ],
            options={
                "db_table": "delivery",
                "constraints": [models.UniqueConstraint(fields=("notice", "channel"), name="delivery_once")],
            },
        ),
    ]
