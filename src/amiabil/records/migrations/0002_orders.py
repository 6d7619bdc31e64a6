import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("by_ref", models.CharField(max_length=80)),
                ("dry_run", models.BooleanField()),
                ("rows", models.PositiveIntegerField()),
                ("accepted", models.PositiveIntegerField()),
                ("refused", models.PositiveIntegerField()),
                ("created", models.PositiveIntegerField(db_default=0, default=0)),
                ("changed", models.PositiveIntegerField(db_default=0, default=0)),
                ("unchanged", models.PositiveIntegerField(db_default=0, default=0)),
                ("problems", models.PositiveIntegerField(db_default=0, default=0)),
                ("report", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "db_table": "import_run",
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ref", models.CharField(max_length=64, unique=True)),
                ("consumer", models.BooleanField(default=True)),
                ("country", models.CharField(max_length=2)),
                ("currency", models.CharField(max_length=3)),
                ("payment", models.CharField(blank=True, max_length=40)),
                ("paid_at", models.DateTimeField()),
                ("shipping", models.BigIntegerField(default=0)),
                ("shipping_standard", models.BigIntegerField(default=0)),
                ("discount", models.BigIntegerField(default=0)),
                ("tax", models.BigIntegerField(default=0)),
                ("total", models.BigIntegerField()),
                ("estimated_from", models.DateField(null=True)),
                ("estimated_to", models.DateField(null=True)),
                ("flags", models.JSONField(default=list)),
                ("rates", models.JSONField(default=dict)),
                ("digest", models.BinaryField(max_length=32)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                (
                    "buyer",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="records.customer"
                    ),
                ),
                (
                    "shop",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="records.shop"
                    ),
                ),
            ],
            options={
                "db_table": "order",
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ref", models.CharField(max_length=64)),
                ("position", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=300)),
                ("category", models.CharField(blank=True, max_length=60)),
                ("quantity", models.PositiveIntegerField()),
                ("unit_price", models.BigIntegerField()),
                ("tax", models.BigIntegerField(default=0)),
                ("estimated_from", models.DateField(null=True)),
                ("estimated_to", models.DateField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("paid_out_at", models.DateTimeField(null=True)),
                ("carrier_status", models.CharField(blank=True, max_length=24)),
                ("carrier_status_at", models.DateTimeField(null=True)),
                ("listing", models.JSONField(default=dict)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="records.order",
                    ),
                ),
            ],
            options={
                "db_table": "order_line",
            },
        ),
        migrations.CreateModel(
            name="ListingPicture",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("url", models.CharField(blank=True, max_length=1000)),
                ("file_id", models.UUIDField(null=True)),
                ("alt", models.CharField(blank=True, max_length=300)),
                (
                    "line",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pictures",
                        to="records.orderline",
                    ),
                ),
            ],
            options={
                "db_table": "listing_picture",
            },
        ),
        migrations.CreateModel(
            name="Parcel",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("ref", models.CharField(max_length=64)),
                ("carrier", models.CharField(blank=True, max_length=60)),
                ("tracking", models.CharField(blank=True, max_length=80)),
                ("contents", models.JSONField(default=dict)),
                ("weight_grams", models.PositiveIntegerField(null=True)),
                ("shipped_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parcels",
                        to="records.order",
                    ),
                ),
            ],
            options={
                "db_table": "parcel",
            },
        ),
        migrations.CreateModel(
            name="ParcelEvent",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("status", models.CharField(max_length=24)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(blank=True, max_length=300)),
                (
                    "parcel",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="records.parcel",
                    ),
                ),
            ],
            options={
                "db_table": "parcel_event",
            },
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["buyer", "-paid_at", "-id"], name="order_of_buyer"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["shop", "-paid_at", "-id"], name="order_of_shop"),
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("discount__gte", 0),
                    ("shipping__gte", 0),
                    ("shipping_standard__gte", 0),
                    ("total__gte", 0),
                ),
                name="order_money_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(fields=("order", "ref"), name="order_line_ref"),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gte", 1), ("unit_price__gte", 0)), name="order_line_counts"
            ),
        ),
        migrations.AddIndex(
            model_name="listingpicture",
            index=models.Index(
                condition=models.Q(("file_id__isnull", False)), fields=["file_id"], name="picture_of_file"
            ),
        ),
        migrations.AddConstraint(
            model_name="listingpicture",
            constraint=models.UniqueConstraint(fields=("line", "position"), name="listing_picture_place"),
        ),
        migrations.AddConstraint(
            model_name="parcel",
            constraint=models.UniqueConstraint(fields=("order", "ref"), name="parcel_ref"),
        ),
        migrations.AddConstraint(
            model_name="parcelevent",
            constraint=models.UniqueConstraint(fields=("parcel", "at", "status"), name="parcel_event_once"),
        ),
    ]
