import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0002_orders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Conversation",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=12, unique=True)),
                ("kind", models.CharField(max_length=12)),
                ("subject", models.CharField(blank=True, max_length=300)),
                ("version", models.IntegerField()),
                ("place", models.SmallIntegerField(default=0)),
                ("buyer_seq", models.IntegerField(default=0)),
                ("seller_seq", models.IntegerField(default=0)),
                ("staff_seq", models.IntegerField(default=0)),
                ("chain_head", models.BinaryField(max_length=32)),
                ("closed_to_messages", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="records.customer"
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="records.shop"
                    ),
                ),
            ],
            options={
                "db_table": "conversation",
            },
        ),
        migrations.CreateModel(
            name="PolicySnapshot",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("policy_id", models.CharField(max_length=60)),
                ("version", models.IntegerField()),
                ("document", models.JSONField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "policy_snapshot",
            },
        ),
        migrations.CreateModel(
            name="DisputeDraft",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("body", models.JSONField(default=dict)),
                ("version", models.IntegerField(default=1)),
                ("case_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="records.customer"),
                ),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="records.order")),
            ],
            options={
                "db_table": "dispute_draft",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("case_id__isnull", True)),
                        fields=("customer", "order"),
                        name="one_open_draft_an_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceItem",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("label", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=32)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                ("salt", models.BinaryField(max_length=16, null=True)),
                ("file_salt", models.BinaryField(max_length=16, null=True)),
                ("owner_role", models.CharField(max_length=20)),
                ("owner_ref", models.CharField(max_length=80)),
                ("status", models.CharField(max_length=20)),
                ("confidential", models.BooleanField(default=False)),
                ("edited_media", models.BooleanField(default=False)),
                ("file_id", models.UUIDField(null=True)),
                ("supersedes_id", models.UUIDField(null=True)),
                ("received_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.conversation"),
                ),
            ],
            options={
                "db_table": "evidence_item",
                "indexes": [
                    models.Index(
                        condition=models.Q(("file_id__isnull", False)),
                        fields=["file_id"],
                        name="evidence_of_file",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "label"), name="evidence_label")],
            },
        ),
        migrations.CreateModel(
            name="HeldUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_ref", models.CharField(max_length=64)),
                ("unit", models.PositiveIntegerField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.conversation"),
                ),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order")),
            ],
            options={
                "db_table": "held_unit",
                "constraints": [
                    models.UniqueConstraint(fields=("order", "line_ref", "unit"), name="unit_in_one_case")
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("version", models.IntegerField()),
                ("author_role", models.CharField(max_length=20)),
                ("author_ref", models.CharField(max_length=80)),
                ("author_name", models.CharField(blank=True, max_length=200)),
                ("audience", models.CharField(max_length=24)),
                ("text", models.TextField()),
                ("salt", models.BinaryField(max_length=16, null=True)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("received_at", models.DateTimeField()),
                ("created_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.conversation"),
                ),
            ],
            options={
                "db_table": "message",
                "constraints": [models.UniqueConstraint(fields=("case", "version"), name="message_place")],
            },
        ),
        migrations.CreateModel(
            name="ReadMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("seq", models.IntegerField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.conversation"),
                ),
            ],
            options={
                "db_table": "read_mark",
                "constraints": [models.UniqueConstraint(fields=("person_id", "case"), name="read_mark_once")],
            },
        ),
        migrations.CreateModel(
            name="Dispute",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="dispute",
                        serialize=False,
                        to="records.conversation",
                    ),
                ),
                ("lane", models.CharField(max_length=24)),
                ("reason", models.CharField(max_length=32)),
                ("state", models.CharField(max_length=24)),
                ("outcome", models.CharField(blank=True, max_length=32)),
                ("turn", models.CharField(blank=True, max_length=20)),
                (
                    "flags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("asked", models.BigIntegerField(null=True)),
                ("held", models.BigIntegerField(default=0)),
                ("opened_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(null=True)),
                ("wake_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("buyer_rank", models.BigIntegerField()),
                ("seller_rank", models.BigIntegerField()),
                ("staff_rank", models.BigIntegerField()),
                ("body", models.JSONField()),
                (
                    "buyer",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.customer"),
                ),
                (
                    "mediator",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("order", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.order")),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.policysnapshot"
                    ),
                ),
                ("shop", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="records.shop")),
            ],
            options={
                "db_table": "dispute",
                "indexes": [
                    models.Index(fields=["buyer", "buyer_rank", "case"], name="dispute_of_buyer"),
                    models.Index(fields=["shop", "seller_rank", "case"], name="dispute_of_shop"),
                    models.Index(fields=["state", "staff_rank", "case"], name="dispute_of_staff"),
                    models.Index(fields=["mediator", "staff_rank", "case"], name="dispute_of_mediator"),
                    models.Index(fields=["order"], name="dispute_of_order"),
                    models.Index(
                        condition=models.Q(("turn", "reviewer")),
                        fields=["due_at", "case"],
                        name="dispute_to_review",
                    ),
                    models.Index(
                        condition=models.Q(("wake_at__isnull", False)),
                        fields=["wake_at", "case"],
                        name="dispute_to_wake",
                    ),
                ],
            },
        ),
    ]
