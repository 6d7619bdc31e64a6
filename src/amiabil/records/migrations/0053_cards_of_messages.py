from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0052_help_readers"),
    ]

    operations = [
        migrations.AddField(
            model_name="message",
            name="cards",
            field=models.JSONField(db_default=models.Value([], models.JSONField()), default=list),
        ),
    ]
