"""Chats, and who takes them."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0049_unknown_senders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shift",
            fields=[
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("state", models.CharField(max_length=8)),
                ("capacity", models.PositiveSmallIntegerField(default=3)),
                (
                    "languages",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "shift",
            },
        ),
        migrations.CreateModel(
            name="Chat",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="chat",
                        serialize=False,
                        to="records.conversation",
                    ),
                ),
                ("secret_hash", models.BinaryField(max_length=32, null=True, unique=True)),
                ("state", models.CharField(max_length=16)),
                ("started_at", models.DateTimeField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("joined_at", models.DateTimeField(null=True)),
                ("waited", models.IntegerField(null=True)),
                ("wake_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("body", models.JSONField()),
                (
                    "agent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="records.customer"
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="records.policysnapshot"
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
                "db_table": "chat",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["asked_at", "case"],
                        name="chat_in_line",
                    ),
                    models.Index(
                        condition=models.Q(("state", "with_agent")),
                        fields=["agent", "case"],
                        name="chat_of_agent",
                    ),
                    models.Index(fields=["customer", "-started_at"], name="chat_of_customer"),
                    models.Index(
                        condition=models.Q(("joined_at__isnull", False)),
                        fields=["joined_at"],
                        name="chat_joined",
                    ),
                    models.Index(
                        condition=models.Q(("wake_at__isnull", False)),
                        fields=["wake_at", "case"],
                        name="chat_to_wake",
                    ),
                ],
            },
        ),
    ]
