"""Who is at a desk, and what supervisors found in requests they read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0036_ids_of_mails_that_came")]

    operations = [
        migrations.CreateModel(
            name="DeskPresence",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="records.staffmember",
                    ),
                ),
                ("seen_at", models.DateTimeField()),
            ],
            options={"db_table": "desk_presence"},
        ),
        migrations.CreateModel(
            name="QualityReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("helpful", models.SmallIntegerField()),
                ("correct", models.SmallIntegerField()),
                ("kind", models.SmallIntegerField()),
                ("comment", models.CharField(blank=True, max_length=1000)),
                ("reviewed_at", models.DateTimeField()),
                (
                    "answered",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.staffmember",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.conversation"),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.staffmember",
                    ),
                ),
            ],
            options={
                "db_table": "quality_review",
                "indexes": [models.Index(fields=["answered", "reviewed_at"], name="quality_review_answered")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "reviewer"), name="quality_review_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("correct__range", (0, 2)), ("helpful__range", (0, 2)), ("kind__range", (0, 2))
                        ),
                        name="quality_review_marks",
                    ),
                ],
            },
        ),
    ]
