from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0004_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("owner_id", models.UUIDField()),
                ("name", models.CharField(max_length=200)),
                ("media_type", models.CharField(max_length=80)),
                ("size", models.BigIntegerField()),
                ("sha256", models.BinaryField(max_length=32)),
                ("variants", models.JSONField(default=list)),
                ("uploader_role", models.CharField(max_length=20)),
                ("uploader_ref", models.CharField(max_length=80)),
                ("uploader_id", models.UUIDField(null=True)),
                ("channel", models.CharField(max_length=8)),
                ("received_at", models.DateTimeField()),
                ("erased_at", models.DateTimeField(null=True)),
                ("erased_why", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "stored_file",
                "indexes": [models.Index(fields=["kind", "owner_id"], name="stored_file_of_owner")],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("person_id", models.UUIDField()),
                ("purpose", models.CharField(max_length=12)),
                ("owner_id", models.UUIDField()),
                ("evidence_kind", models.CharField(blank=True, max_length=32)),
                ("name", models.CharField(max_length=200)),
                ("size", models.BigIntegerField()),
                ("part_size", models.IntegerField()),
                ("file_id", models.UUIDField(null=True)),
                ("refused", models.CharField(blank=True, max_length=40)),
                ("created_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "upload",
                "indexes": [models.Index(fields=["owner_id", "created_at"], name="upload_of_owner")],
            },
        ),
    ]
