from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0010_stage_times"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("actor_role", models.CharField(max_length=20)),
                ("actor_ref", models.CharField(max_length=80)),
                ("action", models.CharField(max_length=60)),
                ("subject", models.CharField(max_length=120)),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "audit_entry",
            },
        ),
        migrations.CreateModel(
            name="DemoClock",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("ahead_ms", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "demo_clock",
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_demo_clock")],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("caller", models.CharField(max_length=120)),
                ("key", models.CharField(max_length=200)),
                ("body_hash", models.BinaryField(max_length=32)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("answer", models.JSONField(null=True)),
                ("created_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "idempotency_record",
                "constraints": [models.UniqueConstraint(fields=("caller", "key"), name="idempotency_once")],
            },
        ),
        migrations.CreateModel(
            name="RateWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject", models.CharField(max_length=160)),
                ("window", models.BigIntegerField()),
                ("count", models.IntegerField()),
            ],
            options={
                "db_table": "rate_window",
                "constraints": [
                    models.UniqueConstraint(fields=("subject", "window"), name="rate_window_once")
                ],
            },
        ),
    ]
