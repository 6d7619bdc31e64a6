from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0009_policies"),
    ]

    operations = [
        migrations.CreateModel(
            name="StageTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lane", models.CharField(max_length=24)),
                ("state", models.CharField(max_length=24)),
                ("cases", models.PositiveIntegerField()),
                ("median_seconds", models.BigIntegerField()),
                ("p90_seconds", models.BigIntegerField()),
                ("measured_at", models.DateTimeField()),
            ],
            options={
                "db_table": "stage_time",
                "constraints": [models.UniqueConstraint(fields=("lane", "state"), name="stage_time_once")],
            },
        ),
    ]
