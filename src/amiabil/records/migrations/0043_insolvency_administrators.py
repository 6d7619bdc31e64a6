from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0042_help_articles"),
    ]

    operations = [
        migrations.AddField(
            model_name="shopmember",
            name="administrator",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
