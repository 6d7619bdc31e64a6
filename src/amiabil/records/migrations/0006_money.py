import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0005_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderMoney",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="records.order",
                    ),
                ),
                ("paid", models.BigIntegerField()),
                ("refunded", models.BigIntegerField(default=0)),
                ("external", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "order_money",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("external__gte", 0),
                            (
                                "paid__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("refunded"), "+", models.F("external")
                                ),
                            ),
                            ("refunded__gte", 0),
                        ),
                        name="never_pay_more_than_paid",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExternalProceeding",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ref", models.CharField(max_length=64)),
                ("amount", models.BigIntegerField()),
                ("lines", models.JSONField(default=list)),
                ("outside", models.JSONField(default=list)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("won_by", models.CharField(blank=True, max_length=8)),
                ("reported_by", models.CharField(max_length=80)),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order")),
            ],
            options={
                "db_table": "external_proceeding",
                "constraints": [models.UniqueConstraint(fields=("order", "ref"), name="proceeding_once")],
            },
        ),
        migrations.CreateModel(
            name="FundUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("paid", models.BigIntegerField(default=0)),
                ("shop", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.shop")),
            ],
            options={
                "db_table": "fund_use",
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "currency"), name="fund_use_once"),
                    models.CheckConstraint(
                        condition=models.Q(("paid__gte", 0)), name="fund_use_not_negative"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="records.conversation",
                    ),
                ),
                ("amount", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order")),
            ],
            options={
                "db_table": "hold",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="hold_not_negative")
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("kind", models.CharField(max_length=24)),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("refund_key", models.CharField(blank=True, max_length=60)),
                ("attempt", models.PositiveIntegerField(db_default=0, default=0)),
                ("from_hold", models.BigIntegerField(null=True)),
                ("from_fund", models.BigIntegerField(null=True)),
                ("purpose", models.CharField(blank=True, db_default="", default="", max_length=16)),
                ("shares", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="records.conversation"
                    ),
                ),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order")),
            ],
            options={
                "db_table": "ledger_entry",
                "indexes": [models.Index(fields=["case", "at"], name="ledger_of_case")],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                ("key", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("amount", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("state", models.CharField(max_length=10)),
                ("tries", models.PositiveIntegerField(default=0)),
                ("cause", models.CharField(blank=True, max_length=200)),
                ("intended_at", models.DateTimeField()),
                ("sent_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.conversation"),
                ),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order")),
            ],
            options={
                "db_table": "refund",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["intended", "sent"])),
                        fields=["state", "intended_at"],
                        name="refund_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitMoney",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_ref", models.CharField(max_length=64)),
                ("unit", models.PositiveIntegerField()),
                ("paid", models.BigIntegerField()),
                ("refunded", models.BigIntegerField(default=0)),
                ("external", models.BigIntegerField(default=0)),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order")),
            ],
            options={
                "db_table": "unit_money",
                "constraints": [
                    models.UniqueConstraint(fields=("order", "line_ref", "unit"), name="unit_money_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("external__gte", 0),
                            (
                                "paid__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("refunded"), "+", models.F("external")
                                ),
                            ),
                            ("refunded__gte", 0),
                        ),
                        name="never_pay_twice",
                    ),
                ],
            },
        ),
    ]
