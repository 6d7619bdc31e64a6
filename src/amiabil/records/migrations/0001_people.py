import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="StaffMember",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("username", models.CharField(max_length=64, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("name", models.CharField(max_length=120)),
                ("pseudonym", models.CharField(blank=True, max_length=60)),
                ("language", models.CharField(default="ro", max_length=12)),
                ("zone", models.CharField(blank=True, max_length=64)),
                ("is_active", models.BooleanField(default=True)),
                ("joined_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table": "staff_member",
            },
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=60, unique=True)),
                ("prefix", models.CharField(max_length=12)),
                ("key_hash", models.BinaryField(max_length=32, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "api_key",
            },
        ),
        migrations.CreateModel(
            name="Shop",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ref", models.CharField(max_length=64, unique=True)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("town", models.CharField(blank=True, max_length=120)),
                ("country", models.CharField(blank=True, max_length=2)),
                ("trader", models.BooleanField(default=True)),
                ("settles_in", models.CharField(blank=True, max_length=3)),
                ("identity", models.JSONField(default=dict)),
                ("insolvent_at", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "shop",
            },
        ),
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("issuer", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=64)),
                ("name", models.CharField(blank=True, max_length=200)),
                ("email", models.CharField(blank=True, max_length=320)),
                ("email_verified", models.BooleanField(default=False)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("zone", models.CharField(blank=True, max_length=64)),
                ("language_chosen", models.BooleanField(db_default=False, default=False)),
                ("zone_chosen", models.BooleanField(db_default=False, default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "customer",
                "constraints": [
                    models.UniqueConstraint(fields=("issuer", "subject"), name="customer_identity")
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerSession",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("role", models.CharField(max_length=20)),
                ("created_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "customer",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="records.customer"),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, to="records.shop"
                    ),
                ),
            ],
            options={
                "db_table": "customer_session",
            },
        ),
        migrations.CreateModel(
            name="UsedToken",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issuer", models.CharField(max_length=200)),
                ("jti", models.CharField(max_length=200)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "db_table": "used_token",
                "constraints": [models.UniqueConstraint(fields=("issuer", "jti"), name="used_token_once")],
            },
        ),
        migrations.CreateModel(
            name="ShopMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "rights",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=12), default=list, size=None
                    ),
                ),
                ("settle_limit", models.JSONField(default=dict)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shops",
                        to="records.customer",
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="records.shop"
                    ),
                ),
            ],
            options={
                "db_table": "shop_member",
                "constraints": [
                    models.UniqueConstraint(fields=("shop", "customer"), name="shop_member_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffRole",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=20)),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="roles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "staff_role",
                "constraints": [models.UniqueConstraint(fields=("member", "role"), name="staff_role_once")],
            },
        ),
    ]
