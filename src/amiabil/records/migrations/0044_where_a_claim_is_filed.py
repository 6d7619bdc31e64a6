from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0043_insolvency_administrators"),
    ]

    operations = [
        migrations.AddField(
            model_name="shop",
            name="insolvency",
            field=models.JSONField(db_default={}, default=dict),
        ),
    ]
