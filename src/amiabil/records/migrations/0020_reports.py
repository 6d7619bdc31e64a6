"""Figures that are kept for reports, and the register of proceedings outside."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0019_measures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("grain", models.CharField(max_length=5)),
                ("day", models.DateField()),
                ("name", models.CharField(max_length=12)),
                ("lane", models.CharField(max_length=24)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("detail", models.CharField(blank=True, max_length=64)),
                ("step", models.SmallIntegerField(default=-1)),
                ("count", models.BigIntegerField()),
            ],
            options={
                "db_table": "tally",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("grain", "name", "day", "lane", "country", "detail", "step"),
                        name="tally_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TallyMark",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("stream_seq", models.BigIntegerField(default=0)),
                ("counted_at", models.DateTimeField(null=True)),
                ("orders_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "tally_mark",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_tally_mark")],
            },
        ),
        migrations.CreateModel(
            name="OrderTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("orders", models.BigIntegerField()),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="records.shop"
                    ),
                ),
            ],
            options={
                "db_table": "order_tally",
                "constraints": [models.UniqueConstraint(fields=("shop", "day"), name="order_tally_once")],
            },
        ),
        migrations.CreateModel(
            name="OutOfCourt",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("body", models.CharField(max_length=8)),
                ("body_name", models.CharField(max_length=120)),
                ("their_ref", models.CharField(blank=True, max_length=64)),
                ("opened_on", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=16)),
                ("implemented", models.BooleanField(null=True)),
                ("version", models.IntegerField(default=1)),
                ("recorded_by", models.CharField(max_length=80)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.conversation"),
                ),
            ],
            options={
                "db_table": "out_of_court",
                "indexes": [
                    models.Index(fields=["-opened_on", "-id"], name="out_of_court_by_age"),
                    models.Index(
                        condition=models.Q(("ended_on__isnull", False)),
                        fields=["ended_on"],
                        name="out_of_court_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShopTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("grain", models.CharField(max_length=5)),
                ("day", models.DateField()),
                ("name", models.CharField(max_length=12)),
                ("count", models.BigIntegerField()),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="records.shop"
                    ),
                ),
            ],
            options={
                "db_table": "shop_tally",
                "constraints": [
                    models.UniqueConstraint(fields=("grain", "day", "shop", "name"), name="shop_tally_once")
                ],
            },
        ),
    ]
